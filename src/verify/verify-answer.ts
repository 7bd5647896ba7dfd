import type { ZodType } from 'zod';
import { isDecimal } from '../domain/decimal.ts';
import type { Evidence, Origin } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import { pagesSaidBy } from './leaves.ts';
import { canonical } from './printed-numbers.ts';

/** An answer and what is known of it. */
export interface VerifyInput {
  readonly value: unknown;
  readonly schema: ZodType;
  readonly evidence: readonly Evidence[];
  /** The pages the evidence was looked for on; without them, pages without words are not told from wrong values. */
  readonly pages?: readonly PageText[];
  readonly origin: Origin;
  /** What the reader and the question's own checks found. */
  readonly findings: readonly Finding[];
}

/** What verification came to. */
export interface Verification {
  readonly findings: readonly Finding[];
  /** True when no finding is an error. */
  readonly accepted: boolean;
}

/**
 * Judges an answer: its shape by the schema, every value by its evidence, and what the question's own checks found.
 *
 * Codes: `schema-invalid`, `evidence-missing` (an error; a warning for zeros and for what an e-invoice says beyond the
 * page), `evidence-fuzzy`, `wrong-page`, `page-without-text` (no page has words: nothing can be proven).
 */
export function verifyAnswer(input: VerifyInput): Verification {
  const findings = [
    ...schemaFindings(input.schema, input.value),
    ...evidenceFindings(input),
    ...input.findings,
  ];
  return { findings, accepted: !findings.some((finding) => finding.severity === 'error') };
}

function schemaFindings(schema: ZodType, value: unknown): Finding[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    code: 'schema-invalid',
    severity: 'error',
    path: pathText(issue.path),
    message: issue.message,
  }));
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function evidenceFindings({ value, evidence, pages = [], origin }: VerifyInput): Finding[] {
  const nothingFound = evidence.length > 0 && evidence.every(({ match }) => match === 'none');
  if (nothingFound && pages.length > 0 && pages.every(({ words }) => words.length === 0)) {
    return [
      {
        code: 'page-without-text',
        severity: origin === 'xml' || origin === 'person' ? 'info' : 'error',
        path: '',
        message: 'The pages have no words to compare the answer with',
      },
    ];
  }
  return evidence.flatMap((one) => evidenceFinding(one, value));
}

function evidenceFinding(evidence: Evidence, value: unknown): Finding[] {
  const { path, match, pageNumber, origin } = evidence;
  if (match === 'none') {
    if (origin === 'person') return [];
    const isZero = isDecimal(evidence.value) && canonical(evidence.value) === '0';
    return [
      {
        code: 'evidence-missing',
        severity: origin === 'xml' || isZero ? 'warning' : 'error',
        path,
        message: 'The value was not found on its page',
        actual: evidence.value,
      },
    ];
  }
  const findings: Finding[] = [];
  if (match === 'fuzzy') {
    findings.push({
      code: 'evidence-fuzzy',
      severity: 'warning',
      path,
      message: 'The page shows the value in a slightly different form',
      actual: evidence.value,
      ...(evidence.quote === null ? {} : { expected: evidence.quote }),
      ...(pageNumber === null ? {} : { pageNumber }),
    });
  }
  const said = pagesSaidFor(value, path);
  if (pageNumber !== null && said && !said.includes(pageNumber)) {
    findings.push({
      code: 'wrong-page',
      severity: 'error',
      path,
      message: 'The value stands on another page than the answer says',
      expected: String(pageNumber),
      actual: said.join(', '),
      pageNumber,
    });
  }
  return findings;
}

/** Pages the answer says for a path: those of the nearest object above it that says any. */
function pagesSaidFor(value: unknown, path: string): readonly number[] | null {
  let said: readonly number[] | null = null;
  let here = value;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof here !== 'object' || here === null) break;
    if (!Array.isArray(here)) said = pagesSaidBy(here) ?? said;
    here = (here as Readonly<Record<string, unknown>>)[step];
  }
  return said;
}
