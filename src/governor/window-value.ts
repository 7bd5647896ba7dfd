import type { Amounts } from './amounts.ts';
import { FixedWindow } from './fixed-window.ts';
import type { Episode } from './refusals.ts';
import type { Sent } from './send-log.ts';
import type { SlidingWindow } from './sliding-window.ts';
import { MINUTE_MS } from './window-shape.ts';

/** Refused calls in a minute that show by their number whether they are charged. */
const TELLING = 3;
/** What is left of a sliding window's value after the first, second, third refusal at its edge, and after more. */
const GRAZES = [0.998, 0.95, 0.9];
const MORE_GRAZES = 0.8;
/** After so long without a refusal the next one at the edge counts as the first again. */
const QUIET_MS = 10_000;
/** Calls that leave a sliding minute within this time leave it together. */
const AT_ONCE_MS = 20;
/** A value in tokens that was measured this near to the known one moves it by a part only: it is made of estimates. */
const NEAR = { share: 0.05, part: 0.2 };
/** A window that held this much of what the provider names is taken to hold that. */
const AS_NAMED = 0.9;
/** A window that held less than this share of what the provider names was used up by others before the first call. */
const UNSEEN = 0.1;

interface WindowRefusal {
  readonly sent: Sent;
  readonly waitMs: number | null;
  readonly named: number | null;
  /** The first refusal of its episode to come in. */
  readonly news: boolean;
}

/** The value of a window, fixed or sliding: what it had let through when it refused. */
export class WindowValue {
  readonly #amounts: Amounts;
  /** Refusals at the edge of a sliding window since it was last quiet. */
  #grazes = 0;
  #reactedAtMs = Number.NEGATIVE_INFINITY;

  constructor(amounts: Amounts) {
    this.#amounts = amounts;
  }

  /** A look at the edge begins. */
  quiet(): void {
    this.#grazes = 0;
  }

  /** A new episode begins with the refusal of a call that was sent at this time. */
  began(sentAtMs: number, nowMs: number): void {
    if (sentAtMs > this.#reactedAtMs + QUIET_MS) this.#grazes = 0;
    this.#reactedAtMs = nowMs;
  }

  /** The value after a refusal; told again with every refusal of the episode, it gets more exact. */
  learn(shape: FixedWindow | SlidingWindow, episode: Episode, refusal: WindowRefusal, nowMs: number): number {
    const { acceptedBeyond, kind, perMinute: before } = episode;
    let value = this.#heldBy(shape, episode, refusal, nowMs);
    // A look shows that there is more, or nothing.
    if (acceptedBeyond !== null && kind === shape.kind) value = Math.max(value, before);
    // Less than the provider names: another client uses the same quota. Next to nothing: it was used up before the first
    // call, by an earlier process perhaps, and this minute shows nothing of the next.
    const { named } = refusal;
    const unknown = named !== null && value < UNSEEN * named && acceptedBeyond === null;
    if (named !== null && (unknown || value > AS_NAMED * named)) value = named;
    return Math.max(this.#amounts.mean, value);
  }

  #heldBy(
    shape: FixedWindow | SlidingWindow,
    episode: Episode,
    refusal: WindowRefusal,
    nowMs: number,
  ): number {
    if (shape instanceof FixedWindow) return shape.used(nowMs);
    const { waitMs } = refusal;
    // Waits in whole seconds are rounded.
    if (waitMs !== null && waitMs % 1000 !== 0) return this.#byWait(refusal.sent, waitMs, episode);
    return this.#byCount(shape, episode, refusal.news);
  }

  /** A sliding minute opens when what is left of it and this call fit together. */
  #byWait(sent: Sent, waitMs: number, { kind, perMinute: before }: Episode): number {
    const amounts = this.#amounts;
    const fromMs = sent.atMs + waitMs - MINUTE_MS;
    const left = amounts.after(fromMs) - amounts.after(sent);
    const leaving = amounts.after(fromMs - AT_ONCE_MS) - amounts.after(fromMs);
    const value = left + Math.max(leaving, amounts.of(sent));
    const near = kind === 'sliding' && Math.abs(value / before - 1) < NEAR.share;
    return amounts.dimension === 'tokens' && near ? before + NEAR.part * (value - before) : value;
  }

  #byCount(
    shape: SlidingWindow,
    { first, acceptedBeyond, kind, perMinute: before }: Episode,
    news: boolean,
  ): number {
    const amounts = this.#amounts;
    let value = amounts.after(first.atMs - MINUTE_MS) - amounts.after(first);
    // The limit is somewhere between what was accepted and what would have been with this call.
    if (amounts.dimension === 'tokens') value += first.tokens / 2;
    if (shape.charges !== 'no') {
      const refused =
        amounts.log.after(first.atMs - MINUTE_MS).refused - amounts.log.after(first).refused - 1;
      if (refused >= TELLING && Math.abs(value - before) <= 1) shape.charges = 'no';
      if (refused >= TELLING && Math.abs(value + refused - before) <= 1) shape.charges = 'yes';
      if (shape.charges === 'yes') value += refused;
    }
    if (acceptedBeyond !== null || kind !== 'sliding') return value;
    // Refused at what it held before: once, that is a call that came too early; again and again, the limit has fallen
    // below what still counts.
    const grazed = before * (GRAZES[this.#grazes] ?? MORE_GRAZES);
    if (news) this.#grazes++;
    return Math.min(value, grazed);
  }
}
