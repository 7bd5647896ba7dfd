import { NO_USAGE } from '../domain/usage.ts';
import type { BatchReply, Model } from '../models/model.ts';
import { type Problem, toProblem } from '../problem/problem.ts';
import type { LedgerAnswer, StoredBatch, StoredBatchLine } from '../store/store.ts';
import { type BatchOutcome, BatchQuestion } from './batch-question.ts';
import { forgetBatch, isPassing, locateBatch, submitBatches } from './batch-submission.ts';
import { CallCollector, type QueuedCall } from './call-collector.ts';
import { anySignal, type Batches, type CallContext, type ModelCall, parseAnswer } from './call-model.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { unlessAborted } from './signals.ts';

/** How often a batch is looked at: soon at first, since small ones are done in minutes, then less and less. */
const POLL = { firstMs: 5_000, growth: 1.5, longestMs: 300_000 };
/**
 * What ends a batch: it holds enough questions or tokens (the smallest paid tier takes three million enqueued), nobody
 * has asked for a while, or the first has waited long enough.
 */
const BATCH = { questions: 1_000, inputTokens: 1_500_000, quietMs: 5_000, longestMs: 60_000 };
/** Replies recorded at once. */
const RECORDED_TOGETHER = 100;

/** What the batches of one run need. */
export interface JobBatchesOptions {
  readonly engine: EngineParts;
  readonly jobId: string;
  readonly models: TierModels;
  /** Whether new questions go into batches; what earlier runs have sent is collected in any case. */
  readonly collect: boolean;
  /** Millionths of a US dollar; null: no limit. */
  readonly budgetMicros: number | null;
  readonly stopping: AbortSignal;
}

/**
 * The batches of one run. Questions are collected, sent, looked after and settled, each as soon as its reply is read; those
 * that a batch did not answer are handed back to be asked alone. Batches outlive the run: the next one opens them again.
 */
export class JobBatches implements Batches {
  readonly #options: JobBatchesOptions;
  readonly #models: readonly Model[];
  /** Questions that are in a batch at a provider, by key. */
  readonly #questions = new Map<string, BatchQuestion>();
  /** Batches of other jobs that hold a question which this one may ask; looked after once it does. */
  readonly #foreign = new Map<string, { readonly batch: StoredBatch; readonly model: Model }>();
  readonly #open = new Map<string, StoredBatch>();
  /** Keys of the questions of each batch that is looked after. */
  readonly #keys = new Map<string, readonly string[]>();
  /** Keys whose answers are in the ledger since this run opened. */
  readonly #answered = new Set<string>();
  readonly #work = new Set<Promise<void>>();
  readonly #ended = new AbortController();
  readonly #collector: CallCollector;
  readonly #failed: (problem: Problem) => void;

