import { isDecimal, multiply } from '../domain/decimal.ts';
import { type AmountHabit, detectAmountHabit } from '../rules/amount.ts';
import { type DayOrder, isAmbiguous, resolveDate, settleDayOrder } from '../rules/dates.ts';
import { MONTH_PATTERN, monthOf } from '../rules/month-names.ts';
import type { Leaf } from './leaves.ts';
import { foldConfusions, normalise } from './normalise.ts';
import { type DateHit, type NumberHit, type PageIndex, quoteOf } from './page-index.ts';
import { canonical, readingsOf } from './printed-numbers.ts';
import { findNearly, findText, type Place } from './text-search.ts';

/** A place in the document that may carry a leaf. */
export interface Candidate extends Place {
  /** Position of the page in the list of pages searched. */
  readonly page: number;
  /** Right edge in points, to tell columns apart. */
  readonly right: number;
  /** May carry the values of several rows: a percentage, a date, a heading. */
  readonly shareable: boolean;
}

/** What the pages agree on, needed to read what one page leaves open. */
export interface DocumentHabits {
  readonly amount: AmountHabit;
  /** Order of day and month as unambiguous dates of the document show it; null when none does. */
  readonly dayOrder: DayOrder | null;
}

/** What kind of value a leaf holds decides how it is compared. */
export type LeafKind = 'number' | 'date' | 'text';

/** The number or numbers a leaf's text stands for; empty for a text. */
function numbersMeant(value: string): readonly string[] {
  const text = value.trim();
  if (isDecimal(text)) return [canonical(text)];
  // `1,250.00` or `₹ 500` in a string member: compared as a number, so that a shifted mark is noticed.
  if (!/\d/.test(text) || /\p{L}{4}/u.test(text)) return [];
  return [...new Set(readingsOf(text).map((reading) => reading.value))];
}

/** How a leaf is compared with the page. */
export function kindOf(leaf: Leaf): LeafKind {
  if (/^\d{4}-\d{2}-\d{2}(?:$|T)/.test(leaf.value)) return 'date';
  return numbersMeant(leaf.value).length > 0 ? 'number' : 'text';
}

/** All places on one page that carry the leaf, exactly or in another spelling. */
export function findOnPage(index: PageIndex, page: number, leaf: Leaf, habits: DocumentHabits): Candidate[] {
  const kind = kindOf(leaf);
  if (kind === 'text') {
    return findText(index, leaf.value).map((place) => onPage(index, page, place, true));
  }
  const found: Candidate[] = [];
  if (kind === 'date') {
    const date = leaf.value.slice(0, 10);
    for (const hit of index.dates.get(date) ?? []) {
      const match = dateMatch(index, hit, date, habits);
      if (match)
        found.push(onPage(index, page, { line: hit.line, words: hit.words, match, quality: 1 }, true));
    }
    return found;
  }
  const text = leaf.value.trim();
  for (const meant of numbersMeant(leaf.value)) {
    for (const value of signs(meant)) {
      for (const hit of index.numbers.get(value) ?? []) {
        found.push(numberCandidate(index, page, hit, { text, sameSign: value === meant, habits }));
      }
    }
    if (/^0\.\d+$/.test(meant)) {
      // A rate given as a fraction and printed in per cent.
      for (const hit of index.numbers.get(canonical(multiply(meant, '100'))) ?? []) {
        if (hit.percent) {
          found.push({
            ...numberCandidate(index, page, hit, { text, sameSign: true, habits }),
            match: 'normalised',
          });
        }
      }
    }
  }
  // Digits may be a name (an invoice or customer number), printed inside something that is no number.
  if (/^\d{3,}$/.test(text)) {
    const known = new Set(found.map((candidate) => candidate.words.join()));
    for (const place of findText(index, text)) {
      if (!known.has(place.words.join())) found.push(onPage(index, page, place, false));
    }
  }
  return found;
}

