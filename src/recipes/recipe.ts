import type { ZodType } from 'zod';
import type { ProgressStep } from '../domain/event.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { FoundPassage, Passage } from '../domain/passage.ts';
import type { Answer, DocumentReader, Question, Tier } from '../domain/question.ts';
import type { DocumentResult, PageStatus } from '../domain/result.ts';
import type { StatedSum } from '../domain/stated-sum.ts';
import type { PdfOutlineEntry } from '../pdf/pdf.ts';
import type { Problem } from '../problem/problem.ts';

/** A document as a recipe sees it: everything lazy and bounded. */
export interface RecipeDocument extends DocumentReader {
  readonly name: string;
  readonly sha256: string;
  /** Physical page numbers, from 1. */
  readonly pages: readonly number[];
  outline(): Promise<readonly PdfOutlineEntry[]>;
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
  /**
   * Runs `work` with a step whose questions share what they look at: the same pages are cut, drawn and uploaded once for
   * all of them, and what was uploaded is deleted when `work` has ended.
   */
  sharing<Value>(work: (step: Step) => Promise<Value>): Promise<Value>;
  /**
   * Tells whoever watches how far the document is. `step` is the step that it is in, where a recipe has several; `partial` is
   * a piece of the result that is ready: its path in `data`, and its value.
   */
  progress(
    done: number,
    total: number,
    message?: string,
    more?: {
      readonly step?: ProgressStep;
      readonly partial?: { readonly path: string; readonly value: unknown } | undefined;
    },
  ): void;
}

/** One document of a collection. */
export interface CollectionMember {
  /** Identity within the job, as results and page pictures know it. */
  readonly documentId: string;
  readonly name: string;
  readonly sha256: string;
  readonly pageCount: number;
  /** Number, in the collection, of its first page. */
  readonly firstPage: number;
  /** What the recipe's `run` made of it. */
  readonly data: unknown;
  /** Pages as the document itself counts them. */
  outline(): Promise<readonly PdfOutlineEntry[]>;
}

/** Passages of one collection and of no other. */
export interface PassageIndex {
  /** What its vectors are made by: an embedding of a provider, or the one that needs none. */
  readonly space: string;
  /** Makes these the passages of the collection; what is there already costs nothing. */
  set(passages: readonly Passage[]): Promise<void>;
  /** The passages nearest to a query by words and by vectors together, best first; none where others were `set` elsewhere since. */
  search(query: string, limit: number): Promise<readonly FoundPassage[]>;
}

/**
 * All readable documents of a job as one, in their order. Pages are numbered through: the second document begins after
 * the last page of the first.
 */
export interface RecipeCollection extends RecipeDocument {
  /** The job's. */
  readonly id: string;
  readonly members: readonly CollectionMember[];
  readonly passages: PassageIndex;
}

/** What a recipe may do with a collection besides. */
export interface CollectionStep extends Step {
  /**
   * Shows a proposal to a person and answers what they made of it. Until they have decided it throws `approval-needed`:
   * the job rests, and goes on from here. A decision on another proposal does not count.
   */
  approve<Value>(name: string, proposal: Value, schema: ZodType<Value>): Promise<Value>;
}

/** The result that something is asked of. */
export interface AskedResult<Data> {
  readonly data: Data;
  /** Opens the documents; what only looks at the data needs none of them. */
  open(): Promise<{ readonly collection: RecipeCollection; readonly step: CollectionStep }>;
}

/** Something that can be asked of a result once it is there. */
export interface ResultAction<Data = unknown, Input = unknown, Output = unknown> {
  /** One line for people. */
  readonly description: string;
  readonly input: ZodType<Input>;
  run(about: AskedResult<Data>, input: Input): Promise<Output>;
}

/** A file made of a result: its text, or an archive of more. Paths are relative, with forward slashes. */
export type ExportedFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly archive: readonly { readonly path: string; readonly text: string }[] };

/** Calls of one tier that are to come, with the tokens of all of them together. */
export interface PlannedCalls {
  readonly tier: Tier;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
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
  /** Columns that name something and count nothing, such as `invoice_number`: a workbook keeps them as they are written. */
  readonly texts?: readonly string[];
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
  /**
   * What tells parts of a document, by their path, from those of all others: a part whose key another document of the job
   * was the first to hold gets a finding `duplicate-entry` with that document's name.
   */
  identities?(data: Data): readonly { readonly path: string; readonly key: string }[];
  /**
   * What follows from other values, worked out anew after a person changed `before` to `after`, with every finding that
   * such work gives. Pure; the same data twice gives the findings of what is there. Throws a Problem for what cannot be.
   */
  recompute?(after: Data, before: Data): { readonly data: Data; readonly findings: readonly Finding[] };
  /** What leads to each amount that others come to, for people to look at beside what is printed. Pure. */
  sums?(data: Data, findings: readonly Finding[]): readonly StatedSum[];
  /** Kinds of truth files (`kind` in docs/eval.md) that `leafcutter eval` gives to this recipe unasked; default none. */
  readonly evaluates?: readonly string[];
  run(document: RecipeDocument, step: Step, options: Options): Promise<RecipeOutcome<Data>>;
  /** Makes one more result of all documents of the job together, after each has been run; absent: they stay apart. */
  combine?(
    collection: RecipeCollection,
    step: CollectionStep,
    options: Options,
  ): Promise<RecipeOutcome<Data>>;
  /** The model calls that `combine` takes, for an estimate before anything is read; absent: none. */
  combineCalls?(
    about: { readonly documents: number; readonly pages: number },
    options: Options,
  ): readonly PlannedCalls[];
  /** What can be asked of the result of `combine` once it is there, by name. */
  readonly actions?: Readonly<Record<string, ResultAction<Data>>>;
  /**
   * Reads JSON that an earlier system wrote: a name for people and the data for the job it becomes. Throws
   * `invalid-request` for what it cannot read.
   */
  takeOver?(earlier: unknown): readonly { readonly name: string; readonly result: (jobId: string) => Data }[];
  /** Files that a folder receives besides, made of the result. */
  files?(result: DocumentResult<Data>): readonly ExportedFile[];
}

/** Types an action's input from its schema. */
export function defineAction<Data, Input, Output>(
  action: ResultAction<Data, Input, Output>,
): ResultAction<Data, Input, Output> {
  return action;
}

/** Types a recipe's options and result from its schemas. */
export function defineRecipe<Options, Data>(recipe: Recipe<Options, Data>): Recipe<Options, Data> {
  return recipe;
}
