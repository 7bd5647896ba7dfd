import type { PassedOver } from '../domain/passed-over.ts';

/** One document that a source found; its bytes are not read yet. */
export interface SourceItem {
  /** Identity within a job: the absolute path, or the URL. */
  readonly key: string;
  /** Name for people: path relative to the folder that was named, file name, or URL. */
  readonly name: string;
  /** Size and modification time where the source knows them cheaply; they tell an unchanged file. */
  readonly bytes?: number;
  readonly modifiedMs?: number;
}

/** A file on this machine's disk, with its content hash. */
export interface LocalFile {
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /**
   * Throws `file-changed` when what lies at the path now is not what was hashed; a file that is gone was read from as it
   * was. Absent for files that only this program writes.
   */
  stillSame?(): Promise<void>;
}

/** A place that yields documents. */
export interface Source {
  /**
   * Yields items lazily, in a stable order. Something that cannot be listed (a missing file, an unreadable folder)
   * is yielded as `{ key, name, problem }` by `SourceEntry`, never thrown, so that the rest goes on.
   */
  list(signal: AbortSignal): AsyncIterable<SourceEntry>;
  /**
   * Reads what names its documents to the end and answers a hash of it; absent where the inputs say it all. Throws
   * `invalid-option` for what is no list of names.
   */
  identify?(signal: AbortSignal): Promise<string>;
  /** What of its folders it has passed over so far by the endings of names; null where that is nothing. */
  passedOver?(): PassedOver | null;
  /** How many entries it has chosen from, for a source that yields a sample; null until it has listed them all. */
  found?(): number | null;
}

/** What of its inputs a source yields. */
export interface Narrowing {
  /**
   * Only documents whose name fits one of these globs; one without a `/` is held against the name's last part. What lies
   * below a folder that is named without wildcards, or with a `/` at the end, fits too.
   */
  readonly include?: readonly string[];
  /** No documents, and no folders, whose name fits one of these. */
  readonly exclude?: readonly string[];
  /** Only files changed at or after this time; URLs have none and stay. */
  readonly sinceMs?: number;
  /** Stops after so many entries. */
  readonly limit?: number;
  /** A random but stable sample of so many entries. */
  readonly sample?: number;
}

/** An item, or what could not be listed with the reason. */
export type SourceEntry = SourceItem & { readonly problem?: import('../problem/problem.ts').Problem };

/**
 * Brings an item's bytes to disk and hashes them on the way. A path stays where it is; a URL is streamed into
 * `directory`. Errors: `file-not-found`, `file-unreadable`, `file-empty`, `file-changed`, `file-too-large`,
 * `url-refused`, `download-failed`, `disk-full`, `cancelled`.
 */
export type Fetch = (item: SourceItem, directory: string, signal: AbortSignal) => Promise<LocalFile>;
