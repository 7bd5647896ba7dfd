import type { Finding } from '../domain/finding.ts';
import { rowLabel } from '../rules/row-label.ts';
import { inMillionths, sumAgrees } from './arithmetic.ts';
import type { ChargeRow, Charges } from './charges.ts';

/** Beyond this many rows not every run of rows is added up. */
const MOST_ROWS_FOR_RUNS = 400;

/**
 * Rows that repeat what other rows come to: a bare row (no quantity, no rate) named as a sum whose amount is that of
 * rows standing together, or a page all of whose rows are such sums, at least half of them of several rows.
 */
export function checkSummaries({ rows, total }: Charges): Finding[] {
  if (rows.length > MOST_ROWS_FOR_RUNS) return [];
  const all = rows.flatMap((row) => row.amount ?? []);
  if (total && sumAgrees(all, total.amount)) return [];
  const found = (row: ChargeRow, message: string): Finding => ({
    code: 'summary-counted',
    severity: 'error',
    path: row.path,
    message,
    ...(row.pageNumber === null ? {} : { pageNumber: row.pageNumber }),
  });
  const findings: Finding[] = [];
  const isBare = (row: ChargeRow): boolean =>
    row.quantity === null && row.rate === null && row.amount !== null;
  const named = rows.filter(
    (row) => isBare(row) && row.name !== null && rowLabel(row.name)?.kind.includes('total'),
  );
  for (const row of named) {
    const runs = runsOf(rows.filter((other) => other !== row));
    if ((runs.get(inMillionths(row.amount!)) ?? 0) > 1) {
      findings.push(found(row, 'The row is the sum of other rows and counts them a second time'));
    }
  }
  for (const page of new Set(rows.map((row) => row.pageNumber))) {
    const here = rows.filter((row) => row.pageNumber === page);
    const elsewhere = rows.filter((row) => row.pageNumber !== page);
    if (page === null || elsewhere.length < here.length || !here.every(isBare)) continue;
    const runs = runsOf(elsewhere);
    const lengths = here.map((row) => runs.get(inMillionths(row.amount!)) ?? 0);
    if (
      lengths.every((length) => length > 0) &&
      lengths.filter((length) => length > 1).length * 2 >= here.length
    ) {
      const message = 'The rows of this page sum up rows of other pages and are counted a second time';
      findings.push(...here.map((row) => found(row, message)));
    }
  }
  return findings;
}

/** Sums of all runs of rows that stand together, with the length of the longest run of each. */
function runsOf(rows: readonly ChargeRow[]): Map<bigint, number> {
  const runs = new Map<bigint, number>();
  const amounts = rows.map((row) => inMillionths(row.amount ?? '0'));
  for (let first = 0; first < amounts.length; first++) {
    let running = 0n;
    for (let last = first; last < amounts.length; last++) {
      running += amounts[last]!;
      runs.set(running, Math.max(runs.get(running) ?? 0, last - first + 1));
    }
  }
  return runs;
}
