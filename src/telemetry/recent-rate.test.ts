import { expect, it } from 'vitest';
import { RecentRate } from './recent-rate.ts';

/** Notes `perSecond` more documents every second, for so many seconds, from the last note on. */
function run(
  rate: RecentRate,
  { from, seconds, perSecond }: { from: { atMs: number; ended: number }; seconds: number; perSecond: number },
): { atMs: number; ended: number } {
  let { atMs, ended } = from;
  for (let second = 0; second < seconds; second++) {
    atMs += 1_000;
    ended += perSecond;
    rate.note(Math.floor(ended), atMs);
  }
  return { atMs, ended };
}

it('knows no rate until a document has ended', () => {
  const rate = new RecentRate();
  expect(rate.perMinute(0)).toBeNull();
  rate.note(500, 0);
  expect(rate.perMinute(30_000)).toBeNull();
  rate.note(501, 30_000);
  expect(rate.perMinute(30_000)).toBeCloseTo(2);
});

it('follows a change within a minute and forgets what was before', () => {
  const rate = new RecentRate();
  rate.note(0, 0);
  const slow = run(rate, { from: { atMs: 0, ended: 0 }, seconds: 600, perSecond: 1 });
  expect(rate.perMinute(slow.atMs)).toBeCloseTo(60, 0);
  const fast = run(rate, { from: slow, seconds: 61, perSecond: 10 });
  expect(rate.perMinute(fast.atMs)).toBeCloseTo(600, 0);
});

it('looks further back than a minute where documents are slow, and falls while none ends', () => {
  const rate = new RecentRate();
  rate.note(0, 0);
  const end = run(rate, { from: { atMs: 0, ended: 0 }, seconds: 3_600, perSecond: 1 / 100 });
  expect(rate.perMinute(end.atMs)).toBeCloseTo(0.6, 1);
  expect(rate.perMinute(end.atMs + 3_600_000)).toBeLessThan(0.2);
});

it('begins anew when fewer have ended than before, and when told to', () => {
  const rate = new RecentRate();
  rate.note(0, 0);
  rate.note(100, 10_000);
  rate.note(40, 20_000);
  expect(rate.perMinute(20_000)).toBeNull();
  rate.note(50, 30_000);
  expect(rate.perMinute(30_000)).toBeCloseTo(60);
  rate.restart();
  expect(rate.perMinute(40_000)).toBeNull();
});
