import { expect, it } from 'vitest';
import { splitSentences } from '../../passages/cut-passages.ts';
import { plainWords } from '../../passages/plain-words.ts';
import { distractorsFor, gapAt, readWordUses } from './word-uses.ts';

/** The same words in the same places, in several passages. */
const PASSAGES = [
  'The kernel loads the module before the scheduler starts. The large kernel keeps the module in memory for a while.',
  'The driver asks the kernel for the buffer in time. The scheduler and the module wait for the driver in turn.',
  'The large buffer of the driver is copied to the module. The scheduler provides the buffer for the small kernel.',
  'The gardener waters the tulips every morning in spring. The gardener and the farmer sell the flowers at the market.',
  'The farmer provides the manure for the large garden. The manure of the farmer is carried to the garden at once.',
].map((text) => ({ text, prose: splitSentences(text).map((sentence) => ({ text: sentence })) }));
const uses = readWordUses(PASSAGES);

function distractors(sentence: string, word: string): string[] {
  const words = plainWords(sentence);
  return distractorsFor(gapAt(sentence, words, words.indexOf(word)), uses);
}

it('takes names for names, from near the answer before those from elsewhere', () => {
  const found = distractors('The scheduler tells it what the kernel has done.', 'kernel');
  expect(found.slice(0, 3).toSorted()).toEqual(['buffer', 'driver', 'module']);
  // What is used as an adjective or a verb does not fit; what stands in the sentence would give itself away.
  for (const word of ['large', 'provides', 'scheduler']) expect(found).not.toContain(word);
  // Of another number.
  expect(found).not.toContain('tulips');
});

it('takes nothing that the text says in the same place, or beside the answer as its equal', () => {
  expect(distractors('The driver reads the buffer again.', 'buffer')).toContain('module');
  // The text has a module in memory: it would be as right.
  expect(distractors('The driver reads the buffer in turn.', 'buffer')).not.toContain('module');
  expect(distractors('They ask the gardener.', 'gardener')).not.toContain('farmer');
  expect(distractors('They ask the gardener.', 'gardener')).toContain('module');
});

it('reads the name of a function that is called as no word', () => {
  const words = plainWords('At the kernel dim(x) is read.');
  expect(gapAt('At the kernel dim(x) is read.', words, 2)).toMatchObject({ word: 'kernel', modifies: false });
  expect(
    gapAt('At the kernel module it is read.', plainWords('At the kernel module it is read.'), 2),
  ).toMatchObject({ modifies: true });
});
