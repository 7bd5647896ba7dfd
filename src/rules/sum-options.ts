import { type Decimal, sum } from '../domain/decimal.ts';
import type { SumKind } from './lexicon/total-words.ts';
import type { SumCandidate } from './sum-candidates.ts';
import { type FoundTaxRow, totalTax } from './tax-rows.ts';

/** Gives the candidates of one kind. */
export type Of = (kind: SumKind) => SumCandidate[];

/** Values of one kind that are weighed against all others; more add time and never win. */
const MOST = 10;

/** A value that one of the sums may have. */
export interface Option {
  readonly value: Decimal;
  readonly weight: number;
  readonly candidate: SumCandidate | null;
  readonly rows: readonly FoundTaxRow[];
  /** Printed amounts that add up to it; absent: it is printed itself, or follows from `rows`. */
  readonly parts?: readonly SumCandidate[];
}

/** What a sum may be: the candidates of several kinds, some with a handicap; printed twice weighs more. */
export function options(of: Of, kinds: Partial<Record<SumKind, number>>): Option[] {
  const all: Option[] = [];
  for (const [kind, handicap] of Object.entries(kinds) as [SumKind, number][]) {
    for (const candidate of of(kind)) {
      // The grand total stands last; of equal labels the later one is meant.
      const weight = candidate.weight + handicap + 1.5 * candidate.position;
      if (weight > 0) all.push({ value: candidate.value, weight, candidate, rows: [] });
    }
  }
  const byValue = new Map<string, Option>();
  for (const option of all.sort((a, b) => b.weight - a.weight)) {
    const before = byValue.get(option.value);
    // Printed again elsewhere: a little more weight.
    if (before) byValue.set(option.value, { ...before, weight: before.weight + 0.4 });
    else byValue.set(option.value, option);
  }
  return [...byValue.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST);
}

/** What the tax may be: a labelled amount, labelled amounts that stand together, or the rows of the breakdown. */
export function taxOptions(candidates: readonly SumCandidate[], rows: readonly FoundTaxRow[]): Option[] {
  const single: Option[] = distinct(candidates).map((candidate) => ({
    value: candidate.value,
    weight: candidate.weight + candidate.position,
    candidate,
    rows: [],
  }));
  const out = single.sort((a, b) => b.weight - a.weight).slice(0, MOST);
  const total = totalTax(rows);
  if (total) out.push({ value: total.tax, weight: 5, candidate: null, rows });
  // CGST and SGST, or one line a rate: lines that stand together add up.
  // On one line, under titles of their own, they stand side by side with a rate each.
  const plain = candidates.filter((one) => one.weight >= 4);
  const lines = plain.filter((one, index) => {
    const before = plain.slice(0, index).filter((other) => other.line === one.line);
    return before.every((other) => other.rate !== null && one.rate !== null && other.rate !== one.rate);
  });
  for (let from = 0; from < lines.length; from++) {
    for (let to = from + 2; to <= Math.min(lines.length, from + 5); to++) {
      const some = lines.slice(from, to);
      const near = some.every(
        (one, index) => index === 0 || one.line.index - some[index - 1]!.line.index <= 2,
      );
      if (!near) break;
      // The halves of India's tax are never the whole.
      const texts = some.map((one) => one.line.line.text);
      const halves =
        to - from === 2 && /\bcgst/i.test(texts.join(' ')) && /\b(?:s|ut|u)gst/i.test(texts.join(' '));
      const weight = Math.min(...some.map((one) => one.weight)) + (halves ? 3 : -1);
      out.push({
        value: sum(some.map((one) => one.value)),
        weight,
        candidate: null,
        rows: [],
        parts: some,
      });
    }
  }
  return out;
}

/** The last few amounts without a label. */
export function looseOptions(loose: readonly SumCandidate[]): Option[] {
  return loose
    .slice(-4)
    .map((candidate) => ({ value: candidate.value, weight: candidate.weight, candidate, rows: [] }));
}

/** One candidate a value: the plainest, or the last among equals. */
export function distinct(candidates: readonly SumCandidate[]): SumCandidate[] {
  const byValue = new Map<string, SumCandidate>();
  for (const one of candidates) {
    const before = byValue.get(one.value);
    if (!before || byWeight(before, one) > 0) byValue.set(one.value, one);
  }
  return [...byValue.values()];
}

/** Orders candidates: the plainest label first, the later of equals. */
export function byWeight(a: SumCandidate, b: SumCandidate): number {
  return b.weight + b.position - a.weight - a.position;
}
