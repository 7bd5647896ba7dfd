import { expect, it } from 'vitest';
import type { RecipeCollection } from '../recipe.ts';
import { locateCitation } from './cite.ts';

/** A collection of one page with these words. */
function pageOf(text: string): RecipeCollection {
  const words = text.split(' ').map((word, at) => ({
    text: word,
    box: [10 * at, 10, 10 * at + 9, 20],
  }));
  const page = { pageNumber: 1, width: 900, height: 100, words, origin: 'text-layer', imageCoverage: 0 };
  return {
    pages: [1],
    members: [{ documentId: 'd1', name: 'R intro.pdf', firstPage: 1 }],
    words: async () => page,
  } as unknown as RecipeCollection;
}

it('quotes the page with its signs that are no words', async () => {
  const page = pageOf('See : the help command (alternatively ??) allows + and - for searching . Then more');
  const cite = async (quote: string) =>
    (await locateCitation(page, { page_number: 1, quote }, []))?.quote ?? null;
  expect(await cite('The help command (alternatively ??) allows + and')).toBe(
    'the help command (alternatively ??) allows + and',
  );
  expect(await cite('help command (alternatively) allows and - for searching')).toBe(
    'help command (alternatively ??) allows + and - for searching',
  );
  expect(await cite('the help command allows nothing at all')).toBeNull();
});
