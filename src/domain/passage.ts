/** A piece of a document's text that can be found, shown to a model and cited: it lies in one section, on one page. */
export interface Passage {
  /** Page the text stands on, counted as its collection counts. */
  readonly pageNumber: number;
  /** Title of the section it lies in. */
  readonly section: string;
  readonly text: string;
}

/** A passage that a search found, best first by `score` (reciprocal rank fusion; comparable within one search alone). */
export interface FoundPassage extends Passage {
  readonly score: number;
}
