import {
  absolute,
  add,
  compare,
  type Decimal,
  equal,
  multiply,
  negate,
  subtract,
  sum,
  within,
} from '../domain/decimal.ts';
import type { SumKind } from './lexicon/total-words.ts';
import type { SumCandidate } from './sum-candidates.ts';
import {
  byWeight,
  distinct,
  looseOptions,
  type Of,
  type Option,
  options,
  taxOptions,
} from './sum-options.ts';
import { type FoundTaxRow, totalTax } from './tax-rows.ts';
import { impliedSums } from './unnamed-sums.ts';

/** A sum that was chosen: printed somewhere (`words` of its candidate), with what speaks for it. */
export interface ChosenSum {
  readonly value: Decimal;
  readonly candidate: SumCandidate | null;
  /** Rows that add up to it, for a tax that is printed by rate only. */
  readonly rows: readonly FoundTaxRow[];
  /** Printed amounts that add up to it; empty where it is printed itself. */
  readonly parts: readonly SumCandidate[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** The sums of a document, chosen so that they agree with one another. */
export interface ChosenTotals {
  readonly sums: Readonly<
    Partial<
      Record<
        'lines' | 'charges' | 'allowances' | 'net' | 'tax' | 'gross' | 'prepaid' | 'due' | 'rounding',
        ChosenSum
      >
    >
  >;
  /** What arithmetic proves: `net-tax` net + tax (+ charges − allowances) = gross; `implied-tax` a rate
   * named without its amount explains the gap; `rate` net × rate = tax; `lines` the lines add up; `due`; `tender`. */
  readonly proofs: ReadonlySet<Proof>;
  /** Net, tax and gross are all printed and do not agree. */
  readonly contradiction: boolean;
}

/** An equation that supports a choice of totals. */
export type Proof = 'net-tax' | 'implied-tax' | 'lines' | 'due' | 'tender' | 'rate';

/** The amounts of a document among which its totals are chosen. */
export interface TotalsInput {
  readonly candidates: readonly SumCandidate[];
  /** Amounts without a label that may be the total. */
  readonly loose: readonly SumCandidate[];
  /** Amounts behind words that say nothing: they are sums where arithmetic says so. */
  readonly unnamed: readonly SumCandidate[];
  readonly taxRows: readonly FoundTaxRow[];
  /** Sum of the line items; null when none were read. */
  readonly lineSum: Decimal | null;
  /** Rates of tax that are named without an amount. */
  readonly rates: readonly Decimal[];
}

/** Cents by which printed sums may differ through rounding of each part. */
const TOLERANCE = '0.02';

interface Trial {
  readonly gross: Option | null;
  readonly net: Option | null;
  readonly tax: Option | null;
  readonly score: number;
  readonly proofs: ReadonlySet<Proof>;
}

/** Chooses gross, net and tax together: the labels propose, arithmetic decides. */
export function chooseTotals(input: TotalsInput): ChosenTotals {
  const { candidates } = input;
  const of = (kind: SumKind): SumCandidate[] =>
    candidates.filter((one) => one.kind === kind && one.weight > 0);
  const extras = readExtras(of);
  const gross = [
    ...options(of, { gross: 0, total: 0, due: -3, lines: -6, net: -7, tender: -6.5 }),
    ...looseOptions(input.loose),
  ];
  // "Net amount" below the tax is what is to be paid.
  const firstTax = Math.min(1, ...of('tax').flatMap((one) => (one.weight >= 7 ? [one.position] : [])));
  gross.push(...options(() => of('net').filter((one) => one.position > firstTax), { net: -2.5 }));
  const net = options(of, { net: 0, total: -2.5, lines: -2, gross: -7 });
  const taxes = taxOptions(of('tax'), input.taxRows);
  net.push(...looseOptions(input.loose));
  // Cloud services print "Charges", tax and total: with no other sum before tax, that is what charges are.
  if (of('net').length === 0) net.push(...options(() => of('charges'), { charges: -2 }));
  const base = totalTax(input.taxRows);
  if (base) net.push({ value: base.base, weight: 2, candidate: null, rows: input.taxRows });
  // "Total paid" is what was to be paid where it comes to net and tax.
  const unnamed = [...input.unnamed, ...of('prepaid')];
  const implied = impliedSums({ unnamed, net, taxes, breakdown: base });
  taxes.push(...implied.taxes);
  gross.push(...implied.gross);
  let best: Trial = { gross: null, net: null, tax: null, score: 0, proofs: new Set() };
  for (const g of [null, ...gross]) {
    for (const n of [null, ...net]) {
      for (const t of [null, ...taxes]) {
        const trial = judge({ g, n, t, extras, input, of });
        if (trial.score > best.score) best = trial;
      }
    }
  }
  return assemble(best, extras, of, { gross, net, tax: taxes, printed: [...candidates, ...input.loose] });
}

interface Extras {
  readonly charges: readonly SumCandidate[];
  readonly allowances: readonly SumCandidate[];
  readonly rounding: SumCandidate | null;
  readonly prepaid: readonly SumCandidate[];
  readonly lines: SumCandidate | null;
  /** What charges, discounts and rounding come to in any combination. */
  readonly reach: readonly Decimal[];
}

function readExtras(of: Of): Extras {
  const top = (kind: SumKind): SumCandidate | null => distinct(of(kind)).sort(byWeight)[0] ?? null;
  const added = {
    charges: distinct(of('charges')).sort(byWeight).slice(0, 3),
    allowances: distinct(of('allowances')).sort(byWeight).slice(0, 3),
    rounding: top('rounding'),
  };
  const prepaid = distinct(of('prepaid')).sort(byWeight).slice(0, 3);
  const all = { ...added, prepaid, lines: top('lines') };
  return { ...all, reach: reachOf(all) };
}

interface JudgeInput {
  readonly g: Option | null;
  readonly n: Option | null;
  readonly t: Option | null;
  readonly extras: Extras;
  readonly input: TotalsInput;
  readonly of: Of;
}

function judge({ g, n, t, extras, input, of }: JudgeInput): Trial {
  const proofs = new Set<Proof>();
  let score = (g?.weight ?? 0) + 0.7 * (n?.weight ?? 0) + 0.7 * (t?.weight ?? 0);
  // One printed amount is not two sums, except that net is gross where there is no tax.
  const same = (a: Option | null, b: Option | null): boolean =>
    a?.candidate !== undefined && a?.candidate !== null && a.candidate.words === b?.candidate?.words;
  if (same(t, g) || same(t, n)) score -= 12;
  if (same(g, n) && g?.candidate?.kind !== 'total') score -= 6;
  // Money handed over is the total only when no change is given.
  if (g?.candidate?.kind === 'tender' && of('tender').length > 1) score -= 4;
  if (g && n && t) {
    if (same(g, n)) {
      // One amount proves nothing about itself.
      score -= 3;
    } else if (equal(g.value, n.value) && compare(absolute(t.value), '0.02') > 0) {
      // A "sub-total" that is the total again holds the tax: it is no net amount.
      score -= 0.7 * n.weight + 4;
    } else if (within(add(n.value, t.value), g.value, roundingOf(t.value))) {
      proofs.add('net-tax');
      score += compare(absolute(t.value), '0') > 0 ? 9 : 5;
      // Rounded to whole money further down: this is the sum before.
      if (extras.rounding && isRounded(g.value, extras.rounding, of)) score -= 6;
    } else if (adds(g.value, n.value, t.value, extras)) {
      proofs.add('net-tax');
      const plain = add(n.value, t.value);
      score +=
        extras.rounding && equal(absolute(subtract(g.value, plain)), absolute(extras.rounding.value)) ? 9 : 5;
    } else {
      // Plain labels that contradict one another stay together, to be marked; a vague one is dropped.
      score -= Math.min(n.weight, t.weight) >= 7.5 ? 7 : 10;
    }
    // Of sums that all come near, the one that is met.
    if (proofs.has('net-tax') && isExact(g.value, n.value, t.value, extras)) score += 0.2;
    if (t.candidate?.rate && follows(n.value, t.candidate.rate, t.value)) {
      proofs.add('rate');
      score += 2;
    }
  } else if (g && t && !n && t.candidate?.rate && isWithin(g.value, t.candidate.rate, t.value)) {
    proofs.add('implied-tax');
    score += 4;
  } else if (g && t && !n && t.weight >= 6.5) {
    // "Includes GST of …": the tax stands within the total, and no sum before it is printed.
    score += 1;
  } else if (g && n && !t) {
    const gap = subtract(g.value, n.value);
    if (equal(g.value, n.value)) score += 0.5;
    else if (adds(g.value, n.value, '0', extras)) score += 3;
    else if (input.rates.some((rate) => follows(n.value, rate, gap))) {
      proofs.add('implied-tax');
      score += 7;
    } else {
      score -= compare(gap, '0') > 0 && compare(multiply(n.value, '0.35'), gap) > 0 ? 2 : 5;
    }
  }
  if (g && compare(absolute(g.value), '0') === 0) score -= 3;
  if (g && t && compare(absolute(t.value), absolute(g.value)) >= 0 && compare(g.value, '0') !== 0) score -= 8;
  if (g && n && compare(absolute(n.value), absolute(g.value)) > 0 && extras.allowances.length === 0)
    score -= 3;
  const { lineSum } = input;
  if (lineSum !== null && g) {
    const lines = [n, g].find((one) => one && within(one.value, lineSum, TOLERANCE));
    const through = n !== null && throughLines(n.value, lineSum, extras);
    // Rows with their tax, before the total is rounded.
    const taxed = n !== null && t !== null && within(add(n.value, t.value), lineSum, TOLERANCE);
    if (lines || through || taxed) {
      proofs.add('lines');
      score += lines === n || through ? 5 : 3;
    }
  }
  if (g) score += dueBonus(g.value, of, extras, proofs) + tenderBonus(g.value, of, proofs);
  return { gross: g, net: n, tax: t, score, proofs };
}

/** True when a sum below the rounding is this one, rounded. */
function isRounded(value: Decimal, rounding: SumCandidate, of: Of): boolean {
  if (rounding.weight < 7 || compare(absolute(rounding.value), TOLERANCE) <= 0) return false;
  return [...of('gross'), ...of('total'), ...of('due')].some(
    (one) =>
      one.position > rounding.position &&
      equal(absolute(subtract(one.value, value)), absolute(rounding.value)),
  );
}

function follows(base: Decimal, rate: Decimal, tax: Decimal): boolean {
  return within(multiply(multiply(base, rate), '0.01'), tax, TOLERANCE);
}

/** The tax is the part of the total that its rate says. */
function isWithin(gross: Decimal, rate: Decimal, tax: Decimal): boolean {
  return follows(subtract(gross, tax), rate, tax);
}

/** What a sum may be off by: without tax nothing was rounded. */
function roundingOf(tax: Decimal): Decimal {
  return compare(tax, '0') === 0 ? '0' : TOLERANCE;
}

/** Net + tax = gross, with any of the charges, discounts and the rounding that the document names. */
function adds(gross: Decimal, net: Decimal, tax: Decimal, extras: Extras): boolean {
  const plain = add(net, tax);
  const gap = subtract(gross, plain);
  if (within(gap, '0', roundingOf(tax))) return true;
  return reachable(gap, extras);
}

function isExact(gross: Decimal, net: Decimal, tax: Decimal, { reach }: Extras): boolean {
  const gap = subtract(gross, add(net, tax));
  return compare(gap, '0') === 0 || reach.some((one) => equal(one, gap));
}

function reachable(gap: Decimal, { reach }: Extras): boolean {
  return reach.some((one) => within(one, gap, TOLERANCE));
}

/** What any of the charges, discounts and the rounding come to together. */
function reachOf({ charges, allowances, rounding }: Omit<Extras, 'reach'>): Decimal[] {
  const parts = [
    ...charges.map((one) => one.value),
    ...allowances.map((one) => negate(absolute(one.value))),
    // "Less: round off 0.27" has no minus.
    ...(rounding ? [rounding.value, negate(rounding.value)] : []),
  ];
  const sums = Array.from({ length: (1 << parts.length) - 1 }, (_, mask) =>
    sum(parts.filter((_part, bit) => (mask + 1) & (1 << bit))),
  );
  return [...new Set(sums)];
}

function throughLines(net: Decimal, lineSum: Decimal, extras: Extras): boolean {
  const gap = subtract(net, lineSum);
  return extras.charges.length + extras.allowances.length > 0 && reachable(gap, extras);
}

function dueBonus(gross: Decimal, of: Of, extras: Extras, proofs: Set<Proof>): number {
  for (const due of of('due')) {
    if (equal(due.value, gross)) return 2;
    const paid = subtract(gross, due.value);
    const settled = extras.prepaid.some((one) => within(absolute(one.value), paid, TOLERANCE));
    const carried = of('carried').some((one) => within(negate(absolute(one.value)), paid, TOLERANCE));
    if (settled || carried) {
      proofs.add('due');
      return 5;
    }
  }
  return 0;
}

/** Cash less change is what was to be paid. */
function tenderBonus(gross: Decimal, of: Of, proofs: Set<Proof>): number {
  const tenders = [...of('tender'), ...of('prepaid')].map((one) => one.value);
  for (const paid of tenders) {
    for (const change of tenders) {
      if (compare(paid, change) > 0 && compare(change, '0') > 0 && equal(subtract(paid, change), gross)) {
        proofs.add('tender');
        return 5;
      }
    }
  }
  return tenders.some((one) => equal(one, gross)) ? 1.5 : 0;
}

type Rivals = Readonly<Record<'gross' | 'net' | 'tax', readonly Option[]>> & {
  /** All amounts that may be sums. */
  readonly printed: readonly SumCandidate[];
};

/** Confidence, at most, of a recognised sum that nothing on the paper bears out: it is looked at. */
export const UNVERIFIED = 0.45;

/** A sum from a picture needs arithmetic, or to be printed twice: recognition takes a digit for another and is sure of it. */
function isUnverified(candidate: SumCandidate | null, printed: readonly SumCandidate[]): boolean {
  return (
    candidate?.words.some(({ confidence }) => confidence !== undefined) === true &&
    !printed.some((one) => one.line !== candidate.line && equal(one.value, candidate.value))
  );
}

/** True when another amount is labelled nearly as plainly: without a proof the choice is a guess. */
function isRivalled(chosen: Option, options: readonly Option[]): boolean {
  return options.some((one) => !equal(one.value, chosen.value) && one.weight > chosen.weight - 3);
}

function assemble(best: Trial, extras: Extras, of: Of, rivals: Rivals): ChosenTotals {
  const { gross, net, tax, proofs } = best;
  const contradiction =
    gross !== null && net !== null && tax !== null && !adds(gross.value, net.value, tax.value, extras);
  const chosen = (
    kind: 'gross' | 'net' | 'tax',
    option: Option | null,
    proven: boolean,
  ): ChosenSum | undefined =>
    option
      ? {
          value: option.value,
          candidate: option.candidate,
          rows: option.rows,
          parts: option.parts ?? [],
          confidence: contradiction
            ? 0.4
            : proven
              ? 0.98
              : Math.max(
                  0.3,
                  Math.min(
                    isRivalled(option, rivals[kind]) ? 0.45 : 0.85,
                    isUnverified(option.candidate, rivals.printed) ? UNVERIFIED : 1,
                    0.4 + 0.04 * option.weight,
                  ),
                ),
        }
      : undefined;
  const single = (candidate: SumCandidate | null | undefined, proven: boolean): ChosenSum | undefined =>
    candidate
      ? {
          value: candidate.value,
          candidate,
          rows: [],
          parts: [],
          confidence: proven
            ? 0.97
            : Math.min(
                0.85,
                isUnverified(candidate, rivals.printed) ? UNVERIFIED : 1,
                0.4 + 0.04 * candidate.weight,
              ),
        }
      : undefined;
  const sums: { -readonly [Kind in keyof ChosenTotals['sums']]: ChosenSum } = {};
  const put = (kind: keyof ChosenTotals['sums'], value: ChosenSum | undefined): void => {
    if (value) sums[kind] = value;
  };
  put(
    'gross',
    chosen(
      'gross',
      gross,
      proofs.has('net-tax') ||
        proofs.has('implied-tax') ||
        proofs.has('tender') ||
        proofs.has('due') ||
        proofs.has('lines'),
    ),
  );
  put('net', chosen('net', net, proofs.has('net-tax')));
  const rate = tax?.candidate?.rate;
  const isPart = rate && gross && tax ? isWithin(gross.value, rate, tax.value) : false;
  put('tax', chosen('tax', tax, proofs.has('net-tax') || isPart));
  const due = bestDue(of('due'), gross, extras);
  put('due', single(due.due, due.proven));
  put('prepaid', single(due.prepaid, due.proven));
  put('lines', single(extras.lines, false));
  put('charges', single(extras.charges[0], false));
  put('allowances', single(extras.allowances[0], false));
  put('rounding', single(extras.rounding, false));
  return { sums, proofs, contradiction };
}

function bestDue(
  dues: readonly SumCandidate[],
  gross: Option | null,
  extras: Extras,
): { due: SumCandidate | null; prepaid: SumCandidate | null; proven: boolean } {
  const ranked = [...dues].sort(byWeight);
  if (gross) {
    for (const due of ranked) {
      const paid = subtract(gross.value, due.value);
      const prepaid = extras.prepaid.find((one) => within(absolute(one.value), paid, TOLERANCE));
      if (prepaid && compare(paid, '0') !== 0) return { due, prepaid, proven: true };
    }
    const same = ranked.find((due) => equal(due.value, gross.value));
    if (same) return { due: same, prepaid: null, proven: true };
  }
  return { due: ranked[0] ?? null, prepaid: extras.prepaid[0] ?? null, proven: false };
}
