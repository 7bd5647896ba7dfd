import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { HEADING_LABELS, type HeadingText, readHeadingText, titleKey } from './heading-text.ts';
import { numberPath } from './number-chain.ts';

/** An entry of a printed table of contents. */
export interface ContentsEntry {
  readonly title: string;
  readonly number: string | null;
  readonly label: string | null;
  /** 1 for the highest. */
  readonly level: number;
  /** The page as printed there: `iv`, `12`, `3-4`; null for a part that names none. */
  readonly pageLabel: string | null;
  /** Physical page of the contents on which the entry stands. */
  readonly pageNumber: number;
}

interface Row {
  readonly pieces: readonly HeadingLine[];
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly size: number;
}

interface Draft {
  readonly text: string;
  readonly pageLabel: string | null;
  readonly pageNumber: number;
  readonly indent: number;
  readonly size: number;
}

/** Contents stand in the first pages of a book, at most this share of it (or this many pages), or in the last ones. */
const FIRST_SHARE = 0.2;
const FIRST_PAGES = 30;
const LAST_SHARE = 0.08;
const MIN_ENTRIES = 3;
/** Share of a list that must rise to be contents: two lists one after the other are one half each. */
const RISING_SHARE = 0.5;
/** Share of the rows of a page that must end in numbers where these stand at no edge. */
const LOOSE_SHARE = 0.6;
/** Share of a page's numbers that end a column of contents. */
const COLUMN_SHARE = 0.2;
/** Points by which indents of one level differ at most. */
const SAME_INDENT = 4;

