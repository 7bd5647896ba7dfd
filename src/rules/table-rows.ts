import { multiply, within } from '../domain/decimal.ts';
import { type Box, union, type Word } from '../domain/page-text.ts';
import type { Amount } from './amount.ts';
import type { ColumnRole } from './column-titles.ts';
import { type FoundAmount, findAmounts } from './find-amounts.ts';
import { type Line, lineOf, splitLine } from './lines.ts';
import { type RowLabel, rowLabel } from './row-label.ts';
import type { PlacedWord } from './straighten.ts';
import { type AssignOptions, type CellLine, isNumericText, type LineCell } from './table-cells.ts';
import { type Column, NUMERIC_ROLES } from './table-header.ts';

/** What a row of a table is. `group`: a heading that carries the sum of the rows below it. */
export type RowKind =
  | 'item'
  | 'heading'
  | 'group'
  | 'sub-total'
  | 'total'
  | 'tax'
  | 'discount'
  | 'round-off'
  | 'carried'
  | 'payment';

/** What stands in one column of one row. Words and box are those of the page as it is. */
export interface Cell {
  readonly role: ColumnRole;
  readonly text: string;
  readonly words: readonly Word[];
  readonly box: Box;
  /** The number in it; null in columns of text and where it cannot be read. */
  readonly amount: Amount | null;
}

/** One row, which may stand on several lines. */
export interface TableRow {
  readonly kind: RowKind;
  /** What its words say, when they name a total, a tax and so on. */
  readonly label: RowLabel | null;
  /** Cells by role; of several columns with one role (CGST and SGST), the first. */
  readonly cells: Readonly<Partial<Record<ColumnRole, Cell>>>;
  /** Cells by column. */
  readonly all: readonly (Cell | null)[];
  readonly pageNumber: number;
  readonly box: Box;
  /** The same on the straightened page. */
  readonly flat: Box;
  readonly text: string;
  /** Name and amount are all it has. */
  readonly bare: boolean;
  /** Left edge of its name on the straightened page. */
  readonly indent: number;
  /** The heading or group it stands under; null for none. */
  readonly section: string | null;
}

const MONEY_ROLES: readonly ColumnRole[] = ['amount', 'gross', 'taxable', 'rate'];

interface Draft {
  readonly lines: CellLine[];
  readonly money: boolean;
}

function nonNumbers(entry: CellLine): string {
  return entry.cells
    .flatMap((cell) => (cell ? cell.words.filter((word) => !cell.amount?.words.includes(word)) : []))
    .map((word) => word.text)
    .join(' ');
}

function roleCell(entry: CellLine, columns: readonly Column[], role: ColumnRole): LineCell | null {
  return entry.cells[columns.findIndex((column) => column.role === role)] ?? null;
}

function description(entry: CellLine, columns: readonly Column[]): LineCell | null {
  return roleCell(entry, columns, 'description');
}

/** True when a number stands where the numbers of its column stand. */
function stands(cell: LineCell | null, column: Column | undefined, size: number): boolean {
  if (!cell?.amount || !column) return false;
  const [x0, , x1] = cell.amount.box;
  return (
    Math.abs(x1 - column.x1) < 1.6 * size ||
    Math.abs(x0 - column.x0) < 1.6 * size ||
    Math.abs(x0 + x1 - column.x0 - column.x1) < 2.4 * size ||
    Math.min(x1, column.x1) - Math.max(x0, column.x0) > 0.3 * Math.min(x1 - x0, column.x1 - column.x0)
  );
}

/** True for a line that is a charge: its amount, or quantity and rate, stand in their columns. */
export function isCharge(entry: CellLine, columns: readonly Column[], options: AssignOptions): boolean {
  const { size } = entry.line;
  // Without titles only the way a number is written tells money from years, house numbers and telephones.
  const untitled = columns.every((one) => one.title === '');
  if (untitled && !/\d[.,]\s?\d{2}\D*$/.test(roleCell(entry, columns, 'amount')?.amount?.text ?? ''))
    return false;
  const column = (role: ColumnRole): Column | undefined => columns.find((one) => one.role === role);
  const ok = (role: ColumnRole): boolean => stands(roleCell(entry, columns, role), column(role), size);
  // A number that recognition garbled is still a charge: it is told, not dropped.
  const garbled =
    options.ocr &&
    (ok('quantity') || ok('rate')) &&
    /\d/.test(roleCell(entry, columns, 'amount')?.text ?? '');
  return garbled || ok('amount') || ok('gross') || ok('taxable') || (ok('quantity') && ok('rate'));
}

