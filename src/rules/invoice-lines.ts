import { compare, type Decimal, equal, multiply, sum, within } from '../domain/decimal.ts';
import type { PageText, Word } from '../domain/page-text.ts';
import { type AmountHabit, readAmount } from './amount.ts';
import { readChargeGroups } from './charge-groups.ts';
import { fold } from './fold.ts';
import type { InvoiceLine } from './invoice-facts.ts';
import type { Paper, PaperLine } from './paper.ts';
import type { ReadLine } from './read-line.ts';
import type { SumCandidate } from './sum-candidates.ts';
import { understandSum } from './sum-labels.ts';
import { type Cell, readTables, type Table, type TableRow } from './table.ts';

/** Cents by which the lines may miss their printed sum through rounding. */
const TOLERANCE = '0.02';

/**
 * Reads the line items, the likeliest reading first: from titled tables of charges; from groups of a charge with what it is made of;
 * from tables that are known by their shape. Rows that name a sum or a tax and count nothing are left out.
 */
export function readInvoiceLines(pages: readonly PageText[], paper: Paper): readonly (readonly ReadLine[])[] {
  const tables = readTables(pages, paper.habit).filter((table) =>
    table.rows.some((row) => row.kind === 'item'),
  );
  const readings = [
    linesOf(
      tables.filter((table) => table.titled),
      paper,
    ),
    readChargeGroups(paper),
    linesOf(
      tables.filter((table) => !table.titled),
      paper,
    ),
  ].filter((lines) => lines.length > 0);
  return readings.length > 0 ? readings : [[]];
}

function linesOf(tables: readonly Table[], paper: Paper): ReadLine[] {
  return tables.flatMap((table) => {
    let closed = false;
    let summed = false;
    let soFar: Decimal = '0';
    return [...table.rows, ...table.footers].flatMap((row): ReadLine[] => {
      const line = lineOfRow(row, paper.habit);
      const item = row.kind === 'item' || countsUp(row);
      const within = !summed && (row.kind === 'item' || row.kind === 'discount');
      const kind = item || within ? whatItSums({ line, row }, { paper, within, soFar }) : 'sum';
      if (kind === 'line') soFar = sum([soFar, line.amount ?? '0']);
      if (kind !== 'sum')
        return [
          {
            line,
            row,
            afterTotal: closed,
            afterSum: summed,
            titled: table.titled,
            extra: kind === 'extra' || !item,
          },
        ];
      summed ||= row.kind === 'total' || row.kind === 'sub-total' || row.kind === 'tax';
      closed ||= row.kind === 'total' || namesTotal(row, paper);
      return [];
    });
  });
}

/** The lines of a paper that hold the amount of a line item. */
export function itemLines(paper: Paper, lines: readonly ReadLine[]): ReadonlySet<PaperLine> {
  const words = new Set<Word>(lines.flatMap(({ row }) => row.all.flatMap((cell) => cell?.words ?? [])));
  return new Set(
    paper.lines.filter((line) =>
      line.amounts.some((amount) => amount.words.some((word) => words.has(word.source))),
    ),
  );
}

/** Sum of the line amounts; null when there are none. */
export function lineSum(lines: readonly ReadLine[]): Decimal | null {
  const amounts = lines.flatMap(({ line }) => (line.amount === null ? [] : [line.amount]));
  return amounts.length > 0 ? sum(amounts) : null;
}

/**
 * The line items: rows whose amounts come to a printed sum. Takes the amounts from another column where none was known to
 * hold them, and drops rows that only look like charges where the rest then comes to a printed sum: rows after the last one that
 * counts something, or all rows that count nothing.
 */
export function settleLines(read: readonly ReadLine[], input: SettleInput): readonly ReadLine[] {
  const lines = withoutTotal(chooseRows(read, input), input);
  return withoutTax(lines, input) ?? lines;
}

/** A last row that counts nothing and is what the rows above it come to is their total, whatever it is called. */
function withoutTotal(lines: readonly ReadLine[], { candidates, loose }: SettleInput): readonly ReadLine[] {
  const above = lines.slice(0, -1);
  const last = lines.at(-1)?.line;
  const [total, all] = [lineSum(above), lineSum(lines)];
  if (above.length < 2 || last?.amount == null || last.quantity !== null || last.unitPrice !== null)
    return lines;
  if (total === null || all === null || !within(last.amount, total, TOLERANCE)) return lines;
  return [...candidates, ...loose].some(({ value }) => within(value, all, TOLERANCE)) ? lines : above;
}

function namesTax({ line }: ReadLine): boolean {
  return (understandSum(line.description.split(' '), false).tax ?? 0) >= 6;
}

