import { Ramp } from './ramp.ts';
import { settleMs } from './round-trip.ts';
import type { SendLog, Sent } from './send-log.ts';
import { MINUTE_MS } from './window-shape.ts';

/** Between calls that fill free places: halved every half second, to be faster than places become free. */
const FILL = { firstGapMs: 80, halvesMs: 500 };
/** Share of the cap by which the number in flight may be short of it: calls end while others are refused. */
const TOLERANCE = 0.03;
/** With so few calls accepted in a minute it would take long to wait for a bucket. */
const FEW = 10;
/** How long an accepted call is not taken for a sign of either. */
const UNDECIDED_MS = 10_000;

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
  readonly #log: SendLog;
  /** Calls accepted in the minute before the refusal. */
  #accepted: number;
  readonly #oldestMs: number;
  /** Calls accepted and in flight when the burst met the limit: the cap, if it is one. */
  #full: number;
  #firstRefusedAtMs: number;
  #refusedAtMs: number;
  #refusals = 0;
  #gapMs = 0;
  #quietUntilMs: number;
  #canary: Sent | null = null;
  #mayBeCap = true;
  #filling: Ramp | null = null;
  /** The first call that was refused while places were filled. */
  #fillEnd: Sent | null = null;
  #lastRefusedAtMs = Number.NEGATIVE_INFINITY;
  /** Calls accepted since the last refusal. */
  #passed = 0;
  #passedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    first: Sent,
    { log, inFlight, nowMs }: { readonly log: SendLog; readonly inFlight: number; readonly nowMs: number },
  ) {
    this.#log = log;
    this.#full = inFlight;
    this.#accepted = log.accepted(nowMs);
    this.#oldestMs = log.oldestMs(nowMs) ?? first.atMs;
    this.#refusedAtMs = first.atMs;
    this.#firstRefusedAtMs = first.atMs;
    this.#quietUntilMs = settled(first, nowMs);
  }

  /** A cap on calls in flight is ruled out. */
  noCap(): void {
    this.#mayBeCap = false;
  }

  /** When the next call may be sent; a finding when there is one. */
  next(nowMs: number, inFlight: number): number | Finding {
    if (nowMs < this.#quietUntilMs) return this.#quietUntilMs;
    const finding = this.#conclude(nowMs);
    if (finding !== null) return finding;
    if (this.#filling !== null) return this.#filling.readyAtMs(nowMs);
    if (this.#mayBeCap) {
      const free = this.#full - inFlight;
      const refilled = 1.5 * this.#bucketRate() * (nowMs - this.#refusedAtMs);
      const few = this.#accepted < FEW;
      if (free + (few ? this.#passed : 0) > 2 + refilled && this.#refusals + this.#passed > 0) {
        // As many as no bucket would let through: if all free places are taken, and not one more, it is a cap.
        this.#filling = new Ramp({ ...FILL, nowMs });
        return nowMs;
      }
      // A call has ended: one may take its place, and if that goes on, it is not for a bucket's refilling.
      if (few && free >= 1) return nowMs;
    }
    if (this.#passed > 0) return Math.min(this.#passedAtMs + UNDECIDED_MS, nowMs + UNDECIDED_MS / 20);
    const gapMs = this.#refusals === 0 ? 1.5 / this.#bucketRate() : this.#gapMs;
    const dueMs = this.#refusedAtMs + gapMs;
    const slidesMs = this.#oldestMs + MINUTE_MS + 300;
    return Math.max(nowMs, slidesMs > this.#refusedAtMs ? Math.min(dueMs, slidesMs) : dueMs);
  }

  sent(sent: Sent, verdictMs: number): void {
    if (this.#filling !== null) {
      this.#filling.sent(sent.atMs);
      if (sent.inFlightBefore < this.#full) return;
    }
    this.#canary = sent;
    this.#quietUntilMs = sent.atMs + verdictMs;
  }

  refused(sent: Sent, nowMs: number): void {
    if (this.#filling !== null) {
      if (this.#fillEnd === null || sent.order < this.#fillEnd.order) this.#fillEnd = sent;
      this.#lastRefusedAtMs = Math.max(this.#lastRefusedAtMs, sent.atMs);
      this.#canary = null;
      this.#quietUntilMs = settled(sent, nowMs);
    } else if (this.#canary?.order === sent.order) {
      this.#canary = null;
      this.#quietUntilMs = nowMs;
      if (sent.inFlightBefore < this.#leastCap()) this.#mayBeCap = false;
      if (this.#passed > 0) this.#fillEnd = sent;
      else this.#refusedAtMs = sent.atMs;
      this.#lastRefusedAtMs = sent.atMs;
      this.#tryLater(nowMs);
    } else if (this.#refusals === 0 && this.#passed === 0) {
      // Of the burst that met the limit.
      this.#full--;
      this.#refusedAtMs = Math.max(this.#refusedAtMs, sent.atMs);
      this.#firstRefusedAtMs = this.#refusedAtMs;
      this.#accepted = this.#log.accepted(nowMs);
      this.#quietUntilMs = Math.max(this.#quietUntilMs, settled(sent, nowMs));
    }
  }

  #tryLater(nowMs: number): void {
    this.#refusals++;
    const longestMs = Math.min(15_000, Math.max(3_000, 4_000 * Math.sqrt(1000 / this.#accepted)));
    // With nothing left in the minute, no limit per minute explains it: try ever less often.
    const silentMs = nowMs - this.#oldestMs - MINUTE_MS;
    this.#gapMs = silentMs > 0 ? Math.min(MINUTE_MS, Math.max(longestMs, silentMs)) : longestMs;
  }

  #conclude(nowMs: number): Finding | null {
    if (this.#fillEnd !== null) return this.#filled(this.#fillEnd, nowMs);
    if (this.#canary !== null) return this.#accepts(this.#canary, nowMs);
    const undecided = this.#passed > 0 && this.#filling === null && nowMs >= this.#passedAtMs + UNDECIDED_MS;
    return undecided ? this.#bucket(this.#bucketRate(), this.#refusedAtMs) : null;
  }

  /** Filling the free places came to an end: at the cap, before it, or at once. */
  #filled(end: Sent, nowMs: number): Finding | null {
    const accepted = Math.max(0, this.#log.after(this.#refusedAtMs).calls - this.#log.after(end).calls);
    const refilled = this.#bucketRate() * (end.atMs - this.#refusedAtMs);
    if (end.inFlightBefore >= this.#leastCap() && accepted > 1 + 1.2 * refilled) {
      return { limit: 'in-flight', calls: end.inFlightBefore };
    }
    if (accepted > 1) {
      return end.atMs >= this.#oldestMs + MINUTE_MS
        ? { limit: 'sliding', perMinute: this.#accepted }
        : this.#bucket(accepted / (end.atMs - this.#refusedAtMs), this.#lastRefusedAtMs);
    }
    this.#mayBeCap = false;
    this.#filling = null;
    this.#fillEnd = null;
    this.#passed = 0;
    this.#refusedAtMs = this.#lastRefusedAtMs;
    this.#tryLater(nowMs);
    return null;
  }

  #accepts(canary: Sent, nowMs: number): Finding | null {
    this.#canary = null;
    if (this.#mayBeCap && this.#filling === null && canary.inFlightBefore < this.#full) {
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

  /** Least that the cap can be: calls that ended while the burst came back had their places taken by others. */
  #leastCap(): number {
    return this.#full - Math.max(1, TOLERANCE * this.#full);
  }

  /** Calls per millisecond if it is a bucket, which was full at the first call: most hold what they let through in a minute. */
  #bucketRate(): number {
    return this.#accepted / (MINUTE_MS + this.#firstRefusedAtMs - this.#oldestMs);
  }

  #bucket(callsPerMs: number, emptyAtMs: number): Finding {
    const burst = this.#accepted - (this.#firstRefusedAtMs - this.#oldestMs) * callsPerMs;
    return { limit: 'bucket', perMinute: callsPerMs * MINUTE_MS, burst: Math.max(1, burst), emptyAtMs };
  }
}

/** When the last refusals of a burst will have come in. */
function settled(sent: Sent, nowMs: number): number {
  return nowMs + settleMs(nowMs - sent.atMs);
}
