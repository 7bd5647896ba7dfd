import type { Amounts } from './amounts.ts';
import { FixedWindow } from './fixed-window.ts';
import type { Sent } from './send-log.ts';
import { SlidingWindow } from './sliding-window.ts';
import { MINUTE_MS, type WindowShape } from './window-shape.ts';

/** Refills of a call that a bucket may ask to wait for, and a second for waits that are rounded up. */
const REFILLS = { calls: 4, roundedMs: 1_000 };
/** A bucket that has been refilling is doubted less: a large call waits longer for its tokens. */
const ESTABLISHED_WAIT_MS = 15_000;
/** How far from the time at which the oldest call leaves the minute a wait may end for the minute to be a sliding one. */
const SAME_TIME_MS = 1_500;

/**
 * Reads from a wait how the limit opens again: a bucket within the time that a call takes to refill, a sliding minute
 * when its oldest call leaves it, a fixed minute at its turn. Returns the shape that fits, which may be the present one.
 */
export function shapeByWait(
  shape: WindowShape,
  amounts: Amounts,
  refusal: {
    readonly sent: Sent;
    readonly nowMs: number;
    readonly waitMs: number;
    readonly named: number | null;
    /** The bucket has been seen to refill. */
    readonly established: boolean;
  },
): WindowShape {
  const { sent, nowMs, waitMs, named, established } = refusal;
  const opensAtMs = nowMs + waitMs;
  if (shape.kind === 'sliding') return shape;
  if (shape instanceof FixedWindow && shape.turnsAbout(opensAtMs)) {
    shape.turnsAt(opensAtMs);
    return shape;
  }
  const accepted = amounts.after(sent.atMs - MINUTE_MS) - amounts.after(sent.atMs);
  const perMinute = named ?? Math.max(amounts.mean, accepted);
  const refillMs = (amounts.mean * REFILLS.calls * MINUTE_MS) / perMinute + REFILLS.roundedMs;
  if (waitMs <= Math.max(refillMs, established ? ESTABLISHED_WAIT_MS : 0)) return shape;
  const oldestMs = amounts.log.oldestMs(nowMs) ?? sent.atMs;
  const slides = shape instanceof FixedWindow || Math.abs(oldestMs + MINUTE_MS - opensAtMs) < SAME_TIME_MS;
  if (slides) return new SlidingWindow({ perMinute, dimension: amounts.dimension, log: amounts.log, nowMs });
  const used = amounts.after(opensAtMs - MINUTE_MS);
  return new FixedWindow({ perMinute, turnsAtMs: opensAtMs, used, nowMs });
}
