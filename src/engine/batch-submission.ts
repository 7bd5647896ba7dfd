import { randomUUID } from 'node:crypto';
import { NO_USAGE } from '../domain/usage.ts';
import type { BatchLine, Model } from '../models/model.ts';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import type { StoredBatch } from '../store/store.ts';
import type { QueuedCall } from './call-collector.ts';
import { outcomeOf } from './call-model.ts';
import type { EngineParts } from './parts.ts';

/** Bytes of documents in one batch; a third more as base64, far below the 2 GB a provider takes. */
const MAX_BYTES = 200_000_000;
/** Tries to create one batch, other than waiting for quota. */
const MAX_ATTEMPTS = 5;
const BACKOFF = { firstMs: 1_000, longestMs: 60_000 };
/** A batch whose creation was cut off may take a while until it is listed; created twice it would be paid twice. */
const LISTED_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 5_000;

/** A batch that the provider has taken. */
export interface SubmittedBatch {
  readonly batch: StoredBatch & { readonly name: string };
  readonly model: Model;
  readonly sent: readonly QueuedCall[];
}

/** What creating batches needs. */
export interface SubmissionOptions {
  readonly engine: EngineParts;
  readonly jobId: string;
  readonly stopping: AbortSignal;
}

/** What one try has come to. */
interface Try {
  readonly id: string;
  readonly sent: QueuedCall[];
  /** Beyond what one batch holds. */
  readonly left: QueuedCall[];
  begun: StoredBatch | null;
  /** Pages of none could be made, and each has heard of it. */
  empty: boolean;
}

/** What one try leaves to do. */
interface Left {
  readonly calls: readonly QueuedCall[];
  /** True after trouble that is not quota: waiting for that is no try. */
  readonly failed: boolean;
}

/**
 * Creates batches from questions: as many as they need by size and as the budget allows. A question whose pages cannot be
 * made fails alone; all are settled when the provider takes none. What was begun is in the store before it is sent.
 */
export async function submitBatches(
  options: SubmissionOptions,
  calls: readonly QueuedCall[],
  submitted: (batch: SubmittedBatch) => void,
): Promise<void> {
  let rest = calls;
  for (let attempts = 0; rest.length > 0; ) {
    let left: Left;
    try {
      left = await submitOne(options, rest, submitted);
    } catch (error) {
      if (isProblem(error) && error.code === 'budget-reached' && rest.length > 1) {
        // A part of them may fit.
        const middle = Math.ceil(rest.length / 2);
        await submitBatches(options, rest.slice(0, middle), submitted);
        rest = rest.slice(middle);
        continue;
      }
      throw error;
    }
    rest = left.calls;
    if (!left.failed) attempts = 0;
    else {
      if (++attempts >= MAX_ATTEMPTS) return askAlone(rest);
      const ceilingMs = Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** attempts);
      await options.engine.clock.sleep(options.engine.random() * ceilingMs, options.stopping);
    }
  }
}

function askAlone(calls: readonly QueuedCall[]): void {
  for (const { question } of calls) question.settle(null);
}

/** Creates one batch; answers the questions that are not in it: those beyond its size, all after trouble. */
async function submitOne(
  options: SubmissionOptions,
  calls: readonly QueuedCall[],
  submitted: (batch: SubmittedBatch) => void,
): Promise<Left> {
  const { engine, jobId, stopping } = options;
  const models = calls[0]!.call.models.filter(({ batches }) => batches);
  const tokens = sum(calls, ({ call: { estimate } }) => estimate.inputTokens + estimate.outputTokens);
  const permit = await engine.governor.admit(
    {
      // Batches have limits of their own, apart from calls.
      lanes: models.map(({ lane }) => batchLane(lane)),
      estimatedTokens: tokens,
      estimatedCostMicros: heldMicros(engine, calls),
      jobId,
      kind: 'extract',
      priority: 'batch',
      begun: true,
    },
    stopping,
  );
  const model = models.find(({ lane }) => batchLane(lane) === permit.lane)!;
  const made: Try = { id: newId(), sent: [], left: [], begun: null, empty: false };
  try {
    const lines = makeLines(options, model, calls, made);
    // What is on its way when the run is stopped arrives: only making the lines heeds that.
    const name = await model.batches!.submit({ id: made.id, lines }, new AbortController().signal);
    permit.settle({ kind: 'answered', tokens, costMicros: made.begun!.heldMicros });
    await take(engine, made, model, name, submitted);
    return { calls: made.left, failed: false };
  } catch (error) {
    permit.settle(isProblem(error) ? outcomeOf(error, NO_USAGE) : { kind: 'cancelled' });
    if (made.empty) return { calls: [], failed: false };
    return await afterFailure(options, made, model, toProblem(error), submitted);
  }
}

