import type { SendLog, Sent } from './send-log.ts';
import { MINUTE_MS, type WindowShape } from './window-shape.ts';

/** Between two refusals that are worth comparing: calls for a bucket, time for a window. */
const LEAST_BETWEEN = { calls: 15, ms: 5_000 };
/** Scores at which tokens are taken for the limited dimension, and requests again. */
const TOKENS_AT = 4;
const REQUESTS_AT = -2;
/** Logarithm of the largest change that is not one of the limit itself: to its double or its half. */
const SAME_LIMIT = Math.log(2);

/** What had been accepted until a refusal: of a window in its minute, of a bucket since the refusal before. */
interface AcceptedUntil {
  readonly calls: number;
  readonly tokens: number;
  readonly overMs: number;
  /** Counted over a window's minute. */
  readonly inMinute: boolean;
  /** Most of it was in the last note as well: that it is the same again shows nothing. */
  readonly overlaps: boolean;
}

/**
 * Tells whether refusals that do not say so are about requests or tokens: of the limited one as much is accepted each
 * time, to within a call, of the other more or less with the size of the calls. Requests until shown otherwise.
 */
export class DimensionFinder {
  readonly #log: SendLog;
  /** Refusals of calls sent before this belong to one that was compared already. */
  #reactedAtMs = Number.NEGATIVE_INFINITY;
  /** What had been accepted in all until the last refusal that was compared. */
  #total: { readonly atMs: number; readonly calls: number; readonly tokens: number } | null = null;
  #last: AcceptedUntil | null = null;
  #score = 0;
  /** Whether calls had become more or fewer. */
  #direction = 0;
  #dimension: 'requests' | 'tokens' = 'requests';

  constructor(log: SendLog) {
    this.#log = log;
  }

  /**
   * Compares a refusal with the one before. `kind` is how the limit is taken to open again. Returns the dimension that
   * fits better, or null when there is nothing to compare it with.
   */
  refused(sent: Sent, kind: WindowShape['kind'], nowMs: number): 'requests' | 'tokens' | null {
    if (sent.atMs <= this.#reactedAtMs) return null;
    this.#reactedAtMs = nowMs;
    const after = this.#log.after(sent);
    const total = this.#log.total;
    const now = { atMs: sent.atMs, calls: total.calls - after.calls, tokens: total.tokens - after.tokens };
    const before = this.#total;
    if (before !== null) {
      // Between any two refusals a bucket lets through what it refills: few calls are added to the next.
      const few =
        kind === 'bucket'
          ? now.calls - before.calls < LEAST_BETWEEN.calls
          : now.atMs - before.atMs < LEAST_BETWEEN.ms;
      if (few) return null;
    }
    this.#total = now;
    if (before === null) return null;
    if (kind === 'bucket') {
      this.#note({
        calls: now.calls - before.calls,
        tokens: now.tokens - before.tokens,
        overMs: now.atMs - before.atMs,
        inMinute: false,
        overlaps: false,
      });
    } else {
      const minute = this.#log.after(sent.atMs - MINUTE_MS);
      this.#note({
        calls: minute.calls - after.calls,
        tokens: minute.tokens - after.tokens,
        overMs: MINUTE_MS,
        inMinute: true,
        overlaps: now.atMs - before.atMs < MINUTE_MS / 2,
      });
    }
    return this.#dimension;
  }

  #note(accepted: AcceptedUntil): void {
    const last = this.#last;
    this.#last = accepted;
    if (last === null || Math.min(accepted.calls, last.calls, accepted.tokens, last.tokens) <= 0) return;
    const time = Math.log(accepted.overMs / last.overMs);
    const change = Math.log(accepted.calls / last.calls) - time;
    const turned = Math.sign(change) !== this.#direction;
    this.#direction = Math.sign(change);
    const calls = Math.abs(change);
    const tokens = Math.abs(Math.log(accepted.tokens / last.tokens) - time);
    if (Math.max(calls, tokens) > SAME_LIMIT) return;
    const toWithinACall = calls <= 2 / Math.min(accepted.calls, last.calls);
    if (accepted.overlaps && toWithinACall) return;
    if (toWithinACall || tokens >= calls) this.#score--;
    // Calls that only become more and more, refusal by refusal, are of a bucket that grows.
    else if (tokens < calls / 2 && (turned || accepted.inMinute)) this.#score += tokens < calls / 3 ? 3 : 2;
    if (this.#score >= TOKENS_AT) this.#dimension = 'tokens';
    if (this.#score <= REQUESTS_AT) this.#dimension = 'requests';
    this.#score = Math.min(TOKENS_AT, Math.max(REQUESTS_AT, this.#score));
  }
}
