import { NO_USAGE, type Usage } from '../domain/usage.ts';
import type { CallOutcome } from '../governor/governor.ts';
import type { Embedder } from '../models/model.ts';
import { toProblem } from '../problem/problem.ts';
import { anySignal, type CallContext, outcomeOf } from './call-model.ts';
import type { EngineParts } from './parts.ts';
import { hashOf } from './question-key.ts';

/** Tries of one request that is answered with trouble; waiting for a quota is none. */
const ATTEMPTS = 4;
const BACKOFF_MS = 1_000;

/** Who asks an embedding for vectors. */
export interface EmbeddingContext {
  readonly embedder: Embedder;
  readonly call: CallContext;
}

/**
 * Vectors of texts, in their order, each try admitted by the governor and accounted for. The vectors are not remembered
 * here: their index keeps them. Throws the Problem of the last try.
 */
export async function embedTexts(
  engine: EngineParts,
  { embedder, call }: EmbeddingContext,
  texts: readonly string[],
  purpose: 'document' | 'query',
): Promise<readonly Float32Array[]> {
  const { governor, clock, random } = engine;
  for (let attempt = 1; ; ) {
    const permit = await call.deadline.waiting(
      governor.admit(
        {
          lanes: [embedder.lane],
          estimatedTokens: Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4),
          estimatedCostMicros: 0,
          jobId: call.jobId,
          kind: 'extract',
          priority: call.priority,
          begun: call.begun,
        },
        anySignal(call),
      ),
    );
    call.begun = true;
    const startedMs = clock.now();
    let outcome: CallOutcome = { kind: 'cancelled' };
    try {
      const { vectors, inputTokens } = await embedder.embed(texts, purpose, anySignal(call));
      outcome = { kind: 'answered', tokens: inputTokens, costMicros: 0 };
      await record(engine, { embedder, call }, texts, { startedMs, inputTokens });
      return vectors;
    } catch (error) {
      const problem = toProblem(error);
      if (outcome.kind !== 'answered') outcome = outcomeOf(problem, NO_USAGE);
      if (problem.disposition === 'wait') continue;
      if (problem.disposition !== 'retry' || attempt >= ATTEMPTS) throw problem;
      attempt++;
    } finally {
      permit.settle(outcome);
    }
    await clock.sleep(BACKOFF_MS * 2 ** attempt * (0.5 + random() / 2), anySignal(call));
  }
}

/** An embedding is paid for as any call: it shows in the document's usage. */
async function record(
  engine: EngineParts,
  { embedder, call }: EmbeddingContext,
  texts: readonly string[],
  { startedMs, inputTokens }: { readonly startedMs: number; readonly inputTokens: number },
): Promise<void> {
  const tokens = { inputTokens, outputTokens: 0, cachedTokens: 0 };
  const usage: Usage = {
    calls: 1,
    ...tokens,
    costMicros: engine.price(embedder.id, tokens, startedMs) ?? 0,
  };
  const key = hashOf({ embedder: embedder.id, texts });
  const endedMs = engine.clock.now();
  await engine.store.saveAnswer(
    { key, model: embedder.id, value: null, usage, createdMs: endedMs },
    {
      key,
      jobId: call.jobId,
      documentId: call.documentId,
      question: 'embedding',
      model: embedder.id,
      outcome: 'answered',
      problem: null,
      usage,
      startedMs,
      durationMs: endedMs - startedMs,
    },
  );
}
