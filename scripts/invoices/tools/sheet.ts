import { type Random, random } from '../../bills/random.ts';
import { type Align, Paper } from '../paper.ts';

/** A line as it is printed; money in hundredths. */
export interface ToolLine {
  readonly text: string;
  readonly amount: number;
}

/** What a paper of a tool says; money in hundredths, dates ISO, only what is printed. */
export interface ToolFacts {
  readonly language: string;
  readonly currency: string;
  readonly seller: string;
  readonly number: string;
  readonly date: string;
  readonly due?: string;
  readonly net?: number;
  readonly tax?: number;
  readonly gross: number;
  readonly lines: readonly ToolLine[];
  /** Where the file holds several, the pages of this one. */
  readonly pages?: readonly number[];
}

/** How numbers are written: marks of thousands and of decimals. */
export type NumberStyle = 'en' | 'de' | 'fr' | 'ch' | 'in';

/** A column: where it stands and which edge is there. */
export type Column = readonly [number, Align];

const MARKS: Readonly<Record<NumberStyle, readonly [string, string]>> = {
  en: [',', '.'],
  de: ['.', ','],
  fr: [' ', ','],
  ch: ["'", '.'],
  in: [',', '.'],
};

/** Writes hundredths. */
export function writeMoney(cents: number, style: NumberStyle): string {
  const [thousands, decimal] = MARKS[style];
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const groups = style === 'in' ? /\B(?=(\d{2})*\d{3}$)/g : /\B(?=(\d{3})+$)/g;
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2).replace(groups, thousands)}${decimal}${digits.slice(-2)}`;
}

/** A part of an amount, rounded to hundredths. */
export function share(cents: number, percent: number): number {
  return Math.round((cents * percent) / 100);
}

/** Adds up the amounts of lines. */
export function sumOf(lines: readonly { readonly amount: number }[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}

/** The day `days` after an ISO date. */
export function after(iso: string, days: number): string {
  return new Date(new Date(iso).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A paper that one layout fills; the same seed gives the same paper. */
export class Sheet {
  readonly paper: Paper;
  readonly choose: Random;
  readonly date: string;

  constructor(seed: number, size: 'a4' | 'letter' = 'a4') {
    this.choose = random(seed * 6151 + 29);
    this.paper = new Paper(
      this.choose.pick(['Helvetica', 'Helvetica', 'Times']),
      size === 'letter' ? [612, 792] : undefined,
    );
    const { int } = this.choose;
    this.date = new Date(Date.UTC(int(2018, 2026), int(0, 11), int(1, 28))).toISOString().slice(0, 10);
  }

  text(text: string, x: number, y: number, options: Parameters<Paper['text']>[3] = {}): void {
    this.paper.text(text, x, y, options);
  }

  /** Texts one below the other; returns where the next would stand. */
  stack(texts: readonly string[], x: number, y: number, { size = 9, align = 'left' as Align } = {}): number {
    for (const [index, text] of texts.entries()) this.text(text, x, y + index * (size + 4), { size, align });
    return y + texts.length * (size + 4);
  }

  /** One row of a table. */
  row(
    columns: readonly Column[],
    y: number,
    texts: readonly string[],
    { size = 9, bold = false } = {},
  ): void {
    for (const [index, text] of texts.entries()) {
      const [x, align] = columns[index]!;
      if (text !== '') this.text(text, x, y, { size, bold, align });
    }
  }

  /** Labels with values, one pair a row; returns where the next would stand. */
  pairs(
    pairs: readonly (readonly [string, string])[],
    {
      label,
      value,
      y,
      step = 13,
      size = 9,
    }: { label: Column; value: Column; y: number; step?: number; size?: number },
  ): number {
    for (const [index, pair] of pairs.entries()) this.row([label, value], y + index * step, pair, { size });
    return y + pairs.length * step;
  }

  rule(x0: number, x1: number, y: number): void {
    this.paper.line(x0, y, x1, y);
  }

  /** Some of the goods, each with a price and a quantity. */
  goods(
    names: readonly string[],
    { least = 2, most = 6, low = 900, high = 90_000, quantity = 9 } = {},
  ): { text: string; quantity: number; price: number; amount: number }[] {
    const left = [...names];
    const count = Math.min(left.length, this.choose.int(least, most));
    return Array.from({ length: count }, () => {
      const text = left.splice(this.choose.int(0, left.length - 1), 1)[0]!;
      const pieces = this.choose.int(1, quantity);
      const price = this.choose.int(low, high);
      return { text, quantity: pieces, price, amount: pieces * price };
    });
  }
}

/** Writes ISO dates the way of a country. */
export function writeDate(iso: string, pattern: string, locale = 'en-GB'): string {
  const [year, month, day] = iso.split('-') as [string, string, string];
  const name = (length: 'long' | 'short'): string =>
    new Intl.DateTimeFormat(locale, { month: length, timeZone: 'UTC' }).format(new Date(iso));
  return pattern
    .replace('YYYY', year)
    .replace('YY', year.slice(2))
    .replace('MMMM', () => name('long'))
    .replace('MMM', () => name('short'))
    .replace('MM', month)
    .replace('DD', day)
    .replace(/\bD\b/, String(Number(day)));
}
