import { expect, it } from 'vitest';
import { splitSentences } from '../../passages/cut-passages.ts';
import type { RecipeCollection } from '../recipe.ts';
import { makeClozes } from './cloze.ts';
import type { CoursePassage } from './course-text.ts';
import { readWordUses } from './word-uses.ts';

const TEXTS = [
  'The kernel loads the module before the scheduler starts. The large kernel keeps the module in memory for a while.',
  'The driver asks the kernel for the buffer in time. The scheduler and the module wait for the driver in turn.',
  'The large buffer of the driver is copied to the module. The scheduler provides the buffer for the small kernel.',
  'The gardener waters the tulips every morning in spring. The gardener and the farmer sell the flowers at the market.',
  'The farmer provides the manure for the large garden. The manure of the farmer is carried to the garden at once.',
];
const SENTENCES = TEXTS.flatMap(splitSentences);
const member = { documentId: 'd1', name: 'book.pdf', firstPage: 1 };
const passages = TEXTS.map((text) => ({
  text,
  pageNumber: 1,
  section: { member },
  prose: splitSentences(text).map((sentence, place) => ({
    text: sentence,
    place,
    leans: true,
    points: false,
  })),
})) as unknown as CoursePassage[];
const page = {
  pageNumber: 1,
  width: 600,
  height: 800,
  words: TEXTS.flatMap((text, line) =>
    text
      .split(' ')
      .map((word, at) => ({ text: word, box: [at * 20, line * 20, at * 20 + 18, line * 20 + 10] })),
  ),
  origin: 'text-layer',
  imageCoverage: 0,
};
const collection = {
  pages: [{}],
  members: [member],
  words: async () => page,
} as unknown as RecipeCollection;
const terms = readWordUses(passages);
const make = (most: number) =>
  makeClozes(collection, { topics: [{ title: 'Machines', passages }], terms, most });

it('asks for words of the text, at most twice each, of sentences that a later look alone may take', async () => {
  const { questions, sentences } = await make(10);
  expect(sentences).toBe(SENTENCES.length);
  expect(questions.length).toBeGreaterThan(2);
  const asked = new Map<string, number>();
  for (const { question_text, correct, distractors, citation, topic } of questions) {
    expect(topic).toBe('Machines');
    expect(SENTENCES).toContain(/“(.*)”/.exec(question_text)![1]!.replace('_____', correct));
    expect(citation?.page_number).toBe(1);
    expect(new Set([correct, ...distractors]).size).toBe(4);
    asked.set(correct, (asked.get(correct) ?? 0) + 1);
  }
  expect(Math.max(...asked.values())).toBeLessThanOrEqual(2);
});

it('asks no sentence twice', async () => {
  const { questions } = await make(10);
  const cited = questions.map(({ citation }) => citation?.quote);
  expect(new Set(cited).size).toBe(cited.length);
});
