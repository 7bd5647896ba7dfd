import { NO_USAGE } from '../domain/usage.ts';
import { Problem } from '../problem/problem.ts';
import type { AttemptEnd, CallContext, ModelCall } from './call-model.ts';
import type { CallDeadlines } from './deadlines.ts';
import type { EngineParts } from './parts.ts';

/** Most of the calls that may be sent a second time (GOVERNOR.md, rule 7). */
const LARGEST_SHARE = 0.05;

/**
 * Sends a straggler once more: a call that takes longer than 99 % of its like gets a second try beside it, at most one
 * call in twenty; the first answer wins, the other is aborted, and what it has cost is recorded too. Off by default.
 */
export class Hedges {
  readonly #enabled: boolean;
  readonly #deadlines: CallDeadlines;
  #calls = 0;
  #hedged = 0;

  constructor(enabled: boolean, deadlines: CallDeadlines) {
    this.#enabled = enabled;
    this.#deadlines = deadlines;
  }

  /** Runs `attempt`, and a second one beside it when it straggles; answers the one that answered, else the last end. */
  async race(
    engine: EngineParts,
    call: ModelCall,
    context: CallContext,
    attempt: (context: CallContext) => Promise<AttemptEnd>,
  ): Promise<AttemptEnd> {
    this.#calls++;
    const afterMs = this.#enabled ? this.#deadlines.stragglerMs(call.models[0]!, call.pages) : null;
    if (afterMs === null) return attempt(context);
    const racers = [new AbortController(), new AbortController()] as const;
    const run = (racer: AbortController): Promise<AttemptEnd> =>
      attempt({ ...context, begun: true, signal: AbortSignal.any([context.signal, racer.signal]) });
    const first = run(racers[0]);
    first.catch(() => {});
    const waited = new AbortController();
    const straggles = engine.clock.sleep(afterMs, AbortSignal.any([waited.signal, context.stopping])).then(
      () => true,
      () => false,
    );
    const early = await Promise.race([first, straggles]);
    if (typeof early === 'object' || !early || !this.#mayHedge()) {
      waited.abort(new Problem('cancelled', { detail: 'The call was answered' }));
      return first;
    }
    this.#hedged++;
    return this.#decide(engine, call, context, [first, run(racers[1])], racers);
  }

  #mayHedge(): boolean {
    return this.#hedged + 1 <= this.#calls * LARGEST_SHARE;
  }

  async #decide(
    engine: EngineParts,
    call: ModelCall,
    context: CallContext,
    ends: readonly [Promise<AttemptEnd>, Promise<AttemptEnd>],
    racers: readonly [AbortController, AbortController],
  ): Promise<AttemptEnd> {
    const answered = ends.map(async (end, index) => {
      const { answer } = await end;
      if (!answer) throw new Error('no answer');
      return { answer, index };
    });
    const winner = await Promise.any(answered).catch(() => null);
    // Neither answered: the first try's failure is the call's.
    if (!winner) return Promise.any(ends).catch(() => ends[0]);
    const loser = 1 - winner.index;
    racers[loser]!.abort(new Problem('cancelled', { detail: 'The other try was answered first' }));
    const lost = await ends[loser]!.catch(() => null);
    if (lost?.problem?.code === 'cancelled') await this.#recordLoss(engine, call, context);
    return { answer: winner.answer };
  }

  /** An aborted call is billed for what was sent, and says nothing about it: the estimate of its input is recorded. */
  async #recordLoss(engine: EngineParts, call: ModelCall, context: CallContext): Promise<void> {
    const model = call.models[0]!;
    const tokens = { inputTokens: call.estimate.inputTokens, outputTokens: 0, cachedTokens: 0 };
    const nowMs = engine.clock.now();
    await engine.store.saveFailedAttempt({
      key: call.key,
      jobId: context.jobId,
      documentId: context.documentId,
      question: call.question.name,
      model: model.id,
      outcome: 'failed',
      problem: 'hedge-lost',
      usage: { ...NO_USAGE, ...tokens, calls: 1, costMicros: engine.price(model.id, tokens, nowMs) ?? 0 },
      startedMs: nowMs,
      durationMs: 0,
    });
  }
}
