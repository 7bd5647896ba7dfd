import { bodySize, LARGER } from './body-type.ts';
import type { ContentsEntry } from './contents-levels.ts';
import type { HeadingPage } from './heading-page.ts';
import { titleKey } from './heading-text.ts';
import { locateTitle, type TitlePlace } from './locate-title.ts';
import { romanValue } from './page-rank.ts';
import { type IsMarginal, runningEdges } from './running-rows.ts';
import type { SectionStart } from './section.ts';

/** Titles shorter than this occur by chance. */
const TELLING = 6;

/** Entries before and after that tell the distance at one. */
const AROUND = 8;
/** What the distance of the whole book weighs against that of the titles around, each 1. */
const USUAL_WEIGHT = 1.5;
/** Pages by which a heading stands off where its contents say. */
const NEAR_PAGES = 4;

/** A title in the margin is a running head more often than a heading. */
const MARGINAL_WEIGHT = 0.25;

type Kind = 'arabic' | 'roman';

/**
 * Finds the headings that a table of contents lists: printed labels become physical pages by the labels of the file, by
 * the numbers printed on the pages, and by where the titles stand; the heading itself has the last word. An entry whose
 * heading is nowhere stands on the page its label leads to.
 */
export function placeContents(
  entries: readonly ContentsEntry[],
  {
    pages,
    pageLabels,
  }: { readonly pages: readonly HeadingPage[]; readonly pageLabels: readonly (string | null)[] },
): SectionStart[] {
  const byNumber = new Map(pages.map((page) => [page.pageNumber, page]));
  const listed = new Set(entries.map(({ pageNumber }) => pageNumber));
  const body = bodySize(pages);
  const large = body * LARGER;
  const isMarginal = runningEdges(pages, body);
  const titles = titlePlaces(entries, { pages, listed, isMarginal });
  const labels = labelledPages(pages, { pageLabels, isMarginal });
  const offsetsAt = readOffsets(entries, titles);
  /** The title on a page, from where the entry before it stands; a running head is none. */
  const locate = (
    { number, title }: ContentsEntry,
    pageNumber: number,
    { last, withHeads }: { readonly last: Place; readonly withHeads: boolean },
  ): Place | null => {
    const page = byNumber.get(pageNumber);
    if (!page || listed.has(pageNumber) || pageNumber < last.page) return null;
    const from = pageNumber === last.page ? last.index + 1 : 0;
    const isHead = ({ lines }: TitlePlace): boolean =>
      lines.every((line) => line.size < large && isMarginal(page, line));
    const found = locateTitle(page, { number, name: title }, from);
    if (!found || (!withHeads && isHead(found))) return null;
    return { page: pageNumber, index: found.index, top: found.top };
  };
  const starts: SectionStart[] = [];
  let last: Place = { page: 0, index: -1, top: 0 };
  for (const [at, entry] of entries.entries()) {
    const known = { labels, offsets: offsetsAt(at), last: last.page };
    const expected = expectedPages(entry, known);
    const sightings = (titles.get(titleKey(entry.title)) ?? []).filter(({ page }) => page >= last.page);
    const first = expected[0] ?? null;
    const near = sightings
      .filter((seen) => !seen.isMarginal && first !== null && Math.abs(seen.page - first) <= NEAR_PAGES)
      .sort((a, b) => Math.abs(a.page - first!) - Math.abs(b.page - first!));
    const elsewhere = expected.length === 0 ? sightings : near;
    const candidates = [
      ...expected.flatMap((page) => [page, page + 1, page - 1]),
      ...elsewhere.map(({ page }) => page),
    ];
    const place =
      firstOf(candidates, (page) => locate(entry, page, { last, withHeads: false })) ??
      firstOf(expected.length === 0 ? candidates : expected, (page) =>
        locate(entry, page, { last, withHeads: true }),
      );
    const { title, number, label, level } = entry;
    if (place) {
      last = place;
      starts.push({
        ...{ title, number, label, level },
        startPage: place.page,
        startTop: place.top,
        origin: 'headings',
      });
      continue;
    }
    const page = expected.find((one) => byNumber.has(one)) ?? nextPage(entries.slice(at + 1), known);
    if (page === null) continue;
    starts.push({ title, number, label, level, startPage: page, startTop: null, origin: 'contents' });
  }
  return starts;
}

interface Place {
  readonly page: number;
  /** Of the line on its page. */
  readonly index: number;
  readonly top: number;
}

function firstOf<Found>(pages: Iterable<number>, find: (page: number) => Found | null): Found | null {
  for (const page of new Set(pages)) {
    const found = find(page);
    if (found) return found;
  }
  return null;
}

interface Sighting {
  readonly page: number;
  /** At the head or foot of its page, where running heads stand. */
  readonly isMarginal: boolean;
}

