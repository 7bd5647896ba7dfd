import type { HeadingCandidate } from './heading-candidates.ts';
import type { HeadingLine, HeadingPage } from './heading-page.ts';

/** Sizes that differ by less are one. */
const SAME_SIZE = 0.02;
/** Fewer headings in one size are words set large. */
const MIN_HEADINGS = 3;
/** Share of the lines in a size that must be headings: else it is code, a caption or a poem. */
const HEADINGS_SHARE = 0.6;
const MAX_SIZES = 3;
/** Share of the known headings of a size that those without a number are at least: fewer are left out of contents on purpose. */
const BESIDE_SHARE = 0.25;
/** Lines that a title has at most, and the heights of type that may be between them. */
const TITLE_LINES = 3;
const CLOSE = 0.75;
const MAX_LETTERS = 100;
/** Points by which a heading stands off the left edge of the text. */
const SAME_EDGE = 4;

/** Where headings without numbers are looked for. */
interface UnlistedBounds {
  readonly pages: readonly HeadingPage[];
  /** Sizes of type in points: below the one, and not below the other, which is 0 by default. */
  readonly below: number;
  readonly from?: number;
  /** Headings that are known already: they speak for their size. */
  readonly known?: readonly HeadingCandidate[];
}

/**
 * Headings without numbers that the contents leave out: lines of their own at the left edge, in sizes of type between
 * that of other headings and the body's. `depth` is 1 for the largest of those sizes.
 */
export function unlistedHeadings<Candidate extends HeadingCandidate>(
  candidates: readonly Candidate[],
  { pages, below, from = 0, known = [] }: UnlistedBounds,
): { readonly candidate: Candidate; readonly depth: number }[] {
  const byNumber = new Map(pages.map((page) => [page.pageNumber, page]));
  const fitting = candidates.filter((candidate) => {
    const { isLarge, number, size, title, pageNumber } = candidate;
    const isBetween = size <= below * (1 - SAME_SIZE) && size >= from * (1 - SAME_SIZE);
    if (!isLarge || number !== null || !isBetween || title.length > MAX_LETTERS) return false;
    const page = byNumber.get(pageNumber);
    const isTitle = isWorded(title) || (candidate.isBold && NAME.test(title));
    return page !== undefined && isTitle && standsAlone(candidate, page);
  });
  const sizes: { readonly size: number; readonly members: Candidate[] }[] = [];
  for (const candidate of fitting) {
    const same = sizes.find(({ size }) => isSame(size, candidate.size));
    if (same) same.members.push(candidate);
    else sizes.push({ size: candidate.size, members: [candidate] });
  }
  const sound = sizes
    .filter(({ size, members }) => {
      const lines = pages.reduce((sum, page) => sum + linesOf(page, size), 0);
      const others = known.filter((heading) => isSame(size, heading.size)).length;
      const isEnough = members.length >= Math.max(MIN_HEADINGS, others * BESIDE_SHARE);
      return isEnough && members.length + others >= lines * HEADINGS_SHARE;
    })
    .sort((a, b) => b.size - a.size)
    .slice(0, MAX_SIZES);
  return sound.flatMap(({ members }, rank) => members.map((candidate) => ({ candidate, depth: rank + 1 })));
}

/** Lines of a size on a page that have a word; those that a title goes on over are one. Letters of an index have none. */
function linesOf({ lines }: HeadingPage, size: number): number {
  let count = 0;
  let run = 0;
  for (const [index, line] of lines.entries()) {
    if (!isSame(size, line.size) || !/\p{L}{2}|\p{Lo}/u.test(line.text)) continue;
    const above = lines[index - 1];
    const goesOn = above && isSame(size, above.size) && line.y0 - above.y1 < CLOSE * size;
    run = goesOn ? run + 1 : 1;
    // Longer ones are paragraphs: every line of them counts.
    if (run === 1) count++;
    else if (run > TITLE_LINES) count += run === TITLE_LINES + 1 ? TITLE_LINES : 1;
  }
  return count;
}

const isSame = (size: number, other: number): boolean => Math.abs(size - other) <= SAME_SIZE * size;

/** `Figure 2.1`, `Tabelle 3`: captions are set like headings. */
const CAPTION =
  /^(?:fig(?:ure|ura|uur|\.)?|tab(?:le|elle|leau|ela|la|ell|el|\.)?|abb(?:ildung|\.)?|beispiel|ex[ae]mple|ejemplo|esempio|exemplo|listing|algorithm|tabel|figuur|рис(?:унок|\.)?|таблица|пример|図|表|图|例)\s*[\dA-Z]+(?:[.:\s-]|$)/iu;

/** What a reference describes, such as `forkView`: one word, whatever it begins with. */
const NAME = /^[\p{L}_][\p{L}\d_-]{2,}$/u;

/** True for a title that begins as one does, has a word in it and is no caption. */
export const isWorded = (title: string): boolean =>
  /^[\p{Lu}\p{Lo}\d"“«¿¡?(]|^\p{Ll}[\p{L}\d_]*[_:/(.]/u.test(title) &&
  /\p{L}{2}/u.test(title) &&
  !CAPTION.test(title);

/** No other line beside it, and no indent. */
function standsAlone(candidate: HeadingCandidate, page: HeadingPage): boolean {
  const own = ownLine(candidate, page);
  return own !== undefined && hasOwnRow(candidate, page) && own.x0 <= leftEdge(page.lines, own) + SAME_EDGE;
}

const ownLine = ({ top, size }: HeadingCandidate, { lines }: HeadingPage): HeadingLine | undefined =>
  lines.find((line) => line.y0 === top && isSame(size, line.size));

/** True where no other line stands beside it. */
export function hasOwnRow(candidate: HeadingCandidate, page: HeadingPage): boolean {
  const own = ownLine(candidate, page);
  if (!own) return false;
  return !page.lines.some(
    (line) =>
      line !== own &&
      line.y0 < own.y1 - 1 &&
      line.y1 > own.y0 + 1 &&
      Math.abs(line.y0 + line.y1 - own.y0 - own.y1) < candidate.size,
  );
}

/** Where most lines begin, `except` one that is not to count. */
export function leftEdge(lines: HeadingPage['lines'], except: HeadingPage['lines'][number] | null): number {
  const counts = new Map<number, number>();
  let best = except?.x0 ?? 0;
  let most = 0;
  for (const line of lines) {
    if (line === except) continue;
    const edge = Math.round(line.x0 / 2) * 2;
    const count = (counts.get(edge) ?? 0) + 1;
    counts.set(edge, count);
    if (count > most) [best, most] = [edge, count];
  }
  return best;
}
