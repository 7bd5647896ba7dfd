import { expect, test } from 'vitest';
import { documentOf } from '../../../test/support/rules-only.ts';
import type { PageText, Word } from '../../domain/page-text.ts';
import { readSection } from './read-section.ts';
import { textOf, wordsWithin } from './sentences.ts';

const page = (pageNumber: number, lines: readonly (readonly [y: number, text: string])[]): PageText => ({
  pageNumber,
  width: 400,
  height: 600,
  origin: 'text-layer',
  imageCoverage: 0,
  words: lines.flatMap(([y, line]) =>
    line.split(' ').map(
      (text, column): Word => ({
        text,
        box: [40 + column * 30, y, 65 + column * 30, y + 10],
        fontSize: 10,
      }),
    ),
  ),
});

const PAGES = [
  page(1, [
    [20, 'Running head'],
    [80, 'The end of what comes before.'],
    [120, '2 Tides'],
    [150, 'Tides follow the moon because gravity pulls the ocean.'],
    [162, 'The moon raises two tides in the ocean each day.'],
    [174, 'Sailors drink coffee while they wait in the harbour.'],
  ]),
  page(2, [
    [20, 'Running head'],
    [80, 'Gravity of the moon and the sun makes spring tides in the ocean.'],
    [92, 'Spring tides come when gravity of sun and moon pull to-'],
    [104, 'gether on the ocean.'],
    [150, '3 Winds'],
    [180, 'Winds come from heat.'],
  ]),
];
const span = { index: 0, pageNumbers: [1, 2], cut: { top: 118, bottom: 149 } };

test('a section is cut out of its pages by the headings around it, running heads left out', () => {
  expect(textOf(wordsWithin(PAGES[0]!, { top: 118, bottom: null }))).toBe(
    [
      '2 Tides',
      '',
      'Tides follow the moon because gravity pulls the ocean.',
      'The moon raises two tides in the ocean each day.',
      'Sailors drink coffee while they wait in the harbour.',
    ].join('\n'),
  );
});

test('the summary is sentences of the section, in its order, each cited where it stands', async () => {
  const reading = await readSection(documentOf(PAGES), span, { sentences: 2, terms: 3 });
  const texts = reading.summary.map(({ text }) => text);
  expect(texts).not.toContain('Sailors drink coffee while they wait in the harbour.');
  expect(reading.text).not.toMatch(/comes before|Winds|Running/);
  expect(reading.summary.map(({ pageNumber }) => pageNumber)).toEqual(
    [...reading.summary.map(({ pageNumber }) => pageNumber)].sort(),
  );
  expect(reading.evidence.slice(0, 2)).toEqual(
    texts.map((value, index) =>
      expect.objectContaining({
        path: `summary[${index}].text`,
        value,
        quote: value,
        match: 'exact',
        origin: 'rules',
      }),
    ),
  );
  expect(texts.join(' ')).not.toContain('to-gether');
});

test('key terms are what the text comes back to, with their pages', async () => {
  const { terms } = await readSection(documentOf(PAGES), span, { sentences: 0, terms: 4 });
  const found = new Map(terms.map(({ term, pageNumbers }) => [term.toLowerCase(), pageNumbers]));
  expect(found.get('spring tides')).toEqual([2]);
  expect(found.get('ocean')).toEqual([1, 2]);
});
