const MINUTE_MS = 60_000;
/** Calls a second while free places are filled to see whether a cap is what refuses. */
const FILL_PER_MS = 0.03;

/** What a search found out about the limit that refused without a word. */
export type Finding =
  | { readonly limit: 'in-flight'; readonly calls: number }
  | {
      readonly limit: 'bucket';
      readonly perMinute: number;
      readonly burst: number;
      readonly emptyAtMs: number;
    }
  | { readonly limit: 'fixed'; readonly perMinute: number; readonly turnsAtMs: number }
  | { readonly limit: 'sliding'; readonly perMinute: number }
  /** Nothing was accepted for so long that what was known has lapsed. */
  | { readonly limit: 'unknown' };

/**
 * Finds out, with one call at a time, which limit refused when the refusal did not say: a bucket accepts again after
 * the time of one call, a cap on calls in flight as soon as one has ended, a fixed minute all at once at some moment,
 * a sliding minute when the oldest call leaves it.
 */
export class Search {
  /** Calls accepted in the minute before the refusal. */
  readonly #accepted: number;
  readonly #oldestMs: number;
  /** Calls in flight when the first was refused. */
  readonly #inFlight: number;
  #refusedAtMs: number;
  #refusals = 0;
  #gapMs: number;
  #verdictAtMs: number;
  #canary: { readonly atMs: number; readonly inFlight: number } | null = null;
  #mayBeCap = true;
  #filling = false;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  #filled = 1;

  constructor(options: {
    readonly accepted: number;
    readonly oldestMs: number;
    readonly inFlight: number;
    readonly refusedAtMs: number;
    /** Until then more refusals of the same burst come in. */
    readonly settlesAtMs: number;
  }) {
    this.#accepted = Math.max(1, options.accepted);
    this.#oldestMs = options.oldestMs;
    this.#inFlight = options.inFlight;
    this.#refusedAtMs = options.refusedAtMs;
    this.#verdictAtMs = options.settlesAtMs;
    this.#gapMs = (1.5 * MINUTE_MS) / this.#accepted;
  }

  /** When the next call may be sent; a finding when there is one. */
  next(nowMs: number, inFlight: number): number | Finding {
    if (nowMs < this.#verdictAtMs && !(this.#filling && inFlight < this.#inFlight)) return this.#verdictAtMs;
    if (this.#canary !== null && nowMs >= this.#verdictAtMs) {
      const finding = this.#accepts(this.#canary);
      if (finding !== null) return finding;
    }
    if (this.#filling) {
      return Math.max(nowMs, this.#filledAtMs + 1 / FILL_PER_MS);
    }
    const dueMs = this.#refusedAtMs + this.#gapMs;
    const slidesMs = this.#oldestMs + MINUTE_MS + 300;
    if (this.#mayBeCap && inFlight < this.#inFlight) return nowMs;
    if (slidesMs > this.#refusedAtMs) return Math.max(nowMs, Math.min(dueMs, slidesMs));
    return Math.max(nowMs, dueMs);
  }

  sent(nowMs: number, inFlight: number, verdictMs: number): void {
    this.#filledAtMs = nowMs;
    if (this.#filling) this.#filled++;
    if (this.#filling && inFlight < this.#inFlight) return;
    this.#canary = { atMs: nowMs, inFlight };
    this.#verdictAtMs = nowMs + verdictMs;
  }

  refused(sentAtMs: number, nowMs: number, inFlight: number): Finding | null {
    if (this.#filling) {
      if (inFlight >= this.#inFlight) return { limit: 'in-flight', calls: this.#inFlight };
      // Not a cap: some calls went through and then no more.
      return sentAtMs >= this.#oldestMs + MINUTE_MS
        ? { limit: 'sliding', perMinute: this.#accepted }
        : this.#bucket((this.#filled * MINUTE_MS) / (sentAtMs - this.#refusedAtMs), sentAtMs);
    }
    this.#refusedAtMs = Math.max(this.#refusedAtMs, sentAtMs);
    if (this.#canary === null || this.#canary.atMs !== sentAtMs) return null;
    this.#canary = null;
    this.#verdictAtMs = nowMs;
    this.#refusals++;
    if (inFlight < this.#inFlight) this.#mayBeCap = false;
    const longestMs = Math.min(15_000, Math.max(3_000, 4_000 * Math.sqrt(1000 / this.#accepted)));
    // With nothing left in the minute, no limit per minute explains it: try ever less often.
    const silentMs = nowMs - (this.#oldestMs + MINUTE_MS);
    this.#gapMs = Math.min(
      silentMs > 0 ? Math.max(longestMs, Math.min(60_000, silentMs)) : longestMs,
      this.#gapMs * 2,
    );
    return null;
  }

  #accepts(canary: { readonly atMs: number; readonly inFlight: number }): Finding | null {
    this.#canary = null;
    if (this.#filling) this.#mayBeCap = false;
    if (this.#mayBeCap && canary.inFlight < this.#inFlight) {
      this.#filling = true;
      return null;
    }
    if (this.#refusals === 0) {
      // Most buckets hold what they let through in a minute.
      const spanMs = this.#refusedAtMs - this.#oldestMs;
      return this.#bucket((this.#accepted * MINUTE_MS) / (MINUTE_MS + spanMs), this.#refusedAtMs);
    }
    if (canary.atMs >= this.#oldestMs + 2 * MINUTE_MS) return { limit: 'unknown' };
    if (canary.atMs >= this.#oldestMs + MINUTE_MS) return { limit: 'sliding', perMinute: this.#accepted };
    return { limit: 'fixed', perMinute: this.#accepted, turnsAtMs: canary.atMs };
  }

  #bucket(perMinute: number, emptyAtMs: number): Finding {
    const burst = this.#accepted - ((this.#refusedAtMs - this.#oldestMs) * perMinute) / MINUTE_MS;
    return { limit: 'bucket', perMinute, burst: Math.max(1, burst), emptyAtMs };
  }
}
