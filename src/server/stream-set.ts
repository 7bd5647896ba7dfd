import type { EventStream } from './event-stream.ts';
import type { JobListStream } from './job-list-stream.ts';
import { Pacer } from './pacer.ts';

/** The open streams: of the events of a job, by job, and of the list of jobs. */
export class StreamSet {
  /** Has them write one after another. */
  readonly pacer = new Pacer();
  readonly #streams = new Map<string, Set<EventStream>>();
  readonly #ofList = new Set<JobListStream>();

  /** How many there are. */
  get size(): number {
    return [...this.#streams.values()].reduce((sum, streams) => sum + streams.size, this.#ofList.size);
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

  addOfList(stream: JobListStream): void {
    this.#ofList.add(stream);
  }

  deleteOfList(stream: JobListStream): void {
    this.#ofList.delete(stream);
  }

  /** Has the streams of a job look whether it rests. */
  rested(jobId: string): void {
    for (const stream of this.#streams.get(jobId) ?? []) stream.rested();
  }

  /** Ends them all. */
  endAll(): void {
    for (const streams of this.#streams.values()) for (const stream of [...streams]) stream.end();
    for (const stream of [...this.#ofList]) stream.end();
  }
}
