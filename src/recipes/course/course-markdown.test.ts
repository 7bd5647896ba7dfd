import { expect, it } from 'vitest';
import { asMarkdown, withHeadingsFrom } from './course-markdown.ts';

it('lets none of a text be markup, and leaves a gap as it is', () => {
  expect(asMarkdown('a*b <c> _d_ [e](f) `g` the _____ of x_y')).toBe(
    'a\\*b \\<c\\> \\_d\\_ \\[e\\](f) \\`g\\` the _____ of x\\_y',
  );
});

it('moves headings by the same number of levels, none below the sixth, and leaves programs alone', () => {
  const lesson = '## Signs\n\n```sh\n# no heading\n```\n\n#### Rules\n\n#hash\n\n~~~\n## no heading\n~~~';
  expect(withHeadingsFrom(4, lesson)).toBe(
    lesson.replace('## Signs', '#### Signs').replace('#### Rules', '###### Rules'),
  );
  expect(withHeadingsFrom(3, '# A\n### B')).toBe('### A\n##### B');
  expect(withHeadingsFrom(6, '# A\n### B')).toBe('###### A\n###### B');
  expect(withHeadingsFrom(4, 'No heading.')).toBe('No heading.');
});
