import { absolute, type Decimal, equal, subtract, sum } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import { rowLabel } from '../rules/row-label.ts';
import {
  checkIndianTaxes,
  checkLine,
  checkTax,
  explainTotal,
  isRoundedTotal,
  lineAgrees,
  sumAgrees,
} from './arithmetic.ts';
import { habitsOf } from './candidates.ts';
import { type ChargeRow, type Charges, type StatedAmount, statedAmounts } from './charges.ts';
import { type ClaimedAmount, unclaimedAmounts } from './coverage.ts';
import { type Located, locate } from './locate-values.ts';
import { normalise } from './normalise.ts';
import { indexPage, type PageIndex } from './page-index.ts';
import { labelOf, type PrintedAmount, printedAmounts } from './printed-amounts.ts';

/** What the checks of a whole bill came to. */
export interface ChargesVerdict {
  readonly findings: readonly Finding[];
  /** Paths whose values the arithmetic of the document confirms; their confidence may rise. */
  readonly confirmed: readonly string[];
  /** Sum of the rows' amounts. */
  readonly computedTotal: Decimal;
  /** Whether the printed total follows from what is printed; null when no total is. */
  readonly reconciled: boolean | null;
}

/**
 * Checks a bill or an invoice as a whole against its pages:
 *
 * - every row against its own line: `line-arithmetic`, `row-claimed-twice`, `row-scattered`, `total-as-item`,
 *   `summary-counted`;
 * - the pages against the rows: `unclaimed-amount`;
 * - the sums: `total-mismatch`, `total-elsewhere` (the document prints another total at its label), `sub-total-mismatch`,
 *   `tax-arithmetic`, `cgst-sgst-differ`, `igst-with-cgst`.
 *
 * Evidence that is missing altogether is not repeated here: `verifyAnswer` reports it.
 */
export function checkCharges(charges: Charges, pages: readonly PageText[]): ChargesVerdict {
  const own =
    charges.pageNumbers.length > 0
      ? pages.filter((page) => charges.pageNumbers.includes(page.pageNumber))
      : pages;
  const layout = new Layout(charges, own);
  const amounts = charges.rows.flatMap((row) => (row.amount === null ? [] : [row.amount]));
  const arithmetic = checkSums(charges, amounts);
  const findings = [
    ...charges.rows.flatMap((row, number) => checkRow(row, number, layout)),
    ...charges.rows.flatMap(checkLine),
    ...summaryFindings(charges),
    ...layout.coverage(),
    ...totalElsewhere(charges, amounts, layout),
    ...arithmetic.findings,
    ...charges.taxes.flatMap((tax) =>
      checkTax({
        path: tax.path,
        rate: tax.rate ?? null,
        base: tax.base ?? null,
        amount: tax.amount,
        lines: charges.rows.length,
      }),
    ),
    ...checkIndianTaxes(
      charges.taxes.map((tax) => ({
        path: tax.path,
        name: tax.label ?? '',
        rate: tax.rate ?? null,
        amount: tax.amount,
      })),
    ),
  ];
  const confirmed = [
    ...charges.rows.filter((row) => lineAgrees(row) === true).map((row) => `${row.path}.amount`),
    ...arithmetic.confirmed,
  ];
  return {
    findings,
    confirmed: [...new Set(confirmed)],
    computedTotal: sum(amounts),
    reconciled: arithmetic.reconciled,
  };
}

/** Where the rows and sums stand on the pages. */
class Layout {
  readonly #charges: Charges;
  readonly #rows: (readonly Located[])[];
  readonly #stated: readonly Located[];
  readonly indexes: readonly PageIndex[];
  readonly pages: readonly PageText[];

  constructor(charges: Charges, pages: readonly PageText[]) {
    this.#charges = charges;
    this.pages = pages;
    this.indexes = pages.map(indexPage);
    const value = {
      rows: charges.rows.map(({ name, quantity, rate, amount, pageNumber }) => ({
        name,
        quantity,
        rate,
        amount,
        page_number: pageNumber,
      })),
      // Members, not a list: a sum may be printed once and serve as net, total and due.
      stated: Object.fromEntries(
        statedAmounts(charges).map(({ amount, pageNumber }, at) => [
          `at${at}`,
          { amount, page_number: pageNumber },
        ]),
      ),
    };
    const located = locate(value, pages, { origin: 'rules' });
    this.#rows = charges.rows.map(() => []);
    for (const one of located) {
      const row = /^rows\[(\d+)\]/.exec(one.evidence.path);
      if (row) this.#rows[Number(row[1])] = [...this.#rows[Number(row[1])]!, one];
    }
    this.#stated = located.filter((one) => one.evidence.path.startsWith('stated'));
  }

