import type { LeafcutterEvent } from '../domain/event.ts';
import type { DocumentResult } from '../domain/result.ts';
import {
  countEnded,
  type DocumentCounts,
  type DocumentState,
  isFinalDocumentState,
  NO_DOCUMENTS,
} from '../domain/states.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Job, Store } from '../store/store.ts';
import { type EndedDocument, type Progress, type ProgressSource, paceOf } from './progress.ts';

/** Documents in work, and documents just ended, that are named. */
const NAMED = 5;
/** Results read in one go. */
const BATCH = 50;

type DocumentEnd = Extract<LeafcutterEvent, { type: 'document-end' }>;

/**
 * The progress of a job that another process runs, as far as the store knows it: counts, usage, what is in work, and
 * the rate since the first look. Calls in flight, pages within a document and what the provider asks for are not there.
 */
export class StoredProgress implements ProgressSource {
  readonly #store: Store;
  readonly #jobId: string;
  readonly #now: () => number;
  readonly #listeners = new Set<(event: DocumentEnd) => void>();
  #firstLook: { readonly atMs: number; readonly ended: number } | undefined;
  #counts: DocumentCounts = NO_DOCUMENTS;
  #usage: Usage = NO_USAGE;
  #listed = false;
  #running: readonly { readonly id: string; readonly name: string }[] = [];
  #latest: readonly EndedDocument[] = [];
  /** Number of the last commit that was read. */
  #position = 0;

  constructor(store: Store, jobId: string, now: () => number) {
    this.#store = store;
    this.#jobId = jobId;
    this.#now = now;
  }

  /** Hears of every document that ends after the first look; answers the function that ends it. */
  readonly listen = (listener: (event: DocumentEnd) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads how far the job is; call it about every second. Throws `job-not-found`. */
  async look(): Promise<{ readonly job: Job; readonly counts: DocumentCounts; readonly usage: Usage }> {
    const [counts, usage, running] = await Promise.all([
      this.#store.countDocuments(this.#jobId),
      this.#store.jobUsage(this.#jobId),
      this.#store.listDocuments(this.#jobId, { states: ['running', 'waiting'], limit: NAMED }),
    ]);
    const job = (await this.#store.getJob(this.#jobId))!;
    this.#counts = counts;
    this.#usage = usage;
    this.#listed = job.listed;
    this.#running = running.map(({ id, source }) => ({ id, name: source.name }));
    if (this.#firstLook === undefined) {
      this.#firstLook = { atMs: this.#now(), ended: countEnded(counts) };
      // Every document that has ended was at least one commit, unless it was cancelled.
      this.#position = countEnded(counts) - counts.cancelled;
      await this.#readNew();
    } else {
      for (const event of await this.#readNew()) {
        for (const listener of this.#listeners) listener(event);
      }
    }
    return { job, counts, usage };
  }

  progress(): Progress {
    const { atMs, ended: endedBefore } = this.#firstLook ?? { atMs: this.#now(), ended: 0 };
    const ended = countEnded(this.#counts);
    const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    const elapsedMs = this.#now() - atMs;
    const states = Object.entries(this.#counts) as [DocumentState, number][];
    return {
      total,
      totalKnown: this.#listed,
      ended,
      byState: new Map(states.filter(([state, count]) => count > 0 && isFinalDocumentState(state))),
      failures: null,
      pages: null,
      running: new Map(this.#running.map(({ id, name }) => [id, { name, done: 0, total: 0 }])),
      latest: this.#latest,
      callsInFlight: null,
      usage: this.#usage,
      elapsedMs,
      ...paceOf({ ended: ended - endedBefore, elapsedMs, left: this.#listed ? total - ended : null }),
      lanes: new Map(),
    };
  }

  async #readNew(): Promise<DocumentEnd[]> {
    const events: DocumentEnd[] = [];
    for (;;) {
      const results = await this.#store.readResults(this.#jobId, {
        order: 'completion',
        after: this.#position,
        limit: BATCH,
      });
      if (results.length === 0) break;
      this.#position = results.at(-1)!.position;
      events.push(...results.map(({ result }) => endOf(this.#jobId, result)));
    }
    const latest = events.map(({ name, state, problem }) => ({
      name,
      state,
      ...(problem ? { problem } : {}),
    }));
    this.#latest = [...this.#latest, ...latest].slice(-NAMED);
    return events;
  }
}

function endOf(jobId: string, result: DocumentResult): DocumentEnd {
  const { document, status, review, usage, timings, problem } = result;
  const whole: DocumentState = review === 'needed' ? 'needs_review' : 'succeeded';
  return {
    type: 'document-end',
    jobId,
    documentId: document.id,
    name: document.name,
    state: status === 'complete' ? whole : status,
    pages: document.pages,
    usage,
    durationMs: timings.totalMs,
    ...(problem ? { problem } : {}),
  };
}
