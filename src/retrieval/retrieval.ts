import type { Passage } from '../domain/passage.ts';

/** A passage as it is kept, with its vector in one space of meaning. */
export interface KeptPassage extends Passage {
  /** Identity by content, within its collection. */
  readonly id: string;
}

/** Vectors of one embedding; spaces with different names are never compared. */
export interface PassageVectors {
  /** Name of the embedding, such as `provider/model`. */
  readonly space: string;
  /** By passage id; all of one length. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** What finds passages, in words for people. */
export interface RetrievalDescription {
  /** Where their text lies and what searches it. */
  readonly words: string;
  /** What compares their vectors. */
  readonly vectors: string;
}

/**
 * Passages that can be searched, collection by collection: no search ever answers a passage of another collection. All of
 * it can be made again from the documents. Errors: `store-unavailable`, `disk-full`.
 *
 * Deliberately absent: making vectors, fusing the two ranks; both are the engine's.
 */
export interface RetrievalStore {
  /** Ids of the passages that a collection has. */
  ids(collection: string): Promise<ReadonlySet<string>>;
  /** Ids that have a vector in this space. */
  idsInSpace(collection: string, space: string): Promise<ReadonlySet<string>>;
  /** Adds passages with their vectors; one that is there already stays. */
  add(collection: string, passages: readonly KeptPassage[]): Promise<void>;
  addVectors(collection: string, vectors: PassageVectors): Promise<void>;
  /** Those of these passages that a collection has, in the order of the ids. */
  get(collection: string, ids: readonly string[]): Promise<readonly KeptPassage[]>;
  /** Removes all passages of a collection that are not in `ids`. */
  keepOnly(collection: string, ids: ReadonlySet<string>): Promise<void>;
  /** Passages that share words with the query, best first. */
  matching(collection: string, query: string, limit: number): Promise<readonly KeptPassage[]>;
  /** Passages whose vectors lie nearest, best first. */
  nearest(
    collection: string,
    query: { readonly space: string; readonly vector: Float32Array },
    limit: number,
  ): Promise<readonly KeptPassage[]>;
  /** Where the passages lie and what finds them, in words for people. */
  describe(): Promise<RetrievalDescription>;
  close(): Promise<void>;
}
