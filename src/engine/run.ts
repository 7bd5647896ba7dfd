import type { PassedOver } from '../domain/passed-over.ts';
import type { DocumentResult } from '../domain/result.ts';
import type { DocumentCounts, JobState } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { JobOrders } from '../queue/queue.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Sink } from '../sink/sink.ts';
import type { Source } from '../source/source.ts';
import type { Job } from '../store/store.ts';
import type { ResultOrder } from './delivery.ts';
import type { TierModels } from './parts.ts';
import type { Route } from './route.ts';

/** A job to run: stored already, with what only this process can give. */
export interface RunRequest {
  readonly job: Job;
  /** What the job was locked for, for this run alone. */
  readonly runId: string;
  readonly recipe: Recipe;
  readonly recipeOptions: unknown;
  readonly models: TierModels;
  readonly route: Route;
  readonly priority: 'interactive' | 'batch';
  /** Null: go on with the documents that the job has. */
  readonly source: Source | null;
  readonly sinks: readonly Sink[];
  readonly order: ResultOrder;
  /** Millionths of a US dollar; null: no limit. */
  readonly budgetMicros: number | null;
  /** Questions go to providers in batches where they take them: cheaper, and answered within a day. Default false. */
  readonly batch?: boolean;
  /** Given where any process may work on the documents; absent: this one works on them alone. */
  readonly orders?: JobOrders | null;
  /** Small documents whose question may go in one request, at the most; default 1: each is asked alone. */
  readonly pack?: number;
  /** Removes the job where its sources turn out to hold nothing: it is as if it had never been. Default false. */
  readonly removeEmpty?: boolean;
}

/** What an estimate needs to know of a job. */
export type EstimateRequest = Pick<
  RunRequest,
  'recipe' | 'recipeOptions' | 'models' | 'route' | 'source' | 'batch'
>;

/** How a run ended. `state` is final, or `paused` when the run was stopped, parked or out of budget. */
export interface RunSummary {
  readonly jobId: string;
  readonly state: JobState;
  readonly counts: DocumentCounts;
  readonly usage: Usage;
  readonly durationMs: number;
  /** Documents that ended in this run; the others had ended before. */
  readonly processed: number;
  /** For a job over a sample: how many documents were found to choose from. */
  readonly found?: number;
  /** What of the folders was passed over by the endings of names, where this run has listed them. */
  readonly passedOver?: PassedOver;
  /** Why it paused or failed. */
  readonly problem?: ProblemJson;
}

/** A job being run. Iterate it for results as they are committed, in the requested order. */
export interface Run extends AsyncIterable<DocumentResult> {
  readonly jobId: string;
  readonly summary: Promise<RunSummary>;
  /**
   * Holds back what has not started, until `resume`: documents, and calls that wait for a place. Calls in flight end and
   * are kept; the run goes on and its job stays `running`. A call that another run waits for too is held back for both.
   */
  pause(): void;
  /** Goes on after `pause`; nothing where there was none. */
  resume(): void;
  /** Starts nothing new, lets calls in flight end and keeps their answers; the job is `paused` and can go on. */
  stop(): void;
  /** Ends the job: aborts calls in flight, cancels what is not done. */
  cancel(): void;
}
