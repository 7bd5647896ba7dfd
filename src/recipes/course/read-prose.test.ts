import { expect, it } from 'vitest';
import { noteNumbers, readProse } from './read-prose.ts';

const WHEEL = 'The river turns the great wheel of the mill by day and by night.';
const at = (text: string, size = 10) => ({ text, size });
const read = (...paragraphs: { text: string; size: number }[]) =>
  readProse(paragraphs, { size: 10, before: undefined, notes: new Set() }).map(({ text }) => text);

it('leaves out captions, notes in small type and rests of sentences', () => {
  expect(read(at(WHEEL))).toEqual([WHEEL]);
  expect(read(at(`Table 3: ${WHEEL}`), at(`Fig. 2.1. ${WHEEL}`), at(WHEEL, 8))).toEqual([]);
  expect(read(at(`Figure 3 shows that the river turns the wheel of the mill by day.`))).toHaveLength(1);
  const cut = 'The water comes down from the hills in spring and is led to the';
  expect(read(at(cut), at(`Fourier wheel, which turns without a rest until the autumn. ${WHEEL}`))).toEqual([
    WHEEL,
  ]);
  expect(
    readProse([at('Fourier wheels turn without a rest until the autumn comes again.')], {
      size: 10,
      before: at(cut),
      notes: new Set(),
    }),
  ).toEqual([]);
});

it('leaves out what lost a bracket, a quote or a letter, and two items of a list read as one', () => {
  for (const torn of [
    'The river (which is long turns the great wheel of the mill by day.',
    'The miller says that “the river turns the wheel of the mill by day.',
    'The point that best represents the line is the one that ` goes through.',
    'The river turns the wheel of the mill • lists are made of the grain.',
    'The river turns the wheel of the plane R 2 by day and by night.',
    'The river turns the wheel of the mill by the vector .',
    'Rights of the mill: all rights reserved by the miller of the village.',
  ])
    expect(read(at(torn))).toEqual([]);
  expect(read(at('The river has a 2 in the name of the mill, and a y besides.'))).toHaveLength(1);
});

it('tells sentences that lean on the one before, or point elsewhere, from those that stand alone', () => {
  const [alone, leaning, pointing] = readProse(
    [
      at(
        `${WHEEL} It was built by the miller of the village in the last century. The miller is described in section 4 of the book of the village.`,
      ),
    ],
    { size: 10, before: undefined, notes: new Set() },
  );
  expect(alone).toMatchObject({ place: 0, leans: false, points: false });
  expect(leaning).toMatchObject({ place: 1, leans: true });
  expect(pointing).toMatchObject({ place: 2, leans: false, points: true });
});

it('ends a sentence where the number of a footnote is glued to it', () => {
  const noted = WHEEL.replace(/\.$/, '.20');
  expect(read(at(`${noted} ${WHEEL}`))).toEqual([WHEEL, WHEEL]);
});

it('takes the numbers of footnotes of the page out of its sentences, and no others', () => {
  const page = [
    at('The river1 turns the great wheel of the mill2 , by day and by night, with log10 and utf8.'),
    at('1 The river of the village, which comes down from the hills.', 7),
    at('2The mill at the end of the village.', 7),
    at('8 is a number in the body of the text.'),
  ];
  const [sentence] = readProse(page, { size: 10, before: undefined, notes: noteNumbers(page, 10) });
  expect(sentence).toMatchObject({
    text: 'The river turns the great wheel of the mill, by day and by night, with log10 and utf8.',
    printed: page[0]!.text,
  });
});
