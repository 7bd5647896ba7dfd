import { bodySize } from './body-type.ts';
import { boldHeadings } from './bold-headings.ts';
import { type HeadingCandidate, headingCandidates } from './heading-candidates.ts';
import type { HeadingPage } from './heading-page.ts';
import { HEADING_LABELS, titleKey } from './heading-text.ts';
import { type Numbered, numberPath, ROMAN_SECTION, risingNumbers } from './number-chain.ts';
import type { SectionStart } from './section.ts';
import { isMatterTitle } from './settle-sections.ts';
import { isDeck, slideTitles } from './slide-titles.ts';
import { hasOwnRow, unlistedHeadings } from './unlisted-headings.ts';

/** Fewer numbered headings than this are no numbered document. */
const MIN_NUMBERED = 3;
/** So many times more headings without numbers make a document without. */
const MOSTLY_PLAIN = 8;
/** Levels that differ by type alone. */
const MAX_TYPE_LEVELS = 4;
const SAME_SIZE = 0.05;
/** A title that comes again more often than this is a label. */
const MAX_LABELS = 2;
/** Headings that may be set smaller than all others by chance. */
const FEW_SHARE = 0.03;

/** A heading from the contents weighs more than one by its looks. */
const LISTED_WEIGHT = 50;
const LARGE_WEIGHT = 3;
const BOLD_WEIGHT = 2;

interface Weighed extends HeadingCandidate {
  /** From the printed contents. */
  readonly listed: SectionStart | null;
}

interface HeadingClues {
  readonly listed: readonly SectionStart[];
  readonly contentsPages: ReadonlySet<number>;
}

/**
 * Finds headings by number, size and weight of type. `listed` are those that the printed contents name: they stay, and
 * numbered ones that the contents leave out are added where they go on between them; bold ones are below all others.
 */
export function findHeadings(pages: readonly HeadingPage[], clues: HeadingClues): SectionStart[] {
  const starts = headingsBySize(pages, clues);
  if (isDeck(pages)) return starts;
  const first = starts[0]?.startPage ?? 1;
  const deepest = Math.max(0, ...starts.map(({ level }) => level));
  const known = new Set(starts.map(({ startPage, startTop }) => `${startPage} ${startTop}`));
  const read = pages.filter(({ pageNumber }) => pageNumber >= first && !clues.contentsPages.has(pageNumber));
  const bold = boldHeadings(read, {
    body: bodySize(pages),
    isKnown: ({ pageNumber }, { y0 }) => known.has(`${pageNumber} ${y0}`),
  });
  return inOrder([...starts, ...bold.map((candidate) => startOf(candidate, deepest + 1))]);
}

