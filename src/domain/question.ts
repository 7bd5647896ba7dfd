import type { ZodType } from 'zod';
import type { Evidence, Origin } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { PageText } from './page-text.ts';
import type { Usage } from './usage.ts';

/**
 * What one question looks at: some pages in one form. `auto` lets the asked model choose: the sliced PDF where it
 * reads PDFs, else pictures.
 */
export interface Part {
  readonly form: 'auto' | 'text' | 'image' | 'pdf';
  readonly pageNumbers: readonly number[];
}

/** Which model of the route is asked first. */
export type Tier = 'fast' | 'strong';

/** What kind of work a question is; each kind has a ceiling of its own (`MAX_CONCURRENT_CLASSIFY` and so on). */
export type WorkKind = 'classify' | 'extract' | 'section';

/** Lazy, bounded access to a document's content. Words come from the text layer, or from OCR where there is none. */
export interface DocumentReader {
  readonly pageCount: number;
  words(pageNumber: number): Promise<PageText>;
  attachments(): Promise<readonly { readonly name: string; read(): Promise<Uint8Array> }[]>;
}

/** An answer that no model gave: it comes with the evidence of the one who read it. */
export interface Reading<Value> {
  readonly value: Value;
  readonly evidence: readonly Evidence[];
  readonly findings?: readonly Finding[];
}

/** A question about a document. */
export interface Question<Value> {
  /** Kebab-case name, part of the key. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly schema: ZodType<Value>;
  readonly prompt: string;
  /** Default `fast`. */
  readonly tier?: Tier;
  /** Default `extract`. */
  readonly kind?: WorkKind;
  /** Reads an embedded e-invoice; null when the document has none. */
  readonly xml?: (document: DocumentReader) => Promise<Reading<Value> | null>;
  /** Reads the same parts without a model; null when it can tell nothing. */
  readonly rules?: (document: DocumentReader) => Promise<Reading<Value> | null>;
  /**
   * Checks of the question's own (arithmetic, identities), on any stage's answer. An `error` finding means: ask the
   * next stage, with this finding in the repair prompt.
   */
  readonly check?: (
    value: Value,
    document: DocumentReader,
  ) => Promise<readonly Finding[]> | readonly Finding[];
  /**
   * Joins the answers of two halves, in page order, when one answer would not fit the model's output. Without it a
   * truncated answer goes to the next stage.
   */
  readonly merge?: (first: Value, second: Value) => Value;
  /**
   * Which leaves need evidence on the page, by path pattern such as `items[].amount`; default: every string, number
   * and decimal leaf. An empty list: none (a summary has no place on the page).
   */
  readonly evidencePaths?: readonly string[];
  /** Never asked in one request with other documents, whatever the user allows. */
  readonly alone?: true;
  /**
   * Whether an answer that came in one request with other documents' is borne out by this document alone, so that nothing
   * another one says can have changed it. Asked besides the evidence, every value of which has to stand on the document's
   * own pages; a question without evidence that has no `confirm` is asked alone. False: it is asked again, alone.
   */
  readonly confirm?: (value: Value, document: DocumentReader) => Promise<boolean> | boolean;
}

/** What of a question a model is shown; independent of the type of its answer. */
export type QuestionText = Pick<
  Question<unknown>,
  'name' | 'parts' | 'schema' | 'prompt' | 'tier' | 'kind' | 'evidencePaths'
>;

/** The accepted, or best, answer to a question. */
export interface Answer<Value> {
  readonly value: Value;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly usage: Usage;
  readonly origin: Origin;
  /** Model id, for origin `model`. */
  readonly model?: string;
  /** Which stage gave it. */
  readonly stage: 'xml' | 'rules' | Tier;
  /** True when it came from the ledger and cost nothing now. */
  readonly remembered: boolean;
  /** False when verification still has an `error` finding: the value is there, marked for review. */
  readonly accepted: boolean;
  /** What the strong model, asked at once, would have cost in millionths of a US dollar; null or absent: unknown. */
  readonly strongAloneMicros?: number | null;
}
