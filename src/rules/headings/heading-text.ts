import { fold } from '../fold.ts';

/** The number that a heading begins with, and its words. */
export interface HeadingText {
  /** `3`, `3.2.1`, `IV`, `A`, `A.1`; null where it has none. */
  readonly number: string | null;
  /** The heading without its number and the word before it (`Chapter`); never empty unless all of it is number. */
  readonly name: string;
  /** The word before the number, folded, such as `chapter`, `part`, `appendix`; null where there is none. */
  readonly label: string | null;
}

/** Words that stand before the number of a heading, folded, in the languages read here; with what they head. */
export const HEADING_LABELS: ReadonlyMap<string, 'part' | 'chapter' | 'section' | 'appendix'> = new Map([
  ...['part', 'teil', 'partie', 'parte', 'deel', 'book', 'buch', 'livre', 'libro', 'volume', 'band'].map(
    (word) => [word, 'part'] as const,
  ),
  ...[
    'chapter',
    'kapitel',
    'chapitre',
    'capitulo',
    'capitolo',
    'hoofdstuk',
    'lesson',
    'module',
    'unit',
    'lecture',
  ].map((word) => [word, 'chapter'] as const),
  ...['lektion', 'modul', 'lecon', 'leccion', 'lezione', 'les', 'unidad', 'unite', 'einheit', 'week'].map(
    (word) => [word, 'chapter'] as const,
  ),
  ...['section', 'abschnitt', 'seccion', 'sezione', 'paragraaf', 'secao', 'article', 'artikel'].map(
    (word) => [word, 'section'] as const,
  ),
  ...[
    'appendix',
    'annex',
    'annexe',
    'anhang',
    'anlage',
    'apendice',
    'appendice',
    'anexo',
    'allegato',
    'bijlage',
    'annexure',
    'schedule',
  ].map((word) => [word, 'appendix'] as const),
]);

/** What is counted in `第三章`, in the Chinese, Japanese and Korean way, with what it heads. */
const COUNTED: ReadonlyMap<string, 'part' | 'chapter' | 'section' | 'appendix'> = new Map([
  ...[...'部编編篇卷부편'].map((word) => [word, 'part'] as const),
  ...[...'章课課讲講回장과'].map((word) => [word, 'chapter'] as const),
  ...[...'节節절'].map((word) => [word, 'section'] as const),
]);
const COUNTED_TITLE = new RegExp(
  String.raw`^[第제]\s*(\d{1,3}|[一二三四五六七八九十百]{1,5})\s*(部分|[${[...COUNTED.keys()].join('')}])[\s::]*(.*)$`,
  'u',
);
const APPENDIX_TITLE = /^(?:附\s*[录錄]|付録|부록)\s*([A-Z]|\d{1,2})(?![\p{L}\d])[\s::.]*(.*)$/u;

const NUMBER = String.raw`\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z](?:\.\d{1,3}){1,5}|[IVXLC]{1,7}(?:\.\d{1,3}){0,5}`;
const LABELLED = new RegExp(
  String.raw`^(\p{L}{3,10})\s+(${NUMBER}|[A-Z]|[\p{L}-]{3,13})(?=$|[\s.:)\u2013\u2014-])[\s.:)\u2013\u2014-]*(.*)$`,
  'u',
);
const NUMBERED = new RegExp(String.raw`^(?:§\s*)?(${NUMBER})(?:[.):]|\s*[\u2013\u2014])?\s+(.*)$`, 'u');
/** `A Title` is an article before a noun as often as it is a letter: a letter alone counts with a stop after it. */
const LETTERED = /^([A-Z])[.):]\s+(.*)$/u;
const BARE = new RegExp(String.raw`^(${NUMBER})\.?$`, 'u');

const UNITS = 'one two three four five six seven eight nine'.split(' ');
const SPELLED: ReadonlyMap<string, string> = new Map(
  [
    '',
    ...UNITS,
    ...'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' '),
    ...['twenty', 'thirty', 'forty'].flatMap((ten) => [ten, ...UNITS.map((unit) => ten + unit)]),
  ].map((word, index) => [word, String(index)] as const),
);

/** Reads the number of a heading: `1.2 Title`, `Chapter 3: Title`, `IV. Title`, `Appendix A`. */
export function readHeadingText(text: string): HeadingText {
  const labelled = LABELLED.exec(text);
  if (labelled) {
    const label = fold(labelled[1]!);
    const number =
      /^(?:\d|[A-Z])/.test(labelled[2]!) && isNumber(labelled[2]!)
        ? labelled[2]!
        : SPELLED.get(titleKey(labelled[2]!));
    if (HEADING_LABELS.has(label) && number !== undefined)
      return { label, number, name: labelled[3]!.trim() };
  }
  const counted = COUNTED_TITLE.exec(text);
  if (counted) {
    return {
      label: COUNTED.get(counted[2]![0]!)!,
      number: chineseNumber(counted[1]!),
      name: counted[3]!.trim(),
    };
  }
  const appendix = APPENDIX_TITLE.exec(text);
  if (appendix) return { label: 'appendix', number: appendix[1]!, name: appendix[2]!.trim() };
  const numbered = NUMBERED.exec(text);
  // `I think` and `C is` are sentences: a lone capital is a number only with a stop.
  if (numbered && !(numbered[1]!.length === 1 && /[A-Z]/.test(numbered[1]!) && !/^.[.):]/.test(text))) {
    return { label: null, number: numbered[1]!, name: numbered[2]!.trim() };
  }
  const lettered = LETTERED.exec(text);
  if (lettered) return { label: null, number: lettered[1]!, name: lettered[2]!.trim() };
  const bare = BARE.exec(text.trim());
  if (bare) return { label: null, number: bare[1]!, name: '' };
  return { label: null, number: null, name: text.trim() };
}

const DIGITS = '一二三四五六七八九';

/** `十二` is 12, `一百二十` is 120; digits stay. */
function chineseNumber(text: string): string {
  if (/^\d/.test(text)) return text;
  let sum = 0;
  let digit = 0;
  for (const sign of text) {
    const unit = sign === '十' ? 10 : sign === '百' ? 100 : 0;
    if (unit > 0) sum += (digit || 1) * unit;
    digit = unit > 0 ? 0 : DIGITS.indexOf(sign) + 1;
  }
  return `${sum + digit}`;
}

const isNumber = (text: string): boolean => new RegExp(`^(?:${NUMBER}|[A-Z])$`, 'u').test(text);

/** Letters and digits alone, folded: the form in which titles are compared. */
export function titleKey(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
