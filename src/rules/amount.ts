import type { Decimal } from '../domain/decimal.ts';
import type { PageText, Word } from '../domain/page-text.ts';
import { normaliseNumerals, splitCurrency } from './currency.ts';

/** How a document writes its numbers. `null`: nothing in it tells. */
export interface AmountHabit {
  /** The mark before the decimals. */
  readonly decimalMark: '.' | ',' | null;
  /** The mark between groups of digits, as far as one was seen; empty where thousands are written without one. */
  readonly groupMark: '.' | ',' | ' ' | "'" | '' | null;
}

/** The habit of a document that shows none. Numbers are then read the English way where two readings are possible. */
export const UNKNOWN_HABIT: AmountHabit = { decimalMark: null, groupMark: null };

/** An amount as read from the page. */
export interface Amount {
  /** Exact value; negative for a leading or trailing minus, brackets and `Cr`. */
  readonly value: Decimal;
  /** ISO 4217 code where a mark or code stands with the number; a bare `$` is USD. */
  readonly currency: string | null;
  /** True when the text allows two readings (`1.234`) and only the habit, or the English default, chose one. */
  readonly ambiguous: boolean;
  /** True when letters that look like digits were taken for digits, or a group mark for a decimal mark. */
  readonly repaired: boolean;
}

/** What is known about the text that an amount is read from. */
export interface ReadAmountOptions {
  /** The document's habit; default unknown. */
  readonly habit?: AmountHabit;
  /** The text comes from recognition: letters between digits may be digits. Default false. */
  readonly ocr?: boolean;
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  D: '0',
  Q: '0',
  l: '1',
  I: '1',
  i: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  z: '2',
  S: '5',
  s: '5',
  B: '8',
};

/** Groups of three (`1,234,567`), or the Indian way of twos before a last three (`12,34,567`). */
function isGrouped(groups: readonly string[]): boolean {
  const [first = '', ...rest] = groups;
  if (rest.length === 0) return first.length > 0;
  const last = rest[rest.length - 1]!;
  if (last.length !== 3 || first.length === 0) return false;
  const middle = rest.slice(0, -1);
  if (first.length <= 3 && middle.every((group) => group.length === 3)) return true;
  return first.length <= 2 && middle.every((group) => group.length === 2);
}

interface Body {
  readonly whole: string;
  readonly decimals: string;
  readonly ambiguous: boolean;
  readonly repaired: boolean;
}

