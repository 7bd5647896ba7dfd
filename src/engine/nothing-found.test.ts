import { expect, it } from 'vitest';
import { nothingFound } from './nothing-found.ts';

it('says of an empty folder that nothing is there, whatever the limit', () => {
  expect(nothingFound({ limit: 3, sample: 2 })).toMatchObject({ code: 'no-input' });
});

it('names what leaves nothing', () => {
  const problem = nothingFound({ include: ['a*', 'b*'], exclude: ['drafts'], sinceMs: 0 });
  expect(problem.code).toBe('invalid-option');
  expect(problem.detail).toContain(
    '--include "a*" --include "b*" --exclude "drafts" --since 1970-01-01T00:00:00.000Z',
  );
});

it('says what is there in place of documents', () => {
  const endings = [
    { ending: '.docx', files: 9, example: '/in/a.docx' },
    { ending: '', files: 1, example: '/in/scan' },
  ];
  expect(nothingFound({}, { files: 10, endings }).detail).toBe(
    'No document was found in what was named: it has no PDF and no picture by name, but 9 .docx, 1 without an ending; name a file itself to have it read whatever its ending',
  );
});
