import type { LeafcutterEvent } from '../domain/event.ts';

/** Changes of so long are told together: what is sent of a busy job is sent this often. */
const GATHER_MS = 500;
/** Jobs whose last change is known; the one that changed longest ago goes first. */
const KEPT_JOBS = 1_024;

/** Events that change nothing that a list of jobs shows. */
const UNLISTED: ReadonlySet<LeafcutterEvent['type']> = new Set([
  'document-progress',
  'call-start',
  'batch-change',
]);

/** A job that changed or was removed, and the number of its last change. */
export interface JobChange {
  readonly jobId: string;
  readonly number: number;
}

/**
 * Which jobs changed, by the number of their last change: whoever has a number is told of what changed from it on, each
 * job once as it stands then. There is no queue for a reader.
 */
export class JobChanges {
  /** Tells these numbers from those of an earlier process. */
  readonly epoch: string;
  /** In the order of their numbers. */
  readonly #numbers = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #next = 0;
  /** Changes before this number may be unknown. */
  #knownFrom = 0;
  #telling: NodeJS.Timeout | undefined;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  /** Number of the change that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Notes what changes a job as it is listed. */
  readonly listen = (event: LeafcutterEvent): void => {
    if (!('jobId' in event) || UNLISTED.has(event.type)) return;
    this.note(event.jobId);
  };

  /** Notes that a job is new, has changed or is gone. Called for every event: cheap. */
  note(jobId: string): void {
    this.#numbers.delete(jobId);
    this.#numbers.set(jobId, this.#next++);
    const [oldest] = this.#numbers;
    if (oldest !== undefined && this.#numbers.size > KEPT_JOBS) {
      const [first, number] = oldest;
      this.#numbers.delete(first);
      this.#knownFrom = number + 1;
    }
    if (this.#listeners.size > 0) this.#telling ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  /** True when every job that changed from number `from` on is known. */
  reaches(from: number): boolean {
    return from >= this.#knownFrom && from <= this.#next;
  }

  /** Jobs that changed from number `from` on, oldest change first. */
  since(from: number): JobChange[] {
    if (from >= this.#next) return [];
    return [...this.#numbers]
      .filter(([, number]) => number >= from)
      .map(([jobId, number]) => ({ jobId, number }));
  }

  /** Calls `wake` soon after changes; answers the function that ends it. */
  onChanges(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => this.#listeners.delete(wake);
  }

  #tell(): void {
    this.#telling = undefined;
    for (const wake of this.#listeners) wake();
  }
}
