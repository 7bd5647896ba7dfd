import { stringify } from 'csv-stringify/sync';

/** A value of a table's row. */
export type Cell = string | number | boolean | null | undefined;

/** How spreadsheets recognise a formula, wide forms included; tab and line ends because they pass over those. */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Digits, points and commas after a sign can compute nothing. */
const SIGNED_NUMBER = /^[-+]\d[\d.,]*$/;

/**
 * Rows as CSV by RFC 4180: comma, CRLF, quotes where they are needed. A text that a spreadsheet would run as a formula
 * gets an apostrophe in front (OWASP, CSV injection); a number with a sign stays a number.
 */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  return stringify(
    rows.map((row) => row.map(cellText)),
    { record_delimiter: 'windows', quote_record_delimiter: true },
  );
}

function cellText(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return looksLikeFormula(value) ? `'${value}` : value;
}

/** True for a text that a spreadsheet would compute when it is typed or read from a CSV file. */
export function looksLikeFormula(text: string): boolean {
  return FORMULA_START.test(text) && !SIGNED_NUMBER.test(text);
}
