/** Key of the one document of a job that is all its other documents together; no path and no URL is spelt so. */
export const COLLECTION_KEY = 'collection:';

/** True for the document of a job that stands for all the others together. */
export function isCollection(source: { readonly key: string }): boolean {
  return source.key === COLLECTION_KEY;
}
