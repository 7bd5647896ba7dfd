import type { ZodType } from 'zod';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { Answer, DocumentReader, Question } from '../domain/question.ts';
import type { DocumentResult, PageStatus } from '../domain/result.ts';
import type { Problem } from '../problem/problem.ts';

/** A document as a recipe sees it: everything lazy and bounded. */
export interface RecipeDocument extends DocumentReader {
  readonly name: string;
  readonly sha256: string;
  /** Physical page numbers, from 1. */
  readonly pages: readonly number[];
  outline(): Promise<readonly import('../pdf/pdf.ts').PdfOutlineEntry[]>;
  /** Label of each page by index, as viewers show it (`iv`); null where the file has none. */
  pageLabels(): Promise<readonly (string | null)[]>;
}

/** What became of one item of `step.all`. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** What a recipe may do. */
export interface Step {
  readonly signal: AbortSignal;
  /**
   * Asks a question along the route: e-invoice, rules, fast model, strong model. Remembered answers are free.
   * Throws a Problem when no stage could answer.
   */
  ask<Value>(question: Question<Value>): Promise<Answer<Value>>;
  /** Runs `work` on all items at once (bounded by the engine), keeps their order, never lets one failure take another. */
  all<Item, Value>(
    items: Iterable<Item>,
    work: (item: Item, index: number) => Promise<Value>,
  ): Promise<Outcome<Value>[]>;
  progress(done: number, total: number, message?: string): void;
}

/** What a recipe hands back for one document. */
export interface RecipeOutcome<Data> {
  readonly data: Data;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  /** One entry for every page of the document. */
  readonly pages: readonly PageStatus[];
  /** True: something besides pages failed and is named in `data`; the result is no complete one. */
  readonly partial?: boolean;
}

/** A table that CSV and XLSX sinks write: one row per entry. */
export interface Table<Data> {
  /** File or sheet name part, such as `items`. */
  readonly name: string;
  readonly columns: readonly string[];
  rows(result: DocumentResult<Data>): Iterable<Readonly<Record<string, string | number | boolean | null>>>;
}

/**
 * What to do with a document: an ordinary async function. It is deterministic apart from its answers, so running it
 * again replays the remembered ones and asks only what is missing.
 */
export interface Recipe<Options = unknown, Data = unknown> {
  readonly name: string;
  /** Change it when the questions change: it is part of their key. */
  readonly version: string;
  /** One line for `leafcutter recipes`. */
  readonly description: string;
  readonly options: ZodType<Options>;
  readonly result: ZodType<Data>;
  readonly tables: readonly Table<Data>[];
  /** The class of a document, for recipes that sort documents: summaries count by it. */
  classOf?(data: Data): string;
  /** Kinds of truth files (`kind` in docs/eval.md) that `leafcutter eval` gives to this recipe unasked; default none. */
  readonly evaluates?: readonly string[];
  run(document: RecipeDocument, step: Step, options: Options): Promise<RecipeOutcome<Data>>;
}

/** Types a recipe's options and result from its schemas. */
export function defineRecipe<Options, Data>(recipe: Recipe<Options, Data>): Recipe<Options, Data> {
  return recipe;
}
