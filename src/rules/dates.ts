import { fold } from './fold.ts';
import { MONTH_PATTERN, monthOf } from './month-names.ts';

/** Which of day and month a document writes first in numeric dates. */
export type DayOrder = 'day-first' | 'month-first';

/** A date as it stands in a text. */
export interface DateMention {
  /** Offsets into the text given. */
  readonly start: number;
  readonly end: number;
  /** ISO date when only one reading exists, or the one with the day first. */
  readonly dayFirst: string | null;
  /** ISO date with the month first; equal to `dayFirst` when only one reading exists. */
  readonly monthFirst: string | null;
  /** How it is written. A compact date is eight digits in a row, which may as well be a number. */
  readonly style: 'iso' | 'named' | 'numeric' | 'compact';
  readonly separator: string;
  /** Recognition lost one of its two marks, or both. */
  readonly mended?: true;
}

const NAMED_DAY_FIRST = new RegExp(
  String.raw`(?<![\w.])(\d{1,2})(?:st|nd|rd|th|er|re|\.|o)?[ ./-]{0,3}(?:de |of |den )?(${MONTH_PATTERN})(?![a-z])[ .,/-]{0,3}(?:de |del |of )?('?\d{4}|'?\d{2})(?![\d.,:]*\d)`,
  'g',
);
const NAMED_MONTH_FIRST = new RegExp(
  String.raw`(?<![a-z])(${MONTH_PATTERN})(?![a-z])[ .,/-]{0,3}(\d{1,2})(?:st|nd|rd|th)?(?: ?[,.] ?| |-|/)(?:de |del |of )?('?\d{4}|\d{2})(?![\d.,:]*\d)`,
  'g',
);
const NAMED_YEAR_FIRST = new RegExp(
  String.raw`(?<!\d)(\d{4})[ ./,-]{1,3}(${MONTH_PATTERN})(?![a-z])[ ./,-]{0,3}(\d{1,2})(?!\d)`,
  'g',
);
const YEAR_FIRST = /(?<![\d/.,-])((?:19|20)\d\d) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d|[-/.,]\d)/g;
const NUMERIC = /(?<![\da-z])(\d{1,2})( ?[-/.] ?| )(\d{1,2})( ?[-/.] ?| )((?:19|20)\d\d|\d\d)(?!\d)/g;
const COMPACT = /(?<![\w/.,-])((?:19|20)\d\d)(\d\d)(\d\d)(?![\w/.,-])/g;

const PATTERNS: readonly {
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Omit<DateMention, 'start' | 'end'> | null;
}[] = [
  { pattern: YEAR_FIRST, read: (m) => only(iso(m[1], m[3], m[4]), 'iso', m[2]!) },
  { pattern: NAMED_DAY_FIRST, read: (m) => only(iso(m[3], monthOf(m[2]!), m[1]), 'named') },
  { pattern: NAMED_MONTH_FIRST, read: (m) => only(iso(m[3], monthOf(m[1]!), m[2]), 'named') },
  { pattern: NAMED_YEAR_FIRST, read: (m) => only(iso(m[1], monthOf(m[2]!), m[3]), 'named') },
  { pattern: NUMERIC, read: readNumeric },
  { pattern: COMPACT, read: (m) => only(iso(m[1], m[2], m[3]), 'compact') },
];

/**
 * All dates in one line of text, in order: `2024-01-31`, `31.01.2024`, `1/31/24`, `31. Januar 2024`,
 * `January 31st, 2024`, `31-JAN-24`, `1er février 2024`, `31 de enero de 2024`, `20240131`. Times, versions and
 * telephone numbers are not dates.
 */
