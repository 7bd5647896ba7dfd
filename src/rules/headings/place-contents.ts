import { type ContentsEntry, romanValue } from './contents.ts';
import type { HeadingPage } from './heading-page.ts';
import { titleKey } from './heading-text.ts';
import { locateTitle } from './locate-title.ts';
import type { SectionStart } from './section.ts';

/** Share of a page's height in which running heads and page numbers stand, above and below. */
const MARGIN = 0.11;
/** Titles shorter than this occur by chance. */
const TELLING = 6;

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
  const titles = titlePlaces(entries, pages, listed);
  const labels = labelledPages(pages, pageLabels);
  const offsets = { arabic: offsetOf(entries, titles, 'arabic'), roman: offsetOf(entries, titles, 'roman') };
  const starts: SectionStart[] = [];
  let last = { page: 0, index: -1 };
  for (const [at, entry] of entries.entries()) {
    const expected = expectedPages(entry, { labels, offsets, last: last.page });
    const wanted = { number: entry.number, name: entry.title };
    const candidates = expected.flatMap((page) => [page, page + 1, page - 1]);
    const elsewhere = (titles.get(titleKey(entry.title)) ?? [])
      .map(({ page }) => page)
      .filter((page) => page >= last.page);
    let place: { readonly page: number; readonly index: number; readonly top: number } | null = null;
    for (const pageNumber of new Set([...candidates, ...(expected.length === 0 ? elsewhere : [])])) {
      const page = byNumber.get(pageNumber);
      if (!page || listed.has(pageNumber) || pageNumber < last.page) continue;
      const from = pageNumber === last.page ? last.index + 1 : 0;
      const found = locateTitle(page, wanted, from);
      if (found) {
        place = { page: pageNumber, index: found.index, top: found.top };
        break;
      }
    }
    const { title, number, label, level } = entry;
    if (place) {
      last = { page: place.page, index: place.index };
      starts.push({
        title,
        number,
        label,
        level,
        startPage: place.page,
        startTop: place.top,
        origin: 'headings',
      });
      continue;
    }
    const page =
      expected.find((one) => byNumber.has(one)) ??
      nextPage(entries.slice(at + 1), { labels, offsets, last: last.page });
    if (page === null) continue;
    starts.push({ title, number, label, level, startPage: page, startTop: null, origin: 'contents' });
  }
  return starts;
}

interface Sighting {
  readonly page: number;
  /** At the head or foot of its page, where running heads stand. */
  readonly isMarginal: boolean;
}

/** Pages on which lines read as each title, the contents left out. */
function titlePlaces(
  entries: readonly ContentsEntry[],
  pages: readonly HeadingPage[],
  listed: ReadonlySet<number>,
): Map<string, Sighting[]> {
  // Of the listed titles alone: those of all lines of a long book would fill the memory.
  const places = new Map(entries.map(({ title }): [string, Sighting[]] => [titleKey(title), []]));
  places.delete('');
  for (const { pageNumber, lines, height } of pages) {
    if (listed.has(pageNumber)) continue;
    for (const { text, y0, y1 } of lines) {
      if (text.length > 120) continue;
      const sighting = { page: pageNumber, isMarginal: y1 < height * MARGIN || y0 > height * (1 - MARGIN) };
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
  pageLabels: readonly (string | null)[],
): Map<string, number[]> {
  const labelled = new Map<string, number[]>();
  const add = (label: string, page: number): void => {
    const known = labelled.get(label);
    if (!known) labelled.set(label, [page]);
    else if (!known.includes(page)) known.push(page);
  };
  for (const [index, label] of pageLabels.entries()) if (label) add(label, index + 1);
  for (const { pageNumber, lines, height } of pages) {
    for (const { text, y0, y1 } of lines) {
      if (y1 > height * MARGIN && y0 < height * (1 - MARGIN)) continue;
      const printed = /^(?:\D{0,12}\s)?(\d{1,4}|[ivxlc]{1,8}|[A-Z\d]{1,2}[-\u2013]\d{1,3})$/u.exec(text);
      if (printed) add(printed[1]!, pageNumber);
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

/** The distance from printed to physical pages that most titles agree on; null where none tells. */
function offsetOf(
  entries: readonly ContentsEntry[],
  titles: ReadonlyMap<string, Sighting[]>,
  kind: Kind,
): number | null {
  const votes = new Map<number, number>();
  for (const { title, pageLabel } of entries) {
    const value = numeralOf(pageLabel);
    const key = titleKey(title);
    if (value?.kind !== kind || key.length < TELLING) continue;
    const places = titles.get(key) ?? [];
    for (const { page, isMarginal } of places) {
      const offset = page - value.value;
      const weight = (isMarginal ? MARGINAL_WEIGHT : 1) / places.length;
      votes.set(offset, (votes.get(offset) ?? 0) + weight);
    }
  }
  let best: number | null = null;
  let most = 0;
  for (const [offset, count] of votes) if (count > most) [best, most] = [offset, count];
  return best;
}

interface Known {
  readonly labels: ReadonlyMap<string, number[]>;
  readonly offsets: Readonly<Record<Kind, number | null>>;
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
