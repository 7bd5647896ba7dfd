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
  /** Where the passages lie and what compares them, in one line for people. */
  describe(): Promise<string>;
  close(): Promise<void>;
}
