import { expect, it } from 'vitest';
import { splitSentences } from '../../passages/cut-passages.ts';
import type { RecipeCollection } from '../recipe.ts';
import { makeClozes } from './cloze.ts';
import type { CoursePassage } from './course-text.ts';
import { readWordUses } from './word-uses.ts';

const member = { documentId: 'd1', name: 'book.pdf', firstPage: 1 };

/** Makes questions of a course of one page with these texts as its passages. */
function makeOf(texts: readonly string[], most: number) {
  const passages = texts.map((text) => ({
    text,
    pageNumber: 1,
    section: { member },
    prose: splitSentences(text).map((sentence, place) => ({
      text: sentence,
      printed: sentence,
      place,
      leans: sentence.startsWith('It '),
      points: false,
    })),
  })) as unknown as CoursePassage[];
  const page = {
    pageNumber: 1,
    width: 600,
    height: 800,
    words: texts.flatMap((text, line) =>
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
  return makeClozes(collection, { topics: [{ title: 'Machines', passages }], terms, most });
}

const TEXTS = [
  'The kernel loads the module before the scheduler starts. The large kernel keeps the module in memory for a while.',
  'The driver asks the kernel for the buffer in time. The scheduler and the module wait for the driver in turn.',
  'The large buffer of the driver is copied to the module. The scheduler provides the buffer for the small kernel.',
  'The gardener waters the tulips every morning in spring. The gardener and the farmer sell the flowers at the market.',
  'The farmer provides the manure for the large garden. The manure of the farmer is carried to the garden at once.',
];
const answersOf = ({ questions }: Awaited<ReturnType<typeof makeOf>>) =>
  questions.map(({ correct }) => correct);

it('asks for words of the text, with a citation and three other words', async () => {
  const { questions, sentences } = await makeOf(TEXTS, 10);
  const all = TEXTS.flatMap(splitSentences);
  expect(sentences).toBe(all.length);
  expect(questions.length).toBeGreaterThan(2);
  for (const { question_text, correct, distractors, citation, topic } of questions) {
    expect(topic).toBe('Machines');
    expect(all).toContain(/“(.*)”/.exec(question_text)![1]!.replace('_____', correct));
    expect(citation.page_number).toBe(1);
    expect(new Set([correct, ...distractors]).size).toBe(4);
  }
  const cited = questions.map(({ citation }) => citation.quote);
  expect(new Set(cited).size).toBe(cited.length);
});

const SYLLABLES = 'ba de fi go lu mo na pe ri so tu va'.split(' ');
/** Words of no language that no other sentence has. */
const strange = (sentence: number): string =>
  [0, 1, 2, 3, 4]
    .map((at) => `${[sentence, sentence + at, 3 * at].map((one) => SYLLABLES[one % 12]).join('')}k`)
    .join(' ');
/** Sentences of which one word each can be asked for, that of a noun: six of the kernel, two of each other. */
const ONE_EACH = ['kernel', 'driver', 'parser', 'linker', 'mutex', 'socket'].map((noun, place) =>
  Array.from({ length: noun === 'kernel' ? 6 : 2 }, (_, at) => {
    const words = strange(place * 7 + at);
    return `Then ${words.slice(0, 15)} the ${noun} (${words.slice(16)}) is one.`;
  }).join(' '),
);

it('asks for one word twice at the most, however many sentences name it', async () => {
  const answers = answersOf(await makeOf(ONE_EACH, 30));
  expect(answers.filter((word) => word === 'kernel')).toHaveLength(2);
});
