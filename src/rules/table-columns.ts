import { equal, multiply, round } from '../domain/decimal.ts';
import type { FoundAmount } from './find-amounts.ts';
import { amountsOfLine } from './find-amounts.ts';
import type { Line } from './lines.ts';
import { rowLabel } from './row-label.ts';
import type { PlacedWord } from './straighten.ts';
import { type AssignOptions, assignLine, type CellLine, isDateWord } from './table-cells.ts';
import { type Column, NUMERIC_ROLES } from './table-header.ts';
import { timesRow } from './times-row.ts';

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

/** Fewer cells than this say less about where a column is than its title does. */
const ENOUGH_CELLS = 3;

/** Moves columns from where their titles stand to where their cells stand. */
export function learnColumns(columns: readonly Column[], rows: readonly CellLine[]): Column[] {
  const learnt = columns.map((column, index): Column => {
    const numeric = NUMERIC_ROLES.has(column.role);
    const boxes = rows.flatMap((row) => {
      const cell = row.cells[index];
      if (!cell || (numeric && !cell.amount)) return [];
      const words = cell.amount?.words ?? cell.words;
      return [[words[0]!.box[0], words[words.length - 1]!.box[2]] as const];
    });
    if (boxes.length < ENOUGH_CELLS) return column;
    const lefts = boxes.map((box) => box[0]).sort((a, b) => a - b);
    const rights = boxes.map((box) => box[1]).sort((a, b) => a - b);
    return { ...column, x0: at(lefts, 0.1), x1: numeric ? at(rights, 0.5) : at(rights, 0.9) };
  });
  return learnt.map((column, index) => {
    const before = learnt[index - 1];
    const after = learnt[index + 1];
    const clear =
      (!before || before.x0 < column.x0) && (!after || column.x0 < after.x0) && column.x0 < column.x1;
    return clear ? column : columns[index]!;
  });
}

/** Rows whose numbers decide what a column is. */
function agreeing(
  rows: readonly CellLine[],
  quantity: number,
  rate: number,
  amount: number,
): { agree: number; all: number } {
  let agree = 0;
  let all = 0;
  for (const { cells } of rows) {
    const [q, r, a] = [cells[quantity]?.amount, cells[rate]?.amount, cells[amount]?.amount];
    if (!q || !r || !a) continue;
    all++;
    if (equal(round(multiply(q.value, r.value), 2), round(a.value, 2))) agree++;
  }
  return { agree, all };
}

/**
 * Settles what titles leave open: beside a quantity and a total, a column called `Amount` is the price of one when
 * quantity × amount gives the total in most rows, and the amount before something else when it does not.
 */
export function settleRate(
  columns: readonly Column[],
  rows: readonly CellLine[],
  options: AssignOptions,
): Column[] {
  const find = (role: Column['role']): number => columns.findIndex((column) => column.role === role);
  const [quantity, rate, amount] = [find('quantity'), find('rate'), find('amount')];
  if (quantity < 0 && rate >= 0 && amount >= 0) return findQuantity(columns, rows, options);
  if (quantity < 0 || amount < 0) return [...columns];
  const named =
    rate >= 0 &&
    /^(?:amount|amt|total|betrag|montant|importe|importo|bedrag|valor)/i.test(columns[rate]!.title);
  if (!named) return [...columns];
  const { agree, all } = agreeing(rows, quantity, rate, amount);
  return all > 0 && agree * 2 < all
    ? columns.map((column, index) => (index === rate ? { ...column, role: 'gross' } : column))
    : [...columns];
}

