import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextMidnight } from './next-midnight.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string): number => Date.parse(iso);

test.each([
  // Los Angeles is 8 hours behind UTC in winter and 7 in summer.
  ['a winter day', '2026-01-15T20:00:00Z', '2026-01-16T08:00:00Z'],
  ['a summer day', '2026-07-15T20:00:00Z', '2026-07-16T07:00:00Z'],
  ['the day of 23 hours, before the change', '2026-03-08T09:30:00Z', '2026-03-09T07:00:00Z'],
  ['the day of 23 hours, after the change', '2026-03-08T15:00:00Z', '2026-03-09T07:00:00Z'],
  ['the day of 25 hours, before the change', '2026-11-01T07:30:00Z', '2026-11-02T08:00:00Z'],
  ['the day of 25 hours, in the hour that comes twice', '2026-11-01T09:30:00Z', '2026-11-02T08:00:00Z'],
  ['the evening before the clocks go forward', '2026-03-08T07:59:59Z', '2026-03-08T08:00:00Z'],
  ['midnight itself', '2026-01-16T08:00:00Z', '2026-01-17T08:00:00Z'],
])('%s', (_name, now, midnight) => {
  expect(nextMidnight(at(now), 'America/Los_Angeles')).toBe(at(midnight));
});

test('a zone whose clocks change at midnight', () => {
  // In Santiago the day of the change to summer time begins at 1:00; before it comes a day that ends at 24:00 all the same.
  expect(nextMidnight(at('2026-09-04T12:00:00Z'), 'America/Santiago')).toBe(at('2026-09-05T04:00:00Z'));
});

test('it is after now, within 25 hours, and midnight there', () => {
  const zones = ['America/Los_Angeles', 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/Vienna'];
  fc.assert(
    fc.property(
      fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
      fc.constantFrom(...zones),
      (nowMs, timeZone) => {
        const midnight = nextMidnight(nowMs, timeZone);
        expect(midnight).toBeGreaterThan(nowMs);
        expect(midnight - nowMs).toBeLessThanOrEqual(25 * HOUR_MS);
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
        expect(clock.format(midnight)).toBe('00:00:00');
      },
    ),
    { numRuns: 300 },
  );
});
