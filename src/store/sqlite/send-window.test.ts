import { expect, it } from 'vitest';
import { SendWindow } from './send-window.ts';

/** Calls every `gapMs` for a second, each sent as soon as it may be; answers how many messages that took, and the longest wait. */
function play(gapMs: number) {
  const window = new SendWindow();
  let waitingSinceMs: number | undefined;
  let messages = 0;
  let longestMs = 0;
  let nextCallMs = 0;
  for (let nowMs = 0; nowMs < 1_000; nowMs++) {
    for (; nextCallMs <= nowMs; nextCallMs += gapMs) {
      window.called(nowMs);
      waitingSinceMs ??= nowMs;
    }
    if (waitingSinceMs === undefined || window.waitMs(nowMs) > 0) continue;
    longestMs = Math.max(longestMs, nowMs - waitingSinceMs);
    window.sent(nowMs);
    waitingSinceMs = undefined;
    messages++;
  }
  return { messages, longestMs };
}

it('sends each call at once while few come', () => {
  expect(play(10)).toEqual({ messages: 100, longestMs: 0 });
});

it('sends many together when many come, none later than the window', () => {
  const { messages, longestMs } = play(0.5);
  expect(messages).toBeLessThan(70);
  expect(longestMs).toBeLessThanOrEqual(25);
});

it('sends at once again when it has become quiet', () => {
  const window = new SendWindow();
  for (let nowMs = 0; nowMs < 500; nowMs++) window.called(nowMs);
  window.sent(500);
  expect(window.waitMs(501)).toBeGreaterThan(0);
  window.called(900);
  window.sent(900);
  expect(window.waitMs(901)).toBe(0);
});
