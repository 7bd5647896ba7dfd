/** A printed date within one line of text. */
export interface DateToken {
  readonly start: number;
  readonly end: number;
  /** ISO dates it can mean: two while `03/04/2024` is not settled. */
  readonly readings: readonly string[];
  /** Which order of day and month each reading takes for granted; null for a date that leaves no doubt. */
  readonly orders: readonly ('day-first' | 'month-first' | null)[];
}

// First letters that tell the twelve months apart, in English, German, French, Spanish, Italian, Dutch and Portuguese,
// written without accents.
const MONTH_NAMES: readonly (readonly string[])[] = [
  [
    'january',
    'januar',
    'jan',
    'janner',
    'janvier',
    'janv',
    'enero',
    'ene',
    'gennaio',
    'gen',
    'januari',
    'janeiro',
  ],
  [
    'february',
    'februar',
    'feb',
    'fevrier',
    'fevr',
    'fev',
    'febrero',
    'febbraio',
    'februari',
    'fevereiro',
    'feber',
  ],
  ['march', 'mar', 'marz', 'maerz', 'mrz', 'mars', 'marzo', 'maart', 'mrt', 'marco'],
  ['april', 'apr', 'avril', 'avr', 'abril', 'abr', 'aprile'],
  ['may', 'mai', 'mayo', 'maggio', 'mag', 'mei', 'maio'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'giugno', 'giu', 'junho'],
  ['july', 'jul', 'juli', 'juillet', 'juil', 'julio', 'luglio', 'lug', 'julho'],
  ['august', 'aug', 'aout', 'agosto', 'ago', 'augustus'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre', 'setiembre', 'settembre', 'set', 'setembro'],
  ['october', 'oct', 'oktober', 'okt', 'octobre', 'octubre', 'ottobre', 'ott', 'outubro', 'out'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dec', 'dezember', 'dez', 'decembre', 'diciembre', 'dic', 'dicembre', 'dezembro'],
];

const MONTH_OF = new Map(
  MONTH_NAMES.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

const NUMERIC = /(?<![\d.,/-])(\d{1,4})([./-]|\. ?)(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|[.,]\d)/g;
const COMPACT = /(?<!\d)(20\d\d|19\d\d)(\d\d)(\d\d)(?!\d)/g;
const DAY_NAME_YEAR =
  /(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|ter|º|°)?[.\s-]{0,2}(?:de |of )?\s?(\p{L}{3,10})[.,]?[\s-]{0,2}(?:de |del )?[-'’]?(\d{4}|\d{2})(?!\d)/giu;
const NAME_DAY_YEAR = /(\p{L}{3,10})[.\s-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?:,\s?|\s|-)(\d{4})(?!\d)/giu;

/** Every printed date of a line, in digits or with a month's name in seven languages. */
export function dateTokens(text: string): DateToken[] {
  const tokens: DateToken[] = [];
  for (const match of text.matchAll(NUMERIC)) {
    add(tokens, match, numericReadings(match[1]!, match[3]!, match[4]!));
  }
  for (const match of text.matchAll(COMPACT)) {
    add(tokens, match, [[iso(match[1]!, Number(match[2]), Number(match[3])), null]]);
  }
  if (/\p{L}{3}/u.test(text)) {
    const plain = withoutAccents(text);
    for (const match of plain.matchAll(DAY_NAME_YEAR)) {
      const month = MONTH_OF.get(match[2]!.toLowerCase());
      if (month) add(tokens, match, [[iso(match[3]!, month, Number(match[1])), null]]);
    }
    for (const match of plain.matchAll(NAME_DAY_YEAR)) {
      const month = MONTH_OF.get(match[1]!.toLowerCase());
      if (month) add(tokens, match, [[iso(match[3]!, month, Number(match[2])), null]]);
    }
  }
  return tokens;
}

type Reading = readonly [date: string | null, order: 'day-first' | 'month-first' | null];

function numericReadings(first: string, second: string, third: string): Reading[] {
  if (first.length === 4) return [[iso(first, Number(second), Number(third)), null]];
  if (first.length === 3) return [];
  const dayFirst: Reading = [iso(third, Number(second), Number(first)), 'day-first'];
  const monthFirst: Reading = [iso(third, Number(first), Number(second)), 'month-first'];
  return [dayFirst, monthFirst];
}

function add(tokens: DateToken[], match: RegExpExecArray, readings: readonly Reading[]): void {
  const found = readings.filter((reading): reading is [string, Reading[1]] => reading[0] !== null);
  const distinct = found.filter(
    (reading, index) => found.findIndex((other) => other[0] === reading[0]) === index,
  );
  if (distinct.length === 0) return;
  tokens.push({
    start: match.index,
    end: match.index + match[0].length,
    readings: distinct.map((reading) => reading[0]),
    orders: distinct.map((reading) => reading[1]),
  });
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two-digit years are 1970 to 2069, as POSIX has it (1969 to 2068 there; bills from 1969 are none of ours). */
function iso(year: string, month: number, day: number): string | null {
  const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  if (month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return null;
  return `${full}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Removes accents one letter for one letter, so that offsets stay. */
function withoutAccents(text: string): string {
  let out = '';
  for (const character of text) {
    const base = character.normalize('NFD')[0]!;
    out += base.length === character.length ? base : character;
  }
  return out;
}
