import { type Client, MAX_ATTEMPTS, type World } from '../../test/governor/client.ts';
import { governorClient } from '../../test/governor/governor-client.ts';
import type { SimulatedCall } from '../../test/governor/provider.ts';
import type { Scenario } from '../../test/governor/scenario.ts';

/** Makes a client of a scenario. */
export type MakeClient = (world: World, scenario: Scenario) => Client;

const BACKOFF = { firstMs: 1_000, longestMs: 60_000 };

/** How many calls a peer keeps in flight, and what it learns from how they end. */
interface Window {
  size(): number;
  answered(inFlight: number): void;
  failed(): void;
}

/**
 * What people write by hand: a window of calls in flight, and a failed call tries again after exponential backoff with
 * full jitter, keeping its place. A Retry-After or RetryInfo is obeyed by the call that got it, as SDKs do; a refusal for
 * quota is a failure like any other, but gives no call up.
 */
function windowClient(world: World, window: Window): Client {
  const queue: SimulatedCall[] = [];
  let inFlight = 0;
  let nextLane = 0;
  const start = (): void => {
    while (inFlight < window.size() && queue.length > 0) {
      inFlight++;
      attempt(queue.shift()!, 0, 0);
    }
  };
  const end = (call: SimulatedCall, succeeded: boolean): void => {
    inFlight--;
    world.finished(call, succeeded);
    start();
  };
  const attempt = (call: SimulatedCall, failures: number, troubles: number): void => {
    world.send(call, nextLane++ % world.laneCount, (result) => {
      if (result.kind === 'answered') {
        window.answered(inFlight);
        end(call, true);
        return;
      }
      window.failed();
      const spent = troubles + (result.kind === 'trouble' ? 1 : 0);
      if (spent >= MAX_ATTEMPTS) {
        end(call, false);
        return;
      }
      const backoffMs = world.random() * Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** failures);
      const told = result.kind === 'throttled' ? (result.retryAfterMs ?? 0) : 0;
      world.after(Math.max(told, backoffMs), () => attempt(call, failures + 1, spent));
    });
  };
  return {
    submit(call) {
      queue.push(call);
      start();
    },
  };
}

/** A fixed semaphore. */
const fixed =
  (size: number): MakeClient =>
  (world) =>
    windowClient(world, { size: () => size, answered: () => {}, failed: () => {} });

/** One more after ten successes, two fewer after three errors, 5 to 25: the adaptive limiter of an earlier system. */
const plusOneMinusTwo: MakeClient = (world) => {
  let size = 10;
  let good = 0;
  let bad = 0;
  return windowClient(world, {
    size: () => size,
    answered: () => {
      if (++good % 10 === 0) size = Math.min(25, size + 1);
    },
    failed: () => {
      if (++bad % 3 === 0) size = Math.max(5, size - 2);
    },
  });
};

/** AIMD on calls in flight as Netflix's limiter does it: × 0.9 on a failure, + 1 on an answer when half of it is used. */
const aimd: MakeClient = (world) => {
  let size = 20;
  return windowClient(world, {
    size: () => Math.floor(size),
    answered: (inFlight) => {
      if (inFlight * 2 >= size) size = Math.min(1_000, size + 1);
    },
    failed: () => {
      size = Math.max(1, size * 0.9);
    },
  });
};

/** Ours and its peers, by the name in the table. */
export const CLIENTS: Readonly<Record<string, MakeClient>> = {
  Leafcutter: governorClient,
  'fixed 5': fixed(5),
  'fixed 10': fixed(10),
  'fixed 15': fixed(15),
  'fixed 20': fixed(20),
  '+1/−2': plusOneMinusTwo,
  AIMD: aimd,
};
