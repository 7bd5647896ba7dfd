import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sent } from './send-log.ts';
import { SpendWindow } from './spend-window.ts';

const TEN_MINUTES_MS = 600_000;

let order = 0;
const sendAt = (atMs: number): Sent => ({
  atMs,
  order: order++,
  tokens: 100,
  refused: false,
  inFlightBefore: 0,
});

test('a call that would pass the limit waits until enough of what was spent is ten minutes old', () => {
  const window = new SpendWindow(1_000);
  window.take(sendAt(0), 600);
  window.take(sendAt(60_000), 300);
  expect(window.readyAtMs(70_000, 100)).toBe(70_000);
  expect(window.readyAtMs(70_000, 101)).toBe(TEN_MINUTES_MS);
  expect(window.readyAtMs(70_000, 900)).toBe(TEN_MINUTES_MS + 60_000);
  expect(window.readyAtMs(TEN_MINUTES_MS, 700)).toBe(TEN_MINUTES_MS);
});

test('a call dearer than the limit goes when nothing is spent, or it could never go', () => {
  const window = new SpendWindow(1_000);
  expect(window.readyAtMs(0, 5_000)).toBe(0);
  window.take(sendAt(0), 10);
  expect(window.readyAtMs(1, 5_000)).toBe(TEN_MINUTES_MS);
});

test('the true cost takes the place of the estimate', () => {
  const window = new SpendWindow(1_000);
  const sent = sendAt(0);
  window.take(sent, 1_000);
  expect(window.readyAtMs(1_000, 500)).toBe(TEN_MINUTES_MS);
  window.settle(sent, 400);
  expect(window.readyAtMs(1_000, 600)).toBe(1_000);
  expect(window.readyAtMs(1_000, 601)).toBe(TEN_MINUTES_MS);
});

test('a limit that is not configured is what was spent when the provider refused, and is tried again by little more', () => {
  const window = new SpendWindow(undefined);
  window.take(sendAt(0), 2_000);
  expect(window.readyAtMs(1_000, 1_000_000)).toBe(1_000);
  window.refused(2_000);
  expect(window.readyAtMs(3_000, 1)).toBe(TEN_MINUTES_MS);
  window.take(sendAt(TEN_MINUTES_MS), 2_000);
  expect(window.readyAtMs(TEN_MINUTES_MS + 1_000, 100)).toBe(2 * TEN_MINUTES_MS);
  // Ten minutes without a refusal: five per cent more.
  expect(window.readyAtMs(TEN_MINUTES_MS + 2_000, 100)).toBe(TEN_MINUTES_MS + 2_000);
});

test('in no ten minutes is more started than the limit allows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 2_000 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 1, max: 100 })), {
        maxLength: 80,
      }),
      (limit, calls) => {
        const window = new SpendWindow(limit);
        const spent: { readonly atMs: number; readonly cost: number }[] = [];
        let nowMs = 0;
        for (const [afterMs, cost] of calls) {
          nowMs = window.readyAtMs(nowMs + afterMs, cost);
          expect(window.readyAtMs(nowMs, cost)).toBe(nowMs);
          window.take(sendAt(nowMs), cost);
          spent.push({ atMs: nowMs, cost });
          const within = spent.filter(({ atMs }) => atMs > nowMs - TEN_MINUTES_MS);
          expect(within.reduce((sum, one) => sum + one.cost, 0)).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});
