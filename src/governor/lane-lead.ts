import type { Permit } from './governor.ts';
import type { FollowerWord, LeaderWord } from './lane-words.ts';

/** A process that says nothing for so long has ended: its calls are in flight no more. */
const SILENT_MS = 5_000;

/** A call of another process that waits for its turn in this one. */
export interface CallForOther {
  /** The process that it is for. */
  readonly processId: string;
  readonly estimatedTokens: number;
  readonly interactive: boolean;
  readonly begun: boolean;
}

/** The right to make one call that another process has. */
export interface PermitForOther extends Permit {
  /** The call was sent. */
  began(): void;
}

/** Queues a call of another process; answers how to withdraw it. `told`: it may start, or (null) it was turned away. */
export type QueueForOther = (call: CallForOther, told: (permit: PermitForOther | null) => void) => () => void;

interface Follower {
  granted: number;
  heard: number;
  heardAtMs: number;
  /** Granted calls whose end was not heard, by number. */
  readonly open: Map<number, PermitForOther>;
  /** Calls that it has begun with. */
  begun: number;
  /** Ways to withdraw what waits, oldest first. */
  readonly waiting: Set<() => void>;
}

/**
 * A lane's limits learnt by one process for all: it queues the calls of the others beside its own, so that one learner
 * decides about each call of all of them and hears of each end. What a process was granted and never told the end of comes
 * back when it has been silent for a while.
 */
export class LaneLead {
  readonly reign: string;
  readonly #queue: QueueForOther;
  readonly #onGrant: () => void;
  readonly #followers = new Map<string, Follower>();

  constructor(reign: string, queue: QueueForOther, onGrant: () => void) {
    this.reign = reign;
    this.#queue = queue;
    this.#onGrant = onGrant;
  }

  /** Processes that were heard of lately. */
  get followers(): number {
    return this.#followers.size;
  }

  /** Hears what a process said `agoMs` before `nowMs`; the same word again changes nothing. */
  hear(
    processId: string,
    word: FollowerWord,
    { nowMs, agoMs }: { readonly nowMs: number; readonly agoMs: number },
  ): void {
    if (agoMs > SILENT_MS || word.reign !== this.reign) return;
    let follower = this.#followers.get(processId);
    if (follower === undefined) {
      // One that was silent for too long goes on with its own numbers; those in flight are not counted any more.
      const heard = word.endsFrom + word.ends.length;
      const { used } = word;
      follower = { granted: used, begun: used, heard, heardAtMs: nowMs, open: new Map(), waiting: new Set() };
      this.#followers.set(processId, follower);
    }
    follower.heardAtMs = nowMs - agoMs;
    for (; follower.begun < word.used; follower.begun++) follower.open.get(follower.begun)?.began();
    for (const { call, outcome } of word.ends.slice(Math.max(0, follower.heard - word.endsFrom))) {
      follower.heard++;
      const permit = follower.open.get(call);
      follower.open.delete(call);
      permit?.settle(outcome);
    }
    this.#wish(processId, follower, word);
  }

  /** Takes back what silent processes had. */
  bury(nowMs: number): void {
    for (const [processId, follower] of this.#followers) {
      if (nowMs - follower.heardAtMs <= SILENT_MS) continue;
      this.#followers.delete(processId);
      this.#free(follower);
    }
  }

  /** What each of them is to be answered. */
  words(): ReadonlyMap<string, LeaderWord> {
    const { reign } = this;
    return new Map(
      [...this.#followers].map(([processId, { granted, heard }]) => [processId, { reign, granted, heard }]),
    );
  }

  /** Another process learns from now on. */
  end(): void {
    for (const follower of this.#followers.values()) this.#free(follower);
    this.#followers.clear();
  }

  #wish(processId: string, follower: Follower, word: FollowerWord): void {
    const { wants, tokens } = word;
    const { waiting } = follower;
    let missing = wants - follower.granted - waiting.size;
    for (const withdraw of [...waiting].reverse()) {
      if (missing >= 0) break;
      waiting.delete(withdraw);
      withdraw();
      missing++;
    }
    for (; missing > 0; missing--) {
      // What is known of the next call is known of others only while it is nothing out of the ordinary.
      const interactive = word.interactive && waiting.size === 0;
      const begun = word.begun && interactive === word.interactive;
      const call = { processId, estimatedTokens: tokens, interactive, begun };
      let withdraw = (): void => {};
      const withdrawIt = (): void => withdraw();
      // Before it is queued: it may start at once.
      waiting.add(withdrawIt);
      withdraw = this.#queue(call, (permit) => {
        waiting.delete(withdrawIt);
        if (permit === null) return;
        follower.open.set(follower.granted++, permit);
        this.#onGrant();
      });
    }
  }

  #free({ open, waiting }: Follower): void {
    for (const withdraw of waiting) withdraw();
    waiting.clear();
    for (const permit of open.values()) permit.settle({ kind: 'cancelled' });
    open.clear();
  }
}
