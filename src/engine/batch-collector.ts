import type { BatchQuestion } from './batch-question.ts';
import type { CallContext, ModelCall } from './call-model.ts';
import type { Clock } from './parts.ts';

/** A question that waits for its batch to be filled. */
export interface QueuedCall {
  readonly call: ModelCall;
  readonly context: CallContext;
  readonly question: BatchQuestion;
}

/**
 * What ends a batch: it holds enough questions or tokens (the smallest paid tier takes three million enqueued), nobody
 * has asked for a while, or the first has waited long enough.
 */
const MAX_QUESTIONS = 1_000;
const MAX_INPUT_TOKENS = 1_500_000;
const QUIET_MS = 5_000;
const LONGEST_MS = 60_000;

interface Group {
  readonly calls: QueuedCall[];
  inputTokens: number;
  readonly firstMs: number;
  lastMs: number;
}

/** Gathers the questions of one job by model, and hands each full group to `send`. */
export class BatchCollector {
  readonly #groups = new Map<string, Group>();
  readonly #clock: Pick<Clock, 'now' | 'sleep'>;
  readonly #stopping: AbortSignal;
  readonly #send: (calls: readonly QueuedCall[]) => void;

  /** After `stopping` nothing is sent any more. */
  constructor(
    clock: Pick<Clock, 'now' | 'sleep'>,
    stopping: AbortSignal,
    send: (calls: readonly QueuedCall[]) => void,
  ) {
    this.#clock = clock;
    this.#stopping = stopping;
    this.#send = send;
  }

  add(queued: QueuedCall): void {
    const name = queued.call.models[0]!.id;
    const nowMs = this.#clock.now();
    const group = this.#groups.get(name) ?? { calls: [], inputTokens: 0, firstMs: nowMs, lastMs: nowMs };
    group.calls.push(queued);
    group.inputTokens += queued.call.estimate.inputTokens;
    group.lastMs = nowMs;
    if (!this.#groups.has(name)) {
      this.#groups.set(name, group);
      void this.#wait(name, group);
    }
    if (group.calls.length >= MAX_QUESTIONS || group.inputTokens >= MAX_INPUT_TOKENS)
      this.#flush(name, group);
  }

  async #wait(name: string, group: Group): Promise<void> {
    while (this.#groups.get(name) === group) {
      const untilMs = Math.min(group.lastMs + QUIET_MS, group.firstMs + LONGEST_MS);
      const leftMs = untilMs - this.#clock.now();
      if (leftMs <= 0) return this.#flush(name, group);
      try {
        await this.#clock.sleep(leftMs, this.#stopping);
      } catch {
        // The run ends: those who asked have heard it by the same signal, and nothing was sent.
        return;
      }
    }
  }

  #flush(name: string, group: Group): void {
    this.#groups.delete(name);
    this.#send(group.calls);
  }
}