/** Finds the quantity in a column that is called `#`, `Amount` or nothing: the one whose product with the rate is the amount. */
function findQuantity(
  columns: readonly Column[],
  rows: readonly CellLine[],
  options: AssignOptions,
): Column[] {
  for (const [index, column] of columns.entries()) {
    if (!['serial', 'other', 'unit', 'gross'].includes(column.role)) continue;
    const trial = columns.map((one, at): Column => (at === index ? { ...one, role: 'quantity' } : one));
    const again = rows.map((row) => assignLine(row.line, trial, options));
    const find = (role: Column['role']): number => trial.findIndex((one) => one.role === role);
    const { agree, all } = agreeing(again, index, find('rate'), find('amount'));
    // A count of rows agrees by chance in a row or two; one that always agrees, and is not 1, 2, 3, is a quantity.
    const counts = again.map((row) => row.cells[index]?.amount?.value ?? '');
    const counting = counts.length > 1 && counts.every((value, at) => value === String(at + 1));
    if (all > 0 && agree === all && all * 2 > rows.length && !counting) return trial;
  }
  return [...columns];
}

interface Edge {
  readonly right: number;
  readonly amounts: FoundAmount<PlacedWord>[];
}

/** Groups amounts that end at the same place from the right. */
function rightEdges(amounts: readonly FoundAmount<PlacedWord>[], reach: number): Edge[] {
  const edges: { right: number; amounts: FoundAmount<PlacedWord>[] }[] = [];
  for (const amount of [...amounts].sort((a, b) => b.box[2] - a.box[2])) {
    const last = edges[edges.length - 1];
    if (last && last.right - amount.box[2] < reach) last.amounts.push(amount);
    else edges.push({ right: amount.box[2], amounts: [amount] });
  }
  return edges;
}

const isMoney = (amount: FoundAmount): boolean =>
  /\d[.,]\s?\d{2}\b/.test(amount.text) || amount.currency !== null;

/** A line whose last word group is an amount and that says something before it. */
function endsInAmount(line: Line, options: AssignOptions): FoundAmount<PlacedWord>[] | null {
  const amounts = amountsOfLine(line, options).filter(
    (amount) => !amount.words.some((word) => isDateWord(word.text)),
  );
  const last = amounts[amounts.length - 1];
  if (!last || last.last < line.words.length - 1 || !isMoney(last)) return null;
  // Numbers within the name ("Tab 500 mg") are followed by text on the line; those of columns are not.
  let from = amounts.length - 1;
  while (from > 0 && amounts[from - 1]!.last + 1 === amounts[from]!.first) from--;
  return amounts[0]!.first > 0 || from > 0 ? amounts.slice(from) : null;
}

/**
 * Finds columns where no titles are printed: lines of a name and numbers, of which the last ends where those of the
 * other lines end. Null when fewer than two lines agree.
 */
export function columnsWithoutTitles(
  lines: readonly Line[],
  options: AssignOptions,
): { readonly columns: readonly Column[]; readonly first: number } | null {
  const rows = lines.flatMap((line, index) => {
    const amounts = endsInAmount(line, options);
    const says = /\p{L}\p{M}*\p{L}|\d\s*[x×*@]\s*\d/iu.test(line.text) || timesRow(line, options) !== null;
    return amounts && says ? [{ line, amounts, index }] : [];
  });
  if (rows.length < 2) return null;
  const size = rows.map((row) => row.line.size).sort((a, b) => a - b)[rows.length >> 1]!;
  // Totals and payments of a till often end elsewhere than its charges: charges say where the column is.
  const isSum = new Set(
    rows
      .filter((row) => rowLabel(row.line.text.replace(/[\d.,]+/g, ' '))?.certain)
      .map((row) => row.amounts[row.amounts.length - 1]!),
  );
  const weight = (edge: Edge): number =>
    edge.amounts.reduce((total, amount) => total + (isSum.has(amount) ? 0.3 : 1), 0);
  const last = rightEdges(
    rows.map((row) => row.amounts[row.amounts.length - 1]!),
    0.8 * size,
  ).sort((a, b) => weight(b) - weight(a))[0]!;
  const mine = rows.filter((row) => last.amounts.includes(row.amounts[row.amounts.length - 1]!));
  if (mine.length < 2) return null;
  const others = rightEdges(
    mine.flatMap((row) => row.amounts.slice(0, -1)),
    0.8 * size,
  )
    .filter((edge) => edge.amounts.length >= Math.max(2, mine.length * 0.3))
    .slice(0, 4);
  const edges = [last, ...others].reverse();
  const numeric = edges.map(
    (edge): Column => ({
      role: edge === last ? 'amount' : 'other',
      title: '',
      x0: Math.min(...edge.amounts.map((amount) => amount.box[0])),
      x1: edge.right,
    }),
  );
  const left = Math.min(...mine.map((row) => row.line.box[0]));
  const name: Column = {
    role: 'description',
    title: '',
    x0: left,
    x1: Math.max(left + 10, numeric[0]!.x0 - size),
  };
  const columns = nameNumbers(
    [name, ...numeric],
    mine.map((row) => row.line),
    options,
  );
  return { columns, first: mine[0]!.index };
}