/** Words of a line that stand to the left of its last amount, after the last wide gap. */
function labelBefore(
  line: Line,
  options: AssignOptions,
): { label: RowLabel; words: readonly PlacedWord[] } | null {
  const amounts = findAmounts(line.words, options);
  const last = amounts[amounts.length - 1];
  if (!last) return null;
  const tax = taxByRate(line, amounts);
  if (tax) return tax;
  const before = line.words.slice(0, last.first);
  const tail = before.filter((word) => !amounts.some((amount) => amount.words.includes(word)));
  if (tail.length === 0) return null;
  const pieces = splitLine(lineOf(line.pageNumber, tail));
  const piece = pieces[pieces.length - 1]!;
  const label = rowLabel(piece.text);
  return label?.certain ? { label, words: piece.words } : null;
}

/** A row of a tax summary: nothing but a rate, what it is taken of, and the tax that follows from them. */
function taxByRate(
  line: Line,
  amounts: readonly FoundAmount<PlacedWord>[],
): { label: RowLabel; words: readonly PlacedWord[] } | null {
  const word = line.words.find((one) => /^\d{1,2}(?:[.,]\d{1,2})?%$/.test(one.text));
  if (!word || amounts.length < 2 || line.words.some((one) => /\p{L}{4}/u.test(one.text))) return null;
  const rate = word.text.replace('%', '').replace(',', '.');
  const tax = amounts[amounts.length - 1]!;
  const base = amounts[amounts.length - 2]!;
  const fits = within(multiply(multiply(base.value, rate), '0.01'), tax.value, '0.01');
  return fits ? { label: { kind: 'tax', certain: true, of: '' }, words: [word] } : null;
}

/** True for a line that says it is a total, a tax, a discount or a payment, with its amount. */
export function isLabelled(line: Line, options: AssignOptions): boolean {
  return labelBefore(line, options) !== null;
}

function toCell(role: ColumnRole, words: readonly PlacedWord[], amount: Amount | null): Cell {
  const sources = words.map((word) => word.source);
  return {
    role,
    text: sources.map((word) => word.text).join(' '),
    words: sources,
    box: union(sources.map((word) => word.box)),
    amount,
  };
}

function opensBracket(text: string): boolean {
  return (text.match(/[([]/g) ?? []).length > (text.match(/[)\]]/g) ?? []).length;
}

const UPPER = /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u;

/** Where the letters of a line stand: the lower edge of its words without tails. */
function baseline(line: Line): number {
  const bottoms = (words: readonly PlacedWord[]): number[] =>
    words.map((word) => word.box[3]).sort((a, b) => a - b);
  const level = bottoms(line.words.filter((word) => !/[gjpqy(),;|[\]{}Q]/.test(word.text)));
  const all = level.length > 0 ? level : bottoms(line.words);
  return all[all.length >> 1]!;
}

const pitch = (a: Line, b: Line): number => baseline(b) - baseline(a);

/** Usual distance between rows that follow each other directly, in points; null when too few do. */
function rowPitch(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): number | null {
  const charges = entries.map((entry) => isCharge(entry, columns, options));
  const found = entries.flatMap((entry, index) =>
    charges[index] && charges[index + 1] ? [pitch(entry.line, entries[index + 1]!.line)] : [],
  );
  return found.length < 3 ? null : found.sort((a, b) => a - b)[found.length >> 1]!;
}

