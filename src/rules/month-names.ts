import { fold } from './fold.ts';

/**
 * Month names and their short forms in English, German, French, Spanish, Italian, Dutch, Portuguese and Hindi, without
 * accents, in lower case; one row a month. Recognition with English letters makes `aofit` of `août`.
 */
const MONTHS: readonly string[] = [
  'january jan januar jaenner janner janvier janv enero ene gennaio gen januari janeiro जनवरी',
  'february feb febr februar feber fevrier fevr fev febrero febbraio februari fevereiro फरवरी फ़रवरी',
  'march mar marz maerz mrz mars marzo maart mrt marco मार्च माचर्',
  'april apr avril avr abril abr aprile अप्रैल',
  'may mai mayo maggio mag mei maio मई',
  'june jun juni juin junio giugno giu junho जून',
  'july jul juli juillet juil julio luglio lug julho जुलाई',
  'august aug aout aofit aou agosto ago augustus अगस्त',
  'september sept sep septembre septiembre set settembre setembro setiembre सितंबर सितम्बर िसतंबर िसतम्बर',
  'october oct oktober okt octobre octubre ottobre ott outubro out अक्टूबर अक्तूबर',
  'november nov novembre noviembre novembro नवंबर नवम्बर',
  'december dec dezember dez decembre diciembre dic dicembre dezembro decembro दिसंबर दिसम्बर िदसंबर िदसम्बर',
];

const BY_NAME = new Map(
  MONTHS.flatMap((names, index) =>
    // A letter with a dot below may be one sign or two.
    names
      .replace('फ\u093c', '\u095e')
      .split(' ')
      .flatMap((name) => [name, fold(name)])
      .map((name) => [name, index + 1]),
  ),
);

/** All names, longest first, as an alternation for a regular expression over folded text. */
export const MONTH_PATTERN: string = [...BY_NAME.keys()].sort((a, b) => b.length - a.length).join('|');

/** 1 to 12 of a folded month name in any of the eight languages; undefined for another word. */
export function monthOf(name: string): number | undefined {
  return BY_NAME.get(name);
}
