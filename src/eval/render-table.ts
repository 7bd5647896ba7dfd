import type { Comparison } from './compare-runs.ts';
import type { Reliability } from './reliability.ts';
import type { FactSummary, Summary } from './summary.ts';

type Row = readonly string[];

/** Names listed before the rest is only counted. */
const FEW = 5;

/** The summary of a run as a plain-text table for a terminal, one row a fact, then lines, stages, cost and time. */
export function renderTable(summary: Summary): string {
  const rows = summary.facts.map(
    (fact): Row => [
      fact.fact,
      String(fact.expected),
      share(fact.right, fact.expected),
      String(fact.rightMarked),
      String(fact.wrongMarked),
      String(fact.wrongUnmarked),
      String(fact.missing),
    ],
  );
  const titles = ['fact', 'known', 'right', 'of them marked', 'wrong, marked', 'wrong, unmarked', 'missing'];
  return [...layOut([titles, ...rows]), '', ...footer(summary)].join('\n');
}

/** Two runs as a plain-text table: what was right before and after, and every fact that changed, worse ones first. */
export function renderComparison({ before, after, changes, onlyBefore, onlyAfter }: Comparison): string {
  const others = [
    ...(onlyBefore.length > 0 ? [`not in this run: ${few(onlyBefore)}`] : []),
    ...(onlyAfter.length > 0 ? [`not in the baseline: ${few(onlyAfter)}`] : []),
  ];
  if (after.documents === 0) {
    return ['No document is in both runs (names are told from the folder that is given).', ...others].join(
      '\n',
    );
  }
  const earlier = new Map(before.facts.map((fact) => [fact.fact, fact]));
  const names = [...new Set([...after.facts, ...before.facts].map(({ fact }) => fact))];
  const later = new Map(after.facts.map((fact) => [fact.fact, fact]));
  const rows = names.map((name): Row => {
    const [old, now] = [earlier.get(name), later.get(name)];
    return [name, rightOf(old), rightOf(now), unmarkedOf(old), unmarkedOf(now)];
  });
  const titles = ['fact', 'right before', 'after', 'wrong, unmarked before', 'after'];
  const lines = [...layOut([titles, ...rows]), ''];
  if (before.lines && after.lines) {
    lines.push(`line items F1 ${before.lines.f1.toFixed(3)} before, ${after.lines.f1.toFixed(3)} after`);
  }
  lines.push(
    `cost ${dollars(before.costMicros)} before, ${dollars(after.costMicros)} after; ` +
      `time ${seconds(before.totalMs)} before, ${seconds(after.totalMs)} after`,
  );
  const sorted = [...changes].sort((a, b) => Number(a.better) - Number(b.better));
  for (const change of sorted) {
    const value = change.expected === null ? '' : ` (${change.expected})`;
    lines.push(
      `${change.better ? 'better' : 'WORSE '}  ${change.name}  ${change.fact}${value}: ` +
        `${change.before ?? 'none'} → ${change.after ?? 'none'}`,
    );
  }
  if (sorted.length === 0) lines.push('no fact changed');
  return [...lines, ...others].join('\n');
}

/** The first names; how many more there are. */
function few(names: readonly string[]): string {
  const more = names.length - FEW;
  return `${names.slice(0, FEW).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function footer(summary: Summary): string[] {
  const { documents, failed, review, lines, stages } = summary;
  const out = [`${documents} document${documents === 1 ? '' : 's'}, ${failed} failed, ${review} to review`];
  if (lines) {
    out.push(
      `line items: precision ${lines.precision.toFixed(3)}, recall ${lines.recall.toFixed(3)}, F1 ${lines.f1.toFixed(3)}`,
    );
  }
  out.push(`wrong and unmarked: ${(summary.wrongUnmarkedShare * 100).toFixed(2)} % of the facts read`);
  const asked = Object.entries(stages).filter(([, count]) => count > 0);
  const all = asked.reduce((sum, [, count]) => sum + count, 0);
  if (all > 0) {
    const shares = asked.map(([stage, count]) => `${stage} ${share(count, all)}`);
    out.push(`questions answered by ${shares.join(', ')}`);
  }
  out.push(
    `${summary.calls} model calls, ${dollars(summary.costMicros)}, ${seconds(summary.totalMs)} of document time`,
  );
  const { strongAlone } = summary;
  if (strongAlone && all > 0) {
    const saved = strongAlone.costMicros - summary.costMicros;
    out.push(
      `all of them asked of ${strongAlone.model}: about ${dollars(strongAlone.costMicros)}; saved about ${dollars(saved)}`,
    );
  }
  if (summary.reliability) out.push('', ...renderReliability(summary.reliability));
  return out;
}

/** Stated confidence beside the share of values that were right, one row a band. */
export function renderReliability({ bands, error, brier }: Reliability): string[] {
  const rows = bands.map(
    (band, index): Row => [
      `${band.from.toFixed(2)} to ${(bands[index + 1]?.from ?? 1).toFixed(2)}`,
      String(band.values),
      band.said.toFixed(3),
      (band.right / band.values).toFixed(3),
    ],
  );
  return [
    ...layOut([['confidence', 'values', 'said', 'right'], ...rows]),
    `calibration error ${error.toFixed(3)}, Brier score ${brier.toFixed(3)}`,
  ];
}

function rightOf(fact: FactSummary | undefined): string {
  return fact ? share(fact.right, fact.expected) : '-';
}

function unmarkedOf(fact: FactSummary | undefined): string {
  return fact ? String(fact.wrongUnmarked) : '-';
}

function share(part: number, whole: number): string {
  return whole === 0 ? `${part}` : `${part} (${((100 * part) / whole).toFixed(1)} %)`;
}

function dollars(micros: number): string {
  return `${micros < 0 ? '-' : ''}$${(Math.abs(micros) / 1_000_000).toFixed(4)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Columns a blank apart, the first set to the left, numbers to the right. */
function layOut(rows: readonly Row[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