function headingsBySize(
  pages: readonly HeadingPage[],
  { listed, contentsPages }: HeadingClues,
): SectionStart[] {
  const body = bodySize(pages);
  const read = pages.filter(({ pageNumber }) => !contentsPages.has(pageNumber));
  const candidates = headingCandidates(read, body);
  const known = new Set(listed.map(({ startPage, startTop }) => `${startPage} ${startTop}`));
  const all: Weighed[] = [
    ...listed.map((start): Weighed => ({ ...weighListed(start), listed: start })),
    ...candidates
      .filter(({ pageNumber, top }) => !known.has(`${pageNumber} ${top}`))
      .map((candidate): Weighed => ({ ...candidate, listed: null })),
  ].sort((a, b) => a.pageNumber - b.pageNumber || a.top - b.top);
  const listedDepth = Math.max(0, ...listed.map(({ number }) => numberPath(number)?.length ?? 0));
  const romans = all.filter(({ isLarge, number }) => isLarge && ROMAN_SECTION.test(number ?? '')).length;
  const numbered = all.flatMap((candidate) => {
    const path = numberPath(candidate.number, romans >= MIN_NUMBERED);
    const isPart = HEADING_LABELS.get(candidate.label ?? '') === 'part';
    // One number alone, in body type, is a list; before capitals it is the heading of an article.
    const isBodyType = !candidate.isLarge && !candidate.listed;
    const isItem = isBodyType && (path?.length ?? 0) < 2 && !candidate.isCapitals;
    // Below the depth of the contents, names of functions are numbered too.
    const isName =
      isBodyType && listedDepth > 0 && (path?.length ?? 0) > listedDepth && /^\P{Lu}/u.test(candidate.title);
    return path === null || isPart || isItem || isName ? [] : [{ candidate, path }];
  });
  // Of two lines with one number, a heading and its running head, the larger is the heading.
  const weightOf = (candidate: Weighed): number => {
    if (candidate.listed) return LISTED_WEIGHT;
    if (candidate.isLarge) return LARGE_WEIGHT + Math.min(1, candidate.size / body - 1);
    // `2. METHODS` has to follow `1. AIMS`; `2.1 METHODS` tells by itself.
    const isTelling = candidate.isCapitals && candidate.number?.includes('.');
    return candidate.isBold || isTelling ? BOLD_WEIGHT : 1;
  };
  const chain = countedStretches(numbered, all).flatMap((stretch) => risingNumbers(stretch, weightOf));
  if (listed.length > 0) {
    const added = chain.flatMap(({ candidate, path }) =>
      candidate.listed ? [] : [{ candidate, depth: path.length }],
    );
    const printed = candidates.filter(({ pageNumber, top }) => known.has(`${pageNumber} ${top}`));
    const sizes = [...printed, ...added.map(({ candidate }) => candidate)].flatMap(({ size, isLarge }) =>
      isLarge ? [size] : [],
    );
    const unlisted = unlistedHeadings(
      all.filter((candidate) => !candidate.listed),
      { pages: read, below: smallestUsual(sizes) },
    );
    return withListed(listed, added, unlisted);
  }
  if (isDeck(pages)) {
    const titles = slideTitles(pages);
    if (titles.length > 0) return titles;
  }
  const numberedLarge = chain.filter(({ candidate }) => candidate.isLarge || candidate.isCapitals).length;
  const plain = plainHeadings(all, { body, pages: read });
  const plainLarge = plain.filter(({ number }) => number === null);
  // A few numbers in a document full of headings without are lists.
  if (chain.length < MIN_NUMBERED || numberedLarge * MOSTLY_PLAIN < plainLarge.length) return byType(plain);
  const depths = new Map(chain.map(({ candidate, path }) => [candidate, path.length]));
  const sizes = chain.flatMap(({ candidate }) => (candidate.isLarge ? [candidate.size] : []));
  const first = chain[0]!.candidate.pageNumber;
  const others = all.filter((candidate) => !depths.has(candidate));
  // Title pages and lists of names before the first chapter are set as headings are.
  const bounds = { pages: read.filter(({ pageNumber }) => pageNumber >= first), known: [...depths.keys()] };
  const smallest = smallestUsual(sizes);
  const unlisted = unlistedHeadings(others, { ...bounds, below: smallest });
  const among = unlistedHeadings(others, { ...bounds, below: chapterSize(depths), from: smallest });
  return byNumber(all, depths, { unlisted, among: withoutLabels(among.map(({ candidate }) => candidate)) });
}

/** Without titles that come again and again: they head boxes or parts of entries, as `Note` and `Summary` do. */
function withoutLabels(headings: readonly Weighed[]): Weighed[] {
  const counts = new Map<string, number>();
  for (const { title } of headings) counts.set(titleKey(title), (counts.get(titleKey(title)) ?? 0) + 1);
  return headings.filter(({ title }) => counts.get(titleKey(title))! <= MAX_LABELS);
}

const isPartTitle = ({ label, isLarge }: HeadingCandidate): boolean =>
  isLarge && HEADING_LABELS.get(label ?? '') === 'part';

/** The numbered candidates as they are counted: part by part where several parts begin with a chapter 1 of their own. */
function countedStretches<Candidate extends HeadingCandidate>(
  numbered: readonly Numbered<Candidate>[],
  all: readonly Candidate[],
): (readonly Numbered<Candidate>[])[] {
  const parts = new Map<Candidate, number>();
  let part = 0;
  for (const candidate of all) {
    if (isPartTitle(candidate)) part++;
    parts.set(candidate, part);
  }
  const stretches = [...Map.groupBy(numbered, ({ candidate }) => parts.get(candidate)).values()];
  const counted = stretches.filter((stretch) =>
    stretch.some(({ candidate, path }) => candidate.isLarge && path.length === 1 && path[0] === 1),
  );
  return counted.length > 1 ? stretches : [numbered];
}

