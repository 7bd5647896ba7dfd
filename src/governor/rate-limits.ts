import { Bucket } from './bucket.ts';
import type { LaneLimits } from './governor-options.ts';
import { RateLimit } from './rate-limit.ts';
import type { SendLog, Sent } from './send-log.ts';
import type { WindowShape } from './window-shape.ts';

/** Share of stated tokens that is used at first: those of calls in flight are estimates. */
const TOKENS_USED = 0.98;

/** What a limit per minute counts. */
type Dimension = 'requests' | 'tokens';

/** The limits of requests and of tokens per minute of one lane: at most one of each, stated or learnt. */
export class RateLimits {
  readonly #log: SendLog;
  /** What the user stated. */
  readonly #stated: Readonly<Record<Dimension, number | undefined>>;
  #requests: RateLimit | null = null;
  #tokens: RateLimit | null = null;

  constructor(log: SendLog, { requestsPerMinute, tokensPerMinute }: LaneLimits, nowMs: number) {
    this.#log = log;
    this.#stated = { requests: requestsPerMinute, tokens: tokensPerMinute };
    this.reset(nowMs);
  }

  get requests(): RateLimit | null {
    return this.#requests;
  }

  get tokens(): RateLimit | null {
    return this.#tokens;
  }

  /** Those that are known. */
  get known(): readonly RateLimit[] {
    return [this.#requests, this.#tokens].filter((limit) => limit !== null);
  }

  /** The limit that a refusal is likely to be about: the one with least left; null when none is known. */
  nearest(nowMs: number): RateLimit | null {
    if (this.#requests === null || this.#tokens === null) return this.#tokens ?? this.#requests;
    return this.#requests.callsLeft(nowMs) <= this.#tokens.callsLeft(nowMs) ? this.#requests : this.#tokens;
  }

  /** When both let a call start. */
  readyAtMs(
    nowMs: number,
    {
      tokens,
      interactive,
      waiting,
    }: { readonly tokens: number; readonly interactive: boolean; readonly waiting: number },
  ): number {
    const requestsMs = this.#requests?.readyAtMs(nowMs, { amount: 1, interactive, waiting }) ?? nowMs;
    const demand = { amount: tokens, interactive, waiting: waiting * tokens };
    return Math.max(nowMs, requestsMs, this.#tokens?.readyAtMs(nowMs, demand) ?? nowMs);
  }

  take({ atMs, tokens }: Sent, verdictMs: number): void {
    this.#requests?.take(atMs, 1, verdictMs);
    this.#tokens?.take(atMs, tokens, verdictMs);
  }

  /** Puts back all that a call took. */
  giveBack(sent: Sent, nowMs: number): void {
    this.#requests?.giveBack(sent, nowMs, 1);
    this.#tokens?.giveBack(sent, nowMs, sent.tokens);
  }

  /** The limit of a dimension; one that is not known yet is made, to be learnt by the refusal at hand. */
  of(dimension: Dimension, nowMs: number): RateLimit {
    const known = dimension === 'requests' ? this.#requests : this.#tokens;
    return known ?? this.set(dimension, new Bucket({ perMinute: 1, burst: 1, level: 0, nowMs }), nowMs);
  }

  /** Takes a limit as it is stated by the user or an answer; how it opens again is not known. */
  state(dimension: Dimension, perMinute: number, nowMs: number): RateLimit {
    const level = dimension === 'tokens' ? TOKENS_USED * perMinute : perMinute;
    const shape = new Bucket({ perMinute, burst: perMinute, level, nowMs });
    return this.#set(dimension, shape, { nowMs, stated: true });
  }

  /** Takes a learnt limit, in place of one in the same dimension. */
  set(dimension: Dimension, shape: WindowShape, nowMs: number): RateLimit {
    return this.#set(dimension, shape, { nowMs, stated: false });
  }

  /** Drops one that was learnt in error; of a stated one the user's value is taken again. */
  drop(limit: RateLimit, nowMs: number): void {
    if (limit === this.#requests) this.#requests = null;
    else this.#tokens = null;
    const stated = limit.isStated ? this.#stated[limit.dimension] : undefined;
    if (stated !== undefined) this.state(limit.dimension, stated, nowMs);
  }

  /** Drops both. */
  clear(): void {
    this.#requests = null;
    this.#tokens = null;
  }

  /** Drops all but what the user stated. */
  reset(nowMs: number): void {
    this.clear();
    for (const dimension of ['requests', 'tokens'] as const) {
      const stated = this.#stated[dimension];
      if (stated !== undefined) this.state(dimension, stated, nowMs);
    }
  }

  #set(
    dimension: Dimension,
    shape: WindowShape,
    { nowMs, stated }: { readonly nowMs: number; readonly stated: boolean },
  ): RateLimit {
    const log = this.#log;
    const calls = log.accepted(nowMs);
    const meanAmount = dimension === 'requests' || calls === 0 ? 1 : log.tokens(nowMs) / calls;
    const limit = new RateLimit({ dimension, log, shape, nowMs, meanAmount, stated });
    if (dimension === 'requests') this.#requests = limit;
    else this.#tokens = limit;
    return limit;
  }
}
