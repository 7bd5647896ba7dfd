import type { SchemaMode } from '../models/model.ts';
import { Problem } from '../problem/problem.ts';
import type { LedgerAnswer } from '../store/store.ts';
import { anySignal, type CallContext, callModel, type ModelCall } from './call-model.ts';
import type { CallDeadlines } from './deadlines.ts';
import type { Hedges } from './hedges.ts';
import type { EngineParts } from './parts.ts';
import type { Reach } from './reach.ts';

/** What earlier calls of this process have taught. */
export interface CallHistory {
  readonly deadlines: CallDeadlines;
  readonly hedges: Hedges;
  readonly reach: Reach;
}

/** Tries at one question on one model before the next stage is asked. Waiting for quota is not a try. */
const MAX_ATTEMPTS = 5;
/** Backoff with full jitter after trouble that is not quota (GOVERNOR.md, rule 6). */
const BACKOFF = { firstMs: 500, longestMs: 8_000 };

/** What a provider that cannot follow a schema is asked next; the answer is checked against the whole schema anyway. */
const WEAKER_SCHEMA: Readonly<Record<SchemaMode, SchemaMode | null>> = {
  full: 'relaxed',
  relaxed: 'none',
  none: null,
};

/**
 * Tries a call until it is answered or cannot be. Throttling waits as often and as long as the provider asks; trouble is retried up to five times with jitter, but a
 * try made while the lane's breaker is open is the provider's trouble and not counted.
 * Every answer is durable before it is returned. Throws the last Problem.
 */
export async function callUntilAnswered(
  engine: EngineParts,
  { deadlines, hedges, reach }: CallHistory,
  call: ModelCall,
  context: CallContext,
): Promise<LedgerAnswer> {
  let attempts = 0;
  let schemaMode: SchemaMode = 'full';
  for (let number = 1; ; number++) {
    const attempt = (own: CallContext) => callModel(engine, deadlines, call, own, { number, schemaMode });
    const { problem, answer } = await hedges.race(engine, call, context, attempt);
    reach.note(call.models, problem, engine.clock.elapsedMs());
    if (answer) return answer;
    const weaker: SchemaMode | null = WEAKER_SCHEMA[schemaMode];
    if (problem.code === 'schema-unsupported' && weaker) {
      schemaMode = weaker;
      continue;
    }
    // A day's quota used up parks the lane: the governor takes another, or says that none is left.
    if (problem.disposition === 'wait' || problem.disposition === 'park') continue;
    if (problem.disposition !== 'retry') throw problem;
    const neverForMs = reach.neverForMs(call.models, engine.clock.elapsedMs());
    const isUnreachable = problem.code === 'model-unreachable';
    if (isUnreachable && neverForMs >= engine.config.neverReachedSeconds * 1000) {
      throw neverReached(problem, neverForMs);
    }
    // As long as nothing was heard at all it is the provider's trouble, or that of the way there, and never the document's.
    const isSilent = isUnreachable && neverForMs > 0;
    if (!isSilent && !laneInTrouble(engine, call)) attempts++;
    if (attempts >= MAX_ATTEMPTS) throw problem;
    const ceilingMs = Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** attempts);
    await engine.clock.sleep(engine.random() * ceilingMs, anySignal(context));
  }
}

/** Stops the job instead of probing for ever; nothing is lost, and the same command goes on once the address is right. */
function neverReached({ detail, cause }: Problem, neverForMs: number): Problem {
  return new Problem('model-unreachable', {
    detail: `${detail}; it was tried for ${Math.round(neverForMs / 1000)} s and has not been reached once: check its address and the network`,
    disposition: 'stop',
    cause,
  });
}

function laneInTrouble(engine: EngineParts, call: ModelCall): boolean {
  const lanes = new Set(call.models.map((model) => model.lane));
  return engine.governor.state().some(({ lane, breaker }) => breaker !== 'closed' && lanes.has(lane));
}