function weighListed({ title, number, label, startPage, startTop }: SectionStart): HeadingCandidate {
  return {
    title,
    number,
    label,
    pageNumber: startPage,
    top: startTop ?? 0,
    size: 0,
    isLarge: true,
    isBold: false,
    isCapitals: false,
  };
}

/** The smallest size that more than a few headings have. */
function smallestUsual(sizes: readonly number[]): number {
  const sorted = sizes.filter((size) => size > 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * FEW_SHARE)] ?? 0;
}

interface Found {
  readonly candidate: HeadingCandidate;
  readonly depth: number;
}

function withListed(
  listed: readonly SectionStart[],
  added: readonly Found[],
  unlisted: readonly Found[],
): SectionStart[] {
  const shifts = listed.flatMap(({ number, level }) => {
    const path = numberPath(number);
    return path === null ? [] : [level - path.length];
  });
  const shift = shifts.sort((a, b) => a - b)[shifts.length >> 1] ?? 0;
  const numbered = added.map(({ candidate, depth }) => startOf(candidate, Math.max(1, depth + shift)));
  const deepest = Math.max(...[...listed, ...numbered].map(({ level }) => level));
  const below = unlisted.map(({ candidate, depth }) => startOf(candidate, deepest + depth));
  return inOrder([...listed, ...numbered, ...below]);
}

/** A book without contents: numbered headings, and those without a number that are set like chapters. */
function byNumber(
  all: readonly Weighed[],
  depths: ReadonlyMap<Weighed, number>,
  {
    unlisted,
    among,
  }: {
    /** Set smaller than all that is numbered. */
    readonly unlisted: readonly Found[];
    /** Set as large as sections that are numbered. */
    readonly among: readonly Weighed[];
  },
): SectionStart[] {
  const chapter = chapterSize(depths);
  const hasParts = all.some(isPartTitle);
  const shift = hasParts ? 1 : 0;
  const first = [...depths.keys()][0]!;
  const starts = all.flatMap((candidate): SectionStart[] => {
    const depth = depths.get(candidate);
    if (depth !== undefined) return [startOf(candidate, depth + shift)];
    if (!candidate.isLarge) return [];
    if (isPartTitle(candidate)) return [startOf(candidate, 1)];
    if (candidate.number !== null || candidate.size < chapter * (1 - SAME_SIZE)) return [];
    // The title page is set as large as any chapter.
    const isTitle = candidate.pageNumber < first.pageNumber && !isMatterTitle(candidate.title);
    return isTitle ? [] : [startOf(candidate, 1 + shift)];
  });
  const deepest = shift + Math.max(...depths.values());
  const below = unlisted.map(({ candidate, depth }) => startOf(candidate, deepest + depth));
  const beside = among.map((candidate) => startOf(candidate, shift + depthOfSize(candidate.size, depths)));
  return inOrder([...starts, ...beside, ...below]);
}

/** The usual size of chapters, in points; of all that is numbered where none of it is one. */
function chapterSize(depths: ReadonlyMap<Weighed, number>): number {
  const top = [...depths].filter(([, depth]) => depth === 1).map(([{ size }]) => size);
  const sizes = (top.length > 0 ? top : [...depths].map(([{ size }]) => size)).sort((a, b) => a - b);
  return sizes[sizes.length >> 1]!;
}

/** How deep sections are numbered whose headings are nearest to a size; below chapters. */
function depthOfSize(size: number, depths: ReadonlyMap<Weighed, number>): number {
  const [nearest] = [...depths]
    .filter(([{ isLarge }, depth]) => isLarge && depth > 1)
    .sort(([a], [b]) => Math.abs(a.size - size) - Math.abs(b.size - size));
  return nearest?.[1] ?? 2;
}

