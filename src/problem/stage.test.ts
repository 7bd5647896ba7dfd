import { expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from './registry.ts';
import { stageOf } from './stage.ts';

it('knows the stage of everything that concerns a document', () => {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  const ofDocuments = codes.filter((code) => /^(file|url|download|pdf|page|ocr|model|evidence)-/.test(code));
  expect(ofDocuments.length).toBeGreaterThan(20);
  expect(ofDocuments.filter((code) => stageOf(code) === 'run')).toEqual([]);
});

it('tells what came in from what was read, asked and answered', () => {
  expect(
    (['file-empty', 'pdf-damaged', 'model-timeout', 'model-truncated', 'disk-full'] as const).map(stageOf),
  ).toEqual(['input', 'reading', 'model', 'answer', 'run']);
});
