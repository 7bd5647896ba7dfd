import { absolute, add, type Decimal, equal, subtract, sum } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import { rowLabel } from '../rules/row-label.ts';
import {
  checkIndianTaxes,
  checkLine,
  checkTax,
  explainTotal,
  inMillionths,
  isRoundedTotal,
  lineAgrees,
  sumAgrees,
} from './arithmetic.ts';
import { ChargeLayout } from './charge-layout.ts';
import type { ChargeRow, Charges, StatedAmount } from './charges.ts';
import type { Located } from './locate-values.ts';
import type { PrintedAmount } from './printed-amounts.ts';
import { checkSummaries } from './summary-rows.ts';

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
  const layout = new ChargeLayout(charges, own);
  const amounts = charges.rows.flatMap((row) => (row.amount === null ? [] : [row.amount]));
  const arithmetic = checkSums(charges, amounts);
  const findings = [
    ...charges.rows.flatMap((row, number) => checkRow(row, number, layout)),
    ...charges.rows.flatMap((row, number) => (layout.adjustments(number) ? [] : checkLine(row))),
    ...checkSummaries(charges),
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

function checkRow(row: ChargeRow, number: number, layout: ChargeLayout): Finding[] {
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

function totalElsewhere(charges: Charges, amounts: readonly Decimal[], layout: ChargeLayout): Finding[] {
  const { total } = charges;
  if (!total) return [];
  const same = (one: PrintedAmount): boolean => equal(absolute(one.value), absolute(total.amount));
  const isPrinted = layout.labelledTotals.some(same);
  // What is due may be less than the total by what was paid already.
  const labelled = layout.labelledTotals.filter((one) => one.label === 'total' || !charges.payments?.length);
  const others = labelled.filter((one) => !same(one));
  if (others.length === 0) return [];
  const everything = wholeSum(charges, amounts);
  const isRecognised = layout.pages.some(({ origin }) => origin === 'ocr');
  // The label of the right total may have been misread; that everything adds up to it speaks for it.
  if (isRecognised && everything !== null && equal(everything, total.amount)) return [];
  // A document may print several totals: the one that everything stated adds up to is the last word.
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
  const taxes = sum(numbers(charges.taxes));
  if (net && equal(net.amount, total.amount) && !equal(taxes, '0') && sumAgrees(amounts, net.amount)) {
    findings.push({
      code: 'gross-mismatch',
      severity: 'error',
      path: total.path,
      message: 'The total is the sum before tax, though tax is charged',
      expected: add(net.amount, taxes),
      actual: total.amount,
    });
  }
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
  const wanted = inMillionths(subTotal);
  const seen = new Set<bigint>([0n]);
  let running = 0n;
  for (const amount of amounts) {
    running += inMillionths(amount);
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
