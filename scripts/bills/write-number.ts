import type { Decimal } from '../../src/domain/decimal.ts';
import type { NumberStyle } from './plan.ts';

const GROUPS: Readonly<Record<NumberStyle, readonly [group: string, point: string]>> = {
  indian: [',', '.'],
  western: [',', '.'],
  german: ['.', ','],
  french: ['\u00a0', ','],
  swiss: ["'", '.'],
};

/** Writes a decimal in the habit of a country: `100000.00` is `1,00,000.00` or `100.000,00`. */
export function writeNumber(value: Decimal, style: NumberStyle): string {
  const [group, point] = GROUPS[style];
  const negative = value.startsWith('-');
  const [whole = '0', decimals] = value.replace('-', '').split('.');
  const pattern = style === 'indian' ? /\B(?=(?:\d\d)*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g;
  const text = whole.replace(pattern, group) + (decimals === undefined ? '' : point + decimals);
  return negative ? `-${text}` : text;
}
