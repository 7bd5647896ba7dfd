import { countEnded, type DocumentCounts, NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import type { DocumentSurvey, Job, Store } from '../store/store.ts';
import type { Progress } from './progress.ts';
import { RecentRate } from './recent-rate.ts';

/** Groups of documents that a survey has at the most. */
const GROUPS = 2_000;
/** A survey is taken no sooner after the last than so many times what that took, within these bounds. */
const REST = { times: 10, leastMs: 1_000, mostMs: 5_000 };

/** What of a store a survey needs. */
export type SurveyedStore = Pick<Store, 'getJob' | 'countDocuments' | 'jobUsage' | 'surveyDocuments'>;

/** What was found at one look. */
export interface Seen {
  readonly job: Job;
  readonly counts: DocumentCounts;
  readonly usage: Usage;
}

/** What the store knows of a job, looked at again and again: the same for the process that runs it and any other. */
export class JobSurvey {
  readonly #store: SurveyedStore;
  readonly #jobId: string;
  readonly #now: () => number;
  readonly #rate = new RecentRate();
  readonly #startedMs: number;
  #counts: DocumentCounts = NO_DOCUMENTS;
  #usage: Usage = NO_USAGE;
  #listed = false;
  #survey: DocumentSurvey | null = null;
  #nextSurveyMs = 0;
  #surveyed = NO_DOCUMENTS;

  constructor(store: SurveyedStore, jobId: string, now: () => number) {
    this.#store = store;
    this.#jobId = jobId;
    this.#now = now;
    this.#startedMs = now();
  }

  /** Reads counts and usage, and how each document stands as often as that is cheap. Throws `job-not-found`. */
  async look(): Promise<Seen> {
    // The job first: of one that has ended the counts that follow are the last ones.
    const job = (await this.#store.getJob(this.#jobId))!;
    const [counts, usage] = await Promise.all([
      this.#store.countDocuments(this.#jobId),
      this.#store.jobUsage(this.#jobId),
    ]);
    this.#counts = counts;
    this.#usage = usage;
    this.#listed = job.listed;
    this.#rate.note(countEnded(counts), this.#now());
    await this.#surveyDocuments();
    return { job, counts, usage };
  }

  /** Forgets the rate so far, as after a pause. */
  restartRate(): void {
    this.#rate.restart();
  }

  progress(): Pick<
    Progress,
    'total' | 'totalKnown' | 'ended' | 'counts' | 'survey' | 'usage' | 'elapsedMs' | 'perMinute' | 'etaMs'
  > {
    const total = sum(this.#counts);
    const ended = countEnded(this.#counts);
    const nowMs = this.#now();
    const perMinute = ended < total || !this.#listed ? this.#rate.perMinute(nowMs) : null;
    return {
      total,
      totalKnown: this.#listed,
      ended,
      counts: this.#counts,
      survey: this.#survey,
      usage: this.#usage,
      elapsedMs: nowMs - this.#startedMs,
      perMinute,
      etaMs: perMinute !== null && this.#listed ? ((total - ended) / perMinute) * 60_000 : null,
    };
  }

  async #surveyDocuments(): Promise<void> {
    const beganMs = this.#now();
    const atRest = this.#counts.running + this.#counts.waiting === 0;
    const changed = JSON.stringify(this.#counts) !== JSON.stringify(this.#surveyed);
    // The last picture is the one that stays: it is taken even when it is not due.
    if (!changed || (beganMs < this.#nextSurveyMs && !atRest)) return;
    this.#surveyed = this.#counts;
    const groupSize = Math.max(1, Math.ceil(sum(this.#counts) / GROUPS));
    this.#survey = await this.#store.surveyDocuments(this.#jobId, groupSize);
    const tookMs = this.#now() - beganMs;
    this.#nextSurveyMs = beganMs + Math.min(REST.mostMs, Math.max(REST.leastMs, tookMs * REST.times));
  }
}

function sum(counts: DocumentCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