/** Tries which of the unnamed number columns are quantity and rate: the pair whose product is the amount most often. */
function nameNumbers(columns: Column[], lines: readonly Line[], options: AssignOptions): Column[] {
  const numbers = columns.flatMap((column, index) => (column.role === 'other' ? [index] : []));
  const amount = columns.length - 1;
  if (numbers.length === 0) return columns;
  const trial = columns.map(
    (column): Column => (column.role === 'other' ? { ...column, role: 'rate' } : column),
  );
  const rows = lines.map((line) => assignLine(line, trial, options));
  const rename = (roles: Readonly<Record<number, Column['role']>>): Column[] =>
    columns.map((column, index) => ({ ...column, role: roles[index] ?? column.role }));
  let best: { quantity: number; rate: number; agree: number } | null = null;
  for (const quantity of numbers) {
    for (const rate of numbers) {
      if (quantity === rate) continue;
      const { agree, all } = agreeing(rows, quantity, rate, amount);
      // Where quantity and price can be swapped, the price is the one with decimals.
      const priced = rows.filter((row) => /[.,]\d{2}$/.test(row.cells[rate]?.text ?? '')).length;
      const score = agree + priced / (rows.length + 1);
      if (agree * 2 >= Math.max(all, 1) && (!best || score > best.agree))
        best = { quantity, rate, agree: score };
    }
  }
  if (best) return rename({ [best.quantity]: 'quantity', [best.rate]: 'rate' });
  const whole = numbers.find((index) =>
    rows.every((row) => !row.cells[index]?.amount || /^\d{1,4}$/.test(row.cells[index]!.amount!.value)),
  );
  const priced = numbers.filter((index) => index !== whole).at(-1);
  return rename({
    ...(whole === undefined ? {} : { [whole]: 'quantity' }),
    ...(priced === undefined ? {} : { [priced]: 'rate' }),
  });
}

/**
 * Shifts known columns sideways to where the amounts of another page end (scans lie a little differently); null when
 * the lines do not fit them.
 */
export function fitColumns(
  columns: readonly Column[],
  lines: readonly Line[],
  options: AssignOptions,
): Column[] | null {
  const amount = columns.find((column) => column.role === 'amount');
  if (!amount) return null;
  const ends = lines.flatMap((line) => {
    const amounts = endsInAmount(line, options) ?? amountsOfLine(line, options).filter(isMoney);
    return amounts.map((found) => ({ right: found.box[2], size: line.size }));
  });
  const edges = columns.filter((column) => NUMERIC_ROLES.has(column.role)).map((column) => column.x1);
  const count = (shift: number): number =>
    ends.filter(({ right, size }) => edges.some((edge) => Math.abs(edge + shift - right) < 0.6 * size))
      .length;
  let best = 0;
  let most = count(0) + 0.5;
  for (const { right } of ends) {
    const shift = right - amount.x1;
    if (Math.abs(shift) <= 30 && count(shift) > most) {
      most = count(shift);
      best = shift;
    }
  }
  if (ends.length === 0 || count(best) * 2 < ends.length) return null;
  return columns.map((column) => ({ ...column, x0: column.x0 + best, x1: column.x1 + best }));
}
