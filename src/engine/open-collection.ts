import { isCollection } from '../domain/collection.ts';
import { toProblem } from '../problem/problem.ts';
import type { PassageIndex } from '../recipes/recipe.ts';
import type { StoredDocument } from '../store/store.ts';
import { CollectionReader, type MemberDocument } from './collection-reader.ts';
import type { DocumentReader } from './document-reader.ts';
import type { EngineParts } from './parts.ts';

/** Documents of a job asked for at once. */
const PAGE = 500;

/** The documents of a job whose results can be joined: read well enough, each content once, in their order. */
export async function listMembers(
  { store }: Pick<EngineParts, 'store'>,
  jobId: string,
): Promise<readonly StoredDocument[]> {
  const members = new Map<string, StoredDocument>();
  let afterOrdinal = -1;
  for (;;) {
    const documents = await store.listDocuments(jobId, {
      states: ['succeeded', 'needs_review', 'partial'],
      afterOrdinal,
      limit: PAGE,
    });
    for (const document of documents) {
      const { sha256, source } = document;
      if (sha256 !== null && !isCollection(source) && !members.has(sha256)) members.set(sha256, document);
    }
    if (documents.length < PAGE) return [...members.values()];
    afterOrdinal = documents.at(-1)!.ordinal;
  }
}

/**
 * Opens the documents of a job as one collection. `open` opens one of them; a document that opened once and does not now
 * (a file that was removed) fails the whole, since pages would be numbered otherwise.
 */
export async function openCollection(
  engine: EngineParts,
  jobId: string,
  {
    open,
    passages,
  }: {
    readonly open: (document: StoredDocument) => Promise<DocumentReader>;
    readonly passages: PassageIndex;
  },
): Promise<CollectionReader> {
  const members = await listMembers(engine, jobId);
  const documents = await Promise.all(
    members.map(async (document): Promise<MemberDocument> => {
      const result = await engine.store.getResult(document.id);
      try {
        return { documentId: document.id, reader: await open(document), data: result?.data ?? null };
      } catch (error) {
        throw toProblem(error, document.source.name);
      }
    }),
  );
  return new CollectionReader(jobId, documents, passages);
}
