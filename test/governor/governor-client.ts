import { Admission } from '../../src/governor/admission.ts';
import type { CallOutcome, LaneState } from '../../src/governor/governor.ts';
import type { SharedLimits } from '../../src/governor/shared-limits.ts';
import { type Client, MAX_ATTEMPTS, type SendResult, type World } from './client.ts';
import type { SimulatedCall } from './provider.ts';
import type { Scenario } from './scenario.ts';

const BACKOFF = { firstMs: 500, longestMs: 8_000 };

/** The engine's retry loop in small around the real governor: throttled calls wait, trouble backs off with full jitter. */
export function governorClient(
  world: World,
  { known }: Scenario,
  shared?: SharedLimits,
): Client & { state(): readonly LaneState[] } {
  const admission = new Admission({
    clock: {
      now: () => world.now(),
      wallNow: () => world.now(),
      setTimer: (callback, delayMs) => world.after(delayMs, callback),
    },
    ...(shared ? { shared } : {}),
    defaultLimits: {
      ...(known?.rpm === undefined ? {} : { requestsPerMinute: known.rpm }),
      ...(known?.tpm === undefined ? {} : { tokensPerMinute: known.tpm }),
      ...(known?.inFlight === undefined ? {} : { maxInFlight: known.inFlight }),
    },
  });
  const lanes = Array.from({ length: world.laneCount }, (_, index) => `lane-${index}`);

  const attempt = (call: SimulatedCall, begun: boolean, attempts: number): void => {
    admission.enqueue(
      {
        lanes,
        estimatedTokens: call.estimatedTokens,
        jobId: call.job,
        kind: 'extract',
        priority: call.priority,
        begun,
        estimatedCostMicros: 0,
      },
      {
        granted: (permit) => {
          world.send(call, lanes.indexOf(permit.lane), (result) => {
            permit.settle(outcomeOf(result));
            if (result.kind === 'answered') world.finished(call, true);
            else if (result.kind === 'throttled') attempt(call, true, attempts);
            else {
              // A try made while the breaker is open is the provider's trouble and not the call's.
              const spent =
                attempts + (admission.state().some(({ breaker }) => breaker !== 'closed') ? 0 : 1);
              if (spent >= MAX_ATTEMPTS) {
                world.finished(call, false);
                return;
              }
              const ceilingMs = Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** attempts);
              world.after(world.random() * ceilingMs, () => attempt(call, true, spent));
            }
          });
        },
        refused: () => world.finished(call, false),
      },
    );
  };
  return { submit: (call) => attempt(call, false, 0), state: () => admission.state() };
}

function outcomeOf(result: SendResult): CallOutcome {
  if (result.kind === 'answered') {
    return { kind: 'answered', tokens: result.tokens, costMicros: 0, quota: result.quota };
  }
  if (result.kind === 'trouble') return { kind: 'trouble' };
  return {
    kind: 'throttled',
    violations: result.violations,
    ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
  };
}