/** Formulas and notes of music are set large too: most letters of a heading are in words. */
const isWorded = (title: string): boolean => {
  const count = (pattern: RegExp): number =>
    (title.match(pattern) ?? []).reduce((sum, part) => sum + part.length, 0);
  const letters = count(/\p{L}/gu);
  return (
    letters + count(/\s/g) > 0.75 * title.length &&
    count(/\p{L}{2,}|\p{Lo}/gu) >= 0.6 * letters &&
    !/[~=≤≥∈αβγ]/u.test(title)
  );
};

/** Share of the lines of a size that must stand in rows of their own: else they are lists of names, tables or scores. */
const ALONE_SHARE = 0.6;

/** Those that are headings by size alone: in words, in sizes whose lines have nothing beside them. */
function plainHeadings(
  all: readonly Weighed[],
  { body, pages }: { readonly body: number; readonly pages: readonly HeadingPage[] },
): Weighed[] {
  const byNumber = new Map(pages.map((page) => [page.pageNumber, page]));
  const large = all.filter(({ isLarge, size, title }) => isLarge && size > body * 1.1 && isWorded(title));
  const counts = new Map<number, { all: number; alone: number }>();
  for (const candidate of large) {
    const page = byNumber.get(candidate.pageNumber);
    const count = counts.get(candidate.size) ?? { all: 0, alone: 0 };
    count.all++;
    if (page && hasOwnRow(candidate, page)) count.alone++;
    counts.set(candidate.size, count);
  }
  return large.filter(({ size }) => {
    const count = counts.get(size)!;
    return count.alone >= count.all * ALONE_SHARE;
  });
}

/** A document without numbers: the sizes of type above the body's are its levels. */
function byType(large: readonly Weighed[]): SectionStart[] {
  const sizes: { size: number; count: number }[] = [];
  for (const { size } of [...large].sort((a, b) => b.size - a.size)) {
    const same = sizes.find((one) => Math.abs(one.size - size) <= SAME_SIZE * one.size);
    if (same) same.count++;
    else sizes.push({ size, count: 1 });
  }
  // What is set once, on the first page, above all that comes again, is the title of the document and its authors.
  const firstPage = large.filter(({ pageNumber }) => pageNumber === 1);
  const countOf = (candidate: Weighed): number =>
    sizes.find(({ size }) => Math.abs(size - candidate.size) <= SAME_SIZE * size)?.count ?? 0;
  const again = firstPage.findIndex((candidate) => countOf(candidate) > 1);
  const titles = new Set(
    firstPage
      .slice(0, again < 0 ? 1 : again)
      .flatMap(({ size }) =>
        sizes.filter((one) => one.count === 1 && Math.abs(one.size - size) <= SAME_SIZE * one.size),
      ),
  );
  const levels = sizes.filter((size) => !titles.has(size)).slice(0, MAX_TYPE_LEVELS);
  return inOrder(
    large.flatMap((candidate) => {
      const level = levels.findIndex(({ size }) => Math.abs(size - candidate.size) <= SAME_SIZE * size);
      return level < 0 ? [] : [startOf(candidate, level + 1)];
    }),
  );
}

function startOf({ title, number, label, pageNumber, top }: HeadingCandidate, level: number): SectionStart {
  return { title, number, label, level, startPage: pageNumber, startTop: top, origin: 'headings' };
}

function inOrder(starts: readonly SectionStart[]): SectionStart[] {
  const seen = new Set<string>();
  let before: { readonly page: number; readonly top: number } = { page: 0, top: 0 };
  return starts
    .map((start, index) => {
      // Where the top is unknown, it is below the one before it in the contents.
      const onPage = before.page === start.startPage ? before.top : 0;
      before = { page: start.startPage, top: start.startTop ?? onPage };
      return { start, index, top: before.top };
    })
    .sort((a, b) => a.start.startPage - b.start.startPage || a.top - b.top || a.index - b.index)
    .map(({ start }) => start)
    .filter(({ title, number, startPage }) => {
      const key = `${startPage} ${number} ${titleKey(title)}`;
      return !seen.has(key) && Boolean(seen.add(key));
    });
}
