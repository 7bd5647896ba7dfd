import { type Decimal, multiply, within } from '../domain/decimal.ts';
import { type Box, union, type Word } from '../domain/page-text.ts';
import type { Amount } from './amount.ts';
import { description, nonNumbers } from './charge-line.ts';
import type { ColumnRole } from './column-titles.ts';
import { amountsOfLine } from './find-amounts.ts';
import { type Draft, joinLines } from './join-lines.ts';
import { labelBefore, labelledPairs } from './line-label.ts';
import { type RowLabel, rowLabel } from './row-label.ts';
import type { PlacedWord } from './straighten.ts';
import { type AssignOptions, type CellLine, isNumericText, type LineCell } from './table-cells.ts';
import { type Column, NUMERIC_ROLES } from './table-header.ts';
import { timesRow } from './times-row.ts';

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
  /** Of a price: how many pieces it is for; absent for one. */
  readonly per?: Decimal;
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
  const times = draft.money ? timesOf(lines, options) : null;
  const all =
    times ??
    columns.map((column, index): Cell | null => {
      const words = lines.flatMap((entry) => wordsOf(entry.cells[index], column, lines, index));
      const amount = lines.map((entry) => entry.cells[index]?.amount).find((found) => found) ?? null;
      return words.length === 0
        ? null
        : {
            ...toCell(column.role, amount && NUMERIC_ROLES.has(column.role) ? amount.words : words, amount),
            ...(amount?.per === undefined ? {} : { per: amount.per }),
          };
    });
  const cells: Partial<Record<ColumnRole, Cell>> = {};
  for (const cell of all) if (cell && !cells[cell.role]) cells[cell.role] = cell;

  const tail = draft.money ? labelBefore(anchor.line, options) : null;
  const words = lines.map(nonNumbers).join(' ').trim();
  const whole = rowLabel(words);
  // A word in another column ("Cash") does not make a payment of a row with quantity and price.
  const priced = cells.quantity?.amount && cells.rate?.amount;
  let label = whole?.certain ? whole : ((priced ? null : tail?.label) ?? whole);
  const itemised = ['quantity', 'rate', 'serial', 'code', 'date'].some((role) => {
    const cell = cells[role as ColumnRole];
    return cell !== undefined && (cell.amount !== null || !NUMERIC_ROLES.has(cell.role));
  });
  if (label && !label.certain && itemised) label = null;
  // Quantity × price = amount is a charge, whatever its name sounds like.
  if (label && label.kind !== 'total' && label.kind !== 'sub-total' && isPriced(cells)) label = null;
  if (label && !draft.money) label = null;
  if (label) {
    const amounts = amountsOfLine(anchor.line, options);
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

/** The words of one line in a column; a code over the name is no part of the name. */
function wordsOf(
  cell: LineCell | null | undefined,
  column: Column,
  lines: readonly CellLine[],
  index: number,
): readonly PlacedWord[] {
  if (!cell) return [];
  const named = (one: LineCell | null | undefined): boolean =>
    one != null && /\p{L}\p{M}*\p{L}/u.test(one.text);
  return column.coded && !named(cell) && lines.some((entry) => named(entry.cells[index])) ? [] : cell.words;
}

/** The cells of a row that multiplies (`2 x 3.50   7.00`), its name before it or on the lines around it. */
function timesOf(lines: readonly CellLine[], options: AssignOptions): Cell[] | null {
  for (const entry of lines) {
    const found = timesRow(entry.line, options);
    if (!found) continue;
    const { before, quantity, rate, amount } = found;
    const words = lines.flatMap((one) => (one === entry ? before : one.line.words));
    return [
      ...(words.length > 0 ? [toCell('description', words, null)] : []),
      toCell('quantity', quantity.words, quantity),
      toCell('rate', rate.words, rate),
      toCell('amount', amount.words, amount),
    ];
  }
  return null;
}

function isPriced(cells: TableRow['cells']): boolean {
  const [quantity, rate, amount] = [cells.quantity?.amount, cells.rate?.amount, cells.amount?.amount];
  if (!quantity || !rate || !amount) return false;
  const product = multiply(quantity.value, rate.value);
  const per = cells.rate?.per ?? '1';
  return within(product, multiply(amount.value, per), multiply('0.01', per));
}

/** Prose below a table has numbers too; a charge after the total must look like one. */
function isStray(row: TableRow, closed: boolean, last: boolean): boolean {
  if (row.kind !== 'item') return row.kind === 'heading' && closed;
  // A charge between two totals was added to the first.
  if (!last && row.cells.amount?.amount && row.cells.description) return false;
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
  const found = joinLines(entries, columns, options).flatMap((draft) => rowOf(draft, columns, options));
  const lastTotal = found.findLastIndex((row) => row.kind === 'total');
  for (const [index, row] of found.entries()) {
    if (isStray(row, closed, index > lastTotal)) continue;
    if (row.kind === 'item') closed = false;
    if (row.kind === 'total') closed = true;
    if (row.kind === 'heading') section = row.text;
    rows.push({ ...row, section: row.kind === 'item' ? section : null });
  }
  while (rows.length > 0 && rows[rows.length - 1]!.kind === 'heading' && closed) rows.pop();
  return rows;
}
