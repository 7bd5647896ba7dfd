import type { DocumentScore, FactScore, Verdict } from './score-document.ts';
import { type Summary, summarise } from './summary.ts';

/** One fact that came out differently in two runs. */
export interface FactChange {
  readonly name: string;
  readonly fact: string;
  readonly expected: string | null;
  /** Null: the run has no such fact (a line invented in the other run only, a recipe without that member). */
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly better: boolean;
}

/** Two runs over the same documents. */
export interface Comparison {
  readonly before: Summary;
  readonly after: Summary;
  readonly changes: readonly FactChange[];
  /** Documents that only one of the runs has; they are left out of both summaries. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** From best to worst: a gap is better than an error that is marked, and nothing is worse than one that is not. */
const RANK: Readonly<Record<Verdict, number>> = {
  right: 3,
  missing: 2,
  'wrong-marked': 1,
  'wrong-unmarked': 0,
};

/** Compares a run with an earlier one, document by document and fact by fact, on the documents both have. */
export function compareRuns(
  baseline: readonly DocumentScore[],
  current: readonly DocumentScore[],
): Comparison {
  const earlier = new Map(baseline.map((score) => [score.name, score]));
  const later = new Map(current.map((score) => [score.name, score]));
  const shared = current.filter(({ name }) => earlier.has(name));
  return {
    before: summarise(shared.map(({ name }) => earlier.get(name)!)),
    after: summarise(shared),
    changes: shared.flatMap((score) => changesOf(earlier.get(score.name)!, score)),
    onlyBefore: baseline.map(({ name }) => name).filter((name) => !later.has(name)),
    onlyAfter: current.map(({ name }) => name).filter((name) => !earlier.has(name)),
  };
}

function changesOf(before: DocumentScore, after: DocumentScore): FactChange[] {
  const [old, now] = [byIdentity(before.facts), byIdentity(after.facts)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): FactChange[] => {
    const [one, other] = [old.get(key), now.get(key)];
    if (one?.verdict === other?.verdict) return [];
    const { fact, expected } = (other ?? one)!;
    // A line that is in no truth is worse than no such line.
    const rank = (score: FactScore | undefined): number =>
      score ? RANK[score.verdict] : expected === null ? 3 : 2;
    return [
      {
        name: after.name,
        fact,
        expected,
        before: one?.verdict ?? null,
        after: other?.verdict ?? null,
        better: rank(other) > rank(one),
      },
    ];
  });
}

/** Facts by name and right value; equal ones (equal lines) are counted through. */
function byIdentity(facts: readonly FactScore[]): Map<string, FactScore> {
  const found = new Map<string, FactScore>();
  for (const score of facts) {
    const base = `${score.fact}\n${score.expected ?? `+${score.actual}`}`;
    let key = base;
    for (let count = 2; found.has(key); count++) key = `${base}\n${count}`;
    found.set(key, score);
  }
  return found;
}
