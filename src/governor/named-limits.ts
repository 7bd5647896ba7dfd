import type { CallOutcome } from './governor.ts';
import type { SharedCallEnd } from './shared-limits.ts';

/** What the end of a call says to all that share its lane: tokens, a wait, and limits a minute that were named. */
export function namedLimits(
  outcome: CallOutcome,
): Omit<SharedCallEnd, 'estimatedTokens' | 'slice' | 'outcome'> {
  switch (outcome.kind) {
    case 'throttled': {
      const limits = outcome.violations.filter(({ window, limit }) => window === 'minute' && limit);
      const requests = limits.find(({ dimension }) => dimension === 'requests')?.limit;
      const tokens = limits.find(({ dimension }) => dimension === 'tokens')?.limit;
      return {
        tokens: null,
        ...(outcome.retryAfterMs === undefined ? {} : { pauseMs: outcome.retryAfterMs }),
        ...(requests === undefined ? {} : { requestsPerMinute: requests }),
        ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
      };
    }
    case 'answered': {
      const requests = outcome.quota?.find(({ dimension }) => dimension === 'requests')?.limit;
      const tokens = outcome.quota?.find(({ dimension }) => dimension === 'tokens')?.limit;
      return {
        tokens: outcome.tokens,
        ...(requests === undefined ? {} : { requestsPerMinute: requests }),
        ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
      };
    }
    case 'trouble':
    case 'rejected':
      return { tokens: outcome.tokens ?? null };
    case 'cancelled':
    case 'unused':
      return { tokens: null };
  }
}
