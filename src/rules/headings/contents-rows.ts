import type { HeadingLine, HeadingPage } from './heading-page.ts';

/** A row of a page of contents, whatever it is made of. */
export interface ContentsRow extends Omit<HeadingLine, 'mixed' | 'bold'> {
  readonly pieces: readonly HeadingLine[];
}

/** Points by which indents of one level differ at most. */
export const SAME_INDENT = 4;

/** Fewer entries than this are no contents. */
export const MIN_ENTRIES = 3;
/** Share of a page's numbers that end a column of contents. */
const COLUMN_SHARE = 0.2;

const LEADER = String.raw`(?:\s*[.·•…_‧∙]){3,}\s*`;
const PAGE_LABEL = String.raw`\d{1,4}|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|[A-Z]-\d{1,3}|\d{1,2}[-\u2013]\d{1,3}`;
/** A title, dots that lead to its page, and that page. */
export const WITH_LEADER = new RegExp(`^(.*?)${LEADER}(${PAGE_LABEL})$`, 'u');
const LABEL_ONLY = new RegExp(`^(?:${PAGE_LABEL})$`, 'u');
const LABEL_LAST = new RegExp(String.raw`^(.*\S)\s+(${PAGE_LABEL})$`, 'u');

/** A page whose contents stand in columns, as a page for each: columns end where many page numbers do. */
export function columnsOf(page: HeadingPage): HeadingPage[] {
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

/** The lines of a page that stand beside one another, as rows from the top. */
export function rowsOf({ lines }: HeadingPage): ContentsRow[] {
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
export function rightEdge(rows: readonly ContentsRow[]): number {
  const ends = rows.filter(({ text }) => WITH_LEADER.test(text) || LABEL_LAST.test(text)).map(({ x1 }) => x1);
  let best = 0;
  let most = 0;
  for (const end of ends) {
    const near = ends.filter((other) => Math.abs(other - end) < SAME_INDENT).length;
    if (near > most || (near === most && end > best)) [best, most] = [end, near];
  }
  return best;
}

/** The title and the page of a row that ends in one; null for any other. `right`: where the number must end; null: anywhere. */
export function readRow(
  row: ContentsRow,
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
