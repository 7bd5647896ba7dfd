import { type ContentsDraft, type ContentsEntry, withLevels } from './contents-levels.ts';
import {
  type ContentsRow,
  columnsOf,
  MIN_ENTRIES,
  readRow,
  rightEdge,
  rowsOf,
  SAME_INDENT,
  WITH_LEADER,
} from './contents-rows.ts';
import type { HeadingPage } from './heading-page.ts';
import { HEADING_LABELS, readHeadingText, titleKey } from './heading-text.ts';
import { pageRank } from './page-rank.ts';

/** Contents stand in the first pages of a book, at most this share of it (or this many pages), or in the last ones. */
const FIRST_SHARE = 0.2;
const FIRST_PAGES = 30;
const LAST_SHARE = 0.08;
/** Share of a list that must rise to be contents: two lists one after the other are one half each. */
const RISING_SHARE = 0.5;
/** Share of the rows of a page that must end in numbers where these stand at no edge. */
const LOOSE_SHARE = 0.6;

const TITLE =
  /^(?:(?:table of |brief |short |detailed )?contents|inhalt(?:sverzeichnis|sübersicht)?|table des matières|sommaire|índice(?: general)?|contenidos?|sumário|indice(?: generale)?|sommario|inhoud(?:sopgave)?|spis treści|оглавление|содержание|innehåll|indhold(?:sfortegnelse)?|sisällys|obsah|tartalom(?:jegyzék)?|cuprins|içindekiler|目录|目錄|目次|もくじ|차례|목차)$/iu;
const OTHER_LIST =
  /^(?:list of |figures$|tables$|listings$|abbildungsverzeichnis|tabellenverzeichnis|table des figures|liste des )/i;

/** The printed table of contents, in its order; empty where there is none. Lists of figures and indexes are none. */
export function readContents(pages: readonly HeadingPage[]): ContentsEntry[] {
  const count = pages.length;
  const first = pages.slice(0, Math.max(FIRST_PAGES, Math.ceil(count * FIRST_SHARE)));
  const found = entriesOf(first);
  if (found.length >= MIN_ENTRIES) return found;
  return entriesOf(pages.slice(count - Math.ceil(count * LAST_SHARE)));
}

function entriesOf(wholePages: readonly HeadingPage[]): ContentsEntry[] {
  const pages = wholePages.flatMap(columnsOf);
  const runs: ContentsDraft[][] = [];
  let run: ContentsDraft[] = [];
  let lastPage = Number.NEGATIVE_INFINITY;
  const close = (): void => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  const heads = runningHeads(pages);
  let isRagged = false;
  for (const page of pages) {
    // The last page of the contents may hold what is left of them.
    const goesOn = page.pageNumber === lastPage || page.pageNumber === lastPage + 1;
    const isHeaded = isTitled(page, 1.15);
    isRagged = isHeaded || isTitled(page, 0) || (isRagged && goesOn);
    const drafts = draftsOf(page, heads, { minEntries: goesOn ? 1 : MIN_ENTRIES, isRagged });
    if (!drafts) continue;
    // Short contents come before the contents.
    if (isHeaded || page.pageNumber > lastPage + 2) close();
    lastPage = page.pageNumber;
    for (const draft of drafts) {
      if (draft === 'break') close();
      else run.push(draft);
    }
  }
  close();
  // A list of figures is shorter than the contents, and an index does not rise.
  const lists = runs.map(risingPart);
  const longest = lists.reduce<ContentsDraft[]>(
    (best, next) => (next.length > best.length * 1.2 ? next : best),
    [],
  );
  return longest.length < MIN_ENTRIES ? [] : withLevels(longest);
}

/** Lines at the head or foot that come again on the next page or the one after, by their letters. */
function runningHeads(pages: readonly HeadingPage[]): ReadonlySet<string> {
  const seen = new Map<string, { readonly pageNumber: number; readonly size: number }>();
  const heads = new Set<string>();
  for (const page of pages) {
    const rows = rowsOf(page);
    for (const row of new Set([rows[0], rows.at(-1)])) {
      // Entries of one name at the edges of two pages are entries all the same.
      const isEntry = row && (WITH_LEADER.test(row.text) || readHeadingText(row.text).number?.includes('.'));
      const key = row && !isEntry ? lettersOf(row.text) : '';
      if (!row || key === '') continue;
      // The chapter that an entry names has its heading further on, and larger.
      const before = seen.get(key);
      const isNear = before !== undefined && page.pageNumber - before.pageNumber <= 2;
      if (isNear && Math.abs(before.size - row.size) < 0.1 * row.size) heads.add(key);
      seen.set(key, { pageNumber: page.pageNumber, size: row.size });
    }
  }
  return heads;
}

const lettersOf = (text: string): string => titleKey(text.replaceAll(/\b[ivxlc]+\b|\d/gi, ' '));

