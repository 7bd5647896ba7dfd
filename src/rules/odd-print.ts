import type { Word } from '../domain/page-text.ts';

/** Signs that no name of an article holds, and marks that hang on a word: what recognition makes of letters it cannot read. */
const STRAY_SIGN = /[|~={}<>¢¥§_^\\¬]|(?<![\d\p{L}])['‘’"“”«»]+(?!\p{L})|\p{Ll}[;:]$/u;
/** Quotation marks, which come in pairs; behind a digit they are inches. */
const QUOTE = /(?<!\d)["“”„«»]/gu;
/** A digit among letters ("Traducci6n", "0lio"); codes and counts ("16x25x1", "HP3Y", "2h30", "5pcs") have none there. */
const DIGIT_IN_WORD = /\p{Ll}{2}\d\p{Ll}|^0\p{Ll}{3}/u;
/** A capital behind small letters, or small ones behind many capitals; "McCoy", "iPhone" and "PDFs" are written so. */
const ODD_CASE = /\p{Ll}{2}\p{Lu}(?:\p{Ll}|$)|\p{Lu}{3}\p{Ll}{2}/u;

/** Names of firms and goods have capitals where their makers like them; recognition is sure of those. */
const SURE_WORD = 0.93;

/**
 * True for recognised words of a name that are spelt as no language spells: without a dictionary, by stray signs, digits and capitals
 * within a word. Words of a text layer are as they are.
 */
export function isOddlyPrinted(words: readonly Pick<Word, 'text' | 'confidence'>[]): boolean {
  const recognised = words.filter(({ confidence }) => confidence !== undefined);
  const quotes = recognised.reduce((sum, { text }) => sum + (text.match(QUOTE)?.length ?? 0), 0);
  if (quotes % 2 === 1) return true;
  return recognised.some(
    ({ text, confidence = 1 }) =>
      STRAY_SIGN.test(text) || DIGIT_IN_WORD.test(text) || (ODD_CASE.test(text) && confidence < SURE_WORD),
  );
}
