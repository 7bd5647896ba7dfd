import { absolute, type Decimal, equal, subtract, sum } from '../../domain/decimal.ts';
import type { PageText } from '../../domain/page-text.ts';
import { type Amount, type AmountHabit, readAmount } from '../../rules/amount.ts';
import { straighten } from '../../rules/straighten.ts';
import type { Cell, Table, TableRow } from '../../rules/table.ts';
import { DISCOUNT_WORDS } from './discount-words.ts';

/** Titles of columns of what somebody else pays or takes off a charge: insurers, plans, and how they settle it. */
const PAYER =
  /insur|\bins\b|\bplan\b|medicar|medicaid|payer|payor|\bpaid\b|payment|adjust|\badj\b|write.?off|written off|covered|allowance|contract|versicher|kasse|erstatt|zahlung|mutuelle|rembours|s[ée]cu|\bam[oc]\b|pay[ée]|asegurad|seguro|pagad|mutua|rimbors|assicur|pagat|verzeker|betaald|vergoed|\btpa\b|co.?pay|deductible/;
/** Titles of columns of discounts: what is left of a price after them is charged. */
const DISCOUNT = new RegExp(`\\bdisc\\b|${DISCOUNT_WORDS}`);

/** How far above the first row the titles of its columns may begin, in points. */
const TITLE_REACH = 42;

interface Split {
  /** Column of the charge, and of what is left of it. */
  readonly charge: number;
  readonly rest: number;
  readonly between: readonly number[];
}

const allRows = (table: Table): TableRow[] => [...table.rows, ...table.footers];

function moneyIn(cell: Cell | null | undefined, habit: AmountHabit): Amount | null {
  if (!cell || !/\d[.,]\d{2}(?!\d)/.test(cell.text)) return null;
  return cell.amount ?? readAmount(cell.text, { habit });
}

/** The columns of which one is, in every row, what is left of another after those between them; null for none. */
function findSplit(table: Table, habit: AmountHabit): Split | null {
  const rest = table.columns.findIndex(({ role }) => role === 'amount');
  const items = allRows(table).filter((row) => row.kind === 'item');
  const value = (row: TableRow, column: number): Decimal | null => {
    const amount = moneyIn(row.all[column], habit);
    return amount && absolute(amount.value);
  };
  for (let charge = 0; charge < rest - 1; charge++) {
    const between = table.columns.flatMap(({ role }, at) =>
      at > charge &&
      at < rest &&
      role !== 'discount' &&
      role !== 'tax' &&
      items.some((row) => value(row, at) !== null)
        ? [at]
        : [],
    );
    const full = items.filter((row) => value(row, charge) !== null && value(row, rest) !== null);
    if (between.length === 0 || full.length * 2 <= items.length) continue;
    let takenOff = 0;
    const holds = full.every((row) => {
      const off = sum(between.map((at) => value(row, at) ?? '0'));
      if (!equal(off, '0')) takenOff++;
      return equal(subtract(value(row, charge)!, off), value(row, rest)!);
    });
    if (holds && takenOff >= Math.min(2, full.length) && takenOff > 0) return { charge, rest, between };
  }
  return null;
}

/** What stands over a column: its title, or where none was recognised, the words above its first row. */
function titleOf(table: Table, column: number, page: PageText): string {
  const { title, x0, x1 } = table.columns[column]!;
  if (title !== '') return title.toLowerCase();
  const top = allRows(table).find((row) => row.kind === 'item')?.flat[1] ?? 0;
  return straighten(page)
    .words.filter(({ box }) => {
      const centre = (box[0] + box[2]) / 2;
      return box[3] <= top && box[1] > top - TITLE_REACH && centre > x0 - 12 && centre < x1 + 12;
    })
    .map(({ text }) => text.toLowerCase())
    .join(' ');
}

function charged(row: TableRow, { charge, between }: Split, habit: AmountHabit): TableRow {
  const cell = row.all[charge];
  const amount = moneyIn(cell, habit);
  if (!cell || !amount) return row;
  const { rate, quantity, mrp, gross, taxable, ...others } = row.cells;
  const moved = new Set([charge, ...between].map((at) => row.all[at]));
  const kept = Object.entries({ rate, quantity, mrp, gross, taxable }).filter(
    ([, one]) => one !== undefined && !moved.has(one),
  );
  return {
    ...row,
    cells: { ...others, ...Object.fromEntries(kept), amount: { ...cell, role: 'amount', amount } },
  };
}

/** The tables of a page with what is charged as the amounts of their rows, and whether a doubt is left. */
export interface ChargedTables {
  readonly tables: readonly Table[];
  /** Rows where an amount is what is left of another, and no title says why: either may be the charge. */
  readonly unclear: readonly TableRow[];
}

/**
 * Takes for the amount of each row what is charged, where insurers' payments and adjustments stand beside it and what is
 * left for the patient comes last. What is left is then a balance, also where it is printed below as what to pay.
 */
export function takeCharges(tables: readonly Table[], page: PageText, habit: AmountHabit): ChargedTables {
  const unclear: TableRow[] = [];
  const balances: Decimal[] = [];
  const taken = tables.map((table): Table => {
    const split = findSplit(table, habit);
    if (!split) return table;
    const titles = split.between.map((at) => titleOf(table, at, page)).join(' | ');
    if (!PAYER.test(titles)) {
      if (!DISCOUNT.test(titles)) unclear.push(...allRows(table).filter((row) => row.kind === 'item'));
      return table;
    }
    for (const row of allRows(table)) {
      const left = row.kind === 'item' ? null : moneyIn(row.all[split.rest], habit);
      if (left) balances.push(left.value);
    }
    const change = (row: TableRow): TableRow => charged(row, split, habit);
    return { ...table, rows: table.rows.map(change), footers: table.footers.map(change) };
  });
  if (balances.length === 0) return { tables: taken, unclear };
  const settle = (row: TableRow): TableRow => {
    const amount = row.cells.amount?.amount?.value;
    const isBalance =
      row.kind === 'total' && amount !== undefined && balances.some((one) => equal(one, amount));
    return isBalance ? { ...row, kind: 'payment' } : row;
  };
  return {
    tables: taken.map((table) => ({
      ...table,
      rows: table.rows.map(settle),
      footers: table.footers.map(settle),
    })),
    unclear,
  };
}