/** Decides whether a line of text only goes on with the row above it, or heads what follows. */
function goesOn(
  text: CellLine,
  above: CellLine,
  following: readonly CellLine[],
  columns: readonly Column[],
  usualPitch: number | null,
): boolean {
  const name = description(above, columns);
  if (!name || !description(text, columns)) return false;
  const { line } = text;
  const size = Math.max(line.size, above.line.size);
  const gapUp = line.box[1] - above.line.box[3];
  if (gapUp > 1.8 * size) return false;
  if (opensBracket(name.text) || /[,&/(-]$|\b(?:and|with|of|for|und|mit|et|de|y|e|en)$/i.test(name.text))
    return true;
  const first = line.words[0]!;
  if (/^[\p{Ll}(&/-]/u.test(first.text)) return true;
  const left = name.words[0]!.box[0];
  if (line.size > 1.25 * above.line.size || first.box[0] < left - 0.7 * size) return false;
  if (UPPER.test(line.text) && !UPPER.test(name.text)) return false;
  if (first.box[0] > left + 0.7 * size && first.box[0] < left + 6 * size) return true;
  // The lines of a wrapped name stand closer together than rows do.
  const up = pitch(above.line, line);
  if (usualPitch !== null && up > 0.88 * usualPitch) return false;
  let last = line;
  for (const next of following) {
    const down = pitch(last, next.line);
    if (down > 1.2 * up) return gapUp < 0.9 * size;
    if (down < 0.85 * up) return false;
    last = next.line;
  }
  return following.length === 0 && gapUp < 0.9 * size;
}

/**
 * True when the lines of text between charges tell more about the charge above them: there is none before the first
 * charge, as there would be if they were headings, and most charges have some.
 */
function areDetails(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): boolean {
  const charges = entries.map(
    (entry) => isCharge(entry, columns, options) || labelBefore(entry.line, options) !== null,
  );
  if (charges[0] !== true) return false;
  let all = 0;
  let followed = 0;
  for (const [index, charge] of charges.entries()) {
    if (!charge || labelBefore(entries[index]!.line, options)) continue;
    all++;
    if (charges[index + 1] === false) followed++;
  }
  return all >= 2 && followed * 2 > all;
}

/** Puts lines together into rows: wrapped names with their row, numbers without a name with the name above. */
function joinLines(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): Draft[] {
  const drafts: Draft[] = [];
  const details = areDetails(entries, columns, options);
  const usualPitch = rowPitch(entries, columns, options);
  let pending: CellLine[] = [];
  let nameless = false;
  const flush = (below: CellLine | undefined): void => {
    const above = drafts[drafts.length - 1];
    let joinable = above?.money === true;
    for (const [index, text] of pending.entries()) {
      const last = above?.lines[above.lines.length - 1];
      if (
        joinable &&
        above &&
        last &&
        (details ||
          goesOn(text, last, [...pending.slice(index + 1), ...(below ? [below] : [])], columns, usualPitch) ||
          (nameless && index === 0))
      ) {
        above.lines.push(text);
      } else {
        joinable = false;
        drafts.push({ lines: [text], money: false });
      }
    }
    pending = [];
  };
  for (const entry of entries) {
    const charge = isCharge(entry, columns, options) || labelBefore(entry.line, options) !== null;
    if (!charge) {
      pending.push(entry);
      continue;
    }
    // "2 x 3.50" names nothing: the name stands on the line above.
    const named = /\p{L}{2}/u.test(nonNumbers(entry));
    let above: CellLine | undefined;
    const last = pending[pending.length - 1];
    if (
      !named &&
      last &&
      entry.line.box[1] - last.line.box[3] < 1.3 * Math.max(entry.line.size, last.line.size)
    ) {
      above = pending.pop();
    }
    flush(above ?? entry);
    nameless = !named && above !== undefined && entry.line.box[1] < above.line.box[3] + 0.2 * entry.line.size;
    drafts.push({ lines: above ? [above, entry] : [entry], money: true });
  }
  // What stands below the last charge is a part of the table only as far as it follows closely.
  const end = pending.findIndex((text, index) => {
    const above = (pending[index - 1] ?? entries[entries.length - pending.length - 1])?.line;
    return !above || text.line.box[1] - above.box[3] > 1.2 * Math.max(text.line.size, above.size);
  });
  if (end >= 0) pending = pending.slice(0, end);
  flush(undefined);
  return drafts;
}

/** A line of several labels with an amount each: `CGST 45.00  SGST 45.00`. */
function labelledPairs(
  line: Line,
  options: AssignOptions,
): { words: PlacedWord[]; amount: ReturnType<typeof findAmounts<PlacedWord>>[number]; label: RowLabel }[] {
  const pairs: ReturnType<typeof labelledPairs> = [];
  let from = 0;
  for (const amount of findAmounts(line.words, options)) {
    const words = line.words.slice(from, amount.first);
    const label = rowLabel(words.map((word) => word.text).join(' '));
    if (words.length === 0 || !/[.,]\d{2}$/.test(amount.text)) continue;
    from = amount.last + 1;
    if (!label?.certain) return [];
    pairs.push({ words: [...words], amount, label });
  }
  return pairs;
}

function rowOf(draft: Draft, columns: readonly Column[], options: AssignOptions): TableRow[] {
  const lines = draft.lines;
  const anchor = lines.find((entry) => entry.cells.some((cell) => cell?.amount)) ?? lines[0]!;
  const pageNumber = anchor.line.pageNumber;
  const base = { pageNumber, section: null } as const;
  const pairs = draft.money && lines.length === 1 ? labelledPairs(anchor.line, options) : [];
  if (pairs.length > 1) {
    return pairs.map(({ words, amount, label }) => {
      const cells = {
        description: toCell('description', words, null),
        amount: toCell('amount', amount.words, amount),
      };
      return {
        ...base,
        kind: label.kind,
        label,
        cells,
        all: [],
        box: union([cells.description.box, cells.amount.box]),
        flat: union([...words, ...amount.words].map((word) => word.box)),
        text: `${cells.description.text} ${cells.amount.text}`,
        bare: true,
        indent: words[0]!.box[0],
      };
    });
  }
  const all = columns.map((column, index): Cell | null => {
    const words = lines.flatMap((entry) => entry.cells[index]?.words ?? []);
    const amount = lines.map((entry) => entry.cells[index]?.amount).find((found) => found) ?? null;
    return words.length === 0
      ? null
      : toCell(column.role, amount && NUMERIC_ROLES.has(column.role) ? amount.words : words, amount);
  });
  const cells: Partial<Record<ColumnRole, Cell>> = {};
  for (const cell of all) if (cell && !cells[cell.role]) cells[cell.role] = cell;

  const tail = draft.money ? labelBefore(anchor.line, options) : null;
  const words = lines.map(nonNumbers).join(' ').trim();
  const whole = rowLabel(words);
  let label = whole?.certain ? whole : (tail?.label ?? whole);
  const itemised = ['quantity', 'rate', 'serial', 'code', 'date'].some((role) => {
    const cell = cells[role as ColumnRole];
    return cell !== undefined && (cell.amount !== null || !NUMERIC_ROLES.has(cell.role));
  });
  if (label && !label.certain && itemised) label = null;
  if (label && !draft.money) label = null;
  if (label) {
    const amounts = findAmounts(anchor.line.words, options);
    const last = amounts[amounts.length - 1];
    if (!cells.amount?.amount && last) cells.amount = toCell('amount', last.words, last);
    const labelWords =
      label === tail?.label
        ? tail.words
        : lines.flatMap((entry) =>
            entry.line.words.filter((word) => !amounts.some((amount) => amount.words.includes(word))),
          );
    if (labelWords.length > 0) cells.description = toCell('description', labelWords, null);
  }
  const first = cells.description?.words[0];
  const name = lines.flatMap((entry) => description(entry, columns)?.words ?? [])[0] ?? anchor.line.words[0]!;
  const money = MONEY_ROLES.some((role) => cells[role]?.amount);
  const sources = lines.flatMap((entry) => entry.line.words.map((word) => word.source));
  return [
    {
      ...base,
      kind: label ? label.kind : draft.money && money ? 'item' : 'heading',
      label,
      cells,
      all,
      box: union(sources.map((word) => word.box)),
      flat: union(lines.map((entry) => entry.line.box)),
      text: lines.map((entry) => entry.line.text).join(' '),
      bare: !itemised && first !== undefined,
      indent: name.box[0],
    },
  ];
}

/** Prose below a table has numbers too; a charge after the total must look like one. */
function isStray(row: TableRow, closed: boolean): boolean {
  if (row.kind !== 'item') return row.kind === 'heading' && closed;
  const name = row.cells.description?.text ?? '';
  if (!/\p{L}/u.test(name) && isNumericText(name) && !row.cells.quantity?.amount && !row.cells.rate?.amount)
    return closed;
  const { quantity, rate, amount, serial } = row.cells;
  return closed && !(amount?.amount && ((quantity?.amount && rate?.amount) || serial));
}

/** Makes rows of the lines of one table, from its titles to the last row that carries money. */
export function readRows(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): TableRow[] {
  const rows: TableRow[] = [];
  let closed = false;
  let section: string | null = null;
  for (const draft of joinLines(entries, columns, options)) {
    for (const row of rowOf(draft, columns, options)) {
      if (isStray(row, closed)) continue;
      if (row.kind === 'item') closed = false;
      if (row.kind === 'total') closed = true;
      if (row.kind === 'heading') section = row.text;
      rows.push({ ...row, section: row.kind === 'item' ? section : null });
    }
  }
  while (rows.length > 0 && rows[rows.length - 1]!.kind === 'heading' && closed) rows.pop();
  return rows;
}