  member(row: number, name: 'name' | 'quantity' | 'rate' | 'amount'): Located | undefined {
    return this.#rows[row]!.find((one) => one.evidence.path.endsWith(`.${name}`));
  }

  coverage(): Finding[] {
    const rows: ClaimedAmount[] = [];
    const claimed = new Set<string>();
    const claim = ({ candidate }: Located): void => {
      for (const word of candidate?.words ?? []) claimed.add(`${candidate!.page}:${word}`);
    };
    this.#charges.rows.forEach((row, number) => {
      for (const one of this.#rows[number]!) claim(one);
      const amount = this.member(number, 'amount');
      if (row.amount !== null && amount?.candidate && !amount.displaced) {
        const { page, line, words } = amount.candidate;
        rows.push({ page, line, words, value: row.amount });
      }
    });
    for (const one of this.#stated) claim(one);
    const total = this.total();
    return unclaimedAmounts({
      indexes: this.indexes,
      habit: habitsOf(this.indexes).amount,
      rows,
      claimed,
      total: total ? { page: total.page, line: total.line } : null,
      path: this.#charges.rows[0]?.path.replace(/\[\d+\]$/, '') ?? '',
    });
  }

  /** Where the total stands: at a label that names it, else wherever it was found. */
  total(): { page: number; line: number } | null {
    const { total } = this.#charges;
    if (!total) return null;
    const labelled = this.labelledTotals().find(({ value }) => equal(value, total.amount));
    return labelled ?? this.#stated.at(-1)?.candidate ?? null;
  }

  /** Amounts printed at a label that certainly names the total of the document. */
  labelledTotals(): PrintedAmount[] {
    const { amount: habit } = habitsOf(this.indexes);
    return this.indexes.flatMap((index, page) =>
      printedAmounts(index, page, habit).filter((amount) => {
        if (amount.percent || equal(amount.value, '0')) return false;
        const label = labelOf(index, amount);
        return label?.kind === 'total' && label.certain;
      }),
    );
  }
}

function checkRow(row: ChargeRow, number: number, layout: Layout): Finding[] {
  const findings: Finding[] = [];
  const label = row.name === null ? null : rowLabel(row.name);
  const isBare = row.rate === null && row.quantity === null;
  if (
    isBare &&
    label?.certain &&
    (label.kind === 'total' || label.kind === 'sub-total' || label.kind === 'carried')
  ) {
    findings.push({
      code: 'total-as-item',
      severity: 'error',
      path: row.path,
      message: 'A sum is given as an item',
      actual: row.name!,
    });
  }
  const amount = layout.member(number, 'amount');
  const name = layout.member(number, 'name');
  if (amount?.taken) {
    findings.push({
      code: 'row-claimed-twice',
      severity: 'error',
      path: row.path,
      message: 'The row is given more often than it is printed',
      actual: row.amount!,
    });
  } else if (amount?.candidate && (amount.displaced || isScattered(amount, name))) {
    findings.push({
      code: 'row-scattered',
      severity: 'error',
      path: `${row.path}.amount`,
      message: 'The amount is printed, but not where the rest of its row is',
      actual: row.amount!,
      pageNumber: layout.pages[amount.candidate.page]!.pageNumber,
    });
  }
  return findings;
}

function isScattered(amount: Located, name: Located | undefined): boolean {
  return (
    name?.candidate != null && amount.candidate !== null && name.candidate.page !== amount.candidate.page
  );
}

/** Rows of one page that together repeat what the rows of the other pages come to. */
function summaryFindings({ rows, total }: Charges): Finding[] {
  const pages = [...new Set(rows.map((row) => row.pageNumber))];
  if (pages.length < 2 || pages.includes(null)) return [];
  const all = rows.flatMap((row) => row.amount ?? []);
  if (total && sumAgrees(all, total.amount)) return [];
  return pages.flatMap((page) => {
    const here = rows.filter((row) => row.pageNumber === page);
    const elsewhere = rows.filter((row) => row.pageNumber !== page);
    const sumHere = sum(here.flatMap((row) => row.amount ?? []));
    const isSummary =
      here.length < elsewhere.length && equal(sumHere, sum(elsewhere.flatMap((row) => row.amount ?? [])));
    if (!isSummary) return [];
    return here.map(
      (row): Finding => ({
        code: 'summary-counted',
        severity: 'error',
        path: row.path,
        message: 'The rows of this page sum up the rows of the other pages and are counted a second time',
        pageNumber: page!,
      }),
    );
  });
}