const LEADER = String.raw`(?:\s*[.·•…_‧∙]){3,}\s*`;
const PAGE_LABEL = String.raw`\d{1,4}|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|[A-Z]-\d{1,3}|\d{1,2}[-\u2013]\d{1,3}`;
const WITH_LEADER = new RegExp(`^(.*?)${LEADER}(${PAGE_LABEL})$`, 'u');
const GLUED = /^(\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+)\.?(?=\p{L})(.*)$/u;
const LABEL_ONLY = new RegExp(`^(?:${PAGE_LABEL})$`, 'u');
const LABEL_LAST = new RegExp(String.raw`^(.*\S)\s+(${PAGE_LABEL})$`, 'u');
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
  const runs: Draft[][] = [];
  let run: Draft[] = [];
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
  const longest = lists.reduce<Draft[]>((best, next) => (next.length > best.length * 1.2 ? next : best), []);
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
function risingPart(drafts: readonly Draft[]): Draft[] {
  const ranked = drafts.flatMap((draft, index) =>
    draft.pageLabel === null ? [] : [{ index, rank: rank(draft.pageLabel) }],
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
): (Draft | 'break')[] | null {
  const all = rowsOf(page);
  const isRunning = (row: Row, index: number): boolean =>
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
  const drafts: (Draft | 'break')[] = [];
  let pending: Row | null = null;
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
  row: Row,
  {
    text,
    pageLabel,
    right,
  }: { readonly text: string; readonly pageLabel: string | null; readonly right: number },
): Draft {
  // Margins alternate between left and right pages: the right edge moves with them.
  return { text, pageLabel, pageNumber: page.pageNumber, indent: row.x0 - right, size: row.size };
}

/** The first line of an entry over two lines is long, and the second is not the beginning of another. */
function runsOn(first: Row, second: Row, right: number): boolean {
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

function joinRows(first: Row, second: Row): Row {
  return { ...first, text: joinTexts(first.text, second.text), x1: second.x1, y1: second.y1 };
}

/** A page whose contents stand in columns, as a page for each: columns end where many page numbers do. */
function columnsOf(page: HeadingPage): HeadingPage[] {
  const { lines, width } = page;
  const isEntry = ({ text }: HeadingLine): boolean => WITH_LEADER.test(text) || LABEL_LAST.test(text);
  const ends = lines.filter((line) => isEntry(line) || LABEL_ONLY.test(line.text));
  const near = (edge: number): HeadingLine[] => ends.filter(({ x1 }) => Math.abs(x1 - edge) < SAME_INDENT);
  const edge = ends
    .map(({ x1 }) => x1)
    .filter((x1) => near(x1).length >= Math.max(MIN_ENTRIES, ends.length * COLUMN_SHARE))
    .sort((a, b) => a - b)[0];
  if (edge === undefined) return [page];
  const isRight = ({ x0 }: HeadingLine): boolean => x0 > edge + SAME_INDENT;
  const right = lines.filter(isRight);
  const titles = right.filter(({ text, x1 }) => /\p{L}{2}/u.test(text) && x1 - edge > width * 0.15);
  const across = lines.filter((line) => !isRight(line) && line.x1 > edge + SAME_INDENT);
  const ended = right.filter((line) => isEntry(line) || LABEL_ONLY.test(line.text));
  if (titles.length < MIN_ENTRIES || ended.length < MIN_ENTRIES || across.length * 10 > lines.length)
    return [page];
  return [
    { ...page, lines: lines.filter((line) => !isRight(line)) },
    ...columnsOf({ ...page, lines: right }),
  ];
}

function rowsOf({ lines }: HeadingPage): Row[] {
  const sorted = [...lines].sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1);
  const groups: HeadingLine[][] = [];
  for (const line of sorted) {
    const group = groups.at(-1);
    const anchor = group?.[0];
    const middle = (line.y0 + line.y1) / 2;
    if (group && anchor && middle > anchor.y0 && middle < anchor.y1) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => {
    const pieces = group.sort((a, b) => a.x0 - b.x0);
    return {
      pieces,
      text: pieces.map(({ text }) => text).join(' '),
      x0: pieces[0]!.x0,
      x1: Math.max(...pieces.map(({ x1 }) => x1)),
      y0: Math.min(...pieces.map(({ y0 }) => y0)),
      y1: Math.max(...pieces.map(({ y1 }) => y1)),
      size: pieces[0]!.size,
    };
  });
}

/** Where most rows that end in a page number end. */
function rightEdge(rows: readonly Row[]): number {
  const ends = rows.filter(({ text }) => WITH_LEADER.test(text) || LABEL_LAST.test(text)).map(({ x1 }) => x1);
  let best = 0;
  let most = 0;
  for (const end of ends) {
    const near = ends.filter((other) => Math.abs(other - end) < SAME_INDENT).length;
    if (near > most || (near === most && end > best)) [best, most] = [end, near];
  }
  return best;
}

/** `right`: where the number must end; null: anywhere. */
function readRow(
  row: Row,
  right: number | null,
): { readonly title: string; readonly pageLabel: string } | null {
  const led = WITH_LEADER.exec(row.text);
  if (led) return { title: led[1]!.trim(), pageLabel: led[2]! };
  const last = row.pieces.at(-1)!;
  if (right !== null && Math.abs(row.x1 - right) > SAME_INDENT) return null;
  if (row.pieces.length > 1 && LABEL_ONLY.test(last.text)) {
    const title = row.pieces
      .slice(0, -1)
      .map(({ text }) => text)
      .join(' ')
      .replace(new RegExp(`${LEADER}$`, 'u'), '');
    return /\p{L}/u.test(title) ? { title: title.trim(), pageLabel: last.text } : null;
  }
  const words = LABEL_LAST.exec(row.text);
  if (!words || !/\p{L}{2}/u.test(words[1]!)) return null;
  return { title: words[1]!.replace(/(?:\s+[.·•…\\\u2013\u2014])+$/u, '').trim(), pageLabel: words[2]! };
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** The value of a Roman numeral; null for anything else. */
export function romanValue(text: string): number | null {
  const letters = text.toLowerCase();
  if (!/^[ivxlcdm]+$/.test(letters)) return null;
  let value = 0;
  for (const [index, letter] of [...letters].entries()) {
    const here = ROMAN[letter]!;
    value += here < (ROMAN[letters[index + 1] ?? ''] ?? 0) ? -here : here;
  }
  return value;
}

/** Front matter in Roman numerals comes before page 1. */
function rank(label: string): number {
  const plain = /^\d+$/.test(label) ? Number(label) : null;
  if (plain !== null) return plain;
  const compound = /^(\d+)[-\u2013](\d+)$/.exec(label);
  if (compound) return Number(compound[1]) * 1000 + Number(compound[2]);
  return -5000 + (romanValue(label) ?? 9000);
}

interface Cluster {
  readonly indent: number;
  readonly size: number;
  readonly members: number[];
  level: number;
}

function clustersOf(drafts: readonly Draft[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const [index, { indent, size }] of drafts.entries()) {
    const home = clusters.find(
      (one) => Math.abs(one.indent - indent) < SAME_INDENT && Math.abs(one.size - size) < 0.6,
    );
    if (home) home.members.push(index);
    else clusters.push({ indent, size, members: [index], level: 0 });
  }
  clusters.sort((a, b) =>
    Math.abs(a.indent - b.indent) < SAME_INDENT ? b.size - a.size : a.indent - b.indent,
  );
  return clusters;
}

/**
 * `A Glossary` after `15 Under the Hood` is appendix A, and `I Basics` before `II Advanced` part I: a lone capital is a
 * number where it goes on in its list. Writes into `texts`.
 */
function readLoneCapitals(members: readonly number[], texts: HeadingText[]): void {
  const isNumbered = (index: number): boolean => texts[index]!.number !== null;
  const hasTwo = members.some((index) => texts[index]!.number === 'II');
  if (members.filter(isNumbered).length * 3 < members.length && !hasTwo) return;
  let expected = 'A';
  for (const index of members) {
    const text = texts[index]!;
    const capital = /^([A-Z])\s+(\S.*)$/u.exec(text.name);
    if (
      text.number === null &&
      capital &&
      (capital[1] === expected || (hasTwo && 'IVX'.includes(capital[1]!)))
    ) {
      texts[index] = { number: capital[1]!, name: capital[2]!, label: text.label };
    }
    if (texts[index]!.number === expected) expected = String.fromCharCode(expected.charCodeAt(0) + 1);
  }
}

/**
 * `4.10Groups` after `4.9 Pages`, `A.2.Files` after `A.1.Names`: a number too wide for its place, or set without a space,
 * runs into its title. It is one where it goes on from the number before it. Writes into `texts`.
 */
function readGlued(texts: HeadingText[]): void {
  let before: readonly number[] = [];
  for (const [index, text] of texts.entries()) {
    const glued = text.number === null ? GLUED.exec(text.name) : null;
    const path = numberPath(glued?.[1] ?? null);
    if (glued && path && goesOn(before, path)) {
      texts[index] = { number: glued[1]!, name: glued[2]!, label: text.label };
    }
    before = numberPath(texts[index]!.number) ?? before;
  }
}

/** `5.1` goes on from `4.10.2` as a new chapter's first does; so do `4.10.3`, `4.11`, `4.10.2.1` and `5`. */
function goesOn(before: readonly number[], next: readonly number[]): boolean {
  const last = next.length - 1;
  const isSame = (count: number): boolean => next.slice(0, count).every((step, at) => step === before[at]);
  if (next.length > before.length)
    return isSame(before.length) && next.slice(before.length).every((step) => step === 1);
  return isSame(last) && next[last] === before[last]! + 1;
}

/** Levels by the depth of numbers, and by indent and type where there are none. */
function withLevels(drafts: readonly Draft[]): ContentsEntry[] {
  const texts: HeadingText[] = drafts.map(({ text }) => readHeadingText(text));
  readGlued(texts);
  const clusters = clustersOf(drafts);
  for (const { members } of clusters) readLoneCapitals(members, texts);
  let before: Cluster | null = null;
  for (const cluster of clusters) {
    const depth = depthOf(cluster, texts);
    const above = before && depthOf(before, texts);
    if (!before) cluster.level = 1;
    else if (depth !== null && above !== null && !isParts(before, texts)) {
      cluster.level = Math.max(1, before.level + Math.sign(depth - above));
    } else cluster.level = before.level + 1;
    before = cluster;
  }
  const numbered = clusters.filter((cluster) => depthOf(cluster, texts) !== null && !isParts(cluster, texts));
  const base =
    numbered.length === 0 ? 0 : Math.min(...numbered.map((one) => one.level - shallowest(one, texts)));
  return drafts.map((draft, index) => {
    const { number, label, name } = texts[index]!;
    const cluster = clusters.find(({ members }) => members.includes(index))!;
    const byNumber =
      number !== null && /[.\d]/.test(number) && label === null ? base + number.split('.').length : null;
    return {
      title: name === '' ? draft.text : name,
      number: name === '' ? null : number,
      label,
      level: Math.max(1, byNumber ?? cluster.level),
      pageLabel: draft.pageLabel,
      pageNumber: draft.pageNumber,
    };
  });
}

/** Depth of most numbers in a cluster; null where most entries have none. */
function depthOf({ members }: Cluster, texts: readonly HeadingText[]): number | null {
  const depths = members.flatMap((index) => {
    const { number } = texts[index]!;
    return number === null ? [] : [number.split('.').length];
  });
  if (depths.length * 2 < members.length) return null;
  return depths.sort((a, b) => a - b)[depths.length >> 1]!;
}

/** The least depth that more than a few numbers of a cluster have: where nothing is indented, all are in one. */
function shallowest({ members }: Cluster, texts: readonly HeadingText[]): number {
  const depths = members
    .flatMap((index) => texts[index]!.number?.split('.').length ?? [])
    .sort((a, b) => a - b);
  return depths[Math.floor(depths.length * 0.03)]!;
}

function isParts({ members }: Cluster, texts: readonly HeadingText[]): boolean {
  const parts = members.filter((index) => {
    const { label, number } = texts[index]!;
    return HEADING_LABELS.get(label ?? '') === 'part' || (number !== null && /^[IVX]+$/.test(number));
  });
  return parts.length * 2 > members.length;
}
