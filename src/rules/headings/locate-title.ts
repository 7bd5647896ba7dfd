import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { type HeadingText, readHeadingText, titleKey } from './heading-text.ts';

/** Lines that one heading runs over at most. */
const MAX_LINES = 4;

/** Lines of a page that carry a title. */
export interface TitlePlace {
  /** Of the first line on its page. */
  readonly index: number;
  readonly lines: readonly HeadingLine[];
  /** Top of the first line, in points. */
  readonly top: number;
  /** The title as printed. */
  readonly text: string;
}

/**
 * The lines of a page that read as the title, with or without its number: the largest type wins, then the first from
 * `from` on. Null when it is not printed there.
 */
export function locateTitle(
  { lines }: HeadingPage,
  title: string | Pick<HeadingText, 'number' | 'name'>,
  from = 0,
): TitlePlace | null {
  const { number, name } = typeof title === 'string' ? readHeadingText(title) : title;
  const whole = titleKey(typeof title === 'string' ? title : `${number ?? ''} ${name}`);
  const bare = titleKey(name);
  if (whole === '') return null;
  let best: TitlePlace | null = null;
  for (let index = from; index < lines.length; index++) {
    const found = matchFrom(lines, index, { whole, bare, number });
    if (found && (!best || found.lines.at(-1)!.size > best.lines.at(-1)!.size * 1.05)) best = found;
  }
  return best;
}

function matchFrom(
  lines: readonly HeadingLine[],
  index: number,
  { whole, bare, number }: { readonly whole: string; readonly bare: string; readonly number: string | null },
): TitlePlace | null {
  let text = '';
  // A page number above the title is none of its own.
  if (number === null && /^\d+$/.test(lines[index]!.text) && lines[index]!.text !== whole) return null;
  for (let count = 1; count <= MAX_LINES && index + count <= lines.length; count++) {
    text = text === '' ? lines[index]!.text : `${text} ${lines[index + count - 1]!.text}`;
    const key = titleKey(text);
    if (key.length > whole.length + 24) return null;
    const place = (): TitlePlace => ({
      index,
      lines: lines.slice(index, index + count),
      top: lines[index]!.y0,
      text,
    });
    // Some set the number at the end of the line.
    if (key === whole || (number !== null && key === bare + titleKey(number))) return place();
    const printed = readHeadingText(text);
    const printedName = titleKey(printed.name);
    if (printedName === '' || (number !== null && printed.number !== null && printed.number !== number))
      continue;
    if (printedName === whole || printedName === bare) return place();
  }
  return null;
}
