import type { ProblemJson } from '../problem/problem.ts';

/** What the pool posts to a worker. */
export interface PoolRequest<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What a worker posts back: first `ready` or `unable`, then one reply a request. */
export type PoolReply =
  | { readonly kind: 'ready' }
  /** The worker cannot do its work here at all. */
  | { readonly kind: 'unable'; readonly reason: string }
  /** A value that is still on its way may be a promise. */
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown; readonly memoryBytes: number }
  | {
      readonly kind: 'problem';
      readonly id: number;
      readonly problem: ProblemJson;
      readonly memoryBytes: number;
    }
  /** The worker's library is in an unknown state; the worker must not be used again. */
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };

/** Who hears from a worker. */
export interface WorkerEvents {
  onReply(reply: PoolReply): void;
  /** It has ended, or what it says cannot be read. */
  onLost(reason: string): void;
}

/** A thread or a process that works for the pool. */
export interface PoolWorker<Call> {
  /** They are answered in this order; answers may come together. */
  post(requests: readonly PoolRequest<Call>[]): void;
  /** Whether it keeps this process alive. */
  hold(holds: boolean): void;
  /** Ends it at once, in the middle of whatever it does. */
  end(): Promise<void>;
  /** Request it works on, or ended with; null where that is the first without an answer. */
  presentId(): number | null;
  /** Bytes in memory as the system counts them; null where only the worker itself can tell. */
  residentBytes(): number | null;
}

/** Starts one worker; rejects with the reason when that cannot be. */
export type StartWorker<Call> = (events: WorkerEvents) => Promise<PoolWorker<Call>>;
