import { addStrongAlone, type StrongAlone } from '../domain/result.ts';
import { type Reliability, reliabilityOf } from './reliability.ts';
import type { DocumentScore, FactScore } from './score-document.ts';

/** How often a fact was right over all documents. */
export interface FactSummary {
  readonly fact: string;
  /** Documents' facts compared, invented lines not among them. */
  readonly expected: number;
  readonly right: number;
  /** Of those right, how many the result asks a person to look at. */
  readonly rightMarked: number;
  readonly wrongMarked: number;
  readonly wrongUnmarked: number;
  readonly missing: number;
}

/** Line items over all documents; a line is right when its amount is, and its name where names can be compared. */
export interface LineSummary {
  readonly expected: number;
  readonly read: number;
  readonly right: number;
  /** right / read, 0 to 1; 1 when none was read. */
  readonly precision: number;
  /** right / expected, 0 to 1; 1 when none was expected. */
  readonly recall: number;
  /** Harmonic mean of both. */
  readonly f1: number;
}

/** A run over many documents. */
export interface Summary {
  readonly documents: number;
  readonly failed: number;
  readonly review: number;
  readonly facts: readonly FactSummary[];
  readonly lines: LineSummary | null;
  /** Wrong and unmarked facts over all facts read, 0 to 1. */
  readonly wrongUnmarkedShare: number;
  readonly costMicros: number;
  readonly calls: number;
  readonly totalMs: number;
  /** Questions answered by each stage. */
  readonly stages: DocumentScore['stages'];
  /** What the strong model alone would have cost, an estimate; null when it is unknown of any document. */
  readonly strongAlone: StrongAlone | null;
  /** Stated confidence against what was right; null when no value states any. */
  readonly reliability: Reliability | null;
}

/** Order of the facts in tables; others follow in the order they came. */
const ORDER = [
  'class',
  'invoice',
  'gross',
  'net',
  'tax',
  'due',
  'seller',
  'invoiceNumber',
  'issueDate',
  'dueDate',
  'currency',
  'line',
  'pageType',
  'reconciles',
]; // prettier-ignore

/** Adds up the scores of a run. Pass the scores of one kind to see that kind alone. */
export function summarise(scores: readonly DocumentScore[]): Summary {
  const byFact = new Map<string, FactScore[]>();
  for (const score of scores.flatMap(({ facts }) => facts)) {
    const list = byFact.get(score.fact);
    if (list) list.push(score);
    else byFact.set(score.fact, [score]);
  }
  const place = (fact: string): number => (ORDER.includes(fact) ? ORDER.indexOf(fact) : ORDER.length);
  const facts = [...byFact]
    .sort((a, b) => place(a[0]) - place(b[0]))
    .map(([fact, list]) => summariseFact(fact, list));
  const total = (of: (fact: FactSummary) => number): number => facts.reduce((sum, fact) => sum + of(fact), 0);
  const read = total((fact) => fact.right + fact.wrongMarked + fact.wrongUnmarked);
  const add = (of: (score: DocumentScore) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0);
  return {
    documents: scores.length,
    failed: scores.filter(({ status }) => status === 'failed').length,
    review: scores.filter(({ review }) => review === 'needed').length,
    facts,
    lines: byFact.has('line') ? summariseLines(byFact.get('line')!) : null,
    wrongUnmarkedShare: read === 0 ? 0 : total((fact) => fact.wrongUnmarked) / read,
    costMicros: add((score) => score.costMicros),
    calls: add((score) => score.calls),
    totalMs: add((score) => score.totalMs),
    stages: {
      xml: add(({ stages }) => stages.xml),
      rules: add(({ stages }) => stages.rules),
      fast: add(({ stages }) => stages.fast),
      strong: add(({ stages }) => stages.strong),
      remembered: add(({ stages }) => stages.remembered),
    },
    strongAlone:
      scores.reduce<StrongAlone | null | undefined>(
        (sum, score) => addStrongAlone(sum, score.strongAlone),
        undefined,
      ) ?? null,
    reliability: reliabilityOf(scores),
  };
}

function summariseFact(fact: string, scores: readonly FactScore[]): FactSummary {
  const count = (test: (score: FactScore) => boolean): number => scores.filter(test).length;
  return {
    fact,
    expected: count(({ expected }) => expected !== null),
    right: count(({ verdict }) => verdict === 'right'),
    rightMarked: count(({ verdict, marked }) => verdict === 'right' && marked),
    wrongMarked: count(({ verdict }) => verdict === 'wrong-marked'),
    wrongUnmarked: count(({ verdict }) => verdict === 'wrong-unmarked'),
    missing: count(({ verdict }) => verdict === 'missing'),
  };
}

function summariseLines(scores: readonly FactScore[]): LineSummary {
  const expected = scores.filter((score) => score.expected !== null).length;
  const read = scores.filter((score) => score.actual !== null).length;
  const right = scores.filter((score) => score.verdict === 'right').length;
  return {
    expected,
    read,
    right,
    precision: read === 0 ? 1 : right / read,
    recall: expected === 0 ? 1 : right / expected,
    f1: expected + read === 0 ? 1 : (2 * right) / (expected + read),
  };
}