/** A page headed `Contents`, in any of the languages read here, so many times larger than what is below. */
function isTitled({ lines }: HeadingPage, larger: number): boolean {
  const sizes = lines.map(({ size }) => size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  return lines.some(({ text, size }) => size >= usual * larger && TITLE.test(text.trim()));
}

/** The longest part of a list whose page numbers never fall; nothing when much is left out: an index. */
function risingPart(drafts: readonly ContentsDraft[]): ContentsDraft[] {
  const ranked = drafts.flatMap((draft, index) =>
    draft.pageLabel === null ? [] : [{ index, rank: pageRank(draft.pageLabel) }],
  );
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, { rank: here }] of ranked.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranked[tails[middle]!]!.rank <= here) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? tails[low - 1]! : -1);
    tails[low] = at;
  }
  if (tails.length < ranked.length * RISING_SHARE) return [];
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) kept.add(ranked[at]!.index);
  return drafts.filter((draft, index) => draft.pageLabel === null || kept.has(index));
}

/** The entries of a page, `break` where another list begins; null for a page that holds no contents. */
function draftsOf(
  page: HeadingPage,
  heads: ReadonlySet<string>,
  { minEntries, isRagged }: { readonly minEntries: number; readonly isRagged: boolean },
): (ContentsDraft | 'break')[] | null {
  const all = rowsOf(page);
  const isRunning = (row: ContentsRow, index: number): boolean =>
    (index === 0 || index === all.length - 1) &&
    heads.has(lettersOf(row.text)) &&
    !WITH_LEADER.test(row.text);
  const rows = all.filter((row, index) => !isRunning(row, index));
  const edge = rightEdge(rows);
  const atEdge = rows.map((row) => readRow(row, edge));
  const ragged = isRagged ? rows.map((row) => readRow(row, null)) : atEdge;
  const count = (some: typeof atEdge): number => some.filter((one) => one !== null).length;
  // Numbers that follow their titles at once end anywhere: indents are told from the left then.
  const isLoose = count(ragged) > 2 * count(atEdge) && count(ragged) > rows.length * LOOSE_SHARE;
  const read = isLoose ? ragged : atEdge;
  const right = isLoose ? Math.min(...rows.filter((_, at) => read[at]).map(({ x0 }) => x0)) : edge;
  const entries = count(read);
  const worded = rows.filter(({ text }) => /\p{L}{2}/u.test(text)).length;
  if (entries < minEntries || entries < worded * 0.45) return null;
  const drafts: (ContentsDraft | 'break')[] = [];
  let pending: ContentsRow | null = null;
  for (const [index, row] of rows.entries()) {
    const entry = read[index];
    if (!entry) {
      const heading = readHeadingText(row.text);
      if (OTHER_LIST.test(row.text.trim())) drafts.push('break');
      const isHead = row.y1 < page.height * 0.1 || row.y0 > page.height * 0.92;
      if (HEADING_LABELS.get(heading.label ?? '') === 'part') {
        drafts.push(draftOf(page, row, { text: row.text, pageLabel: null, right }));
        pending = null;
      } else if (!isHead && /\p{L}{2}/u.test(row.text)) {
        pending = pending && runsOn(pending, row, right) ? joinRows(pending, row) : row;
      }
      continue;
    }
    const joined = pending && runsOn(pending, row, right) ? pending : null;
    pending = null;
    const text = joined ? joinTexts(joined.text, entry.title) : entry.title;
    if (text === '') continue;
    drafts.push(draftOf(page, joined ?? row, { text, pageLabel: entry.pageLabel, right }));
  }
  return drafts;
}

function draftOf(
  page: HeadingPage,
  row: ContentsRow,
  {
    text,
    pageLabel,
    right,
  }: { readonly text: string; readonly pageLabel: string | null; readonly right: number },
): ContentsDraft {
  // Margins alternate between left and right pages: the right edge moves with them.
  return { text, pageLabel, pageNumber: page.pageNumber, indent: row.x0 - right, size: row.size };
}

/** The first line of an entry over two lines is long, and the second is not the beginning of another. */
function runsOn(first: ContentsRow, second: ContentsRow, right: number): boolean {
  const gap = second.y0 - first.y1;
  // A title over the list is set larger than its entries.
  if (Math.abs(first.size - second.size) > 0.15 * second.size) return false;
  if (gap > first.size || readHeadingText(second.text).number !== null) return false;
  return first.x1 - first.x0 > 0.5 * (right - first.x0) || second.x0 > first.x0 + SAME_INDENT;
}

/** A title over two lines, in one: a word divided at the end of the first is one again. */
function joinTexts(first: string, second: string): string {
  return /\p{Ll}-$/u.test(first) && /^\p{Ll}/u.test(second)
    ? first.slice(0, -1) + second
    : `${first} ${second}`;
}

function joinRows(first: ContentsRow, second: ContentsRow): ContentsRow {
  return { ...first, text: joinTexts(first.text, second.text), x1: second.x1, y1: second.y1 };
}
