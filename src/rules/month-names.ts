/**
 * Month names and their short forms in English, German, French, Spanish, Italian, Dutch and Portuguese, without
 * accents, in lower case; one row a month.
 */
const MONTHS: readonly string[] = [
  'january jan januar jaenner janner janvier janv enero ene gennaio gen januari janeiro',
  'february feb febr februar feber fevrier fevr fev febrero febbraio februari fevereiro',
  'march mar marz maerz mrz mars marzo maart mrt marco',
  'april apr avril avr abril abr aprile',
  'may mai mayo maggio mag mei maio',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio lug julho',
  'august aug aout aou agosto ago augustus',
  'september sept sep septembre septiembre set settembre setembro setiembre',
  'october oct oktober okt octobre octubre ottobre ott outubro out',
  'november nov novembre noviembre novembro',
  'december dec dezember dez decembre diciembre dic dicembre dezembro decembro',
];

const BY_NAME = new Map(MONTHS.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1])));

/** All names, longest first, as an alternation for a regular expression over folded text. */
export const MONTH_PATTERN: string = [...BY_NAME.keys()].sort((a, b) => b.length - a.length).join('|');

/** 1 to 12 of a folded month name in any of the seven languages; undefined for another word. */
export function monthOf(name: string): number | undefined {
  return BY_NAME.get(name);
}
