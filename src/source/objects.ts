import type { LocalFile } from './source.ts';

/** An object, by its address `s3://bucket/key`, `gs://bucket/key` or `az://container/key`. */
export interface ObjectEntry {
  readonly address: string;
  readonly bytes: number;
}

/** Stores of objects, reached over their common HTTP interface. */
export interface Objects {
  /** Objects whose address begins with this one, in the order of their keys. */
  list(address: string, signal: AbortSignal): AsyncIterable<ObjectEntry>;
  /** Streams an object into a new file of a folder, hashing on the way. */
  download(address: string, directory: string, signal: AbortSignal): Promise<LocalFile>;
  /** When the object was put there, in milliseconds since 1970; null: there is none. */
  modifiedMs(address: string): Promise<number | null>;
  /** Puts a file there whose hash is known: the store refuses bytes that do not fit it. */
  upload(address: string, path: string, sha256: string): Promise<void>;
}