function chooseRows(
  read: readonly ReadLine[],
  { candidates, loose, habit }: SettleInput,
): readonly ReadLine[] {
  const targets = candidates.filter(
    (one) => ['net', 'gross', 'total', 'due', 'lines'].includes(one.kind) && one.weight >= 4,
  );
  const fits = (some: readonly ReadLine[], least = 0): boolean => {
    const total = lineSum(some);
    const stated = some.length > least ? [...targets, ...loose] : targets;
    // A title over the first amount (`Sub total`) does not make a printed sum of the amount itself.
    const itself = new Set(some.length === 1 ? some[0]!.row.cells.amount?.words : []);
    return (
      total !== null &&
      stated.some(
        (one) => !one.words.some((word) => itself.has(word.source)) && within(one.value, total, TOLERANCE),
      )
    );
  };
  // A tax with its base and rate has the columns of a charge.
  const untaxed = read.filter((one) => !one.afterSum || !namesTax(one));
  if (untaxed.length > 0 && untaxed.length < read.length && fits(untaxed))
    return chooseRows(untaxed, { candidates, loose, habit });
  const own = read.filter((one) => !one.extra);
  const all = own.length < read.length && !fits(own) && fits(read) ? read : own;
  const priced = all.filter(({ line }) => line.amount !== null);
  const lines = priced.length > 0 ? priced : (fromOtherColumn(all, habit).find((some) => fits(some)) ?? all);
  // Below a sum of all that was counted stands what is taken off or added for the whole.
  const isCounted = ({ line }: ReadLine): boolean => line.quantity !== null || line.unitPrice !== null;
  const body = lines.filter((one) => !one.afterSum);
  const rest = lines.filter((one) => one.afterSum);
  if (body.length > 0 && rest.length > 0 && body.every(isCounted) && !rest.some(isCounted) && fits(body, 1))
    return body;
  const above = lines.filter((one) => !one.afterTotal);
  if (above.length > 0 && fits(above, 1)) return above;
  if (lines.length === 0 || fits(lines)) return lines;
  const complete = lines.filter(
    ({ line }) => line.quantity !== null && line.unitPrice !== null && line.amount !== null,
  );
  const counted = lines.filter(({ line }) => line.quantity !== null || line.unitPrice !== null);
  const named = lines.filter(({ line }) => line.description !== '' && line.amount !== null);
  for (const some of [counted, named, complete]) if (some.length > 0 && fits(some)) return some;
  for (let keep = lines.length - 1; keep > 0 && keep >= lines.length - 4; keep--) {
    const front = lines.slice(0, keep);
    if (fits(front, 1)) return front;
  }
  return lines;
}

/**
 * Where amounts stand with and without tax side by side and both come to printed sums: the lines with the amounts before tax. Null
 * where they do not.
 */
function withoutTax(lines: readonly ReadLine[], { candidates, habit }: SettleInput): ReadLine[] | null {
  const total = lineSum(lines);
  const isSum = (value: Decimal, kinds: readonly string[]): boolean =>
    candidates.some(
      (one) => one.weight >= 4 && kinds.includes(one.kind) && within(one.value, value, TOLERANCE),
    );
  if (
    total === null ||
    lines.length < 2 ||
    lines.some((one) => one.titled) ||
    !isSum(total, ['gross', 'total', 'due']) ||
    isSum(total, ['net'])
  )
    return null;
  const others = fromOtherColumn(lines, habit).filter((some) => some.length === lines.length);
  return (
    others.find((some) => {
      const net = lineSum(some);
      return net !== null && compare(net, total) !== 0 && isSum(net, ['net']);
    }) ?? null
  );
}

/** What the lines may come to. */
interface SettleInput {
  readonly candidates: readonly SumCandidate[];
  /** Amounts without a label. */
  readonly loose: readonly SumCandidate[];
  readonly habit: AmountHabit;
}

/** Where no column was known to hold the amounts: the rows with the numbers of each other column, the last one first. */
function fromOtherColumn(read: readonly ReadLine[], habit: AmountHabit): ReadLine[][] {
  const width = Math.max(0, ...read.map(({ row }) => row.all.length));
  const columns = Array.from({ length: width }, (_, index) => width - 1 - index);
  return columns.map((column) =>
    read.flatMap((one): ReadLine[] => {
      const cell = one.row.all[column];
      const amount = cell && (cell.amount ?? readAmount(cell.text, { habit }));
      if (!amount || !cell) return [];
      const unitPrice = cell === one.row.cells.rate ? null : one.line.unitPrice;
      const row = { ...one.row, cells: { ...one.row.cells, amount: cell } };
      return [{ ...one, row, line: { ...one.line, unitPrice, amount: amount.value } }];
    }),
  );
}

/** A row that counts something is a charge whatever its words say ("Rabatt Pos. 1" stands in a column beside it). */
function countsUp({ cells }: TableRow): boolean {
  return Boolean(cells.serial && cells.quantity?.amount && cells.rate?.amount && cells.amount?.amount);
}

function namesTotal(row: TableRow, paper: Paper): boolean {
  const {
    total = 0,
    gross = 0,
    due = 0,
  } = understandSum((row.cells.description?.text ?? '').split(' '), paper.ocr);
  return Math.max(total, gross, due) >= 6;
}

