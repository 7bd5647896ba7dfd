import { type Random, random } from '../bills/random.ts';
import { type Tongue, WORDS, type Words } from './words.ts';

/** One line of a planned paper; money in hundredths, the quantity in tenths. */
export interface PlannedLine {
  readonly text: string;
  readonly note: string | null;
  readonly code: string;
  readonly quantityTenths: number;
  readonly unit: string;
  readonly price: number;
  /** Per cent taken off the line. */
  readonly discount: number;
  readonly rate: number;
  readonly amount: number;
}

/** What a generated invoice or receipt says. Money in hundredths, dates ISO. */
export interface PlannedInvoice {
  readonly tongue: Tongue;
  readonly words: Words;
  readonly seller: string;
  readonly sellerAddress: readonly string[];
  readonly buyer: string;
  readonly buyerAddress: readonly string[];
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string | null;
  readonly lines: readonly PlannedLine[];
  readonly subTotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly taxes: readonly { readonly rate: number; readonly base: number; readonly amount: number }[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly paid: number;
}

const percent = (value: number, rate: number): number => Math.round((value * rate) / 100);

/** Makes up what an invoice says; the same seed gives the same invoice. */
export function planInvoice(seed: number, most = 9): { plan: PlannedInvoice; choose: Random } {
  const choose = random(seed * 7919 + 13);
  const tongues = Object.keys(WORDS) as Tongue[];
  const tongue = tongues[seed % tongues.length]!;
  const words = WORDS[tongue];
  const seller = choose.pick(words.firms);
  const buyer = choose.pick(
    choose.chance(0.5) ? words.people : words.firms.filter((firm) => firm !== seller),
  );
  const day = new Date(Date.UTC(choose.int(2014, 2026), choose.int(0, 11), choose.int(1, 28)));
  const issueDate = day.toISOString().slice(0, 10);
  const dueDate = choose.chance(0.6)
    ? new Date(day.getTime() + choose.pick([7, 14, 30]) * 86_400_000).toISOString().slice(0, 10)
    : null;
  const year = issueDate.slice(0, 4);
  const number = choose.pick([
    `${choose.int(100, 99_999)}`,
    `${year}/${choose.int(10, 999)}`,
    `${choose.pick(['INV', 'RE', 'FT', 'VF', 'A'])}-${choose.int(1000, 99_999)}`,
    `${year}${String(choose.int(1, 9999)).padStart(4, '0')}`,
    `${choose.pick(['S', 'K', 'FA'])}${year.slice(2)}${choose.int(100, 999)}`,
    `${choose.int(10, 99)}-${choose.int(100_000, 999_999)}`,
  ]);
  const untaxed = choose.chance(0.12);
  const mixed = !untaxed && choose.chance(0.25);
  const discounted = choose.chance(0.15);
  const count = choose.chance(0.08) ? choose.int(24, 40) : choose.int(1, most);
  const cheap = choose.chance(0.4);
  const lines = Array.from({ length: count }, (): PlannedLine => {
    const quantityTenths = choose.chance(0.15) ? choose.int(5, 95) : 10 * choose.int(1, cheap ? 24 : 6);
    const price = choose.int(cheap ? 60 : 1500, cheap ? 4000 : 180_000);
    const discount = discounted && choose.chance(0.5) ? choose.pick([5, 10, 15]) : 0;
    const before = Math.round((price * quantityTenths) / 10);
    return {
      text: choose.pick(words.goods),
      note: choose.chance(0.2) ? choose.pick(words.notes) : null,
      code: choose.pick([
        `${choose.int(1000, 9999)}`,
        `AB-${choose.int(100, 999)}`,
        `${choose.int(10, 99)}.${choose.int(100, 999)}`,
      ]),
      quantityTenths,
      unit: choose.pick(words.units),
      price,
      discount,
      rate: untaxed ? 0 : mixed && choose.chance(0.4) ? words.rates[1]! : words.rates[0]!,
      amount: before - percent(before, discount),
    };
  });
  const subTotal = lines.reduce((sum, line) => sum + line.amount, 0);
  // A charge or discount of the whole paper goes with one rate; with several the share of each is not printed.
  const plain = !mixed;
  const discount = plain && choose.chance(0.12) ? percent(subTotal, choose.pick([3, 5, 10])) : 0;
  const shipping = plain && choose.chance(0.15) ? choose.pick([490, 850, 1200, 2500]) : 0;
  const rates = [...new Set(lines.map((line) => line.rate))].sort((a, b) => b - a);
  const taxes = untaxed
    ? []
    : rates.map((rate) => {
        const base =
          lines.filter((line) => line.rate === rate).reduce((sum, line) => sum + line.amount, 0) -
          discount +
          shipping;
        return { rate, base, amount: percent(base, rate) };
      });
  const net = subTotal - discount + shipping;
  const tax = taxes.reduce((sum, one) => sum + one.amount, 0);
  const gross = net + tax;
  return {
    plan: {
      tongue,
      words,
      seller,
      sellerAddress: [choose.pick(words.streets), choose.pick(words.towns)],
      buyer,
      buyerAddress: [choose.pick(words.streets), choose.pick(words.towns)],
      number,
      issueDate,
      dueDate,
      lines,
      subTotal,
      discount,
      shipping,
      taxes,
      net,
      tax,
      gross,
      paid: choose.chance(0.12) ? percent(gross, 30) : 0,
    },
    choose,
  };
}
