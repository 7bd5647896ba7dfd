import { LARGER } from './body-type.ts';
import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { HEADING_LABELS, readHeadingText, titleKey } from './heading-text.ts';
import { runningEdges } from './running-rows.ts';

/** A line, or some, that may be a heading. */
export interface HeadingCandidate {
  readonly title: string;
  readonly number: string | null;
  readonly label: string | null;
  readonly pageNumber: number;
  readonly top: number;
  readonly size: number;
  /** Set larger than the body. */
  readonly isLarge: boolean;
  /** Set bold as a whole. */
  readonly isBold: boolean;
  /** Numbered, and set in capitals as a whole line. */
  readonly isCapitals: boolean;
}

const MAX_LETTERS = 200;
const MAX_LINES = 4;
/** Share of the body's size that headings have at least; bold ones, of which a part may be in another type. */
const SMALLEST = 0.95;
const SMALLEST_BOLD = 0.85;
/** Numbers of so many parts are hardly ever those of quantities. */
const TELLING_DEPTH = 3;
const YEAR = /^(?:1[89]|20)\d{2}(?:\s*[\u2013-]\s*\d{2,4})?$/;
/** A large line that stands at the head or foot of more pages than this is no heading of any. */
const MAX_REPEATS = 3;

/** Lines that look like headings: numbered, or larger than the body; in reading order. */
export function headingCandidates(pages: readonly HeadingPage[], body: number): HeadingCandidate[] {
  const repeats = new Map<string, number>();
  const isInMargin = runningEdges(pages, body);
  const found: (HeadingCandidate & { readonly key: string; readonly isMarginal: boolean })[] = [];
  for (const page of pages) {
    for (let index = 0; index < page.lines.length; ) {
      const read = readCandidate(page, index, body);
      if (read) {
        const isMarginal = isInMargin(page, { y0: read.top, y1: read.top + read.size / 2 });
        // `2.1.3 Discussion` and `2.2.3 Discussion` are two headings.
        const depth = read.isLarge && read.number?.includes('.') ? read.number : '';
        // A chapter and the running heads that name it are set in different sizes.
        const key = `${read.isLarge} ${depth} ${titleKey(read.title.replaceAll(/\d/g, ''))}`;
        if (isMarginal) repeats.set(key, (repeats.get(key) ?? 0) + 1);
        found.push({ ...read, key, isMarginal });
      }
      index += read?.lines ?? 1;
    }
  }
  return found.filter(({ isMarginal, isLarge, key }) => {
    // In body type a line that comes again at the edge of pages is a running head.
    return !isMarginal || (repeats.get(key) ?? 0) <= (isLarge ? MAX_REPEATS : 1);
  });
}

function readCandidate(
  page: HeadingPage,
  index: number,
  body: number,
): (HeadingCandidate & { readonly lines: number }) | null {
  const line = page.lines[index]!;
  const isLarge = line.size >= body * LARGER;
  if (line.text.length > MAX_LETTERS || line.size < body * (line.bold ? SMALLEST_BOLD : SMALLEST))
    return null;
  const own = readHeadingText(line.text);
  const onLines = numberOnLines(page, index, body);
  if (onLines)
    return titled(page, { index, from: onLines.next, body, number: onLines.number, label: onLines.label });
  if (own.number === null) {
    if (!isLarge || line.mixed > 0.4) return null;
    const { text, lines } = joinLines(page, index, body);
    if ((text.match(/\p{L}/gu)?.length ?? 0) < 3 || isSentence(text)) return null;
    return { title: text, number: null, label: null, ...placeOf(page, line), isLarge, lines };
  }
  // `9.1 2004` is a year in a history.
  const isYear = (isLarge || line.bold) && own.number.includes('.') && YEAR.test(own.name);
  if (own.name === '' || (!isYear && !/\p{L}{2}/u.test(own.name))) return null;
  const isTelling = line.bold || own.number.split('.').length >= TELLING_DEPTH;
  if (!isLarge && !isTelling && /^\p{Ll}/u.test(own.name)) return null;
  const { text, lines } = isLarge ? joinLines(page, index, body) : { text: line.text, lines: 1 };
  // A heading may run into its paragraph: what stands before the stop is its title.
  const runIn = isLarge ? null : /^(.{3,80}?)\.\s+\p{Lu}/u.exec(own.name);
  if (!runIn && isSentence(text)) return null;
  const title = (runIn ? runIn[1]! : readHeadingText(text).name).replace(/(?<!\.)\.$/, '');
  return { title, number: own.number, label: own.label, ...placeOf(page, line), isLarge, lines };
}

