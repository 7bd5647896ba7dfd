import type { DocumentResult } from '../domain/result.ts';
import { type DocumentCounts, type JobState, jobEndState, NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import { Problem, type ProblemJson, toProblem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Sink } from '../sink/sink.ts';
import type { Source } from '../source/source.ts';
import type { Job } from '../store/store.ts';
import { CallDeadlines } from './deadlines.ts';
import { Delivery, type ResultOrder } from './delivery.ts';
import { type Estimate, estimate } from './estimate.ts';
import { JobRun, type Outlet } from './job-run.ts';
import { MemoryGate } from './memory-gate.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { RememberedCalls } from './remembered-calls.ts';
import type { Route } from './route.ts';

/** A job to run: stored already, with what only this process can give. */
export interface RunRequest {
  readonly job: Job;
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
}

/** What an estimate needs to know of a job. */
export type EstimateRequest = Pick<RunRequest, 'recipe' | 'recipeOptions' | 'models' | 'route' | 'source'>;

/** How a run ended. `state` is final, or `paused` when the run was stopped, parked or out of budget. */
export interface RunSummary {
  readonly jobId: string;
  readonly state: JobState;
  readonly counts: DocumentCounts;
  readonly usage: Usage;
  readonly durationMs: number;
  /** Why it paused or failed. */
  readonly problem?: ProblemJson;
}

/** A job being run. Iterate it for results as they are committed, in the requested order. */
export interface Run extends AsyncIterable<DocumentResult> {
  readonly jobId: string;
  readonly summary: Promise<RunSummary>;
  /** Starts nothing new, lets calls in flight end and keeps their answers; the job is `paused` and can go on. */
  stop(): void;
  /** Ends the job: aborts calls in flight, cancels what is not done. */
  cancel(): void;
}

/** Runs jobs: the one place that knows the order from source to sink. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #calls: RememberedCalls;
  readonly #memory: MemoryGate;

  constructor(parts: EngineParts, residentBytes: () => number) {
    const { config, clock } = parts;
    this.#parts = parts;
    this.#calls = new RememberedCalls(new CallDeadlines(config.callTimeoutSeconds * 1000));
    const unlimited = Number.POSITIVE_INFINITY;
    this.#memory = new MemoryGate(
      {
        throttleBytes: config.memoryMonitoring ? config.memoryThrottleMegabytes * 1_000_000 : unlimited,
        limitBytes: config.memoryMonitoring ? config.memoryLimitMegabytes * 1_000_000 : unlimited,
      },
      residentBytes,
      clock,
    );
  }

  /** Starts, or resumes, a job. Never throws: failures are in the summary. */
  run(request: RunRequest): Run {
    const { store } = this.#parts;
    const run = new JobRun(this.#parts, this.#calls, this.#memory, request);
    const deliveries = request.sinks.map((sink) => new Delivery(store, request.job.id, sink, request.order));
    const summary = this.#execute(request, run, deliveries);
    return {
      jobId: request.job.id,
      summary,
      stop: () => run.stop(),
      cancel: () => run.cancel(),
      [Symbol.asyncIterator]: () => this.#results(request, run, summary),
    };
  }

  /** What a job would take, from a sample of its documents; nothing is asked and nothing is paid. */
  estimate(plan: EstimateRequest, sampleSize: number, signal: AbortSignal): Promise<Estimate> {
    const { recipe, recipeOptions, route, models, source } = plan;
    // Only the first tier is planned: how often the next is needed, nobody knows before.
    const first: TierModels = models.fast && route !== 'strong' ? { fast: models.fast } : models;
    const task = {
      recipe,
      recipeOptions,
      route,
      models: first,
      jobId: 'estimate',
      priority: 'batch' as const,
      signal,
      stopping: signal,
    };
    return estimate(this.#parts, task, source ?? { async *list() {} }, sampleSize);
  }

  async #execute(request: RunRequest, run: JobRun, deliveries: readonly Delivery[]): Promise<RunSummary> {
    const { clock, emit } = this.#parts;
    const { job } = request;
    const startedMs = clock.now();
    const outlet: Outlet = {
      async deliver() {
        await Promise.all(deliveries.map((delivery) => delivery.pump()));
      },
      startOver() {
        for (const delivery of deliveries) delivery.startOver();
      },
    };
    let problem: Problem | undefined;
    try {
      problem = await run.work(outlet);
      await outlet.deliver();
    } catch (error) {
      problem ??= toProblem(error);
    }
    await Promise.all(
      deliveries.map((delivery) => delivery.close().catch((error) => (problem ??= toProblem(error)))),
    );
    const summary = await this.#conclude(job.id, run, problem, startedMs);
    emit({
      type: 'job-end',
      jobId: job.id,
      state: summary.state,
      counts: summary.counts,
      usage: summary.usage,
      durationMs: summary.durationMs,
      ...(summary.problem ? { problem: summary.problem } : {}),
    });
    run.end();
    return summary;
  }

  /** The last state is a pure function of the documents' states; a job with work left is paused. */
  async #conclude(
    jobId: string,
    run: JobRun,
    problem: Problem | undefined,
    startedMs: number,
  ): Promise<RunSummary> {
    const { store, clock } = this.#parts;
    try {
      await store.releaseDocuments(jobId);
      if (run.cancelled) await store.cancelDocuments(jobId);
      const counts = await store.countDocuments(jobId);
      const usage = await store.jobUsage(jobId);
      const end = run.listed || run.cancelled ? jobEndState(counts) : null;
      const state = run.cancelled
        ? 'cancelled'
        : problem && problem.code !== 'cancelled'
          ? 'paused'
          : (end ?? 'paused');
      const why = problem?.toJSON();
      await store.setJobState(jobId, state, {
        ...(why ? { problem: why } : {}),
        ...(problem?.disposition === 'park' && problem.retryAfterMs !== undefined
          ? { parkedUntilMs: clock.now() + problem.retryAfterMs }
          : {}),
      });
      const durationMs = clock.now() - startedMs;
      return { jobId, state, counts, usage, durationMs, ...(why ? { problem: why } : {}) };
    } catch (error) {
      // The store itself is gone (a full disk): what is committed is safe, the summary says why nothing more is known.
      const why = (problem ?? toProblem(error)).toJSON();
      return {
        jobId,
        state: 'paused',
        counts: NO_DOCUMENTS,
        usage: NO_USAGE,
        durationMs: clock.now() - startedMs,
        problem: why,
      };
    }
  }

  async *#results(
    request: RunRequest,
    run: JobRun,
    summary: Promise<RunSummary>,
  ): AsyncGenerator<DocumentResult> {
    const { store } = this.#parts;
    let after = 0;
    for (;;) {
      const changed = run.committed.next();
      const ended = run.ended;
      if (run.mayBeSetBack && !ended) {
        await Promise.race([changed, summary]);
        continue;
      }
      const results = await store.readResults(request.job.id, { order: request.order, after, limit: 50 });
      for (const { position, result } of results) {
        after = position;
        yield result;
      }
      if (results.length > 0) continue;
      if (ended) break;
      await Promise.race([changed, summary]);
    }
    const { problem } = await summary;
    if (problem && problem.code !== 'cancelled') throw new Problem(problem.code, { detail: problem.detail });
  }
}