/** Pages on which lines read as each title, the contents left out. */
function titlePlaces(
  entries: readonly ContentsEntry[],
  {
    pages,
    listed,
    isMarginal,
  }: {
    readonly pages: readonly HeadingPage[];
    readonly listed: ReadonlySet<number>;
    readonly isMarginal: IsMarginal;
  },
): Map<string, Sighting[]> {
  // Of the listed titles alone: those of all lines of a long book would fill the memory.
  const places = new Map(entries.map(({ title }): [string, Sighting[]] => [titleKey(title), []]));
  places.delete('');
  for (const page of pages) {
    const { pageNumber, lines } = page;
    if (listed.has(pageNumber)) continue;
    for (const line of lines) {
      const { text } = line;
      if (text.length > 120) continue;
      const sighting = { page: pageNumber, isMarginal: isMarginal(page, line) };
      const bare = text.replace(/^(?:[\d.]+|[A-Z][.\d]*)\s+/u, '');
      for (const key of new Set([titleKey(text), titleKey(bare)])) {
        const known = places.get(key);
        if (!known) continue;
        if (known.at(-1)?.page !== pageNumber) known.push(sighting);
        else if (!sighting.isMarginal) known[known.length - 1] = sighting;
      }
    }
  }
  return places;
}

/** Physical pages by label: of the file, else as printed at the head or foot of the page. */
function labelledPages(
  pages: readonly HeadingPage[],
  {
    pageLabels,
    isMarginal,
  }: { readonly pageLabels: readonly (string | null)[]; readonly isMarginal: IsMarginal },
): Map<string, number[]> {
  const labelled = new Map<string, number[]>();
  const add = (label: string, page: number): void => {
    const known = labelled.get(label);
    if (!known) labelled.set(label, [page]);
    else if (!known.includes(page)) known.push(page);
  };
  for (const [index, label] of pageLabels.entries()) if (label) add(label, index + 1);
  for (const page of pages) {
    for (const line of page.lines) {
      if (!isMarginal(page, line)) continue;
      const printed = /^(?:\D{0,12}\s)?(\d{1,4}|[ivxlc]{1,8}|[A-Z\d]{1,2}[-\u2013]\d{1,3})$/u.exec(line.text);
      if (printed) add(printed[1]!, page.pageNumber);
    }
  }
  return labelled;
}

function numeralOf(label: string | null): { readonly kind: Kind; readonly value: number } | null {
  if (label === null) return null;
  if (/^\d+$/.test(label)) return { kind: 'arabic', value: Number(label) };
  const roman = romanValue(label);
  return roman === null ? null : { kind: 'roman', value: roman };
}

type Offsets = Readonly<Record<Kind, number | null>>;

/**
 * The distance from printed to physical pages at each entry: the one that most titles around it agree on, or most of
 * all. Numbers begin anew in later volumes, and contents that were printed too early drift. Null where no title tells.
 */
function readOffsets(
  entries: readonly ContentsEntry[],
  titles: ReadonlyMap<string, Sighting[]>,
): (at: number) => Offsets {
  const votes = entries.map(({ title, pageLabel }) => {
    const value = numeralOf(pageLabel);
    const key = titleKey(title);
    if (!value || key.length < TELLING) return null;
    const places = titles.get(key) ?? [];
    const offsets = places.map(({ page, isMarginal }) => ({
      offset: page - value.value,
      weight: (isMarginal ? MARGINAL_WEIGHT : 1) / places.length,
    }));
    return { kind: value.kind, offsets };
  });
  const bestOf = (kind: Kind, some: typeof votes, usual: number | null): number | null => {
    const sums = new Map<number, number>(usual === null ? [] : [[usual, USUAL_WEIGHT]]);
    for (const vote of some) {
      if (vote?.kind !== kind) continue;
      for (const { offset, weight } of vote.offsets) sums.set(offset, (sums.get(offset) ?? 0) + weight);
    }
    let best: number | null = null;
    let most = 0;
    for (const [offset, sum] of sums) if (sum > most) [best, most] = [offset, sum];
    return best;
  };
  const usual: Offsets = { arabic: bestOf('arabic', votes, null), roman: bestOf('roman', votes, null) };
  return (at) => {
    const around = votes.slice(Math.max(0, at - AROUND), at + AROUND + 1);
    return {
      arabic: bestOf('arabic', around, usual.arabic),
      roman: bestOf('roman', around, usual.roman),
    };
  };
}

interface Known {
  readonly labels: ReadonlyMap<string, number[]>;
  readonly offsets: Offsets;
  /** Physical page of the entry before. */
  readonly last: number;
}

function expectedPages({ pageLabel }: ContentsEntry, { labels, offsets, last }: Known): number[] {
  const value = numeralOf(pageLabel);
  if (pageLabel === null) return [];
  const offset = value && offsets[value.kind];
  const byOffset = value && offset !== null && offset !== undefined ? [value.value + offset] : [];
  const byLabel = labels.get(pageLabel) ?? [];
  const all = [...byOffset, ...byLabel.filter((page) => page >= last), ...byLabel];
  return [...new Set(all)].filter((page) => page >= 1);
}

/** A part without a page of its own begins where the first entry below it does. */
function nextPage(entries: readonly ContentsEntry[], known: Known): number | null {
  for (const entry of entries) {
    const [page] = expectedPages(entry, known);
    if (page !== undefined) return page;
  }
  return null;
}
