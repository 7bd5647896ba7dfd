import Big from 'big.js';

/** An exact decimal in plain notation, such as `"1699.84"`, `"-0.50"` or `"14"`. Never a float, never exponent form. */
export type Decimal = string;

const PATTERN = /^-?\d+(\.\d+)?$/;

/** True when `text` is already an exact decimal in plain notation. */
export function isDecimal(text: string): text is Decimal {
  return PATTERN.test(text);
}

/** Sum of any number of decimals, exact; keeps the largest number of decimals seen. `"0"` for none. */
export function sum(values: readonly Decimal[]): Decimal {
  let total = new Big(0);
  let places = 0;
  for (const value of values) {
    total = total.plus(value);
    places = Math.max(places, decimalPlaces(value));
  }
  return total.toFixed(places);
}

/** `a + b`, exact. */
export function add(a: Decimal, b: Decimal): Decimal {
  return sum([a, b]);
}

/** `a - b`, exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return new Big(a).minus(b).toFixed(Math.max(decimalPlaces(a), decimalPlaces(b)));
}

/** `a × b`, exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return new Big(a).times(b).toFixed(decimalPlaces(a) + decimalPlaces(b));
}

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`; `"1.0"` equals `"1"`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return new Big(a).cmp(b);
}

/** True when both are the same number, whatever their trailing zeros. */
export function equal(a: Decimal, b: Decimal): boolean {
  return compare(a, b) === 0;
}

/** `a` without its sign. */
export function absolute(a: Decimal): Decimal {
  return a.startsWith('-') ? a.slice(1) : a;
}

/** `-a`; zero stays unsigned. */
export function negate(a: Decimal): Decimal {
  return new Big(a)
    .times(-1)
    .toFixed(decimalPlaces(a))
    .replace(/^-(0(\.0+)?)$/, '$1');
}

/** `a` rounded half away from zero to `places` decimals (commercial rounding). */
export function round(a: Decimal, places: number): Decimal {
  return new Big(a).round(places, Big.roundHalfUp).toFixed(places);
}

/** True when `a` and `b` differ by at most `tolerance` (not negative). */
export function within(a: Decimal, b: Decimal, tolerance: Decimal): boolean {
  return new Big(a).minus(b).abs().lte(tolerance);
}

/** Number of digits after the point. */
export function decimalPlaces(a: Decimal): number {
  const point = a.indexOf('.');
  return point < 0 ? 0 : a.length - point - 1;
}