function totalElsewhere(charges: Charges, amounts: readonly Decimal[], layout: Layout): Finding[] {
  const { total } = charges;
  if (!total) return [];
  const labelled = layout.labelledTotals();
  const others = labelled.filter(({ value }) => !equal(absolute(value), absolute(total.amount)));
  if (others.length === 0) return [];
  const everything = wholeSum(charges, amounts);
  // A document may print several totals: the one that everything stated adds up to is the last word.
  const isPrinted = others.length < labelled.length;
  const better = isPrinted
    ? others.filter(
        ({ value }) =>
          everything !== null && !equal(everything, total.amount) && isRoundedTotal(everything, value),
      )
    : others;
  if (better.length === 0) return [];
  return [
    {
      code: 'total-elsewhere',
      severity: 'error',
      path: total.path,
      message: 'The document prints another total at its label',
      expected: [...new Set(better.map(({ text }) => text))].join(' or '),
      actual: total.amount,
      pageNumber: better.at(-1)!.pageNumber,
    },
  ];
}

/** Rows with all taxes, charges, discounts and the round-off; null when nothing but rows is stated. */
function wholeSum(charges: Charges, amounts: readonly Decimal[]): Decimal | null {
  const added = [
    ...charges.taxes,
    ...(charges.charges ?? []),
    ...(charges.roundOff ? [charges.roundOff] : []),
  ];
  if (amounts.length === 0 || added.length + charges.discounts.length === 0) return null;
  return subtract(
    sum([...amounts, ...added.map((one) => one.amount)]),
    sum(charges.discounts.map((one) => absolute(one.amount))),
  );
}

interface SumsVerdict {
  readonly findings: Finding[];
  readonly confirmed: string[];
  readonly reconciled: boolean | null;
}

function checkSums(charges: Charges, amounts: readonly Decimal[]): SumsVerdict {
  const { total, net, rows } = charges;
  const findings: Finding[] = [];
  const confirmed: string[] = [];
  const paths = rows.map((row) => `${row.path}.amount`);
  if (net && amounts.length > 0 && sumAgrees(amounts, net.amount)) confirmed.push(net.path, ...paths);
  if (!total || amounts.length === 0) return { findings, confirmed, reconciled: null };
  const numbers = (list: readonly StatedAmount[] | undefined): Decimal[] =>
    (list ?? []).map((one) => one.amount);
  const explanation = explainTotal(total.amount, {
    items: amounts,
    taxes: numbers(charges.taxes),
    discounts: numbers(charges.discounts),
    charges: numbers(charges.charges),
    roundOff: charges.roundOff?.amount ?? null,
  });
  if (explanation.fit === null) {
    findings.push({
      code: 'total-mismatch',
      severity: 'error',
      path: total.path,
      message: `The printed total is not what is printed above it (${explanation.formula})`,
      expected: total.amount,
      actual: explanation.computed,
    });
  } else {
    confirmed.push(total.path, ...paths);
  }
  for (const subTotal of charges.subTotals) {
    if (subTotalAgrees(subTotal.amount, charges, amounts)) confirmed.push(subTotal.path);
    else {
      findings.push({
        code: 'sub-total-mismatch',
        severity: 'warning',
        path: subTotal.path,
        message: 'The sub-total is not the sum of rows that stand together',
        actual: subTotal.amount,
      });
    }
  }
  return { findings, confirmed, reconciled: explanation.fit !== null };
}

/** True when a run of rows that stand together, or all rows with taxes or discounts, comes to the sub-total. */
function subTotalAgrees(subTotal: Decimal, charges: Charges, amounts: readonly Decimal[]): boolean {
  const cents = (value: Decimal): bigint => BigInt(scaled(value));
  const wanted = cents(subTotal);
  const seen = new Set<bigint>([0n]);
  let running = 0n;
  for (const amount of amounts) {
    running += cents(amount);
    if (seen.has(running - wanted)) return true;
    seen.add(running);
  }
  return (
    explainTotal(subTotal, {
      items: amounts,
      taxes: charges.taxes.map((tax) => tax.amount),
      discounts: charges.discounts.map((discount) => discount.amount),
      roundOff: null,
    }).fit !== null
  );
}

const PLACES = 6;

/** The decimal in millionths, as an integer's digits. */
function scaled(value: Decimal): string {
  const [whole = '0', decimals = ''] = value.split('.');
  return `${whole}${decimals.padEnd(PLACES, '0').slice(0, PLACES)}`;
}

/** Two rows that say the same: same name (however spelt), quantity, rate and amount. */
export function sameRow(a: ChargeRow, b: ChargeRow): boolean {
  const equalNumbers = (one: Decimal | null, other: Decimal | null): boolean =>
    one === null || other === null ? one === other : equal(one, other);
  return (
    normalise(a.name ?? '') === normalise(b.name ?? '') &&
    equalNumbers(a.amount, b.amount) &&
    equalNumbers(a.quantity, b.quantity) &&
    equalNumbers(a.rate, b.rate)
  );
}