/** `abzgl. 1. Abschlagsrechnung vom 30.04.`, `Less previous invoice 1043`, `À déduire : facture d'acompte`. */
const DEDUCTION =
  /^(?:[-./] ?)?(?:abzgl|abzuglich|abzueglich|minus|less|deduct|deduction|a deduire|deduction|moins|menos|a deducir|a dedurre|meno|detrazione|af|minder|onder aftrek|deduzir)\b.*(?:rechnung|abschlag|teilzahlung|invoice|bill|facture|acompte|situation|factura|anticipo|fattura|acconto|factuur|voorschot|fatura|adiantamento)/;

const TOTAL = /^(?:grand )?(?:total|totale|totaal|gesamt|summe|suma|razem|celkem)\b/;

/** Whether a row sums something up, or may belong to the document as a whole ("Freight to site" under "Freight"). */
function whatItSums(
  { line, row }: Pick<ReadLine, 'line' | 'row'>,
  {
    paper,
    within: above,
    soFar,
  }: {
    readonly paper: Paper;
    /** What the lines above come to. */
    readonly soFar: Decimal;
    /** No sum of its table stands above it. */
    readonly within: boolean;
  },
): 'sum' | 'extra' | 'line' {
  const counts = line.quantity !== null || line.unitPrice !== null;
  // An amount alone is a sum without its label.
  const isNamed = /\p{L}\p{M}*\p{L}/u.test(line.description);
  const isZero = line.amount !== null && compare(line.amount, '0') === 0;
  if (!isNamed && (!counts || isZero)) return 'sum';
  if (isZero && !counts) return 'sum';
  // Below a sum: earlier invoices, already asked for, are taken off, and freight added ("TOTAL CIF MOMBASA").
  const said = fold(row.text);
  const isWhole = TOTAL.test(said) && line.amount !== null && compare(line.amount, soFar) >= 0;
  if (!counts && !above && (DEDUCTION.test(said) || isWhole)) return 'sum';
  const texts = [row.cells.description?.text ?? '', row.text].map((text) => text.split(' '));
  const meanings = texts.flatMap((words) => Object.entries(understandSum(words, paper.ocr)));
  const most = (some: typeof meanings): number => Math.max(0, ...some.map(([, weight]) => weight));
  // "IVA 21 %" beside the quantities is a tax; a charge that counts something may be called "Delivery".
  if (line.quantity !== null && line.unitPrice !== null && line.description !== '') return 'line';
  const least = counts && line.description !== '' ? 6 : 4.5;
  if (most(meanings) < least) return 'line';
  const isExtra = ([kind, weight]: (typeof meanings)[number]): boolean =>
    (kind === 'charges' || kind === 'allowances') && (weight < 8 || above);
  return most(meanings.filter((one) => !isExtra(one))) < least ? 'extra' : 'sum';
}

function lineOfRow(row: TableRow, habit: AmountHabit): InvoiceLine {
  const value = (cell: Cell | undefined) => cell?.amount?.value ?? null;
  const { cells } = row;
  const quantity = value(cells.quantity);
  const amount = value(cells.amount) ?? value(cells.taxable) ?? value(cells.gross);
  const unitPrice = value(cells.rate) ?? factor(row, amount, habit);
  return {
    description: descriptionOf(row),
    quantity,
    unit: cells.unit?.text ?? null,
    unitPrice,
    priceQuantity: cells.rate?.per ?? null,
    amount: amount ?? product(row, quantity, unitPrice),
    taxRate: value(cells['tax-rate']),
    code: cells.code?.text ?? null,
    kind: 'detail',
    pageNumber: row.pageNumber,
  };
}

/** What the columns of text say; a bare number among them is the row's own. */
function descriptionOf({ all, cells }: TableRow): string {
  const texts = (roles: readonly string[]): string[] =>
    all.flatMap((cell) =>
      cell && roles.includes(cell.role) && /\p{L}\p{M}*\p{L}/u.test(cell.text) ? [cell.text] : [],
    );
  const named = texts(['description']);
  if (named.length > 0) return named.join(' ');
  const others = texts(['other']);
  return others.length > 0 ? others.join(' ') : (cells.description?.text ?? '');
}

/** The number of the row that is quantity × price, where no column was known to be the amount. */
function product({ all }: TableRow, quantity: Decimal | null, unitPrice: Decimal | null): Decimal | null {
  if (quantity === null || unitPrice === null) return null;
  const expected = multiply(quantity, unitPrice);
  const cell = all.findLast((one) => one?.amount && within(one.amount.value, expected, TOLERANCE));
  return cell?.amount?.value ?? null;
}

/** The number of the row that makes its amount when taken quantity times, where no column was known to be the price. */
function factor({ all, cells }: TableRow, amount: Decimal | null, habit: AmountHabit): Decimal | null {
  const quantity = cells.quantity?.amount?.value;
  if (quantity === undefined || amount === null || compare(quantity, '1') === 0) return null;
  for (const cell of all) {
    if (!cell || cell === cells.quantity || cell === cells.amount) continue;
    const value = (cell.amount ?? readAmount(cell.text, { habit }))?.value;
    if (value !== undefined && equal(multiply(quantity, value), amount)) return value;
  }
  return null;
}
