import {
  absolute,
  add,
  compare,
  type Decimal,
  decimalPlaces,
  equal,
  multiply,
  round,
  subtract,
  sum,
  within,
} from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';

/** Half of the last printed place of `amount`: what rounding alone can move it by (`12.50` gives `0.005`). */
function halfUnit(amount: Decimal): Decimal {
  return `0.${'0'.repeat(decimalPlaces(amount))}5`;
}

/** The numbers of one row, as printed. */
export interface LineNumbers {
  /** Path of the row. */
  readonly path: string;
  readonly quantity: Decimal | null;
  readonly rate: Decimal | null;
  readonly amount: Decimal | null;
  /** Money, positive or negative as printed. */
  readonly discount?: Decimal | null;
  /** Money. */
  readonly tax?: Decimal | null;
  /** The rate is for this many units; default 1. */
  readonly priceQuantity?: Decimal | null;
}

/**
 * Whether `quantity × rate` explains the printed amount: alone, less the discount, with the tax, or both. Null when the
 * row does not say enough. Tolerance: half the last place of the amount, and of the rate for each unit.
 */
export function lineAgrees(line: LineNumbers): boolean | null {
  const { quantity, rate, amount } = line;
  if (quantity === null || rate === null || amount === null) return null;
  const tolerance = add(halfUnit(amount), multiply(absolute(quantity), halfUnit(rate)));
  return lineResults(line).some((result) => within(result, amount, tolerance) || isSamePrint(result, amount));
}

function isSamePrint(result: Decimal, amount: Decimal): boolean {
  return equal(round(result, decimalPlaces(amount)), amount);
}

function lineResults({ quantity, rate, discount, tax, priceQuantity }: LineNumbers): Decimal[] {
  let product = multiply(quantity!, rate!);
  if (priceQuantity && compare(priceQuantity, '0') > 0) product = divide(product, priceQuantity);
  const lessDiscount = discount ? [product, subtract(product, absolute(discount))] : [product];
  return tax ? lessDiscount.flatMap((result) => [result, add(result, tax)]) : lessDiscount;
}

/** Exact enough for comparing with printed money: ten places. */
function divide(a: Decimal, b: Decimal): Decimal {
  const scale = 10n ** 10n;
  const places = decimalPlaces(b);
  const numerator = BigInt(round(multiply(a, `1${'0'.repeat(10 + places)}`), 0));
  const quotient = numerator / BigInt(b.replace('.', ''));
  const negative = quotient < 0n;
  const magnitude = negative ? -quotient : quotient;
  return `${negative ? '-' : ''}${magnitude / scale}.${String(magnitude % scale).padStart(10, '0')}`;
}

/** `line-arithmetic` (a warning) when the printed amount is not what quantity, rate, discount and tax come to. */
export function checkLine(line: LineNumbers): Finding[] {
  if (lineAgrees(line) !== false) return [];
  return [
    {
      code: 'line-arithmetic',
      severity: 'warning',
      path: `${line.path}.amount`,
      message: 'Quantity times rate is not the printed amount; the printed amount stands',
      expected: round(lineResults(line)[0]!, Math.max(2, decimalPlaces(line.amount!))),
      actual: line.amount!,
    },
  ];
}

/** True when the parts come to the total, which may be printed with fewer places than they. */
export function sumAgrees(parts: readonly Decimal[], total: Decimal): boolean {
  const computed = sum(parts);
  return equal(computed, total) || equal(round(computed, decimalPlaces(total)), total);
}

/** One tax as printed: rate, what it is taken of, and what it comes to. */
export interface TaxNumbers {
  readonly path: string;
  /** Per cent, such as `19`. */
  readonly rate: Decimal | null;
  readonly base: Decimal | null;
  readonly amount: Decimal | null;
  /** Lines whose taxes may have been rounded one by one; default 1. */
  readonly lines?: number;
}

/**
 * `tax-arithmetic` (a warning) when rate × base is not the tax. Tolerance: half a last place, for each line that may
 * have been rounded on its own (EN 16931 rounds once, many systems round each line).
 */
export function checkTax({ path, rate, base, amount, lines = 1 }: TaxNumbers): Finding[] {
  if (rate === null || base === null || amount === null) return [];
  const computed = multiply(multiply(base, rate), '0.01');
  const tolerance = multiply(halfUnit(amount), String(Math.max(1, lines)));
  if (within(computed, amount, tolerance)) return [];
  return [
    {
      code: 'tax-arithmetic',
      severity: 'warning',
      path,
      message: 'The tax is not its rate of the taxed amount',
      expected: round(computed, Math.max(2, decimalPlaces(amount))),
      actual: amount,
    },
  ];
}

/** True when `total` is `computed` rounded as cash and bills are: to its own places, to 1, or to 0.05. */
export function isRoundedTotal(computed: Decimal, total: Decimal): boolean {
  if (equal(round(computed, decimalPlaces(total)), total)) return true;
  const isWhole = equal(round(total, 0), total);
  if (isWhole && within(computed, total, '0.99')) return true;
  const twentieths = multiply(total, '20');
  return equal(round(twentieths, 0), twentieths) && within(computed, total, '0.025');
}

