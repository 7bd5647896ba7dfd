import type { EventStream } from './event-stream.ts';
import { Pacer } from './pacer.ts';

/** The open event streams by job. */
export class StreamSet {
  /** Has them write one after another. */
  readonly pacer = new Pacer();
  readonly #streams = new Map<string, Set<EventStream>>();

  /** How many there are. */
  get size(): number {
    return [...this.#streams.values()].reduce((sum, streams) => sum + streams.size, 0);
  }

  add(jobId: string, stream: EventStream): void {
    const streams = this.#streams.get(jobId) ?? new Set();
    this.#streams.set(jobId, streams.add(stream));
  }

  delete(jobId: string, stream: EventStream): void {
    const streams = this.#streams.get(jobId);
    streams?.delete(stream);
    if (streams?.size === 0) this.#streams.delete(jobId);
  }

  /** Has the streams of a job look whether it rests. */
  rested(jobId: string): void {
    for (const stream of this.#streams.get(jobId) ?? []) stream.rested();
  }

  /** Ends them all. */
  endAll(): void {
    for (const streams of this.#streams.values()) for (const stream of [...streams]) stream.end();
  }
}
