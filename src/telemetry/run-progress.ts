import type { LeafcutterEvent } from '../domain/event.ts';
import type { Store } from '../store/store.ts';
import { ClassCounter } from './class-counter.ts';
import { JobSurvey, type Seen } from './job-survey.ts';
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

/** What the progress of a run of this process is made of. */
export interface RunProgressParts {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What the governor knows of each lane now. */
  readonly lanes: () => readonly LaneProgress[];
}

/** The progress of a job that this process runs: what is stored, and what its events tell besides. */
export class RunProgress implements ProgressSource {
  readonly #lanes: () => readonly LaneProgress[];
  readonly #survey: JobSurvey;
  readonly #jobId: string;
  readonly #running = new Map<string, RunningDocument>();
  readonly #classes = new ClassCounter();
  #attention: readonly EndedDocument[] = [];
  #endedBefore = 0;
  #pages = 0;
  #callsInFlight = 0;
  #paused = false;

  constructor(jobId: string, { store, now, lanes }: RunProgressParts) {
    this.#jobId = jobId;
    this.#lanes = lanes;
    this.#survey = new JobSurvey(store, jobId, now);
  }

  look(): Promise<Seen> {
    return this.#survey.look();
  }

  readonly listen = (event: LeafcutterEvent): void => {
    if (!('jobId' in event) || event.jobId !== this.#jobId) return;
    switch (event.type) {
      case 'documents-found':
        this.#endedBefore = event.endedBefore;
        break;
      case 'document-start':
        this.#running.set(event.documentId, { name: event.name, done: 0, total: 0 });
        break;
      case 'document-progress': {
        const running = this.#running.get(event.documentId);
        if (running) {
          const { done, total, step } = event;
          this.#running.set(event.documentId, { name: running.name, done, total, ...(step ? { step } : {}) });
        }
        break;
      }
      case 'document-end':
        this.#end(event);
        break;
      case 'call-start':
        this.#callsInFlight++;
        break;
      case 'call-end':
        this.#callsInFlight--;
        break;
      case 'job-pause':
        this.#paused = true;
        break;
      case 'job-resume':
        this.#paused = false;
        this.#survey.restartRate();
        break;
      default:
        break;
    }
  };

  #end({ documentId, name, state, class: className, pages, problem }: DocumentEnd): void {
    this.#running.delete(documentId);
    this.#pages += pages;
    if (className !== undefined) this.#classes.add(className);
    if (needsAttention(state)) {
      this.#attention = latest(this.#attention, [{ name, state, ...(problem ? { problem } : {}) }]);
    }
  }

  progress(): Progress {
    const stored = this.#survey.progress();
    const isAll = this.#endedBefore === 0;
    return {
      ...stored,
      classes: this.#classes.counts(isAll),
      pages: { counted: this.#pages, all: isAll },
      running: [...this.#running.values()].slice(0, NAMED),
      attention: this.#attention,
      callsInFlight: this.#callsInFlight,
      lanes: this.#lanes(),
      paused: this.#paused,
      ...(this.#paused ? { perMinute: null, etaMs: null } : {}),
    };
  }
}

type DocumentEnd = Extract<LeafcutterEvent, { type: 'document-end' }>;
