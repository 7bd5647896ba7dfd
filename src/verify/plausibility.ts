import type { Finding } from '../domain/finding.ts';
import { daysBetween } from '../rules/dates.ts';
import { findIdentifiers } from '../rules/identifiers.ts';

/** The dates of one document. */
export interface DocumentDates {
  /** Path and ISO date of each; null where the document has none. */
  readonly issue: { readonly path: string; readonly date: string } | null;
  readonly due?: { readonly path: string; readonly date: string } | null;
}

/** Longest time for payment that is ordinary, in days; beyond it a day or a year was misread more likely. */
const LONGEST_TERM_DAYS = 400;

/**
 * Warns of dates that are hardly right: before 1990, due before issued or more than 400 days after.
 * Codes `date-implausible`, `due-before-issue`.
 */
export function checkDates({ issue, due }: DocumentDates): Finding[] {
  const findings: Finding[] = [];
  const implausible = (path: string, date: string, message: string): void => {
    findings.push({ code: 'date-implausible', severity: 'warning', path, message, actual: date });
  };
  if (issue && issue.date < '1990-01-01') {
    implausible(issue.path, issue.date, 'The date is older than such documents are');
  }
  if (issue && due) {
    const term = daysBetween(issue.date, due.date);
    if (term < 0) {
      findings.push({
        code: 'due-before-issue',
        severity: 'warning',
        path: due.path,
        message: 'The document is due before it was issued',
        expected: `${issue.date} or later`,
        actual: due.date,
      });
    } else if (term > LONGEST_TERM_DAYS) {
      implausible(due.path, due.date, 'The document is due more than a year after it was issued');
    }
  }
  return findings;
}

/** Warns of registered numbers (IBAN, VAT id, GSTIN) whose checksum is wrong: `identifier-checksum`. */
export function checkIdentifiers(
  values: readonly { readonly path: string; readonly value: string }[],
): Finding[] {
  return values.flatMap(({ path, value }) =>
    findIdentifiers(value.toUpperCase())
      .filter((identifier) => identifier.valid === false)
      .map(
        (identifier): Finding => ({
          code: 'identifier-checksum',
          severity: 'warning',
          path,
          message: `The check digit of the ${identifier.kind.toUpperCase()} is wrong`,
          actual: identifier.value,
        }),
      ),
  );
}
