import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../engine/parts.ts';
import type { GovernorClock } from '../governor/governor-options.ts';

/** The time of this machine. */
export const clock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  every: (ms, call) => {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  },
};

/** What the governor measures by; its timers keep the process alive. */
export const governorClock: GovernorClock = {
  now: () => performance.now(),
  wallNow: clock.now,
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** What others are told keeps no process alive. */
export const lanesClock: GovernorClock = {
  ...governorClock,
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, Math.max(0, delayMs)).unref();
    return () => clearTimeout(timer);
  },
};
