import type { PageText } from '../../domain/page-text.ts';
import { plainWords } from '../../passages/plain-words.ts';
import { locateValues } from '../../verify/verify.ts';
import type { RecipeCollection } from '../recipe.ts';
import { bareName } from './course-outline.ts';
import type { Citation } from './course-schema.ts';

/** A citation as somebody gave it: words, and the page of the collection they are said to stand on. */
export interface GivenCitation {
  readonly page_number: number;
  readonly quote: string;
}

/** Longer quotes are no quotes but copies. */
const LONGEST_QUOTE = 400;

/**
 * Looks a quote up on the page it names, and where it is not there on the other pages that were shown; null when it
 * stands on none of them. On recognised pages words may differ by what recognition confuses, on others by case, spaces,
 * punctuation and hyphens alone.
 */
export async function locateCitation(
  collection: RecipeCollection,
  { page_number, quote }: GivenCitation,
  shown: readonly number[],
): Promise<Citation | null> {
  const text = quote.trim();
  if (text.length < 3 || text.length > LONGEST_QUOTE) return null;
  const known = collection.pages.length;
  for (const pageNumber of [page_number, ...shown.filter((page) => page !== page_number)]) {
    if (pageNumber < 1 || pageNumber > known) continue;
    const page = await collection.words(pageNumber);
    const [found] = locateValues({ quote: text }, [page], { origin: 'model' });
    const sure =
      ((found?.match === 'exact' || found?.match === 'normalised') &&
        inOnePiece(page, found.quote ?? text)) ||
      (found?.match === 'fuzzy' && page.origin === 'ocr');
    if (found && sure)
      return citationOf(
        collection,
        pageNumber,
        mended(wholeQuote(page, found.quote ?? text), text),
        found.box,
      );
  }
  return null;
}

/** The words of the page; where a line's end broke one of them and their letters are those that were given, as given: whole. */
function mended(quote: string, given: string): string {
  const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
  const isBroken = /\p{Ll}[-\u00ad\u2010] \p{Ll}/u.test(quote);
  return isBroken && letters(quote) === letters(given) ? given.replace(/\s+/g, ' ') : quote;
}

/** The words of the page from the first of a quote to its last, with the signs between them that are no words. */
function wholeQuote({ words }: PageText, quote: string): string {
  const wanted = bare(quote);
  let letters = '';
  const starts = words.map(({ text }) => {
    const start = letters.length;
    letters += bare(text);
    return start;
  });
  const from = letters.indexOf(wanted);
  const first = starts.lastIndexOf(from);
  const end = starts.indexOf(from + wanted.length);
  const whole = words.slice(first, end === -1 ? undefined : end);
  const text = whole.map((word) => word.text).join(' ');
  return from >= 0 && first >= 0 && bare(text) === wanted ? text : quote;
}

const bare = (text: string): string =>
  plainWords(text)
    .join('')
    .replaceAll(/[-_'’]/g, '');

/** True where nothing stands between the words in reading order: what others cut in two, nobody would find. */
function inOnePiece({ words }: PageText, quote: string): boolean {
  return words
    .map(({ text }) => bare(text))
    .join('')
    .includes(bare(quote));
}

function citationOf(
  collection: RecipeCollection,
  pageNumber: number,
  quote: string,
  box: readonly [number, number, number, number] | null,
): Citation {
  const member = collection.members.findLast(({ firstPage }) => firstPage <= pageNumber)!;
  return {
    document_id: member.documentId,
    document: bareName(member.name),
    page_number: pageNumber - member.firstPage + 1,
    quote,
    box: box ? [...box] : null,
  };
}
