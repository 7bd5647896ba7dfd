import type { LearntLanes } from './learnt-lanes.ts';
import type { GrantedLimits, SharedLimits } from './shared-limits.ts';

/** A wait that outlasts a change of the leader is told to all; of a shorter one the leader knows. */
const TOLD_TO_ALL_MS = 3_000;

/**
 * Limits that are named are granted to each process of many; what nobody named one of them learns for all, beside what is
 * named: of that it is asked for no more calls than were granted.
 */
export function shareLimits(granted: GrantedLimits, learnt: LearntLanes): SharedLimits & { close(): void } {
  return {
    budgets: granted.budgets,
    allows: (lane, tokens) => granted.room(lane, tokens) >= 1 && learnt.allows(lane),
    want(lane, wish) {
      granted.want(lane, wish.calls, wish.tokens);
      learnt.want(lane, { ...wish, calls: Math.min(wish.calls, granted.room(lane, wish.tokens)) });
    },
    take(lane, tokens) {
      granted.take(lane, tokens);
      return learnt.take(lane);
    },
    settle(lane, { slice, outcome, pauseMs, ...end }) {
      learnt.settle(lane, slice, outcome);
      const toAll = pauseMs !== undefined && (!learnt.has(lane) || pauseMs > TOLD_TO_ALL_MS);
      granted.settle(lane, toAll ? { ...end, pauseMs } : end);
    },
    parkedMs: (lane, wallMs) => granted.parkedMs(lane, wallMs),
    listen(listener) {
      learnt.listen(listener);
      granted.listen((what) => {
        if ('lane' in what) {
          if (what.named) learnt.end(what.lane);
          else learnt.begin(what.lane);
        }
        listener.room(what);
      });
    },
    close() {
      learnt.close();
      granted.close();
    },
  };
}
