import type { Decimal } from '../domain/decimal.ts';

/** One charged row of a bill, invoice or claim, as the checks see it. */
export interface ChargeRow {
  /** Path into the answer, such as `bills[0].items[3]`; findings about its amount are given at `.amount` below it. */
  readonly path: string;
  readonly name: string | null;
  readonly quantity: Decimal | null;
  readonly rate: Decimal | null;
  /** What the row comes to, as printed. */
  readonly amount: Decimal | null;
  readonly discount?: Decimal | null;
  readonly tax?: Decimal | null;
  readonly priceQuantity?: Decimal | null;
  /** Page the answer says it is on; null when it does not say. */
  readonly pageNumber: number | null;
}

/** A sum, tax, discount or payment that the document states. */
export interface StatedAmount {
  readonly path: string;
  readonly amount: Decimal;
  readonly label?: string | null;
  /** Per cent, of a tax. */
  readonly rate?: Decimal | null;
  /** What a tax is taken of. */
  readonly base?: Decimal | null;
  readonly pageNumber?: number | null;
}

/** Everything a bill or an invoice charges, in one shape whatever the recipe calls it. */
export interface Charges {
  /** Pages of this bill; empty: all. */
  readonly pageNumbers: readonly number[];
  readonly rows: readonly ChargeRow[];
  readonly subTotals: readonly StatedAmount[];
  readonly taxes: readonly StatedAmount[];
  readonly discounts: readonly StatedAmount[];
  /** Shipping and the like, beyond the rows. */
  readonly charges?: readonly StatedAmount[];
  readonly payments?: readonly StatedAmount[];
  readonly roundOff?: StatedAmount | null;
  /** Sum before tax. */
  readonly net?: StatedAmount | null;
  /** The total the document states, tax included. */
  readonly total: StatedAmount | null;
}

/** All sums, taxes, discounts, charges and payments of a bill, without its rows. */
export function statedAmounts(charges: Charges): StatedAmount[] {
  const { subTotals, taxes, discounts, payments = [], roundOff, net, total } = charges;
  const single = [roundOff, net, total].filter((one): one is StatedAmount => one != null);
  return [...subTotals, ...taxes, ...discounts, ...(charges.charges ?? []), ...payments, ...single];
}
