import type { ServerResponse } from 'node:http';
import type { JobChanges } from './job-changes.ts';
import { PacedStream, type StreamTimes } from './paced-stream.ts';
import type { Pacer } from './pacer.ts';

/** Events as they go over the wire, and the number to go on from. */
export interface ListChunk {
  readonly text: string;
  readonly next: number;
  /** True when it does not hold all there was. */
  readonly more: boolean;
}

/** What a stream of the list of jobs needs. */
export interface ListStreamParts {
  readonly changes: JobChanges;
  /** Shared by the streams of a server. */
  readonly pacer: Pacer;
  readonly times: StreamTimes;
  /** The list as it stands after this call; readers share what is looked up. */
  snapshot(): Promise<ListChunk>;
  /** Jobs that changed from a number on, as they stand after this call; shared too. */
  changed(from: number): Promise<ListChunk>;
}

/** Streams what changes in the list of jobs to one reader until it leaves. One that fell behind gets the list anew. */
export class JobListStream {
  readonly #parts: ListStreamParts;
  readonly #stream: PacedStream;
  #from: number | null;

  constructor(parts: ListStreamParts, response: ServerResponse, from: number | null) {
    this.#parts = parts;
    this.#from = from;
    const { changes, pacer, times } = parts;
    const unlisten = changes.onChanges(() => this.#stream.wake());
    this.#stream = new PacedStream({ pacer, times, step: () => this.#step(), onEnd: unlisten }, response);
  }

  /** Ends the stream; the reader comes back to whoever serves then. */
  end(): void {
    this.#stream.end();
  }

  async #step(): Promise<boolean> {
    const { changes, snapshot, changed } = this.#parts;
    const from = this.#from;
    if (from !== null && from === changes.next) return false;
    const chunk = from === null || !changes.reaches(from) ? await snapshot() : await changed(from);
    this.#from = chunk.next;
    if (chunk.text !== '') this.#stream.write(chunk.text);
    // What changes while it is looked up is told of with the next changes, not at once.
    return chunk.more;
  }
}
