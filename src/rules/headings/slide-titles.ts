import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { readHeadingText, titleKey } from './heading-text.ts';
import type { SectionStart } from './section.ts';

const MIN_SLIDES = 4;
const WIDE_SHARE = 0.8;
/** Letters that a slide has at most, as a rule. */
const FEW_LETTERS = 1500;
/** Share of a slide's height above which its title stands. */
const TOP = 0.3;
const SAME_SIZE = 0.05;
/** Lines of a slide that names a section. */
const NAME_LINES = 4;
/** `Step 2/4` behind a dash, `(2/4)`, `(continued)`: the slide goes on with the one before. */
const GOES_ON =
  /\s*(?:[\u2013\u2014-]\s*\p{L}+\s+\d{1,2}\/\d{1,2}|\(?\d{1,2}\/\d{1,2}\)?|\((?:cont\.?|continued|suite|forts\.?|\d{1,2}|[IVX]+)\))$/iu;

/** True for slides: pages that are wider than high and hold little text. */
export function isDeck(pages: readonly HeadingPage[]): boolean {
  if (pages.length < MIN_SLIDES) return false;
  const wide = pages.filter(({ width, height }) => width > height * 1.15).length;
  if (wide < pages.length * WIDE_SHARE) return false;
  const letters = pages.map(({ lines }) => lines.reduce((sum, { text }) => sum + text.length, 0));
  return letters.sort((a, b) => a - b)[letters.length >> 1]! < FEW_LETTERS;
}

/**
 * The titles of slides: lines at their tops in the type that most tops have. Slides that go on with the one before are
 * not begun anew; a slide that only names a section (`Section 2`) heads those after it.
 */
export function slideTitles(pages: readonly HeadingPage[]): SectionStart[] {
  const size = titleSize(pages);
  if (size === null) return [];
  const starts: SectionStart[] = [];
  let hasSections = false;
  let before = '';
  for (const page of pages) {
    const found = titleOf(page, size);
    if (!found) continue;
    const { title, top, number, isSection } = found;
    const key = titleKey(title);
    if (key === before || key === '') continue;
    before = key;
    hasSections ||= isSection;
    starts.push({
      title,
      number,
      label: number === null ? null : 'section',
      level: isSection || !hasSections ? 1 : 2,
      startPage: page.pageNumber,
      startTop: top,
      origin: 'headings',
    });
  }
  return starts;
}

/** Size of the type that most tops of slides are set in, larger than what is below it. */
function titleSize(pages: readonly HeadingPage[]): number | null {
  const counts = new Map<number, number>();
  for (const page of pages) {
    const largest = Math.max(0, ...page.lines.map(({ size }) => size));
    const top = page.lines.find(
      ({ y0, size }) => y0 < page.height * TOP && size >= largest * (1 - SAME_SIZE),
    );
    if (top) counts.set(top.size, (counts.get(top.size) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best && best[1] * 4 > pages.length ? best[0] : null;
}

interface SlideTitle {
  readonly title: string;
  readonly top: number;
  readonly number: string | null;
  readonly isSection: boolean;
}

function titleOf({ lines, height }: HeadingPage, size: number): SlideTitle | null {
  const isTitle = (line: HeadingLine): boolean => Math.abs(line.size - size) <= SAME_SIZE * size;
  const worded = lines.filter(({ text }) => /\p{L}{2}/u.test(text));
  const large = worded.filter(isTitle);
  const [first, second] = large;
  // A slide with hardly more than a name, in its middle, names what follows.
  const alone = worded.find((line) => line.size > size * (1 + SAME_SIZE));
  if (alone && !first && worded.length <= NAME_LINES && alone.y0 > height * TOP) {
    return { title: alone.text, top: alone.y0, number: null, isSection: true };
  }
  if (!first) return null;
  const own = readHeadingText(first.text);
  if (own.label === 'section' && own.name === '' && second) {
    return { title: second.text, top: first.y0, number: own.number, isSection: true };
  }
  if (first.y0 > height * TOP) return null;
  const goesOn = second && second.y0 - first.y1 < 0.6 * size && second.y0 > first.y0;
  const text = (goesOn ? `${first.text} ${second.text}` : first.text).replace(GOES_ON, '');
  return { title: text.trim(), top: first.y0, number: null, isSection: false };
}
