import type { LeafcutterEvent } from '../domain/event.ts';
import type { DocumentState } from '../domain/states.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { ProblemJson } from '../problem/problem.ts';

/** A document that ended, for lists of the latest. */
export interface EndedDocument {
  readonly name: string;
  readonly state: DocumentState;
  readonly problem?: ProblemJson;
}

/** What a job's progress display needs, as of now. What cannot be seen from where one looks is null. */
export interface Progress {
  readonly total: number;
  /** False while sources are still being read: `total` grows. */
  readonly totalKnown: boolean;
  readonly ended: number;
  readonly byState: ReadonlyMap<DocumentState, number>;
  /** How many failed, by problem code. */
  readonly failures: ReadonlyMap<string, number> | null;
  /** Pages of the documents that ended since the meter started. */
  readonly pages: number | null;
  readonly running: ReadonlyMap<
    string,
    { readonly name: string; readonly done: number; readonly total: number }
  >;
  readonly latest: readonly EndedDocument[];
  readonly callsInFlight: number | null;
  readonly usage: Usage;
  readonly elapsedMs: number;
  /** Documents a minute since the meter started; null until one has ended. */
  readonly perMinute: number | null;
  /** Null until a rate is known. */
  readonly etaMs: number | null;
  readonly lanes: ReadonlyMap<string, Extract<LeafcutterEvent, { type: 'governor-change' }>>;
}

/** Whatever can say how far a job is. */
export interface ProgressSource {
  progress(): Progress;
}

const LATEST = 5;

/** Sums a job's events up into its progress. */
export class ProgressMeter implements ProgressSource {
  readonly #now: () => number;
  readonly #startedMs: number;
  #total = 0;
  #totalKnown = false;
  #ended = 0;
  #endedBefore = 0;
  #pages = 0;
  #callsInFlight = 0;
  #usage: Usage = NO_USAGE;
  readonly #byState = new Map<DocumentState, number>();
  readonly #failures = new Map<string, number>();
  readonly #running = new Map<string, { name: string; done: number; total: number }>();
  readonly #lanes = new Map<string, Extract<LeafcutterEvent, { type: 'governor-change' }>>();
  #latest: EndedDocument[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#startedMs = now();
  }

  readonly listen = (event: LeafcutterEvent): void => {
    switch (event.type) {
      case 'documents-found':
        this.#total = event.total;
        this.#totalKnown = event.complete;
        // They count as done and not towards the rate.
        this.#endedBefore = event.endedBefore;
        break;
      case 'document-start':
        this.#running.set(event.documentId, { name: event.name, done: 0, total: 0 });
        break;
      case 'document-progress':
        Object.assign(this.#running.get(event.documentId) ?? {}, { done: event.done, total: event.total });
        break;
      case 'document-end':
        this.#end(event);
        break;
      case 'call-start':
        this.#callsInFlight++;
        break;
      case 'call-end':
        this.#callsInFlight--;
        this.#usage = addUsage(this.#usage, event.usage);
        break;
      case 'governor-change':
        this.#lanes.set(event.lane, event);
        break;
      default:
        break;
    }
  };

  #end(event: Extract<LeafcutterEvent, { type: 'document-end' }>): void {
    this.#running.delete(event.documentId);
    this.#ended++;
    this.#pages += event.pages;
    this.#byState.set(event.state, (this.#byState.get(event.state) ?? 0) + 1);
    if (event.problem)
      this.#failures.set(event.problem.code, (this.#failures.get(event.problem.code) ?? 0) + 1);
    this.#latest = [
      ...this.#latest.slice(1 - LATEST),
      { name: event.name, state: event.state, ...(event.problem ? { problem: event.problem } : {}) },
    ];
  }

  progress(): Progress {
    const elapsedMs = this.#now() - this.#startedMs;
    const left = this.#total - this.#endedBefore - this.#ended;
    return {
      total: this.#total,
      totalKnown: this.#totalKnown,
      ended: this.#endedBefore + this.#ended,
      byState: this.#byState,
      failures: this.#failures,
      pages: this.#pages,
      running: this.#running,
      latest: this.#latest,
      callsInFlight: this.#callsInFlight,
      usage: this.#usage,
      elapsedMs,
      ...paceOf({ ended: this.#ended, elapsedMs, left: this.#totalKnown ? left : null }),
      lanes: this.#lanes,
    };
  }
}

/** Rate and time left of a job of which `ended` documents ended in `elapsedMs` and `left` (null: unknown) are to come. */
export function paceOf(so: {
  readonly ended: number;
  readonly elapsedMs: number;
  readonly left: number | null;
}): Pick<Progress, 'perMinute' | 'etaMs'> {
  const { ended, elapsedMs, left } = so;
  if (ended <= 0 || elapsedMs <= 0) return { perMinute: null, etaMs: null };
  const etaMs = left === null ? null : (elapsedMs / ended) * Math.max(0, left);
  return { perMinute: (ended / elapsedMs) * 60_000, etaMs };
}