async function afterFailure(
  { engine, stopping }: SubmissionOptions,
  made: Try,
  model: Model,
  problem: Problem,
  submitted: (batch: SubmittedBatch) => void,
): Promise<Left> {
  // The next run finds out whether it was created.
  if (stopping.aborted) throw stopping.reason;
  if (made.begun) {
    const name =
      problem.disposition === 'retry' ? await locateBatch(engine, made.begun, model, stopping) : null;
    if (name !== null) {
      await take(engine, made, model, name, submitted);
      return { calls: made.left, failed: false };
    }
    await forgetBatch(engine, made.begun, model);
  }
  const again = [...made.sent, ...made.left];
  switch (problem.disposition) {
    case 'wait':
    case 'park':
      return { calls: again, failed: false };
    case 'retry':
      return { calls: again, failed: true };
    case 'reroute':
    case 'resize':
    case 'repair':
      // The provider does not take them in a batch: each alone will be told why, or be answered.
      askAlone(made.sent);
      return { calls: made.left, failed: false };
    default:
      throw problem;
  }
}

async function take(
  engine: EngineParts,
  made: Try,
  model: Model,
  name: string,
  submitted: (batch: SubmittedBatch) => void,
): Promise<void> {
  await engine.store.batches.setName(made.id, name);
  submitted({ batch: { ...made.begun!, name }, model, sent: made.sent });
}

/** Makes the pages of one question after the other; at the end, before anything is sent, the batch is in the store. */
async function* makeLines(
  { engine, jobId, stopping }: SubmissionOptions,
  model: Model,
  calls: readonly QueuedCall[],
  made: Try,
): AsyncGenerator<BatchLine> {
  let bytes = 0;
  for (const queued of calls) {
    const { call, context, question } = queued;
    if (bytes >= MAX_BYTES) {
      made.left.push(queued);
      continue;
    }
    const signal = AbortSignal.any([context.signal, stopping]);
    try {
      const make = () => call.content(model, signal);
      const parts = await engine.bytesInFlight.run(call.bytes, make, signal);
      bytes += sum(parts, (part) => (part.type === 'text' ? part.text.length : part.bytes.byteLength));
      made.sent.push(queued);
      yield { key: call.key, request: { ...call.request, parts } };
    } catch (error) {
      if (stopping.aborted) throw stopping.reason;
      question.fail(error);
    }
  }
  if (made.sent.length === 0) {
    made.empty = true;
    throw new Problem('cancelled', { detail: 'No page of the batch could be made' });
  }
  const batch: StoredBatch = {
    id: made.id,
    jobId,
    lane: model.lane,
    model: model.id,
    name: null,
    heldMicros: heldMicros(engine, made.sent),
    createdMs: engine.clock.now(),
  };
  await engine.store.batches.begin(
    batch,
    made.sent.map(({ call, context }) => ({
      key: call.key,
      documentId: context.documentId,
      question: call.question.name,
    })),
  );
  made.begun = batch;
}

/** Name of a batch whose creation was never heard of; null when it was not created. Throws when `stopping` aborts. */
export async function locateBatch(
  { clock }: EngineParts,
  { id }: StoredBatch,
  model: Model,
  stopping: AbortSignal,
): Promise<string | null> {
  const untilMs = clock.elapsedMs() + LISTED_WITHIN_MS;
  for (;;) {
    try {
      const name = await model.batches!.find(id, stopping);
      if (name !== null || clock.elapsedMs() >= untilMs) return name;
    } catch (error) {
      const problem = toProblem(error);
      if (stopping.aborted || !isPassing(problem)) throw problem;
    }
    await clock.sleep(LOOK_AGAIN_MS, stopping);
  }
}

/** Deletes a batch at the provider and, once it is gone there, in the store; the next run tries again what failed. */
export async function forgetBatch(engine: EngineParts, batch: StoredBatch, model: Model): Promise<void> {
  try {
    await model.batches!.delete(batch, new AbortController().signal);
  } catch {
    // It stays in the store for the next run, which deletes it before anything else.
    return;
  }
  await engine.store.batches.end(batch.id);
}

/** True for trouble that waiting helps. */
export function isPassing({ disposition }: Problem): boolean {
  return disposition === 'wait' || disposition === 'retry' || disposition === 'park';
}

function heldMicros(engine: EngineParts, calls: readonly QueuedCall[]): number {
  const nowMs = engine.clock.now();
  return sum(calls, ({ call: { models, estimate } }) => {
    const { inputTokens, outputTokens } = estimate;
    const tokens = { inputTokens, outputTokens, cachedTokens: 0 };
    return engine.price(models[0]!.id, tokens, nowMs, { batch: true }) ?? 0;
  });
}

function batchLane(lane: string): string {
  return `${lane}:batch`;
}

function newId(): string {
  return `leafcutter-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