/** What a total may be made of; each amount as printed. */
export interface TotalParts {
  readonly items: readonly Decimal[];
  readonly taxes: readonly Decimal[];
  /** Positive or negative as printed: always taken off. */
  readonly discounts: readonly Decimal[];
  /** Shipping and other charges beyond the items. */
  readonly charges?: readonly Decimal[];
  readonly roundOff: Decimal | null;
}

/** How a total comes about, or the nearest that was tried. */
export interface TotalExplanation {
  /** `exact`, `rounded` (to a whole or 0.05, without a printed round-off), or null: nothing tried comes to the total. */
  readonly fit: 'exact' | 'rounded' | null;
  readonly computed: Decimal;
  /** total − computed. */
  readonly difference: Decimal;
  /** What was added up, such as `items + taxes - discounts`. */
  readonly formula: string;
}

/**
 * Explains a printed total by the sum of its items: alone, with taxes, with charges, less discounts, with the round-off,
 * in every combination (amounts may be net or gross, before or after discount); the plainest that fits exactly wins.
 */
export function explainTotal(total: Decimal, parts: TotalParts): TotalExplanation {
  const items = sum(parts.items);
  const steps: { name: string; amount: Decimal }[] = [];
  const charges = parts.charges ?? [];
  if (parts.taxes.length > 0) steps.push({ name: ' + taxes', amount: sum(parts.taxes) });
  if (charges.length > 0) steps.push({ name: ' + charges', amount: sum(charges) });
  if (parts.discounts.length > 0) {
    steps.push({ name: ' - discounts', amount: subtract('0', sum(parts.discounts.map(absolute))) });
  }
  if (parts.roundOff) steps.push({ name: ' + round-off', amount: parts.roundOff });
  let nearest: TotalExplanation | null = null;
  let rounded: TotalExplanation | null = null;
  for (let choice = 0; choice < 2 ** steps.length; choice++) {
    const chosen = steps.filter((_, position) => (choice >> position) & 1);
    const computed = chosen.reduce((running, step) => add(running, step.amount), items);
    const difference = subtract(total, computed);
    const explanation = { computed, difference, formula: `items${chosen.map((step) => step.name).join('')}` };
    if (equal(computed, total)) return { ...explanation, fit: 'exact' };
    if (isRoundedTotal(computed, total)) rounded ??= { ...explanation, fit: 'rounded' };
    if (!nearest || compare(absolute(difference), absolute(nearest.difference)) < 0) {
      nearest = { ...explanation, fit: null };
    }
  }
  return rounded ?? nearest!;
}

/** A tax with the name it is printed under, such as `CGST`. */
export interface NamedTax {
  readonly path: string;
  readonly name: string;
  readonly rate: Decimal | null;
  readonly amount: Decimal | null;
}

/**
 * The Indian rules: central and state tax of one rate are equal, and neither stands beside integrated tax in a supply.
 * Codes `cgst-sgst-differ` (error) and `igst-with-cgst` (warning: one bill may hold both kinds of supply).
 */
export function checkIndianTaxes(taxes: readonly NamedTax[]): Finding[] {
  const named = (pattern: RegExp) => taxes.filter((tax) => pattern.test(tax.name) && tax.amount !== null);
  const central = named(/\bC\.?GST\b/i);
  const state = named(/\b(?:S|UT)\.?GST\b/i);
  const integrated = named(/\bI\.?GST\b/i);
  const total = (of: readonly NamedTax[]): Decimal => sum(of.map((tax) => tax.amount!));
  const findings: Finding[] = [];
  if (central.length > 0 && state.length > 0) {
    const tolerance = multiply(
      halfUnit(central[0]!.amount!),
      String(2 * Math.max(central.length, state.length)),
    );
    if (!within(total(central), total(state), tolerance)) {
      findings.push({
        code: 'cgst-sgst-differ',
        severity: 'error',
        path: state[0]!.path,
        message: 'Central and state tax must be equal',
        expected: total(central),
        actual: total(state),
      });
    }
  }
  const isCharged = (of: readonly NamedTax[]): boolean => of.some((tax) => compare(tax.amount!, '0') !== 0);
  if (isCharged(integrated) && (isCharged(central) || isCharged(state))) {
    findings.push({
      code: 'igst-with-cgst',
      severity: 'warning',
      path: integrated[0]!.path,
      message: 'Integrated tax does not stand beside central and state tax',
      actual: total(integrated),
    });
  }
  return findings;
}

const PLACES = 6;

/** The decimal as an integer of millionths, for adding up many and comparing fast; further places are cut off. */
export function inMillionths(value: Decimal): bigint {
  const [whole = '0', decimals = ''] = value.split('.');
  return BigInt(`${whole}${decimals.padEnd(PLACES, '0').slice(0, PLACES)}`);
}
