import type { SendLog, Sent } from './send-log.ts';

const MINUTE_MS = 60_000;
/** Between calls that fill free places: halved every half second, to be faster than places become free. */
const FILL = { gapMs: 80, halvesMs: 500 };
/** How long an accepted call is not taken for a sign of either. */
const UNDECIDED_MS = 10_000;
const LEAST_SETTLE_MS = 300;

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

/** A call of which the lane remembers how many were in flight when it was sent. */
export interface CountedSend extends Sent {
  readonly inFlightBefore: number;
}

/**
 * Finds out, with one call at a time, which limit refused when the refusal did not say: a bucket accepts again after
 * the time of one call, a cap on calls in flight as soon as one has ended, a fixed minute all at once at some moment,
 * a sliding minute when the oldest call leaves it.
 */
export class Search {
  readonly #log: SendLog;
  /** Calls accepted in the minute before the refusal. */
  #accepted: number;
  readonly #oldestMs: number;
  /** The first call that was refused: all in flight before it had been accepted. */
  #first: CountedSend;
  #firstRefusedAtMs: number;
  #refusedAtMs: number;
  #refusals = 0;
  #gapMs = 0;
  #quietUntilMs: number;
  #canary: CountedSend | null = null;
  #mayBeCap = true;
  #filling = false;
  #fillsFromMs = 0;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  /** Calls accepted since the last refusal. */
  #passed = 0;
  #passedAtMs = Number.NEGATIVE_INFINITY;

  constructor(first: CountedSend, log: SendLog, nowMs: number) {
    this.#log = log;
    this.#first = first;
    this.#accepted = log.accepted(nowMs);
    this.#oldestMs = log.oldestMs(nowMs) ?? first.atMs;
    this.#refusedAtMs = first.atMs;
    this.#firstRefusedAtMs = first.atMs;
    this.#quietUntilMs = settled(first, nowMs);
  }

  /** When the next call may be sent; a finding when there is one. */
  next(nowMs: number, inFlight: number): number | Finding {
    if (nowMs < this.#quietUntilMs) return this.#quietUntilMs;
    if (this.#canary !== null) {
      const finding = this.#verdict(this.#canary, nowMs);
      if (finding !== null) return finding;
    }
    if (this.#filling) {
      const gapMs = FILL.gapMs / 2 ** ((nowMs - this.#fillsFromMs) / FILL.halvesMs);
      return Math.max(nowMs, this.#filledAtMs + gapMs);
    }
    if (this.#mayBeCap && this.#refusals + this.#passed > 0) {
      // As many free places as no bucket would fill: if all of them are taken, and not one more, it is a cap.
      const free = this.#first.inFlightBefore - inFlight;
      if (free > 2 + 1.5 * this.#bucketRate() * (nowMs - this.#refusedAtMs)) {
        this.#filling = true;
        this.#fillsFromMs = nowMs;
        return nowMs;
      }
    }
    if (this.#passed > 0) {
      if (nowMs >= this.#passedAtMs + UNDECIDED_MS)
        return this.#bucket(this.#bucketRate(), this.#refusedAtMs);
      return Math.min(this.#passedAtMs + UNDECIDED_MS, nowMs + UNDECIDED_MS / 20);
    }
    const gapMs = this.#refusals === 0 ? 1.5 / this.#bucketRate() : this.#gapMs;
    const dueMs = this.#refusedAtMs + gapMs;
    const slidesMs = this.#oldestMs + MINUTE_MS + 300;
    return Math.max(nowMs, slidesMs > this.#refusedAtMs ? Math.min(dueMs, slidesMs) : dueMs);
  }

  sent(sent: CountedSend, verdictMs: number): void {
    if (this.#filling) {
      this.#passed++;
      this.#filledAtMs = sent.atMs;
      if (sent.inFlightBefore < this.#first.inFlightBefore) return;
    }
    this.#canary = sent;
    this.#quietUntilMs = sent.atMs + verdictMs;
  }

  refused(sent: CountedSend, nowMs: number): Finding | null {
    if (this.#filling) {
      if (sent.inFlightBefore >= this.#first.inFlightBefore) {
        return { limit: 'in-flight', calls: this.#first.inFlightBefore };
      }
      // Not a cap: some calls went through and then no more.
      return sent.atMs >= this.#oldestMs + MINUTE_MS
        ? { limit: 'sliding', perMinute: this.#accepted }
        : this.#bucket(this.#acceptedSince(sent) / (sent.atMs - this.#refusedAtMs), sent.atMs);
    }
    this.#refusedAtMs = Math.max(this.#refusedAtMs, sent.atMs);
    if (this.#canary?.order !== sent.order) {
      // Of the burst that met the limit.
      if (sent.order < this.#first.order) this.#first = sent;
      this.#firstRefusedAtMs = this.#refusedAtMs;
      this.#accepted = this.#log.accepted(nowMs);
      this.#quietUntilMs = Math.max(this.#quietUntilMs, settled(sent, nowMs));
      return null;
    }
    this.#canary = null;
    this.#quietUntilMs = nowMs;
    this.#refusals++;
    if (sent.inFlightBefore < this.#first.inFlightBefore) this.#mayBeCap = false;
    const longestMs = Math.min(15_000, Math.max(3_000, 4_000 * Math.sqrt(1000 / this.#accepted)));
    // With nothing left in the minute, no limit per minute explains it: try ever less often.
    const silentMs = nowMs - this.#oldestMs - MINUTE_MS;
    this.#gapMs = silentMs > 0 ? Math.min(MINUTE_MS, Math.max(longestMs, silentMs)) : longestMs;
    return null;
  }

  #verdict(canary: CountedSend, nowMs: number): Finding | null {
    this.#canary = null;
    if (this.#filling) this.#mayBeCap = false;
    if (this.#mayBeCap && canary.inFlightBefore < this.#first.inFlightBefore) {
      // Because the bucket has refilled, or because a call has ended: not to be told yet.
      this.#passed++;
      this.#passedAtMs = nowMs;
      return null;
    }
    if (this.#refusals === 0) return this.#bucket(this.#bucketRate(), this.#refusedAtMs);
    if (canary.atMs >= this.#oldestMs + 2 * MINUTE_MS) return { limit: 'unknown' };
    if (canary.atMs >= this.#oldestMs + MINUTE_MS) return { limit: 'sliding', perMinute: this.#accepted };
    return { limit: 'fixed', perMinute: this.#accepted, turnsAtMs: canary.atMs };
  }

  /** Calls per millisecond if it is a bucket, which was full at the first call: most hold what they let through in a minute. */
  #bucketRate(): number {
    return this.#accepted / (MINUTE_MS + this.#firstRefusedAtMs - this.#oldestMs);
  }

  /** Calls accepted between the last refusal and this one. */
  #acceptedSince(sent: CountedSend): number {
    return Math.max(1, this.#log.after(this.#refusedAtMs).calls - this.#log.after(sent).calls);
  }

  #bucket(callsPerMs: number, emptyAtMs: number): Finding {
    const burst = this.#accepted - (this.#firstRefusedAtMs - this.#oldestMs) * callsPerMs;
    return { limit: 'bucket', perMinute: callsPerMs * MINUTE_MS, burst: Math.max(1, burst), emptyAtMs };
  }
}

/** When the last refusals of a burst will have come in. */
function settled(sent: Sent, nowMs: number): number {
  return nowMs + Math.max(LEAST_SETTLE_MS, 1.5 * (nowMs - sent.atMs));
}
