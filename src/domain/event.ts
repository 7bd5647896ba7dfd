import type { ProblemJson } from '../problem/problem.ts';
import type { DocumentCounts, DocumentState, JobState } from './states.ts';
import type { Usage } from './usage.ts';

/** How far a step of the work on one document is; which steps there are and what they count is the recipe's to say. */
export interface ProgressStep {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** Everything that happens, in one union. Listeners only watch: none can slow or fail the engine. */
export type LeafcutterEvent =
  | { readonly type: 'job-start'; readonly jobId: string; readonly recipe: string; readonly resumed: boolean }
  /** More documents were found; `complete` once the sources are read to the end. */
  | {
      readonly type: 'documents-found';
      readonly jobId: string;
      readonly total: number;
      readonly complete: boolean;
      /** How many of them an earlier run has ended. */
      readonly endedBefore: number;
    }
  | {
      readonly type: 'document-start';
      readonly jobId: string;
      readonly documentId: string;
      readonly name: string;
    }
  | {
      readonly type: 'document-progress';
      readonly jobId: string;
      readonly documentId: string;
      readonly done: number;
      readonly total: number;
      readonly message?: string;
      /** The step that the document is in, of a recipe that has steps; absent in events of earlier versions. */
      readonly step?: ProgressStep;
      /** A piece of the result that is ready while the rest is at work: its path in `data`, its value as JSON text. */
      readonly partial?: { readonly path: string; readonly json: string };
    }
  | {
      readonly type: 'document-end';
      readonly jobId: string;
      readonly documentId: string;
      readonly name: string;
      readonly state: DocumentState;
      /** For recipes that sort documents. */
      readonly class?: string;
      readonly pages: number;
      readonly usage: Usage;
      readonly durationMs: number;
      readonly problem?: ProblemJson;
    }
  | {
      readonly type: 'call-start';
      readonly jobId: string;
      readonly documentId: string;
      readonly question: string;
      readonly model: string;
      readonly attempt: number;
    }
  | {
      readonly type: 'call-end';
      readonly jobId: string;
      readonly documentId: string;
      readonly question: string;
      readonly model: string;
      readonly attempt: number;
      readonly durationMs: number;
      readonly usage: Usage;
      readonly problem?: ProblemJson;
    }
  /** Nothing new starts until `job-resume`; the run does not end. */
  | { readonly type: 'job-pause'; readonly jobId: string }
  | { readonly type: 'job-resume'; readonly jobId: string }
  /** A batch was sent with so many questions, or has ended and is collected. */
  | {
      readonly type: 'batch-change';
      readonly jobId: string;
      readonly batchId: string;
      readonly model: string;
      readonly state: 'submitted' | 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'gone';
      readonly questions: number;
    }
  | {
      readonly type: 'governor-change';
      readonly lane: string;
      readonly inFlight: number;
      readonly waiting: number;
      readonly requestsPerMinute: number | null;
      readonly tokensPerMinute: number | null;
      readonly inFlightLimit: number | null;
      readonly breaker: 'closed' | 'open' | 'half-open';
      /** Why calls fail, as one sentence; absent while the breaker is closed, or where nobody said. */
      readonly trouble?: string;
      readonly pausedMs: number;
      readonly refused: number;
      readonly sent: number;
    }
  | {
      readonly type: 'job-end';
      readonly jobId: string;
      readonly state: JobState;
      readonly counts: DocumentCounts;
      readonly usage: Usage;
      readonly durationMs: number;
      readonly problem?: ProblemJson;
    };

/** Receives every event, in order; it must return at once and never throw. */
export type EventListener = (event: LeafcutterEvent) => void;
