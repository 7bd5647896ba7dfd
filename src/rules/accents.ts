/** Marks that old typesetting draws as letters of their own, before the letter that carries them. */
const MARKS: Readonly<Record<string, string>> = {
  '´': '\u0301',
  '`': '\u0300',
  ˆ: '\u0302',
  '¨': '\u0308',
  '˜': '\u0303',
  ˇ: '\u030c',
  '˚': '\u030a',
};
const ANY = /[´`ˆ¨˜ˇ˚¸]/u;
/** A grave is a quotation mark too: it counts within a word, and before a letter alone. */
const BEFORE = /([´ˆ¨˜ˇ˚]|(?<=\p{L})`|`(?=\p{L}(?!\p{L})))(\p{L})/gu;
/** Some draw the cedilla first, some last. */
const CEDILLA = /(?<![cCsStT])¸([cCsStT])|([cCsStT])¸/gu;

/** Writes letters whose accents stand beside them as one: `port´ees` is `portées`, `franc¸ais` is `français`. */
export function mendAccents(text: string): string {
  if (!ANY.test(text)) return text;
  const composed = (letter: string, mark: string, otherwise: string): string => {
    const one = `${letter === 'ı' ? 'i' : letter}${mark}`.normalize('NFC');
    return one.length === 1 ? one : otherwise;
  };
  return text
    .replaceAll(BEFORE, (whole, mark: string, letter: string) => composed(letter, MARKS[mark]!, whole))
    .replaceAll(CEDILLA, (whole, after: string | undefined, before: string | undefined) =>
      composed(after ?? before ?? '', '\u0327', whole),
    );
}
