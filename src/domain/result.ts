import type { ProblemJson } from '../problem/problem.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Usage } from './usage.ts';

/** A page's own outcome; a page that failed is always named here. */
export interface PageStatus {
  readonly pageNumber: number;
  readonly status: 'succeeded' | 'failed' | 'skipped';
  readonly problem?: ProblemJson;
}

/** The document a result is about. `id` identifies it within its job, `sha256` everywhere. */
export interface ResultDocument {
  readonly id: string;
  /** Name as the user gave it: a path below the input folder, a file name or a URL. */
  readonly name: string;
  readonly sha256: string;
  readonly pages: number;
  readonly bytes: number;
}

/** Usage of one model within a result. */
export interface ModelUsage extends Usage {
  readonly model: string;
}

/** The cost of another way to answer. Money in millionths of a US dollar. */
export interface StrongAlone {
  readonly model: string;
  readonly costMicros: number;
}

/** What a recipe made of one document: the envelope that every recipe shares. */
export interface DocumentResult<Data = unknown> {
  readonly document: ResultDocument;
  readonly recipe: { readonly name: string; readonly version: string };
  /** `partial`: some pages failed and are named in `pages`; `failed`: nothing could be read, `data` is null. */
  readonly status: 'complete' | 'partial' | 'failed';
  readonly data: Data | null;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly pages: readonly PageStatus[];
  /** The sum of this document's own model calls; nothing is carried over from other documents. */
  readonly usage: Usage & { readonly byModel: readonly ModelUsage[] };
  readonly timings: { readonly totalMs: number; readonly startedAt: string; readonly endedAt: string };
  readonly review: 'none' | 'needed' | 'done';
  /** Why the document failed; only with status `failed`. */
  readonly problem?: ProblemJson;
  /** How many questions each stage answered: the share that needed no model is visible in every result. */
  readonly stages: Readonly<Record<'xml' | 'rules' | 'fast' | 'strong' | 'remembered', number>>;
  /**
   * What it would have cost to ask the strong model everything at once, an estimate; what was saved is this less the
   * usage's cost. Null: the model has no known price; absent in results of before it was counted.
   */
  readonly strongAlone?: StrongAlone | null;
}

/** Adds up what the strong model alone would have cost; `sum` is undefined before the first. Null: unknown of one of them. */
export function addStrongAlone(
  sum: StrongAlone | null | undefined,
  next: StrongAlone | null | undefined,
): StrongAlone | null {
  if (sum === null || !next) return null;
  return { model: next.model, costMicros: (sum?.costMicros ?? 0) + next.costMicros };
}
