import type { DocumentResult } from '../domain/result.ts';

/** A result in the order of its commit, or of its document. */
export interface CommittedResult {
  /** Position in the sink's order; grows, has gaps only where documents were cancelled. */
  readonly position: number;
  readonly result: DocumentResult;
}

/**
 * What a sink remembers between runs: how far it is, in results and in bytes of each of its files. Nothing of its files
 * when it writes them anew in every run.
 */
export interface SinkCursor {
  readonly position: number;
  readonly files: Readonly<Record<string, number>>;
}

/**
 * A place that receives results. It is fed from committed results only. `open` truncates its files to `cursor`, so
 * rows written after the last remembered cursor are written again, and no row is lost or doubled by a crash.
 *
 * `open` answers where to go on: feed it the results after that position. It is `cursor`, or the start (position 0)
 * when `cursor` is null or a file was removed since; then files that are there are written over. A file that is
 * shorter than `cursor` says, or does not end a row there, was changed by someone else: `output-unwritable`.
 * An open sink may be opened again: it goes on from there, and what it wrote after `cursor` is gone.
 *
 * A sink whose output nothing can be added to, such as a workbook, answers the start whatever the cursor. Its output
 * takes the place of an older one, whole, when it is closed; after a failed `write` it does not.
 * Errors: `output-unwritable`, `disk-full`.
 */
export interface Sink {
  /** Identity within a job, such as `jsonl:/out/results.jsonl`. */
  readonly id: string;
  open(cursor: SinkCursor | null): Promise<SinkCursor>;
  /** Appends results and makes them durable; answers the new cursor. */
  write(results: readonly CommittedResult[]): Promise<SinkCursor>;
  /** Errors: `output-unwritable`, `disk-full`, from a sink that writes its output then. */
  close(): Promise<void>;
}
