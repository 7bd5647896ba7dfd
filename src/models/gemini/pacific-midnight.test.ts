import fc from 'fast-check';
import { expect, it } from 'vitest';
import { msUntilPacificMidnight } from './pacific-midnight.ts';

const hours = (text: string): number => msUntilPacificMidnight(Date.parse(text)) / 3_600_000;

it.each([
  ['2026-11-20T20:00:00Z', 12], // noon PST
  ['2026-07-20T19:00:00Z', 12], // noon PDT
  ['2026-11-20T08:00:00Z', 24], // midnight itself: the quota of the new day is full, the next is a day away
  ['2026-11-20T07:59:00Z', 1 / 60],
  ['2026-03-08T08:00:00Z', 23], // clocks go forward on this day
  ['2026-11-01T07:00:00Z', 25], // clocks go back on this day
])('from %s it is %d hours', (text, expected) => {
  expect(hours(text)).toBeCloseTo(expected, 9);
});

it('always lands on midnight in California, less than 25 hours ahead', () => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', timeStyle: 'medium' });
  fc.assert(
    fc.property(fc.integer({ min: 1_700_000_000_000, max: 2_000_000_000_000 }), (nowMs) => {
      const untilMs = msUntilPacificMidnight(nowMs);
      expect(untilMs).toBeGreaterThan(0);
      expect(untilMs).toBeLessThanOrEqual(25 * 3_600_000);
      expect(clock.format(nowMs + untilMs)).toBe('00:00:00');
    }),
  );
});
