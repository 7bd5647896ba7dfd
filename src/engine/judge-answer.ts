import type { Evidence, Origin } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import type { Question, QuestionText } from '../domain/question.ts';
import { locateValues, verifyAnswer, weighEvidence } from '../verify/verify.ts';
import type { AskedDocument } from './collection-reader.ts';

/** What somebody answered, before anyone has looked at it. */
export interface Candidate<Value> {
  readonly value: Value;
  readonly origin: Origin;
  /** Of one who read it; absent: the values are looked for on the pages. */
  readonly evidence?: readonly Evidence[];
  readonly findings?: readonly Finding[];
}

/** A candidate with its evidence, and what is wrong with it. */
export interface Judged<Value> {
  readonly value: Value;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  /** No finding is an error. */
  readonly accepted: boolean;
}

/** Verifies a candidate: its schema, every value's place on the page, and the question's own checks. */
export async function judge<Value>(
  question: Question<Value>,
  document: AskedDocument,
  candidate: Candidate<Value>,
  pages: readonly PageText[],
): Promise<Judged<Value>> {
  const { value, origin, findings: told = [] } = candidate;
  const where = question.evidencePaths ? { evidencePaths: question.evidencePaths } : {};
  const located = candidate.evidence ?? locateValues(value, pages, { origin, ...where });
  // A check expects the shape it was written for; what breaks the schema is a finding by itself.
  const shaped = question.schema.safeParse(value).success;
  const checks = shaped ? ((await question.check?.(value, document)) ?? []) : [];
  const { findings, accepted } = verifyAnswer({
    value,
    schema: question.schema,
    evidence: located,
    origin,
    findings: [...told, ...checks],
    ...(pages.length > 0 ? { pages } : {}),
  });
  return { value, evidence: weighEvidence(located, { findings, confirmed: [] }), findings, accepted };
}

/** The words of the pages that a question looks at; none for one whose answer has no place on a page. */
export async function readPages(
  document: AskedDocument,
  question: QuestionText,
): Promise<readonly PageText[]> {
  if (question.evidencePaths?.length === 0) return [];
  const pageNumbers = new Set(question.parts.flatMap((part) => part.pageNumbers));
  return Promise.all([...pageNumbers].map((pageNumber) => document.words(pageNumber)));
}
