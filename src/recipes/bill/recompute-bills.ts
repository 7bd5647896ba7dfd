import { add, type Decimal, equal, isDecimal, subtract, sum } from '../../domain/decimal.ts';
import type { Finding } from '../../domain/finding.ts';
import { Problem } from '../../problem/problem.ts';
import { checkLine, explainTotal, type TotalExplanation } from '../../verify/arithmetic.ts';
import type { Bill, BillItem, BillResult } from './bill-schema.ts';

/**
 * Works out anew what follows from other values of bills that a person changed: the computed total, the difference, the
 * sums below headings; and says again what does not add up. `before` is the data that was there: what it counts beyond
 * its rows (a sum brought forward) is counted again. Throws `invalid-request` for an amount that is no plain decimal.
 */
export function recomputeBills(
  after: BillResult,
  before: BillResult,
): { readonly data: BillResult; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const bills = after.bills.map((bill, index) => {
    const path = `bills[${index}]`;
    checkDecimals(bill, path);
    const old = before.bills[index] ?? bill;
    const total = totalOf(bill, old);
    const computed: Bill = {
      ...bill,
      sub_totals: bill.sub_totals.map((one, at) => ({
        ...one,
        computed: computedSum(bill, old, old.sub_totals[at] ?? one),
      })),
      computed_total: total.computed,
      difference: total.difference,
      reconciled: total.reconciled,
    };
    findings.push(...lineFindings(computed, path), ...sumFindings(computed, path));
    findings.push(...totalFinding(computed, total.fit, `${path}.printed_total`));
    return computed;
  });
  return { data: { ...after, bills }, findings };
}

interface BillSum {
  readonly computed: Decimal;
  readonly difference: Decimal | null;
  readonly reconciled: boolean | null;
  readonly fit: TotalExplanation['fit'];
}

function totalOf(bill: Bill, old: Bill): BillSum {
  // What the total counted beyond its rows, such as a sum brought forward from another file.
  const beyond = subtract(old.computed_total, explain(old, '0').computed);
  const { computed, difference, fit } = explain(bill, beyond);
  if (bill.printed_total === null) return { computed, difference: null, reconciled: null, fit };
  const reconciled = fit !== null ? true : bill.continues_before ? null : false;
  return { computed, difference, reconciled, fit };
}

function explain(bill: Bill, beyond: Decimal): TotalExplanation {
  const items = amountsOf(bill.items);
  const parts = {
    items: equal(beyond, '0') ? items : [...items, beyond],
    taxes: amountsOf(bill.taxes),
    discounts: amountsOf(bill.discounts),
    roundOff: bill.round_off,
  };
  if (bill.printed_total === null) {
    const charged = add(sum(parts.items), sum(parts.taxes));
    const computed = add(subtract(charged, sum(parts.discounts)), parts.roundOff ?? '0');
    return { fit: null, computed, difference: '0', formula: '' };
  }
  const explained = explainTotal(bill.printed_total, parts);
  const off = bill.items.flatMap(({ discount }) => (discount === null ? [] : [discount]));
  if (explained.fit !== null || off.length === 0) return explained;
  // Only amounts before discount are printed by the row, and the discounts beside them.
  const less = explainTotal(bill.printed_total, { ...parts, discounts: off });
  return less.fit === null ? explained : less;
}

/** What a sub-total covers is told by what it came to before: its section, its page, or everything. */
function computedSum(bill: Bill, old: Bill, sub: Bill['sub_totals'][number]): Decimal | null {
  const { computed, name, page_number: page } = sub;
  if (computed === null) return null;
  const covers: readonly ((item: BillItem) => boolean)[] = [
    ({ section }) => section === name,
    (item) => item.page_number === page,
    () => true,
  ];
  const covered = covers.find((within) => equal(sum(amountsOf(old.items.filter(within))), computed));
  return covered ? sum(amountsOf(bill.items.filter(covered))) : computed;
}

function lineFindings(bill: Bill, path: string): Finding[] {
  return bill.items.flatMap((item, index) => {
    const at = `${path}.items[${index}]`;
    const { quantity, rate, amount, discount, tax, page_number: pageNumber } = item;
    if (amount !== null) return checkLine({ path: at, quantity, rate, amount, discount, tax });
    const message = 'No amount could be read for this row';
    return [{ code: 'amount-missing', severity: 'error', path: `${at}.amount`, message, pageNumber }];
  });
}

function sumFindings(bill: Bill, path: string): Finding[] {
  return bill.sub_totals.flatMap(({ computed, amount, page_number: pageNumber }, index): Finding[] => {
    if (computed === null || equal(computed, amount)) return [];
    return [
      {
        code: 'sub-total-mismatch',
        severity: bill.reconciled === true ? 'warning' : 'error',
        path: `${path}.sub_totals[${index}].amount`,
        message: 'The charges below this heading do not come to its printed sum',
        expected: computed,
        actual: amount,
        pageNumber,
      },
    ];
  });
}

function totalFinding(bill: Bill, fit: TotalExplanation['fit'], path: string): Finding[] {
  const { printed_total: actual, computed_total: expected, difference } = bill;
  if (actual === null || difference === null || fit === 'exact') return [];
  const about = { path, expected, actual };
  if (fit === 'rounded') {
    const message = 'The printed total is the computed one, rounded; no rounding is printed';
    return [{ code: 'total-rounded', severity: 'info', message, ...about }];
  }
  if (bill.continues_before) {
    const message =
      'The bill begins before this file: its total cannot be compared with the charges that are here';
    return [{ code: 'bill-incomplete', severity: 'warning', message, ...about }];
  }
  const side = difference.startsWith('-') ? 'more than' : 'less than';
  const message = `The charges come to ${side} the printed total`;
  return [{ code: 'total-mismatch', severity: 'error', message, ...about }];
}

function amountsOf(rows: readonly { readonly amount: Decimal | null }[]): Decimal[] {
  return rows.flatMap(({ amount }) => (amount === null ? [] : [amount]));
}

function checkDecimals(bill: Bill, path: string): void {
  const { items, sub_totals, taxes, discounts, round_off, printed_total } = bill;
  const figures: (readonly [string, Decimal | null])[] = [
    ['round_off', round_off],
    ['printed_total', printed_total],
    ...items.flatMap(({ quantity, rate, amount, discount, tax }, index) =>
      Object.entries({ quantity, rate, amount, discount, tax }).map(
        ([name, value]) => [`items[${index}].${name}`, value] as const,
      ),
    ),
    ...Object.entries({ sub_totals, taxes, discounts }).flatMap(([name, rows]) =>
      rows.map(({ amount }, index) => [`${name}[${index}].amount`, amount] as const),
    ),
  ];
  const wrong = figures.find(([, value]) => value !== null && !isDecimal(value));
  if (!wrong) return;
  throw new Problem('invalid-request', {
    detail: `${path}.${wrong[0]}: write a plain decimal, such as 1699.84`,
  });
}