/** Places on one page that nearly carry the leaf; looked for only when it stands nowhere. */
export function findNearlyOnPage(index: PageIndex, page: number, leaf: Leaf): Candidate[] {
  const kind = kindOf(leaf);
  if (kind === 'text') {
    return findNearly(index, leaf.value).map((place) => onPage(index, page, place, true));
  }
  if (index.page.origin !== 'ocr') return [];
  if (kind === 'date')
    return findMisreadMonth(index, leaf.value).map((place) => onPage(index, page, place, true));
  const found: Candidate[] = [];
  for (const meant of numbersMeant(leaf.value)) {
    // Only 1 and 7 are confused among digits themselves; a number of one digit would then match everything.
    if (meant.replace(/\D/g, '').length < 2) continue;
    for (const hits of index.printed) {
      for (const hit of hits) {
        if (sameButSevens(hit.reading.value, meant)) {
          const place: Place = { line: hit.line, words: hit.words, match: 'fuzzy', quality: 0.7 };
          found.push(onPage(index, page, place, false));
        }
      }
    }
  }
  return found;
}

function onPage(index: PageIndex, page: number, place: Place, shareable: boolean): Candidate {
  const right = Math.max(...place.words.map((word) => index.placed[word]![2]));
  return { ...place, page, right, shareable };
}

const MONTHS_AS_CONFUSED = new Map(
  MONTH_PATTERN.split('|').map((name) => [foldConfusions(name), monthOf(name)!] as const),
);

/** A date in words whose month was misread: day and year right, the month right but for what recognition confuses. */
function findMisreadMonth(index: PageIndex, date: string): Place[] {
  const [year, month, day] = date.slice(0, 10).split('-').map(Number);
  return index.lines.flatMap(({ words }, line): Place[] => {
    const plain = words.map((word) => normalise(index.page.words[word]!.text));
    return plain.flatMap((name, at): Place[] => {
      if (MONTHS_AS_CONFUSED.get(foldConfusions(name)) !== month) return [];
      const near = words.slice(Math.max(0, at - 2), at + 4);
      const numbers = plain.slice(Math.max(0, at - 2), at + 4).map((text) => Number(/^\d+/.exec(text)?.[0]));
      if (!numbers.includes(day!) || !numbers.includes(year!)) return [];
      return [{ line, words: near, match: 'fuzzy', quality: 0.8 }];
    });
  });
}

/** Equal but for one digit that is a 1 in one and a 7 in the other. */
function sameButSevens(printed: string, meant: string): boolean {
  if (printed.length !== meant.length) return false;
  const differing = [...printed].flatMap((digit, at) =>
    digit === meant[at] ? [] : [`${digit}${meant[at]}`],
  );
  return differing.length === 1 && (differing[0] === '17' || differing[0] === '71');
}

function signs(value: string): string[] {
  if (value === '0') return [value];
  return [value, value.startsWith('-') ? value.slice(1) : `-${value}`];
}

function numberCandidate(
  index: PageIndex,
  page: number,
  hit: NumberHit,
  how: { text: string; sameSign: boolean; habits: DocumentHabits },
): Candidate {
  const { needs, repaired } = hit.reading;
  const mark = how.habits.amount.decimalMark;
  // A reading against the document's habit is possible (a quantity of 1.000 among amounts of 1,00) but doubtful.
  const doubtful = repaired || (needs !== null && mark !== null && needs !== mark);
  let match: Place['match'] = quoteOf(index.page, hit.words) === how.text ? 'exact' : 'normalised';
  if (doubtful) match = 'fuzzy';
  const quality = doubtful ? 0.8 : how.sameSign ? 1 : 0.9;
  return onPage(index, page, { line: hit.line, words: hit.words, match, quality }, hit.percent);
}

function dateMatch(
  index: PageIndex,
  { mention, words }: DateHit,
  date: string,
  habits: DocumentHabits,
): Place['match'] | null {
  if (isAmbiguous(mention) && habits.dayOrder !== null && resolveDate(mention, habits.dayOrder) !== date)
    return null;
  return quoteOf(index.page, words) === date ? 'exact' : 'normalised';
}

/** What the pages as a whole show about writing numbers and dates. */
export function habitsOf(indexes: readonly PageIndex[]): DocumentHabits {
  const mentions = new Set(
    indexes.flatMap((index) =>
      [...index.dates.values()].flatMap((hits) => hits.map(({ mention }) => mention)),
    ),
  );
  // Without hints: the order counts only where the document's own dates settle it.
  const settled = settleDayOrder([...mentions], { language: null, currency: null, country: null });
  return {
    amount: detectAmountHabit(indexes.map((index) => index.page)),
    dayOrder: settled.certain ? settled.order : null,
  };
}
