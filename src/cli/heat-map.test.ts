import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DocumentSurvey } from '../store/store.ts';
import { heatMap } from './heat-map.ts';
import type { Paint } from './paint.ts';

const plain: Paint = (_tone, text) => text;
const survey = (groups: DocumentSurvey['groups'], groupSize = 1): DocumentSurvey => ({
  groups,
  groupSize,
  failures: [],
});

it('shows each of a few documents by its letter, and says what the letters mean', () => {
  const groups = [
    { succeeded: 1 },
    { failed: 1 },
    { needs_review: 1 },
    { partial: 1 },
    { running: 1 },
    { pending: 1 },
    { cancelled: 1 },
    { skipped: 1 },
  ];
  expect(heatMap(survey(groups), { columns: 80, lines: 8, paint: plain })).toEqual([
    '█FRP▒·X█',
    '█ good  ▒ in work  · to come  R needs review  P partial  F failed  X cancelled',
  ]);
});

it('shows the worst of what stands for many, and what is done in part as in work', () => {
  const groups = [
    { succeeded: 98, needs_review: 1, failed: 1 },
    { succeeded: 98, needs_review: 1, partial: 1 },
    { succeeded: 99, needs_review: 1 },
    { succeeded: 50, pending: 50 },
    { succeeded: 99, waiting: 1 },
    { pending: 100 },
    { succeeded: 100 },
  ];
  const [row, legend] = heatMap(survey(groups, 100), { columns: 200, lines: 8, paint: plain });
  expect(row).toBe('FPR▒▒·█');
  expect(legend).toContain('(a cell: 100 documents, the worst shows)');
});

it('says nothing of a single document, nor where there is no room', () => {
  expect(heatMap(survey([{ running: 1 }]), { columns: 80, lines: 8, paint: plain })).toEqual([]);
  expect(heatMap(survey([{ running: 1 }, {}]), { columns: 80, lines: 0, paint: plain })).toEqual([]);
});

it('never takes more lines or columns than it was given, and loses no failed document', () => {
  const documents = fc.integer({ min: 2, max: 3_000 });
  const columns = fc.integer({ min: 20, max: 250 });
  const lines = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(documents, columns, lines, fc.nat(), (count, width, height, at) => {
      const groups = Array.from({ length: count }, (_, index) =>
        index === at % count ? { failed: 1 } : { succeeded: 1 },
      );
      const drawn = heatMap(survey(groups), { columns: width, lines: height, paint: plain });
      const map = drawn.filter((line) => /^[█F]+$/.test(line));
      expect(map.length).toBeLessThanOrEqual(height);
      expect(Math.max(...map.map(({ length }) => length))).toBeLessThanOrEqual(width);
      expect(map.join('').match(/F/g)).toHaveLength(1);
      for (const line of drawn) expect(line.length).toBeLessThanOrEqual(Math.max(width, 45));
    }),
  );
});
