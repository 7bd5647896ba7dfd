import type { BatchQuestion } from './batch-question.ts';
import type { CallContext, ModelCall } from './call-model.ts';
import type { Clock } from './parts.ts';

/** A question that waits until enough of its kind have come together. */
export interface QueuedCall {
  readonly call: ModelCall;
  readonly context: CallContext;
  readonly question: BatchQuestion;
}

/** What belongs together, and when a group is sent. */
export interface CollectorOptions {
  readonly clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  /** After it nothing is sent any more. */
  readonly stopping: AbortSignal;
  /** Calls of one name are one group. */
  groupOf(call: ModelCall): string;
  /** What a call takes of the room that a group has, from 0 to 1; a call that finds no room begins the next group. */
  shareOf(call: ModelCall): number;
  /** A group is sent when nothing was added for so long. */
  readonly quietMs: number;
  /** A group is sent when its first has waited so long. */
  readonly longestMs: number;
  send(calls: readonly QueuedCall[]): void;
}

/** Shares are fractions: what is left of the room of a full group is not quite nothing. */
const ROUNDING = 1e-9;

interface Group {
  readonly calls: QueuedCall[];
  room: number;
  readonly firstMs: number;
  lastMs: number;
}

/** Gathers questions by what they have in common, and hands each group on when it is full or nobody adds to it. */
export class CallCollector {
  readonly #groups = new Map<string, Group>();
  readonly #options: CollectorOptions;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  add(queued: QueuedCall): void {
    const { clock, groupOf, shareOf } = this.#options;
    const name = groupOf(queued.call);
    const share = shareOf(queued.call);
    const nowMs = clock.elapsedMs();
    const open = this.#groups.get(name);
    if (open && open.room + ROUNDING < share) this.#flush(name, open);
    const group = this.#groups.get(name) ?? { calls: [], room: 1, firstMs: nowMs, lastMs: nowMs };
    group.calls.push(queued);
    group.room -= share;
    group.lastMs = nowMs;
    if (!this.#groups.has(name)) {
      this.#groups.set(name, group);
      void this.#wait(name, group);
    }
    if (group.room < ROUNDING) this.#flush(name, group);
  }

  async #wait(name: string, group: Group): Promise<void> {
    const { clock, stopping, quietMs, longestMs } = this.#options;
    while (this.#groups.get(name) === group) {
      const leftMs = Math.min(group.lastMs + quietMs, group.firstMs + longestMs) - clock.elapsedMs();
      if (leftMs <= 0) return this.#flush(name, group);
      try {
        await clock.sleep(leftMs, stopping);
      } catch {
        // The run ends: those who asked have heard it by the same signal, and nothing was sent.
        return;
      }
    }
  }

  #flush(name: string, group: Group): void {
    this.#groups.delete(name);
    this.#options.send(group.calls);
  }
}
