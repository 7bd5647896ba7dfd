import type { Random } from '../bills/random.ts';
import type { Words } from './words.ts';

/** How one paper writes its numbers and dates. */
export interface Habit {
  money(cents: number, options?: { readonly bare?: boolean }): string;
  quantity(tenths: number): string;
  date(iso: string): string;
}

/** Chooses how a paper writes numbers and dates, one way for all of it. */
export function chooseHabit(words: Words, choose: Random, mark = choose.pick(words.money)): Habit {
  const [thousands, decimal] = choose.pick(words.marks);
  const places = choose.chance(0.2) ? 2 : 1;
  const write = (cents: number): string => {
    const digits = String(Math.abs(cents)).padStart(3, '0');
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
    return `${cents < 0 ? '-' : ''}${whole}${decimal}${digits.slice(-2)}`;
  };
  return {
    money: (cents, { bare = false } = {}) => (bare ? write(cents) : mark.replace('#', write(cents))),
    quantity: (tenths) =>
      tenths % 10 === 0 && places === 1
        ? String(tenths / 10)
        : `${Math.floor(tenths / 10)}${decimal}${tenths % 10}${places === 2 ? '0' : ''}`,
    date: chooseDate(words, choose),
  };
}

function chooseDate(words: Words, choose: Random): Habit['date'] {
  const long = (month: 'long' | 'short'): Habit['date'] => {
    const format = new Intl.DateTimeFormat(words.locale, {
      day: 'numeric',
      month,
      year: 'numeric',
      timeZone: 'UTC',
    });
    return (iso) => format.format(new Date(iso));
  };
  const order = words.locale === 'en-US' ? [1, 2, 0] : [2, 1, 0];
  const digits =
    (separator: string, short = false): Habit['date'] =>
    (iso) => {
      const parts = iso.split('-');
      if (short) parts[0] = parts[0]!.slice(2);
      return order.map((at) => parts[at]!).join(separator);
    };
  const separator = words.locale === 'de-DE' ? '.' : words.locale === 'nl-NL' ? '-' : '/';
  return choose.pick([
    digits(separator),
    digits(separator),
    digits(choose.pick(['.', '-', '/'])),
    digits(separator, true),
    long('long'),
    long('short'),
    (iso) => iso,
  ]);
}
