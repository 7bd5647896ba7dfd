import { Ramp } from './ramp.ts';
import { verdictMs } from './round-trip.ts';

/** It opens after so many failures in a row, or when this share of the results of the last ten seconds were failures. */
const OPENS_AFTER = { inARow: 5, share: 0.8, windowMs: 10_000 };
/** Fewer results say nothing; a lone call that moves between lanes makes no more of them. */
const LEAST_IN_WINDOW = 3;
/** How long it stays open: doubled with every probe that fails. */
const OPEN = { firstMs: 1_000, longestMs: 5_000 };
/** How long trouble is taken to take to show before any has. */
const FIRST_TROUBLE_MS = 500;
/** After it closes: twenty calls a second at first, until the lane's own pace is reached. */
const RAMP = { firstGapMs: 50, halvesMs: 500 };
/** How long the ramp lasts; two failures in a row within it open the breaker again, for as long as before. */
const RAMP_MS = 3_000;

/**
 * A circuit breaker (Nygard 2007): stops a lane whose provider is in trouble, and finds out with one call at a time
 * when it works again. Work waits; calls in flight are left alone. A state machine of its own, because the library
 * breakers read the machine's clock and know only calls that they run themselves, while here a call is admitted in one
 * place and settled in another.
 */
export class Breaker {
  #state: 'closed' | 'open' | 'half-open' = 'closed';
  #inARow = 0;
  #results: { readonly atMs: number; readonly trouble: boolean }[] = [];
  #openMs = OPEN.firstMs;
  #untilMs = Number.NEGATIVE_INFINITY;
  #openedAtMs = Number.NEGATIVE_INFINITY;
  #closedAtMs = Number.NEGATIVE_INFINITY;
  #probeAtMs = Number.NaN;
  /** How long trouble takes to show, smoothed. */
  #troubleMs = FIRST_TROUBLE_MS;
  #ramp: Ramp | null = null;

  get state(): 'closed' | 'open' | 'half-open' {
    return this.#state;
  }

  /** When the next call may start as far as the provider's health goes. */
  readyAtMs(nowMs: number): number {
    if (this.#state === 'half-open') {
      const verdictAtMs = this.#probeAtMs + this.#verdictMs();
      if (nowMs < verdictAtMs) return verdictAtMs;
      this.#close(nowMs);
    }
    if (this.#state === 'open') return Math.max(nowMs, this.#untilMs);
    return this.#ramping(nowMs) ? (this.#ramp?.readyAtMs(nowMs) ?? nowMs) : nowMs;
  }

  sent(nowMs: number): void {
    if (this.#state === 'open') {
      this.#state = 'half-open';
      this.#probeAtMs = nowMs;
    }
    this.#ramp?.sent(nowMs);
  }

  /** The provider answered, whatever it said. */
  worked(sentAtMs: number, nowMs: number): void {
    this.#inARow = 0;
    if (this.#state === 'closed') this.#note(nowMs, false);
    else if (sentAtMs > this.#openedAtMs) this.#close(nowMs);
  }

  /** 5xx, timeout or reset. */
  failed(sentAtMs: number, nowMs: number): void {
    this.#troubleMs += 0.3 * (nowMs - sentAtMs - this.#troubleMs);
    if (this.#state === 'half-open' && sentAtMs >= this.#probeAtMs) {
      this.#openMs = Math.min(OPEN.longestMs, this.#openMs * 2);
      this.#open(nowMs);
      return;
    }
    // A call sent before the breaker opened tells nothing new.
    if (this.#state !== 'closed' || sentAtMs <= this.#openedAtMs) return;
    this.#inARow++;
    this.#note(nowMs, true);
    const failed = this.#results.filter(({ trouble }) => trouble).length;
    const mostly =
      this.#results.length >= LEAST_IN_WINDOW && failed >= OPENS_AFTER.share * this.#results.length;
    const stillRamping = this.#ramping(nowMs) && this.#inARow >= 2;
    if (this.#inARow < OPENS_AFTER.inARow && !mostly && !stillRamping) return;
    if (!stillRamping) this.#openMs = OPEN.firstMs;
    this.#open(nowMs);
  }

  #note(nowMs: number, trouble: boolean): void {
    this.#results.push({ atMs: nowMs, trouble });
    while (this.#results[0]!.atMs < nowMs - OPENS_AFTER.windowMs) this.#results.shift();
  }

  #open(nowMs: number): void {
    this.#state = 'open';
    this.#openedAtMs = nowMs;
    this.#untilMs = nowMs + this.#openMs;
    this.#results = [];
    this.#inARow = 0;
  }

  #close(nowMs: number): void {
    this.#state = 'closed';
    this.#closedAtMs = nowMs;
    this.#ramp = new Ramp({ ...RAMP, nowMs });
    this.#results = [];
    this.#inARow = 0;
  }

  #ramping(nowMs: number): boolean {
    return nowMs < this.#closedAtMs + RAMP_MS;
  }

  /** A probe that has not failed in three times the time that trouble takes to show is taken to have been accepted. */
  #verdictMs(): number {
    return verdictMs(this.#troubleMs);
  }
}