export function findDates(text: string): DateMention[] {
  if (!/[\d\u0966-\u096f]/.test(text)) return [];
  const folded = foldSameLength(text);
  const found: DateMention[] = [];
  const named = /[a-z]{3}|[\u0900-\u0965]{2}/.test(folded);
  for (const { pattern, read } of PATTERNS) {
    if (
      !named &&
      (pattern === NAMED_DAY_FIRST || pattern === NAMED_MONTH_FIRST || pattern === NAMED_YEAR_FIRST)
    ) {
      continue;
    }
    for (const match of folded.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      const mention = read(match);
      if (mention) found.push({ start, end, ...mention });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const ONE_MARK_LOST = /(?<![\w/.,-])(\d\d)([-/.]?)(\d\d)([-/.]?)((?:19|20)\d\d)(?![\w/.,-])/g;

/**
 * Numeric dates of a recognised text that lost one of their two marks, or both: `2703/2018`, `27/032018`, `27032018`. A number
 * of a document may look the same: for papers that show no other date.
 */
export function findMendedDates(text: string): DateMention[] {
  return [...text.matchAll(ONE_MARK_LOST)].flatMap((match) => {
    const [whole, first, before, second, behind, year] = match;
    const dayFirst = iso(year, second, first);
    const monthFirst = iso(year, first, second);
    if ((before !== '' && behind !== '') || (!dayFirst && !monthFirst)) return [];
    const place = { start: match.index, end: match.index + whole.length };
    return [
      {
        ...place,
        dayFirst,
        monthFirst,
        style: 'numeric',
        separator: before || behind!,
        mended: true,
      } as const,
    ];
  });
}

/** The ISO date of a mention under the document's order; falls back to the only possible reading. */
export function resolveDate(mention: DateMention, order: DayOrder): string {
  const [first, second] =
    order === 'day-first' ? [mention.dayFirst, mention.monthFirst] : [mention.monthFirst, mention.dayFirst];
  return (first ?? second)!;
}

/** True when day and month can be swapped and give another date. */
export function isAmbiguous(mention: DateMention): boolean {
  return mention.dayFirst !== null && mention.monthFirst !== null && mention.dayFirst !== mention.monthFirst;
}

/** What is known of a document when its order of day and month is to be settled. */
export interface DayOrderHints {
  /** ISO 639-1. */
  readonly language: string | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** ISO 3166-1 alpha-2 of the seller. */
  readonly country: string | null;
}

/**
 * Settles the order of day and month for a document: by its own dates that allow one reading only, else by country,
 * currency and language. `certain` is false when the hints leave doubt.
 */
export function settleDayOrder(
  mentions: readonly DateMention[],
  hints: DayOrderHints,
): { readonly order: DayOrder; readonly certain: boolean } {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const mention of mentions) {
    if (mention.style !== 'numeric') continue;
    // The point is a day-first habit, except where the month comes first whatever the mark.
    const pointed = mention.separator === '.' && hints.country !== 'US';
    if (mention.monthFirst === null || pointed) dayFirst++;
    else if (mention.dayFirst === null) monthFirst++;
  }
  if (dayFirst !== monthFirst) {
    return { order: dayFirst > monthFirst ? 'day-first' : 'month-first', certain: true };
  }
  const byHints = orderByHints(hints);
  const isOdd =
    hints.country === 'US' &&
    mentions.some(({ style, separator }) => style === 'numeric' && separator === '.');
  return isOdd ? { ...byHints, certain: false } : byHints;
}

/** Outside North America and the Philippines all write the day first; there, and where nothing tells, some do. */
function orderByHints({ language, currency, country }: DayOrderHints): {
  readonly order: DayOrder;
  readonly certain: boolean;
} {
  if (country !== null) {
    const mixed = country === 'CA' || country === 'PH';
    return { order: country === 'US' || country === 'PH' ? 'month-first' : 'day-first', certain: !mixed };
  }
  if (language !== null && language !== 'en') return { order: 'day-first', certain: true };
  if (currency === 'USD') return { order: 'month-first', certain: false };
  return { order: 'day-first', certain: currency !== null && currency !== 'CAD' && currency !== 'PHP' };
}

/** Days from one ISO date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

function readNumeric(match: RegExpExecArray): Omit<DateMention, 'start' | 'end'> | null {
  const separator = match[2]!.trim();
  if (separator !== match[4]!.trim() || (separator === '-' && match[2] !== match[4])) return null;
  const before = match.input.slice(0, match.index);
  const after = match.input.slice(match.index + match[0].length);
  // Groups of a longer number (telephone, account, address of a machine), unless it is the other end of a range.
  if (/\d[-/.,:]$/.test(before) && !/[-/.]\d{2,4} ?-$/.test(before)) return null;
  if (/^[-/.,]\d/.test(after) && !/^-\d{1,2}[/.]\d{1,2}[/.]\d/.test(after)) return null;
  // "12 05 24" is a date only with a full year and alone; two-digit groups are telephone and account numbers.
  if (separator === '' && (match[5]!.length !== 4 || /\d $/.test(before) || /^ \d/.test(after))) return null;
  const dayFirst = iso(match[5], match[3], match[1]);
  const monthFirst = iso(match[5], match[1], match[3]);
  if (!dayFirst && !monthFirst) return null;
  return { dayFirst, monthFirst, style: 'numeric', separator };
}

function only(
  date: string | null,
  style: DateMention['style'],
  separator = '',
): Omit<DateMention, 'start' | 'end'> | null {
  return date ? { dayFirst: date, monthFirst: date, style, separator } : null;
}

function iso(
  yearText: string | undefined,
  month: string | number | undefined,
  day: string | undefined,
): string | null {
  const digits = (yearText ?? '').replace("'", '');
  // Invoices of the last century are scanned, those of its first half are not.
  const year = digits.length === 2 ? Number(digits) + (Number(digits) < 70 ? 2000 : 1900) : Number(digits);
  const at = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  if (
    at.getUTCFullYear() !== year ||
    at.getUTCMonth() !== Number(month) - 1 ||
    at.getUTCDate() !== Number(day)
  ) {
    return null;
  }
  if (year < 1950 || year > 2099) return null;
  return at.toISOString().slice(0, 10);
}

/** Folded text whose offsets are those of the original: letters that fold into several stay as they are. */
function foldSameLength(text: string): string {
  const whole = fold(text);
  if (whole.length === text.length) return whole;
  return [...text]
    .map((letter) => {
      const folded = fold(letter);
      return folded.length === letter.length ? folded : letter.toLowerCase().slice(0, letter.length);
    })
    .join('');
}
