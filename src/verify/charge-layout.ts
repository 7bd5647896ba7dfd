import { decimalPlaces, equal } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import type { AmountHabit } from '../rules/amount.ts';
import { lineAgrees } from './arithmetic.ts';
import { habitsOf } from './candidates.ts';
import { type Charges, statedAmounts } from './charges.ts';
import { type ClaimedAmount, unclaimedAmounts } from './coverage.ts';
import { type Located, locate } from './locate-values.ts';
import { indexPage, type PageIndex } from './page-index.ts';
import { labelOf, type PrintedAmount, printedAmounts } from './printed-amounts.ts';
import { explainRow, type RowAdjustments } from './row-adjustments.ts';

/** Where the rows and sums stand on the pages. */
export class ChargeLayout {
  readonly #charges: Charges;
  readonly #rows: (readonly Located[])[];
  readonly #stated: readonly Located[];
  readonly #amounts: readonly (readonly PrintedAmount[])[];
  readonly #habit: AmountHabit;
  readonly indexes: readonly PageIndex[];
  readonly pages: readonly PageText[];
  /** Amounts printed at a label that names the total of the document, or what is due of it. */
  readonly labelledTotals: readonly (PrintedAmount & { readonly label: 'total' | 'due' })[];

  constructor(charges: Charges, pages: readonly PageText[]) {
    this.#charges = charges;
    const { total } = charges;
    this.pages = pages;
    this.indexes = pages.map(indexPage);
    this.#habit = habitsOf(this.indexes).amount;
    this.#amounts = this.indexes.map((index, page) => printedAmounts(index, page, this.#habit));
    this.labelledTotals = this.#amounts.flat().flatMap((amount) => {
      if (amount.percent || equal(amount.value, '0')) return [];
      // Among amounts with decimals a bare number ("within 14 days", a house number) is no total.
      if (total && decimalPlaces(total.amount) > 0 && !/[.,]\d/.test(amount.text)) return [];
      const label = labelOf(this.indexes[amount.page]!, amount);
      return label === 'total' || label === 'due' ? [{ ...amount, label }] : [];
    });
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

  /** The discounts and surcharges printed within a row that lead from its price to its amount; null: none do. */
  adjustments(number: number): RowAdjustments | null {
    if (lineAgrees(this.#charges.rows[number]!) !== false) return null;
    const start = this.#startOf(number);
    if (!start) return null;
    const later = this.#charges.rows.flatMap((_, other) => {
      const place = other === number ? null : this.#startOf(other);
      return place && place.page === start.page && place.line > start.line ? [place.line] : [];
    });
    const until = later.length > 0 ? Math.min(...later) : null;
    return explainRow(
      this.#charges.rows[number]!,
      { page: start.page, from: start.line, until },
      { index: this.indexes[start.page]!, amounts: this.#amounts[start.page]! },
    );
  }

  /** First line on which values of a row stand together. */
  #startOf(number: number): { page: number; line: number } | null {
    const places = this.#rows[number]!.flatMap(({ candidate, displaced }) =>
      candidate && !displaced ? [candidate] : [],
    );
    if (places.length === 0) return null;
    const page = Math.min(...places.map((one) => one.page));
    return { page, line: Math.min(...places.filter((one) => one.page === page).map((one) => one.line)) };
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
    for (const row of this.#charges.rows.keys()) {
      const { adjustments = [], before = [] } = this.adjustments(row) ?? {};
      for (const { page, words } of [...adjustments, ...before])
        for (const word of words) claimed.add(`${page}:${word}`);
    }
    const total = this.total();
    return unclaimedAmounts({
      indexes: this.indexes,
      amounts: this.#amounts,
      sums: statedAmounts(this.#charges).map((one) => one.amount),
      rows,
      inOrder: this.#charges.rows.flatMap((row, number) => {
        if (row.amount === null) return [];
        const { page = null, line = null } = this.member(number, 'amount')?.candidate ?? {};
        return [{ page, line, value: row.amount }];
      }),
      isEmpty: this.#charges.rows.length === 0 && this.#charges.total != null,
      claimed,
      total: total ? { page: total.page, line: total.line } : null,
      path: this.#charges.rows[0]?.path.replace(/\[\d+\]$/, '') ?? '',
    });
  }

  /** Where the total stands: at a label that names it, else wherever it was found. */
  total(): { page: number; line: number } | null {
    const { total } = this.#charges;
    if (!total) return null;
    const labelled = this.labelledTotals.find(({ value }) => equal(value, total.amount));
    return labelled ?? this.#stated.at(-1)?.candidate ?? null;
  }
}