const placeOf = ({ pageNumber }: HeadingPage, { text, y0, size, bold }: HeadingLine) => ({
  pageNumber,
  top: y0,
  size,
  isBold: bold,
  isCapitals: isInCapitals(text),
});

const isInCapitals = (text: string): boolean =>
  /^\W*[\dA-Z]/.test(text) && text === text.toUpperCase() && /\p{Lu}{4}/u.test(text);

/** Ends as prose does, or breaks off in the middle. */
const isSentence = (text: string): boolean =>
  (text.length > 60 && /[.:;]$/.test(text)) || /[,;]$/.test(text) || /(?:\s?\.){4,}/.test(text);

/** `Chapter 1` or `CHAPTER` over `ONE`, with the title below; or a large number alone. */
function numberOnLines(
  { lines }: HeadingPage,
  index: number,
  body: number,
): { readonly number: string; readonly label: string | null; readonly next: number } | null {
  const line = lines[index]!;
  const own = readHeadingText(line.text);
  const isLarge = line.size >= body * LARGER;
  if (
    own.number !== null &&
    own.name === '' &&
    (own.label !== null || (isLarge && line.size >= body * 1.3))
  ) {
    return { number: own.number, label: own.label, next: index + 1 };
  }
  const next = lines[index + 1];
  if (!next || !HEADING_LABELS.has(line.text.trim().toLowerCase())) return null;
  const both = readHeadingText(`${line.text} ${next.text}`);
  if (both.number === null || both.name !== '' || next.size < body * LARGER) return null;
  return { number: both.number, label: both.label, next: index + 2 };
}

function titled(
  page: HeadingPage,
  {
    index,
    from,
    body,
    number,
    label,
  }: {
    readonly index: number;
    readonly from: number;
    readonly body: number;
    readonly number: string;
    readonly label: string | null;
  },
): (HeadingCandidate & { readonly lines: number }) | null {
  const line = page.lines[index]!;
  const next = page.lines[from];
  const isNear = next !== undefined && next.y0 - page.lines[from - 1]!.y1 < 6 * next.size;
  if (!next || !isNear || next.size < body * LARGER || readHeadingText(next.text).number?.includes('.'))
    return null;
  const { text, lines } = joinLines(page, from, body);
  const size = Math.max(line.size, next.size);
  return {
    title: text,
    number,
    label,
    pageNumber: page.pageNumber,
    top: line.y0,
    size,
    isLarge: true,
    isBold: next.bold,
    isCapitals: false,
    lines: from - index + lines,
  };
}

/** A heading goes on over lines of its own type that stand close below one another. */
function joinLines(
  { lines }: HeadingPage,
  index: number,
  body: number,
): { readonly text: string; readonly lines: number } {
  let text = lines[index]!.text;
  let count = 1;
  while (count < MAX_LINES) {
    const last = lines[index + count - 1]!;
    const next = lines[index + count];
    if (!next || next.size < body * LARGER || Math.abs(next.size - last.size) > 0.03 * last.size) break;
    const gap = next.y0 - last.y1;
    if (gap < -0.5 * last.size || gap > 0.75 * last.size || readHeadingText(next.text).number !== null) break;
    if (!isBelow(lines[index]!, next)) break;
    text = text.endsWith('-') ? `${text.slice(0, -1)}${next.text}` : `${text} ${next.text}`;
    count++;
  }
  return { text, lines: count };
}

/** A second line begins where the first does, behind its number, or has the same middle or end. */
function isBelow(first: HeadingLine, next: HeadingLine): boolean {
  const shift = next.x0 - first.x0;
  const isNear = (distance: number): boolean => Math.abs(distance) < 0.4 * first.size;
  const isHanging = shift > first.size && shift < 8 * first.size;
  return (
    isNear(shift) ||
    isHanging ||
    isNear(next.x1 - first.x1) ||
    isNear((next.x0 + next.x1 - first.x0 - first.x1) / 2)
  );
}
