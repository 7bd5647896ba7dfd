import type { DocumentResult } from '../domain/result.ts';
import { isFinalJobState, jobEndState, NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { Problem, type ProblemJson, toProblem } from '../problem/problem.ts';
import { type Consultation, consult } from './consult.ts';
import { CallDeadlines } from './deadlines.ts';
import { Delivery } from './delivery.ts';
import { type Estimate, estimate } from './estimate.ts';
import { Hedges } from './hedges.ts';
import { JobBatches } from './job-batches.ts';
import { JobRun } from './job-run.ts';
import { MemoryGate } from './memory-gate.ts';
import type { Outlet } from './paced-delivery.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { QueueWork, type QueueWorkParts } from './queue-work.ts';
import { Reach } from './reach.ts';
import { RememberedCalls } from './remembered-calls.ts';
import type { EstimateRequest, Run, RunRequest, RunSummary } from './run.ts';

/** Runs jobs: the one place that knows the order from source to sink. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #calls: RememberedCalls;
  readonly #memory: MemoryGate;

  constructor(parts: EngineParts, residentBytes: () => number) {
    const { config, clock } = parts;
    this.#parts = parts;
    const deadlines = new CallDeadlines(config.callTimeoutSeconds * 1000);
    this.#calls = new RememberedCalls({
      deadlines,
      hedges: new Hedges(config.hedging, deadlines),
      reach: new Reach(),
    });
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
      pause: () => run.pause(),
      resume: () => run.resume(),
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
      batches: null,
      packs: null,
    };
    const { batch = false } = plan;
    return estimate(this.#parts, task, source ?? { async *list() {} }, { sampleSize, batch, models });
  }

  /** Does an action with the result of all documents of a job together. Throws `conflict` while there is none. */
  async consult(
    {
      job,
      recipe,
      recipeOptions,
      route,
      models,
    }: Pick<RunRequest, 'job' | 'recipe' | 'recipeOptions' | 'route' | 'models'>,
    consultation: Consultation,
    signal: AbortSignal,
  ): Promise<unknown> {
    const task = {
      engine: this.#parts,
      calls: this.#calls,
      recipe,
      recipeOptions,
      route,
      models,
      jobId: job.id,
      signal,
    };
    try {
      return await consult(task, consultation);
    } finally {
      await this.#calls.idle(job.id);
    }
  }

  /** Works on documents that other processes have put in line, once it is started. */
  queueWork(
    options: Pick<QueueWorkParts, 'queue' | 'recipes' | 'plan' | 'onTrouble'>,
  ): Pick<QueueWork, 'start' | 'drain' | 'documents'> {
    return new QueueWork({ ...options, engine: this.#parts, calls: this.#calls, memory: this.#memory });
  }

  /** Cancels the batches that a job has at its providers; what they have answered is kept. */
  async cancelBatches(jobId: string, models: TierModels): Promise<void> {
    const { signal } = new AbortController();
    const options = {
      engine: this.#parts,
      jobId,
      models,
      collect: false,
      budgetMicros: null,
      stopping: signal,
    };
    await new JobBatches(options, () => {}).cancel();
  }

  async #execute(request: RunRequest, run: JobRun, deliveries: readonly Delivery[]): Promise<RunSummary> {
    const { clock, emit } = this.#parts;
    const { job } = request;
    const startedMs = clock.elapsedMs();
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
      // Where no document was found, outputs of an earlier run are left alone.
      if (!run.empty && !run.lost) await outlet.deliver();
    } catch (error) {
      problem ??= toProblem(error);
    }
    await Promise.all(
      deliveries.map((delivery) => delivery.close().catch((error) => (problem ??= toProblem(error)))),
    );
    const summary = await this.#conclude(request, run, problem, startedMs);
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
    { job: { id: jobId }, source, removeEmpty }: RunRequest,
    run: JobRun,
    problem: Problem | undefined,
    startedMs: number,
  ): Promise<RunSummary> {
    const { store, clock } = this.#parts;
    try {
      if (run.lost) return await this.#lost(jobId, run, problem, startedMs);
      await store.releaseDocuments(jobId, run.id);
      if (run.cancelled) await store.cancelDocuments(jobId, run.id);
      const counts = await store.countDocuments(jobId);
      const usage = await store.jobUsage(jobId);
      const end = run.listed || run.cancelled ? jobEndState(counts) : null;
      const asked = problem !== undefined && isAsked(problem);
      const state = run.cancelled ? 'cancelled' : problem && !asked ? 'paused' : (end ?? 'paused');
      // A stop that came when all was done has stopped nothing.
      const why = asked && end !== null && !run.cancelled ? undefined : problem?.toJSON();
      const isOurs = await store.endRun(jobId, run.id, state, {
        ...(why ? { problem: why } : {}),
        ...(problem?.disposition === 'park' && problem.retryAfterMs !== undefined
          ? { parkedUntilMs: clock.now() + problem.retryAfterMs }
          : {}),
      });
      if (!isOurs) {
        const lost = await run.lose();
        return await this.#lost(jobId, run, problem ?? lost, startedMs);
      }
      if (run.empty && removeEmpty && state === 'paused') await store.deleteJob(jobId);
      const durationMs = clock.elapsedMs() - startedMs;
      const found = source?.found?.() ?? null;
      const passedOver = source?.passedOver?.() ?? null;
      return {
        jobId,
        state,
        counts,
        usage,
        durationMs,
        processed: run.processed,
        ...(found === null ? {} : { found }),
        ...(passedOver === null ? {} : { passedOver }),
        ...(why ? { problem: why } : {}),
      };
    } catch (error) {
      // The store takes nothing any more (a full disk): what is committed is safe, and is told where it can still be read.
      const why = (problem ?? toProblem(error)).toJSON();
      const { running, ...counts } = await store.countDocuments(jobId).catch(() => NO_DOCUMENTS);
      return {
        jobId,
        state: 'paused',
        // Nobody works on them any more.
        counts: { ...counts, pending: counts.pending + running, running: 0 },
        usage: await store.jobUsage(jobId).catch(() => NO_USAGE),
        durationMs: clock.elapsedMs() - startedMs,
        processed: run.processed,
        problem: why,
      };
    }
  }

  /** What is known of a job that another process runs by now, or has ended: nothing of it is ours to write. */
  async #lost(
    jobId: string,
    run: JobRun,
    problem: Problem | undefined,
    startedMs: number,
  ): Promise<RunSummary> {
    const { store, clock } = this.#parts;
    const job = await store.getJob(jobId);
    const hasEnded = job !== null && isFinalJobState(job.state);
    return {
      jobId,
      state: hasEnded ? job.state : 'paused',
      counts: await store.countDocuments(jobId),
      usage: await store.jobUsage(jobId),
      durationMs: clock.elapsedMs() - startedMs,
      processed: run.processed,
      ...(problem && !hasEnded ? { problem: problem.toJSON() } : {}),
    };
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
    if (problem && !isAsked(problem)) throw new Problem(problem.code, { detail: problem.detail });
  }
}

/** True for an end that a person asked for: nothing went wrong. */
function isAsked({ code }: Pick<ProblemJson, 'code'>): boolean {
  return code === 'cancelled' || code === 'paused';
}
