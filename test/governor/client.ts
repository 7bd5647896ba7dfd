import type { QuotaViolation } from '../../src/problem/problem.ts';
import type { SimulatedCall, StatedQuota } from './provider.ts';

/** What comes back from one send. */
export type SendResult =
  | { readonly kind: 'answered'; readonly tokens: number; readonly quota: readonly StatedQuota[] }
  | {
      readonly kind: 'throttled';
      readonly retryAfterMs: number | undefined;
      readonly violations: readonly QuotaViolation[];
      readonly quota: readonly StatedQuota[];
    }
  | { readonly kind: 'trouble' };

/** Where a client runs: provider time, timers in it, and a way to send. Virtual, or HTTP in scaled time. */
export interface World {
  readonly laneCount: number;
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
  /** Sends on a lane; the result is told exactly once. */
  send(call: SimulatedCall, lane: number, told: (result: SendResult) => void): void;
  /** The call has its result, or was given up. */
  finished(call: SimulatedCall, succeeded: boolean): void;
  random(): number;
}

/** Takes the calls of a workload as they arrive and brings each to its end. */
export interface Client {
  submit(call: SimulatedCall): void;
}

/** Tries at a call whose trouble is not quota, before it counts as lost. */
export const MAX_ATTEMPTS = 8;
