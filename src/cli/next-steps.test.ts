import { expect, test } from 'vitest';
import { type DocumentCounts, NO_DOCUMENTS } from '../domain/states.ts';
import { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import { describeStep, nextSteps } from './next-steps.ts';

const steps = (
  counts: Partial<DocumentCounts>,
  {
    stoppedBy,
    failures = [],
    written = true,
  }: { stoppedBy?: ProblemCode; failures?: readonly ProblemCode[]; written?: boolean } = {},
) =>
  nextSteps(
    {
      state: stoppedBy ? 'paused' : 'completed',
      counts: { ...NO_DOCUMENTS, ...counts },
      ...(stoppedBy ? { problem: new Problem(stoppedBy, { detail: 'why' }).toJSON() } : {}),
    },
    { failures, written },
  );

test('what can be done follows from how the run ended', () => {
  expect(steps({}, { stoppedBy: 'no-input' })).toEqual([]);
  expect(steps({ succeeded: 2 })).toEqual([]);
  expect(steps({ succeeded: 2 }, { written: false })).toEqual(['write-results']);
  expect(steps({ succeeded: 1, pending: 1 }, { stoppedBy: 'cancelled' })).toEqual(['go-on']);
  expect(steps({ pending: 1 }, { stoppedBy: 'budget-reached' })).toEqual(['raise-budget']);
  expect(steps({ pending: 1 }, { stoppedBy: 'invalid-schema' })).toEqual([]);
  expect(steps({ pending: 1 }, { stoppedBy: 'approval-needed' })).toEqual(['approve']);
  expect(steps({ failed: 2 }, { failures: ['pdf-damaged', 'nothing-readable'] })).toEqual(['retry']);
  expect(steps({ failed: 2 }, { failures: ['nothing-readable'] })).toEqual([]);
  expect(steps({ failed: 1, partial: 1 }, { failures: ['nothing-readable'] })).toEqual(['retry']);
});

test('a step names the command as a shell takes it, where one can do it', () => {
  const job = { jobId: 'j', out: ["it's.csv"], where: ' --home h', known: true, directory: '/store' };
  expect(describeStep('retry', job)).toEqual([
    "Once what failed is put right, do it again: leafcutter retry j --out 'it'\\''s.csv' --home h",
  ]);
  expect(describeStep('retry', { ...job, known: false })).toEqual([]);
  expect(describeStep('go-on', { ...job, known: false })).toEqual([
    'Everything so far is saved. Go on: run the same command again',
  ]);
  expect(describeStep('write-results', { ...job, out: [] })).toEqual([
    'The results are kept in the store in /store',
    'Write them to a file: leafcutter export j --out results.jsonl --home h',
  ]);
});
