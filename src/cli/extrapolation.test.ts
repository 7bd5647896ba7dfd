import { expect, it } from 'vitest';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { RunSummary } from '../engine/run.ts';
import { describeExtrapolation, extrapolate } from './extrapolation.ts';

const summary = (more: Partial<RunSummary>): RunSummary => ({
  jobId: 'job',
  state: 'completed',
  counts: { ...NO_DOCUMENTS, succeeded: 15, failed: 5 },
  usage: { ...NO_USAGE, calls: 40, costMicros: 50_000 },
  durationMs: 30_000,
  processed: 20,
  ...more,
});

it('scales calls, cost and time to all documents and says from how many', () => {
  const all = extrapolate(summary({ found: 4000 }))!;
  expect(all).toEqual({
    documents: 4000,
    sampled: 20,
    calls: 8000,
    costMicros: 10_000_000,
    durationMs: 6_000_000,
  });
  expect(describeExtrapolation(all)).toBe(
    'All 4,000 documents, going by 20 of them: about 8,000 model calls, $10.00, 1 h 40 min at the pace of this run',
  );
});

it('goes by what has ended, and by this run for the time', () => {
  const counts = { ...NO_DOCUMENTS, succeeded: 10, cancelled: 5, pending: 5 };
  expect(extrapolate(summary({ found: 100, counts, processed: 5 }))).toMatchObject({
    sampled: 10,
    calls: 400,
    durationMs: 600_000,
  });
});

it('knows no time when nothing was left to do', () => {
  const all = extrapolate(summary({ found: 40, processed: 0 }))!;
  expect(all.durationMs).toBeNull();
  expect(describeExtrapolation(all)).toMatch(/\$0\.1000$/);
});

it('says nothing of a run over everything, or over nothing', () => {
  expect(extrapolate(summary({}))).toBeNull();
  expect(extrapolate(summary({ found: 20 }))).toBeNull();
  expect(extrapolate(summary({ found: 20, counts: NO_DOCUMENTS }))).toBeNull();
});
