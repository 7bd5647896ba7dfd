import type { LeafcutterEvent } from '../domain/event.ts';
import type { DocumentResult } from '../domain/result.ts';
import { countEnded, type DocumentState } from '../domain/states.ts';
import type { CommittedResult } from '../sink/sink.ts';
import type { Store } from '../store/store.ts';
import { ClassCounter } from './class-counter.ts';
import { JobSurvey, type Seen, type SurveyedStore } from './job-survey.ts';
import {
  type EndedDocument,
  type LaneProgress,
  latest,
  NAMED,
  needsAttention,
  type Progress,
  type ProgressSource,
  type RunningDocument,
} from './progress.ts';

/** Results read in one go. */
const BATCH = 50;
/** Time that one look gives to results of before the first, to count their classes. */
const CATCH_UP_MS = 100;

/** What the progress of a job of another process is made of. */
export interface StoredProgressParts {
  readonly store: SurveyedStore & Pick<Store, 'listDocuments' | 'readResults'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The class of a result's data, for recipes that sort documents. */
  readonly classOf?: (data: unknown) => string;
  /** What the process that runs the job has last written down of its lanes; null when it has not. */
  readonly lanes: () => Promise<readonly LaneProgress[] | null>;
}

type DocumentEnd = Extract<LeafcutterEvent, { type: 'document-end' }>;

/**
 * The progress of a job that another process runs, as far as the store knows it. Pages within a document and whether a
 * person holds the run back are not there.
 */
export class StoredProgress implements ProgressSource {
  readonly #parts: StoredProgressParts;
  readonly #jobId: string;
  readonly #survey: JobSurvey;
  readonly #listeners = new Set<(event: DocumentEnd) => void>();
  readonly #classes = new ClassCounter();
  #running: readonly RunningDocument[] = [];
  #attention: readonly EndedDocument[] = [];
  #lanes: readonly LaneProgress[] | null = null;
  #startedMs: number | null = null;
  /** Number of the last commit that was read; undefined before the first look. */
  #position: number | undefined;
  /** Of the commits of before the first look: the last whose class was counted, and the last there is. */
  readonly #earlier = { position: 0, last: 0 };

  constructor(jobId: string, parts: StoredProgressParts) {
    this.#jobId = jobId;
    this.#parts = parts;
    this.#survey = new JobSurvey(parts.store, jobId, parts.now);
  }

  /** Hears of every document that ends after the first look; answers the function that ends it. */
  readonly listen = (listener: (event: DocumentEnd) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async look(): Promise<Seen> {
    const seen = await this.#survey.look();
    this.#startedMs = seen.job.startedMs;
    const { store, lanes } = this.#parts;
    const running = await store.listDocuments(this.#jobId, { states: ['running', 'waiting'], limit: NAMED });
    this.#running = running.map(({ source }) => ({ name: source.name, done: 0, total: 0 }));
    this.#lanes = await lanes();
    if (this.#position === undefined) {
      // Every document that has ended was at least one commit, unless it was cancelled.
      this.#position = countEnded(seen.counts) - seen.counts.cancelled;
      this.#earlier.last = this.#position;
      this.#attention = latest(
        [],
        (await this.#readNew()).filter(({ state }) => needsAttention(state)),
      );
    } else {
      const events = await this.#readNew();
      this.#attention = latest(
        this.#attention,
        events.filter(({ state }) => needsAttention(state)),
      );
      for (const event of events) for (const listener of this.#listeners) listener(event);
    }
    await this.#catchUp();
    return seen;
  }

  progress(): Progress {
    const stored = this.#survey.progress();
    const lanes = this.#lanes;
    return {
      ...stored,
      classes: this.#classes.counts(this.#earlier.position >= this.#earlier.last),
      pages: null,
      running: this.#running,
      attention: this.#attention,
      elapsedMs: this.#startedMs === null ? stored.elapsedMs : this.#parts.now() - this.#startedMs,
      callsInFlight: lanes?.reduce((calls, { inFlight }) => calls + inFlight, 0) ?? null,
      lanes,
      paused: false,
    };
  }

  async #readNew(): Promise<DocumentEnd[]> {
    const events: DocumentEnd[] = [];
    for (;;) {
      const results = await this.#read(this.#position!);
      if (results.length === 0) return events;
      this.#position = results.at(-1)!.position;
      this.#count(results);
      events.push(...results.map(({ result }) => endOf(this.#jobId, result)));
    }
  }

  /** Counts classes of documents that ended before the first look, a while at a time. */
  async #catchUp(): Promise<void> {
    if (!this.#parts.classOf) return;
    const untilMs = this.#parts.now() + CATCH_UP_MS;
    while (this.#earlier.position < this.#earlier.last && this.#parts.now() < untilMs) {
      const results = await this.#read(this.#earlier.position);
      const earlier = results.filter(({ position }) => position <= this.#earlier.last);
      this.#count(earlier);
      this.#earlier.position = earlier.at(-1)?.position ?? this.#earlier.last;
    }
  }

  #read(after: number): Promise<readonly CommittedResult[]> {
    return this.#parts.store.readResults(this.#jobId, { order: 'completion', after, limit: BATCH });
  }

  #count(results: readonly CommittedResult[]): void {
    const { classOf } = this.#parts;
    if (!classOf) return;
    for (const { result } of results) if (result.data !== null) this.#classes.add(classOf(result.data));
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
