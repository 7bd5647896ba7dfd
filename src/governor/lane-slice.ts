import type { CallOutcome } from './governor.ts';
import type { FollowerWord, LaneWish, LeaderWord } from './lane-words.ts';

/** What was granted and not used in this time goes back. */
const USE_WITHIN_MS = 750;
/**
 * Calls asked for ahead, so that the next of them waits for no answer: as many as were begun in this time where a limit was
 * met, else one for each in flight, in whose place it begins.
 */
const AHEAD_MS = 300;
const MOST_AHEAD = 25;
/** Calls wished for at once at the most: what is granted comes in smaller pieces anyway. */
const MOST_WISHED = 100;

/** A call begun within a slice. */
export interface SliceCall {
  readonly reign: string;
  readonly call: number;
}

/** What a process may send on a lane whose limits another one learns for all: granted ahead, call by call. */
export class LaneSlice {
  readonly reign: string;
  #granted = 0;
  #used = 0;
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #endsFrom = 0;
  #ends: { readonly call: number; readonly outcome: CallOutcome }[] = [];
  readonly #open = new Set<number>();
  #begun: number[] = [];

  constructor(reign: string) {
    this.reign = reign;
  }

  /** True while there is something that the other one has to hear of. */
  get isOwed(): boolean {
    return this.#open.size > 0 || this.#ends.length > 0;
  }

  /** True when one more call may begin. */
  allows(nowMs: number): boolean {
    return this.#used < this.#granted && nowMs <= this.#endsAtMs;
  }

  take(nowMs: number): SliceCall {
    const call = this.#used++;
    this.#open.add(call);
    this.#begun.push(nowMs);
    return { reign: this.reign, call };
  }

  /** Ends a call; one of an earlier reign is nobody's any more. */
  settle({ reign, call }: SliceCall, outcome: CallOutcome): void {
    if (reign !== this.reign || !this.#open.delete(call)) return;
    this.#ends.push({ call, outcome });
  }

  /** Hears an answer; of another reign it means nothing here. */
  hear(word: LeaderWord, nowMs: number): void {
    if (word.reign !== this.reign) return;
    if (word.granted > this.#granted) this.#endsAtMs = nowMs + USE_WITHIN_MS;
    this.#granted = Math.max(word.granted, this.#used);
    if (word.heard <= this.#endsFrom) return;
    this.#ends = this.#ends.slice(word.heard - this.#endsFrom);
    this.#endsFrom = word.heard;
  }

  /** What is to be said now; `limited`: a limit of the lane was met. */
  say(nowMs: number, { calls, tokens, interactive, begun }: LaneWish, limited: boolean): FollowerWord {
    if (nowMs > this.#endsAtMs) {
      for (; this.#used < this.#granted; this.#used++) {
        this.#ends.push({ call: this.#used, outcome: { kind: 'unused' } });
      }
    }
    this.#begun = this.#begun.filter((atMs) => atMs > nowMs - AHEAD_MS);
    const ahead = limited ? this.#begun.length : Math.max(this.#begun.length, this.#open.size);
    const wished = Math.min(MOST_WISHED, calls) + Math.min(MOST_AHEAD, ahead);
    return {
      reign: this.reign,
      used: this.#used,
      wants: this.#used + wished,
      tokens,
      interactive,
      begun,
      endsFrom: this.#endsFrom,
      ends: this.#ends,
    };
  }
}
