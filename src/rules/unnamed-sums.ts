import { add, compare, type Decimal, multiply, within } from '../domain/decimal.ts';
import { currencyOf } from './currency.ts';
import type { Paper, PaperLine } from './paper.ts';
import { isMoney, type SumCandidate } from './sum-candidates.ts';
import { understandSum } from './sum-labels.ts';
import type { Option } from './sum-options.ts';

/** What a sum weighs that arithmetic alone names. */
const WEIGHT = 4.5;
/** Labels below this say too little about a sum to reckon with it. */
const NAMED = 4;
const TOLERANCE = '0.02';

/** Amounts that end a line of their own behind words that no lexicon has (`At betale  16.202,50`), with the rate among these words. */
export function findUnnamedSums(paper: Paper, items: ReadonlySet<PaperLine>): SumCandidate[] {
  const count = Math.max(1, paper.lines.length - 1);
  return paper.lines.flatMap((line, at): SumCandidate[] => {
    const amount = line.amounts.at(-1);
    const { words } = line.line;
    if (!amount || items.has(line) || !/[.,]\d{2}(?!\d)/.test(amount.text) || !isMoney(amount, line))
      return [];
    // Behind it stands the currency, or nothing.
    if (words.slice(amount.last + 1).some(({ text }) => currencyOf(text) === null)) return [];
    const label = words.slice(0, amount.first).map(({ text }) => text);
    if (!label.some((text) => /\p{L}{2}/u.test(text))) return [];
    if (Object.values(understandSum(label, paper.ocr)).some((weight) => weight > 0)) return [];
    const rate = /(?<![\d.,])(\d{1,2})(?:[.,](\d{1,3}))?\s?%/.exec(label.join(' '));
    return [
      {
        kind: 'none',
        value: amount.value,
        currency: amount.currency,
        weight: 0,
        line,
        words: amount.words,
        rate: rate ? (rate[2] ? `${rate[1]}.${rate[2]}` : rate[1]!) : null,
        position: at / count,
      },
    ];
  });
}

/** The sums that arithmetic names: a rate of the net sum is its tax, and below both stands what they come to. */
export function impliedSums({ unnamed, net, taxes, breakdown }: Implied): {
  taxes: Option[];
  gross: Option[];
} {
  const nets = net.filter((one) => one.candidate !== null && one.weight >= NAMED);
  const named = (candidate: SumCandidate): Option => ({
    value: candidate.value,
    weight: WEIGHT,
    candidate,
    rows: [],
  });
  const implied = unnamed
    .filter(({ rate, value, position }) =>
      nets.some(
        (one) =>
          rate !== null &&
          one.candidate!.position < position &&
          within(multiply(multiply(one.value, rate), '0.01'), value, TOLERANCE),
      ),
    )
    .map(named);
  const all = [...taxes.filter((one) => one.weight >= NAMED), ...implied];
  const comesTo = ({ value, position }: SumCandidate): boolean =>
    (breakdown !== null && within(add(breakdown.base, breakdown.tax), value, TOLERANCE)) ||
    nets.some(
      (one) =>
        one.candidate!.position < position &&
        all.some((tax) => compare(tax.value, '0') > 0 && within(add(one.value, tax.value), value, TOLERANCE)),
    );
  return { taxes: implied, gross: unnamed.filter(comesTo).map(named) };
}

interface Implied {
  readonly unnamed: readonly SumCandidate[];
  readonly net: readonly Option[];
  readonly taxes: readonly Option[];
  /** Base and tax of all rates together; null where no breakdown is printed. */
  readonly breakdown: { readonly base: Decimal; readonly tax: Decimal } | null;
}