  /** `failed` is told what makes going on useless, such as a key that is no longer accepted. */
  constructor(options: JobBatchesOptions, failed: (problem: Problem) => void) {
    this.#options = options;
    this.#failed = failed;
    this.#models = Object.values(options.models).flat();
    this.#collector = new CallCollector({
      clock: options.engine.clock,
      stopping: options.stopping,
      groupOf: ({ models }) => models[0]!.id,
      shareOf: ({ estimate }) =>
        Math.max(1 / BATCH.questions, Math.min(1, estimate.inputTokens / BATCH.inputTokens)),
      quietMs: BATCH.quietMs,
      longestMs: BATCH.longestMs,
      send: (calls) => this.#run(this.#submit(calls)),
    });
  }

  /** What open batches are expected to cost, in millionths of a US dollar. */
  get heldMicros(): number {
    return [...this.#open.values()].reduce((total, { heldMicros }) => total + heldMicros, 0);
  }

  /** Takes up what earlier runs have left at providers. */
  async open(): Promise<void> {
    const { engine, jobId } = this.#options;
    for (const batch of await engine.store.batches.list()) {
      const model = this.#models.find(({ lane, batches }) => batches && lane === batch.lane);
      const own = batch.jobId === jobId;
      // One of another job without a name is being created at this moment, or left to the next run of that job.
      if (!model || (!own && batch.name === null)) continue;
      const keys = (await engine.store.batches.lines(batch.id)).map(({ key }) => key);
      this.#keys.set(batch.id, keys);
      for (const key of keys) {
        this.#questions.set(key, new BatchQuestion());
        if (!own) this.#foreign.set(key, { batch, model });
      }
      if (!own) continue;
      this.#open.set(batch.id, batch);
      this.#run(this.#look(batch, model, 0));
    }
  }

  /** Answers through a batch. Null: to be asked alone. Throws the Problem of a paid reply that is of no use. */
  async ask(call: ModelCall, context: CallContext): Promise<LedgerAnswer | null> {
    const { engine, collect } = this.#options;
    // Settled between the caller's look into the ledger and now.
    if (this.#answered.has(call.key)) return engine.store.findAnswer(call.key);
    const known = this.#questions.get(call.key);
    const foreign = this.#foreign.get(call.key);
    if (foreign) this.#lookAfterForeign(foreign.batch, foreign.model);
    if (!known && !(collect && call.models.some(({ batches }) => batches))) return null;
    const question = known ?? new BatchQuestion();
    if (!known) this.#collector.add({ call, context, question });
    context.begun = true;
    const startedMs = engine.clock.now();
    const about = {
      jobId: context.jobId,
      documentId: context.documentId,
      question: call.question.name,
      model: call.models[0]!.id,
      attempt: 1,
    };
    engine.emit({ type: 'call-start', ...about });
    let outcome: BatchOutcome = null;
    try {
      outcome = await context.deadline.waiting(unlessAborted(question.outcome, anySignal(context)));
      if (outcome?.problem) throw outcome.problem;
      return outcome?.answer ?? null;
    } finally {
      engine.emit({
        type: 'call-end',
        ...about,
        durationMs: engine.clock.now() - startedMs,
        usage: (outcome?.problem ? outcome.usage : outcome?.answer.usage) ?? NO_USAGE,
        ...(outcome?.problem ? { problem: outcome.problem.toJSON() } : {}),
      });
    }
  }

  /** Lets what is being created or collected end, and leaves batches at work to the next run. */
  async close(): Promise<void> {
    this.#ended.abort();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** Cancels the job's batches at their providers, keeps what they have answered, and forgets them. */
  async cancel(): Promise<void> {
    const { engine, jobId } = this.#options;
    const { signal } = new AbortController();
    for (const batch of await engine.store.batches.list()) {
      const model = this.#models.find(({ lane, batches }) => batches && lane === batch.lane);
      if (!model || batch.jobId !== jobId) continue;
      const name = batch.name ?? (await model.batches!.find(batch.id, signal));
      if (name !== null) {
        await model.batches!.cancel(name, signal);
        await this.#collect({ ...batch, name }, model, signal);
      }
      await forgetBatch(engine, { ...batch, name }, model);
    }
  }

  #run(work: Promise<void>): void {
    const { stopping } = this.#options;
    const done: Promise<void> = work
      .catch((error) => {
        if (!stopping.aborted && !this.#ended.signal.aborted) this.#failed(toProblem(error));
      })
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  async #submit(calls: readonly QueuedCall[]): Promise<void> {
    try {
      await submitBatches(this.#options, calls, ({ batch, model, sent }) => {
        this.#keys.set(
          batch.id,
          sent.map(({ call }) => call.key),
        );
        for (const { call, question } of sent) this.#questions.set(call.key, question);
        this.#open.set(batch.id, batch);
        this.#emit(batch, 'submitted', sent.length);
        this.#run(this.#look(batch, model, POLL.firstMs));
      });
    } catch (error) {
      // Those that were sent are settled by their batches; to them this says nothing.
      for (const { call, question } of calls) if (!this.#questions.has(call.key)) question.fail(error);
    }
  }

  #lookAfterForeign(batch: StoredBatch, model: Model): void {
    for (const [key, other] of this.#foreign) if (other.batch.id === batch.id) this.#foreign.delete(key);
    this.#run(this.#look(batch, model, 0));
  }

  /** Looks at a batch until it has ended, then collects it. */
  async #look(batch: StoredBatch, model: Model, firstMs: number): Promise<void> {
    const { engine, stopping } = this.#options;
    const waiting = AbortSignal.any([stopping, this.#ended.signal]);
    const name = batch.name ?? (await this.#findName(batch, model, waiting));
    if (name === null) return this.#conclude(batch, model);
    const named = { ...batch, name };
    for (let pauseMs = firstMs; ; pauseMs = Math.max(POLL.firstMs, pauseMs * POLL.growth)) {
      if (pauseMs > 0) await engine.clock.sleep(Math.min(pauseMs, POLL.longestMs), waiting);
      try {
        const state = await model.batches!.poll(name, stopping);
        if (state === 'running') continue;
        await this.#collect(named, model, stopping);
        this.#emit(named, state, 0);
        return await this.#conclude(named, model);
      } catch (error) {
        const problem = toProblem(error);
        if (stopping.aborted || !isPassing(problem)) throw problem;
      }
    }
  }

  async #findName(batch: StoredBatch, model: Model, signal: AbortSignal): Promise<string | null> {
    const { engine } = this.#options;
    const name = await locateBatch(engine, batch, model, signal);
    if (name !== null) await engine.store.batches.setName(batch.id, name);
    return name;
  }

  /** Settles every question that has a reply. */
  async #collect(
    batch: StoredBatch & { readonly name: string },
    model: Model,
    signal: AbortSignal,
  ): Promise<void> {
    const lines = new Map<string, StoredBatchLine>();
    for (const line of await this.#options.engine.store.batches.lines(batch.id)) lines.set(line.key, line);
    let together: Promise<void>[] = [];
    try {
      for await (const reply of model.batches!.collect(batch.name, signal)) {
        const line = lines.get(reply.key);
        // Settled before, or told twice.
        if (!line) continue;
        lines.delete(reply.key);
        together.push(this.#settle(batch, model, line, reply));
        if (together.length < RECORDED_TOGETHER) continue;
        await Promise.all(together);
        together = [];
      }
    } finally {
      // Also when the replies are cut off: what was read is recorded before they are read again.
      await Promise.all(together);
    }
  }

  async #settle(batch: StoredBatch, model: Model, line: StoredBatchLine, reply: BatchReply): Promise<void> {
    const { engine } = this.#options;
    const { key, documentId, question } = line;
    const nowMs = engine.clock.now();
    const tokens = reply.answer?.usage ?? reply.problem?.usage;
    // What was not worked on costs nothing: it stays in the batch, and is asked alone when that is done.
    if (!tokens) return;
    const costMicros = engine.price(model.id, tokens, batch.createdMs, { batch: true }) ?? 0;
    const usage = { calls: 1, ...tokens, costMicros };
    const read = readReply(reply);
    const attempt = {
      key,
      jobId: batch.jobId,
      documentId,
      question,
      model: model.id,
      usage,
      startedMs: batch.createdMs,
      durationMs: Math.max(0, nowMs - batch.createdMs),
    } as const;
    if ('problem' in read) {
      const failed = { ...attempt, outcome: 'failed', problem: read.problem.code } as const;
      const first = await engine.store.batches.settle(batch.id, failed, null);
      this.#tell(key, first ? { problem: read.problem, usage } : await this.#fromLedger(key));
      return;
    }
    const answer: LedgerAnswer = { key, model: model.id, value: read.value, usage, createdMs: nowMs };
    const answered = { ...attempt, outcome: 'answered', problem: null } as const;
    const first = await engine.store.batches.settle(batch.id, answered, answer);
    this.#tell(key, first ? { answer } : await this.#fromLedger(key));
  }

  /** A batch is over: what it left open is asked alone, unless another run has settled it; then it is forgotten. */
  async #conclude(batch: StoredBatch, model: Model): Promise<void> {
    const { engine, jobId, budgetMicros } = this.#options;
    this.#open.delete(batch.id);
    await forgetBatch(engine, batch, model);
    const { costMicros } = await engine.store.jobUsage(jobId);
    engine.governor.setBudget(jobId, budgetMicros, costMicros + this.heldMicros);
    for (const key of this.#keys.get(batch.id) ?? []) {
      if (this.#questions.has(key)) this.#tell(key, await this.#fromLedger(key));
    }
    this.#keys.delete(batch.id);
  }

  async #fromLedger(key: string): Promise<BatchOutcome> {
    const answer = await this.#options.engine.store.findAnswer(key);
    return answer && { answer };
  }

  #tell(key: string, outcome: BatchOutcome): void {
    if (outcome?.answer) this.#answered.add(key);
    this.#questions.get(key)?.settle(outcome);
    this.#questions.delete(key);
  }

  #emit(
    batch: StoredBatch,
    state: 'submitted' | 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'gone',
    questions: number,
  ): void {
    const { id: batchId, jobId, model } = batch;
    this.#options.engine.emit({ type: 'batch-change', jobId, batchId, model, state, questions });
  }
}

function readReply(reply: BatchReply): { readonly value: unknown } | { readonly problem: Problem } {
  if (reply.problem) return { problem: reply.problem };
  try {
    return { value: parseAnswer(reply.answer.text) };
  } catch (error) {
    return { problem: toProblem(error) };
  }
}
