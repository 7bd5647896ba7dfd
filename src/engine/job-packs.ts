import { toProblem } from '../problem/problem.ts';
import type { LedgerAnswer } from '../store/store.ts';
import { BatchQuestion } from './batch-question.ts';
import { CallCollector, type QueuedCall } from './call-collector.ts';
import type { CallContext, ModelCall, Packs, SendCall } from './call-model.ts';
import { WorkingDeadline } from './deadlines.ts';
import { packCalls, packStore, packsSchema } from './pack-calls.ts';
import type { EngineParts } from './parts.ts';
import { unlessAborted } from './signals.ts';

/** What is small enough to be packed: a few pages, in a request of a size that any model reads with care. */
const SMALL = { pages: 4, bytes: 1_000_000 };
const PACK = { inputTokens: 60_000, bytes: 4_000_000, outputShare: 0.5 };
/** What a document costs more in a pack than alone: its name, twice, and the brackets around its answer. */
const TOKENS_AROUND = 30;
/** A pack is sent when nobody has asked for so long, or the first has waited so long. */
const WAIT = { quietMs: 250, longestMs: 2_000 };
/** Longer than any call: the documents of a pack have deadlines of their own, which stand still meanwhile. */
const NO_DEADLINE_MS = 2 ** 31 - 1;

/** What the packs of one run need. */
export interface JobPacksOptions {
  readonly engine: EngineParts;
  /** Documents in one request at the most. */
  readonly size: number;
  readonly stopping: AbortSignal;
}

/**
 * Asks one question of several small documents in one request. Each answer is tied to its document by a name that no
 * document can know, held against the document's own pages, and put down in the ledger as if it had been asked alone;
 * one that is missing, invalid or not borne out by its document is handed back to be asked alone.
 */
export class JobPacks implements Packs {
  readonly #options: JobPacksOptions;
  readonly #collector: CallCollector;
  readonly #unsent = new Set<BatchQuestion>();
  readonly #work = new Set<Promise<void>>();
  readonly #schemas = new Map<ModelCall['request']['jsonSchema'], number>();
  #send: SendCall | undefined;

  constructor(options: JobPacksOptions) {
    this.#options = options;
    const { engine, size, stopping } = options;
    this.#collector = new CallCollector({
      clock: engine.clock,
      stopping,
      groupOf: (call) => this.#groupOf(call),
      shareOf: ({ bytes, estimate, models }) =>
        Math.max(
          1 / size,
          estimate.inputTokens / PACK.inputTokens,
          estimate.outputTokens / (PACK.outputShare * models[0]!.capabilities.maxOutputTokens),
          bytes / PACK.bytes,
        ),
      ...WAIT,
      send: (calls) => this.#start(calls),
    });
    stopping.addEventListener('abort', () => {
      for (const question of this.#unsent) question.fail(stopping.reason);
    });
  }

  async ask(call: ModelCall, context: CallContext, send: SendCall): Promise<LedgerAnswer | null> {
    const { stopping } = this.#options;
    if (!isWorthPacking(call)) return null;
    if (stopping.aborted) throw stopping.reason;
    this.#send = send;
    const question = new BatchQuestion();
    this.#unsent.add(question);
    this.#collector.add({ call, context, question });
    const outcome = await context.deadline.waiting(unlessAborted(question.outcome, context.signal));
    context.begun = true;
    return outcome?.answer ?? null;
  }

  /** Lets what was sent end. */
  async close(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #groupOf({ models, request, question }: ModelCall): string {
    const { jsonSchema, prompt } = request;
    const schema = this.#schemas.get(jsonSchema) ?? this.#schemas.size;
    this.#schemas.set(jsonSchema, schema);
    return [models[0]!.id, question.name, schema, prompt].join('\n');
  }

  #start(queued: readonly QueuedCall[]): void {
    for (const { question } of queued) this.#unsent.delete(question);
    const calls = queued.filter(({ context }) => !context.signal.aborted);
    const work: Promise<void> = this.#ask(calls).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #ask(queued: readonly QueuedCall[]): Promise<void> {
    if (queued.length < 2) {
      for (const { question } of queued) question.settle(null);
      return;
    }
    const { engine, stopping } = this.#options;
    const members = queued.map(({ call, context, question }) => ({ call, context, fail: question.fail }));
    const store = packStore(engine, members, (index, answer) =>
      queued[index]!.question.settle(answer && { answer }),
    );
    const deadline = new WorkingDeadline(NO_DEADLINE_MS, () => engine.clock.elapsedMs());
    const { jobId, documentId, priority } = queued[0]!.context;
    const context: CallContext = {
      jobId,
      documentId,
      priority,
      deadline,
      signal: allAborted(queued.map(({ context: { signal } }) => signal)),
      stopping,
      batches: null,
      packs: null,
      begun: queued.some(({ context: { begun } }) => begun),
    };
    try {
      await this.#send!({ ...engine, store }, packCalls(members), context);
    } catch (error) {
      const problem = toProblem(error);
      const ends = problem.disposition === 'stop' || problem.disposition === 'park';
      // Whatever else went wrong may be one document's doing: each alone will be answered, or told why not.
      for (const { question } of queued) {
        if (ends) question.fail(problem);
        else question.settle(null);
      }
    } finally {
      deadline.end();
    }
  }
}

/** Small enough, and the prompt that is saved outweighs what naming the document costs. */
function isWorthPacking({ confirm, pages, bytes, estimate, request }: ModelCall): boolean {
  const promptTokens = request.prompt.length / 4;
  return (
    confirm !== null &&
    pages <= SMALL.pages &&
    bytes <= SMALL.bytes &&
    estimate.inputTokens <= PACK.inputTokens &&
    promptTokens > TOKENS_AROUND &&
    packsSchema(request.jsonSchema)
  );
}

/** Aborts when all of them have. */
function allAborted(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  const one = (): void => {
    if (--left === 0) controller.abort(signals[0]!.reason);
  };
  for (const signal of signals) {
    if (signal.aborted) one();
    else signal.addEventListener('abort', one, { once: true });
  }
  return controller.signal;
}
