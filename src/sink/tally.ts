import type { Finding, Severity } from '../domain/finding.ts';
import { addStrongAlone, type DocumentResult, type StrongAlone } from '../domain/result.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { type Stage, stageOf } from '../problem/stage.ts';
import { failuresOf } from './failed-documents.ts';

/** How many documents have how many pages. */
export interface PageBands {
  readonly unreadable: number;
  readonly upTo10: number;
  readonly from11To20: number;
  readonly over20: number;
}

/** Documents and pages of one class. */
export interface ClassTotals {
  readonly documents: number;
  readonly pages: number;
}

/** Documents that failed, wholly or in part, by one problem. */
export interface FailureTotals {
  readonly stage: Stage;
  readonly title: string;
  readonly documents: number;
}

/** Findings of one kind: of how many documents, and what the first of them says. */
export interface FindingTotals {
  readonly severity: Severity;
  readonly documents: number;
  readonly message: string;
}

/** Everything that a summary says of a job's results. */
export interface Totals {
  readonly documents: number;
  readonly complete: number;
  readonly partial: number;
  readonly failed: number;
  readonly toReview: number;
  /** Documents whose bytes were those of an earlier one. */
  readonly duplicates: number;
  readonly pages: number;
  readonly failedPages: number;
  readonly bands: PageBands;
  /** By class, for recipes that sort documents. */
  readonly classes: ReadonlyMap<string, ClassTotals>;
  /** By problem code. */
  readonly failures: ReadonlyMap<string, FailureTotals>;
  /** By code. */
  readonly findings: ReadonlyMap<string, FindingTotals>;
  readonly usage: Usage;
  /** Questions by who answered them. */
  readonly stages: DocumentResult['stages'];
  /** What the strong model alone would have cost for all of them; null when it is unknown of any. */
  readonly strongAlone: StrongAlone | null;
  /** Sum of what each document took. */
  readonly workedMs: number;
  /** ISO times of the first start and the last end; empty without a result. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Adds results up. */
export interface Tally {
  add(result: DocumentResult): void;
  totals(): Totals;
}

/** An empty tally. `classOf` gives a document's class by its data. */
export function createTally({ classOf }: { readonly classOf?: (data: unknown) => string }): Tally {
  const counts = { documents: 0, complete: 0, partial: 0, failed: 0, toReview: 0, duplicates: 0 };
  const bands = { unreadable: 0, upTo10: 0, from11To20: 0, over20: 0 };
  const stages = { xml: 0, rules: 0, fast: 0, strong: 0, remembered: 0 };
  const classes = new Map<string, ClassTotals>();
  const failures = new Map<string, FailureTotals>();
  const noticed = new Map<string, FindingTotals>();
  let usage = NO_USAGE;
  let strongAlone: StrongAlone | null | undefined;
  let pages = 0;
  let failedPages = 0;
  let workedMs = 0;
  let startedAt = '';
  let endedAt = '';

  return {
    add(result) {
      const { document, status, review, findings, timings, data } = result;
      counts.documents++;
      counts[status]++;
      if (review === 'needed') counts.toReview++;
      if (findings.some(({ code }) => code === 'duplicate-file')) counts.duplicates++;
      bands[bandOf(document.pages)]++;
      pages += document.pages;
      failedPages += result.pages.filter((page) => page.status === 'failed').length;
      if (classOf && data !== null) {
        const name = classOf(data);
        const before = classes.get(name) ?? { documents: 0, pages: 0 };
        classes.set(name, { documents: before.documents + 1, pages: before.pages + document.pages });
      }
      for (const { problem } of failuresOf(result)) {
        const documents = (failures.get(problem.code)?.documents ?? 0) + 1;
        failures.set(problem.code, { stage: stageOf(problem.code), title: problem.title, documents });
      }
      for (const [code, of] of Map.groupBy(findings, (finding) => finding.code)) {
        const [{ severity, message }] = of as [Finding];
        const before = noticed.get(code) ?? { severity, message, documents: 0 };
        noticed.set(code, { ...before, documents: before.documents + 1 });
      }
      usage = addUsage(usage, result.usage);
      strongAlone = addStrongAlone(strongAlone, result.strongAlone);
      for (const stage of Object.keys(stages) as (keyof typeof stages)[])
        stages[stage] += result.stages[stage];
      workedMs += timings.totalMs;
      if (startedAt === '' || timings.startedAt < startedAt) startedAt = timings.startedAt;
      if (timings.endedAt > endedAt) endedAt = timings.endedAt;
    },
    totals: () => ({
      ...counts,
      pages,
      failedPages,
      bands,
      classes,
      failures,
      findings: noticed,
      usage,
      stages,
      strongAlone: strongAlone ?? null,
      workedMs,
      startedAt,
      endedAt,
    }),
  };
}

function bandOf(pages: number): keyof PageBands {
  if (pages === 0) return 'unreadable';
  if (pages <= 10) return 'upTo10';
  return pages <= 20 ? 'from11To20' : 'over20';
}
