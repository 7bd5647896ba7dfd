import type { LeafcutterEvent } from '../domain/event.ts';
import { toWire } from '../domain/wire.ts';
import type { ProblemJson } from '../problem/problem.ts';

/** Events kept of one job for readers that come back or fall behind. */
const KEPT_EVENTS = 2_048;
/** Chunks that are kept of one job: readers that keep up are all at the same place. */
const KEPT_CHUNKS = 4;
const NOTHING = Buffer.alloc(0);
/** Events of so long go out together: many readers of a busy job cost a write each, not one for each event. */
const GATHER_MS = 200;
/** Jobs whose events are kept; the one that was silent longest goes first. */
const KEPT_JOBS = 256;

interface JobEvents {
  /** Number of the event after the last one. */
  next: number;
  /** Event n stands at n modulo the length. */
  readonly ring: LeafcutterEvent[];
  /** What readers were given last, by the number it begins with: most of them ask for the same. */
  readonly chunks: Map<number, Chunk>;
  /** Number after the last event that readers were told of. */
  told: number;
  telling: NodeJS.Timeout | undefined;
}

/** Some events as they go over the wire, and the number after them. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly next: number;
}

/**
 * The last events of every job, numbered from 0; the id of an event is the number after it. Readers have a number of
 * their own and ask for what follows: there is no queue for a reader, so a slow one costs nothing. All are told of new
 * events at the same moment and read as far as it: those who keep up read the same, which is made once.
 */
export class EventLog {
  /** Tells this log from one of an earlier process: numbers mean nothing across. */
  readonly epoch: string;
  readonly #hide: (problem: ProblemJson) => ProblemJson;
  readonly #jobs = new Map<string, JobEvents>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** `hide`: makes of a problem what readers may hear of it. */
  constructor(epoch: string, hide: (problem: ProblemJson) => ProblemJson) {
    this.epoch = epoch;
    this.#hide = hide;
  }

  /** Takes an event in; what concerns no job goes to all that are kept. Called for every event: cheap. */
  readonly listen = (event: LeafcutterEvent): void => {
    if ('jobId' in event) this.#append(event.jobId, event);
    else for (const jobId of this.#listeners.keys()) this.#append(jobId, event);
  };

  /** Number of the event that comes next. */
  next(jobId: string): number {
    return this.#jobs.get(jobId)?.next ?? 0;
  }

  /** True when every event from number `from` on is still there. */
  reaches(jobId: string, from: number): boolean {
    const next = this.next(jobId);
    return Number.isSafeInteger(from) && from >= Math.max(0, next - KEPT_EVENTS) && from <= next;
  }

  /**
   * Events from number `from` on that readers were told of, no more than about `maxChars`; readers that ask for the same
   * share the bytes.
   */
  read(jobId: string, from: number, maxChars: number): Chunk {
    const events = this.#jobs.get(jobId);
    if (!events || from >= events.told) return { bytes: NOTHING, next: from };
    const known = events.chunks.get(from);
    if (known) return known;
    let text = '';
    let number = from;
    while (number < events.told && text.length < maxChars) text += this.#text(events, number++);
    const chunk = { bytes: Buffer.from(text), next: number };
    const [oldest] = events.chunks.keys();
    if (oldest !== undefined && events.chunks.size >= KEPT_CHUNKS) events.chunks.delete(oldest);
    events.chunks.set(from, chunk);
    return chunk;
  }

  /** Calls `wake` soon after events of a job, once for all of a moment; answers the function that ends it. */
  onEvents(jobId: string, wake: () => void): () => void {
    const listeners = this.#listeners.get(jobId) ?? new Set();
    this.#listeners.set(jobId, listeners.add(wake));
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0 && this.#listeners.get(jobId) === listeners) this.#listeners.delete(jobId);
    };
  }

  /** Tells readers of a job now of what they were not told yet; answers the number after the last event. */
  tell(jobId: string): number {
    const events = this.#jobs.get(jobId);
    if (!events) return 0;
    clearTimeout(events.telling);
    events.telling = undefined;
    if (events.told < events.next) {
      events.told = events.next;
      for (const wake of this.#listeners.get(jobId) ?? []) wake();
    }
    return events.next;
  }

  /** Forgets a job. */
  forget(jobId: string): void {
    clearTimeout(this.#jobs.get(jobId)?.telling);
    this.#jobs.delete(jobId);
  }

  #append(jobId: string, event: LeafcutterEvent): void {
    let events = this.#jobs.get(jobId);
    if (events) this.#jobs.delete(jobId);
    else {
      events = { next: 0, ring: [], chunks: new Map(), told: 0, telling: undefined };
      const [oldest] = this.#jobs.keys();
      if (oldest !== undefined && this.#jobs.size >= KEPT_JOBS) this.forget(oldest);
    }
    this.#jobs.set(jobId, events);
    const place = events.next % KEPT_EVENTS;
    events.ring[place] = event;
    events.next++;
    if (this.#listeners.has(jobId)) events.telling ??= setTimeout(() => this.tell(jobId), GATHER_MS);
  }

  #text(events: JobEvents, number: number): string {
    const kept = events.ring[number % KEPT_EVENTS]!;
    const event = 'problem' in kept && kept.problem ? { ...kept, problem: this.#hide(kept.problem) } : kept;
    return `id: ${this.epoch}-${number + 1}\nevent: ${event.type}\ndata: ${JSON.stringify(toWire(event))}\n\n`;
  }
}