/** Reads digits and marks only: no sign, no currency. */
function readBody(text: string, habit: AmountHabit): Body | null {
  // Recognition sets spaces beside marks ("1, 234 .50"); no writer does.
  const body = text.replace(/\s*([.,])\s*/g, '$1').trim();
  if (!/^[.,]?\d[\d.,' ]*$/.test(body) || /[.,' ]$/.test(body)) return null;
  const plain = (whole: string, decimals = '', flags: Partial<Body> = {}): Body => ({
    whole: whole === '' ? '0' : whole,
    decimals,
    ambiguous: false,
    repaired: false,
    ...flags,
  });
  if (/^\d+$/.test(body)) return plain(body);

  // Spaces and apostrophes only ever separate groups.
  const soft = /[' ]/.exec(body)?.[0];
  if (soft !== undefined) {
    const match = /^([\d' ]+)(?:[.,](\d{1,4}))?$/.exec(body);
    if (!match) return null;
    const groups = match[1]!.split(/[' ]/);
    return isGrouped(groups) ? plain(groups.join(''), match[2]) : null;
  }

  const marks = [...body].filter((letter) => letter === '.' || letter === ',');
  const lastMark = marks[marks.length - 1]!;
  const at = body.lastIndexOf(lastMark);
  const before = body.slice(0, at);
  const after = body.slice(at + 1);
  if (marks.length === 1) {
    const couldGroup = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
    if (!couldGroup) return plain(before, after);
    const decimalMark = habit.decimalMark ?? '.';
    const certain = habit.decimalMark !== null;
    return lastMark === decimalMark
      ? plain(before, after, { ambiguous: true })
      : plain(before + after, '', { ambiguous: !certain });
  }
  if (new Set(marks).size === 1) {
    const groups = body.split(lastMark);
    if (isGrouped(groups)) return plain(groups.join(''));
    // "1.234.50": the first mark is a comma in poor print, or the last one a point.
    return after.length === 2 && isGrouped(groups.slice(0, -1)) && groups[groups.length - 2]!.length === 3
      ? plain(groups.slice(0, -1).join(''), after, { repaired: true })
      : null;
  }
  if (marks.slice(0, -1).includes(lastMark)) {
    // "1.234,567.89" mixes marks among the groups: readable only as poor print.
    const groups = before.split(/[.,]/);
    return after.length === 2 && isGrouped(groups) ? plain(groups.join(''), after, { repaired: true }) : null;
  }
  const groups = before.split(/[.,]/);
  return isGrouped(groups) ? plain(groups.join(''), after) : null;
}

/**
 * Reads one amount: `1,00,000.00`, `1.234,56`, `1 234,56`, `1'234.56`, `(12.50)`, `12.50-`, `12.50 Cr`, `Rs. 500/-`,
 * `EUR 12,50`, `+3.00`. Null when the text is anything else (a date, a percentage, a word with digits).
 */
export function readAmount(text: string, options: ReadAmountOptions = {}): Amount | null {
  const { habit = UNKNOWN_HABIT, ocr = false } = options;
  const { currency, rest } = splitCurrency(normaliseNumerals(text));
  // Specks beside a number are read as commas, quotes and bars.
  let body = ocr ? rest.replace(/^["'|_.,:;*~\s]+(?=[-+(\d])|(?<=\d)["'|_,:;*~\s]+$/g, '') : rest;
  let negative = false;
  // A bracket without its other half is a ruled line.
  if (ocr && body.includes('(') !== body.includes(')')) body = body.replace(/[()]/g, '').trim();
  // "(-)0.47" is how Indian papers take off.
  body = body.replace(/^\(\s*([-+])\s*\)\s*(?=[\d.])/, '$1');
  const brackets = /^([-+]?)\s*[([{]\s*(.+?)\s*[)\]}]$/.exec(body);
  if (brackets) {
    negative = true;
    body = splitCurrency(brackets[2]!).rest;
  }
  const ledgerSide = /^(.*?\d.*?)\s*(cr|dr)\.?$/i.exec(body);
  if (ledgerSide) {
    negative = negative || ledgerSide[2]!.toLowerCase() === 'cr';
    body = ledgerSide[1]!;
  }
  const sign = /^([-+])\s*(.*)$/.exec(body);
  if (sign) {
    negative = negative || sign[1] === '-';
    body = sign[2]!;
  } else if (/\d\s*-$/.test(body)) {
    negative = true;
    body = body.replace(/\s*-$/, '');
  }
  const inner = splitCurrency(body);
  body = inner.rest;
  let repaired = false;
  if (
    ocr &&
    !/^[\d.,' ]*$/.test(body) &&
    (body.match(/\d/g) ?? []).length * 2 >= body.replace(/\W/g, '').length
  ) {
    const mended = [...body].map((letter) => LOOKALIKES[letter] ?? letter).join('');
    repaired = mended !== body;
    body = mended;
  }
  const read = readBody(body, habit);
  if (!read) return null;
  const whole = read.whole.replace(/^0+(?=\d)/, '');
  const value = read.decimals === '' ? whole : `${whole}.${read.decimals}`;
  return {
    value: negative && /[1-9]/.test(value) ? `-${value}` : value,
    currency: currency ?? inner.currency,
    ambiguous: read.ambiguous,
    repaired: repaired || read.repaired,
  };
}

const VOTES: readonly (readonly [
  pattern: RegExp,
  decimalMark: '.' | ',',
  groupMark: AmountHabit['groupMark'],
  weight: number,
])[] = [
  [/^[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}\.\d{1,4}$/, '.', ',', 4],
  [/^[1-9]\d{0,2}(?:\.\d{3})+,\d{1,4}$/, ',', '.', 4],
  [/^[1-9]\d{0,2}(?:'\d{3})+(?:\.\d{1,4})?$/, '.', "'", 4],
  [/^[1-9]\d{0,2}(?:,\d{3}){2,}$|^[1-9]\d?(?:,\d{2})+,\d{3}$/, '.', ',', 3],
  [/^[1-9]\d{0,2}(?:\.\d{3}){2,}$/, ',', '.', 3],
  [/^\d+\.\d{2}$/, '.', null, 1],
  [/^\d+,\d{2}$/, ',', null, 1],
];

/**
 * Two words stand as close as the parts of one number do: a third of the type's height is a narrow space; in type of
 * one width, as tills and typewriters set it, a space is as wide as a letter.
 */
export function isTight(left: Word, right: Word): boolean {
  const height = Math.min(left.box[3] - left.box[1], right.box[3] - right.box[1]);
  const gap = right.box[0] - left.box[2];
  const letterOf = ({ box, text }: Word): number => (box[2] - box[0]) / text.length;
  const letter = Math.max(letterOf(left), letterOf(right));
  // Boxes of recognised words end at the ink: beside it, the space in type of one width looks wider than a letter.
  const space = letter > 0.8 * height ? 1.45 * letter : 1.3 * Math.min(letter, 0.75 * height);
  const room = Math.max(0.45 * height, space);
  return gap < room && gap > -0.5 * height && Math.abs(left.box[1] - right.box[1]) < 0.5 * height;
}

/** Numbers like `85.000` that are no chance where nothing has two decimals. */
const MANY = 4;

/**
 * Finds how a document writes numbers from the ones that can be read in one way only, so that `1.234` can be read as
 * the rest of the document means it. Undecided documents give `null` marks.
 */
export function detectAmountHabit(
  pages: readonly (Pick<PageText, 'words'> & Partial<Pick<PageText, 'origin'>>)[],
): AmountHabit {
  const decimal = new Map<'.' | ',', number>();
  const group = new Map<NonNullable<AmountHabit['groupMark']>, number>();
  const count = <Key>(votes: Map<Key, number>, key: Key, weight: number): void => {
    votes.set(key, (votes.get(key) ?? 0) + weight);
  };
  let thousands = 0;
  for (const { words } of pages) {
    for (const [index, word] of words.entries()) {
      if (!/\d/.test(word.text)) continue;
      const text = splitCurrency(normaliseNumerals(word.text)).rest.replace(/^[-+(]+|[-)]+$/g, '');
      if (/^[1-9]\d{0,2}\.\d{3}$/.test(text)) thousands++;
      const vote = VOTES.find(([pattern]) => pattern.test(text));
      if (vote) {
        count(decimal, vote[1], vote[3]);
        if (vote[2] !== null) count(group, vote[2], vote[3]);
        else if (/^\d{4,}/.test(text)) count(group, '', 2);
      }
      const previous = words[index - 1];
      if (
        previous &&
        /^\d{3}[.,]\d{2}$/.test(text) &&
        /^[-₹€£$]{0,2}[1-9]\d{0,2}$/.test(previous.text) &&
        isTight(previous, word)
      ) {
        count(group, ' ', 2);
      } else if (/^[1-9]\d{0,2}(?: \d{3})+[.,]\d{2}$/.test(text)) {
        count(group, ' ', 4);
        count(decimal, text.at(-3) as '.' | ',', 2);
      }
    }
  }
  const best = <Key>(votes: Map<Key, number>): Key | null => {
    const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
    return first && (!second || first[1] > second[1]) ? first[0] : null;
  };
  // With no decimals anywhere `85.000` is a whole number, as in papers in forints or pesos.
  if (decimal.size === 0 && thousands >= MANY) {
    count(decimal, ',', 1);
    count(group, '.', 1);
  }
  const decimalMark = best(decimal);
  // Recognition often closes up the space between groups, and never opens one.
  const isRecognised = pages.some(({ origin }) => origin === 'ocr');
  if (isRecognised && group.has(' ')) group.delete('');
  const groupMark = best(group);
  return { decimalMark, groupMark: groupMark === decimalMark ? null : groupMark };
}
