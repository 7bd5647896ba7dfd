import { compare, multiply, sum } from '../../domain/decimal.ts';
import type { Finding } from '../../domain/finding.ts';
import { isValidGstin } from '../../rules/identifiers.ts';
import { rowLabel } from '../../rules/row-label.ts';
import type { PlacedPiece, PlacedRow } from './bill-rows.ts';

/** A charge that is called a total: one that is worth as much as half of all others is more likely a sum than a test. */
export function doubtful(row: PlacedRow, path: string, rows: readonly PlacedRow[]): Finding[] {
  const bare = row.quantity === null && row.rate === null;
  if (!bare || row.amount === null || rowLabel(row.name)?.kind !== 'sub-total') return [];
  const others = sum(
    rows.flatMap((other) => (other.kind === 'item' && other !== row && other.amount ? [other.amount] : [])),
  );
  return [
    {
      code: 'charge-or-sum',
      severity: compare(multiply(row.amount, '2'), others) >= 0 ? 'error' : 'info',
      path: `${path}.name`,
      message: 'The row is called a total, but the charges do not come to it: it is counted as a charge',
      actual: row.amount,
      pageNumber: row.pageNumber,
    },
  ];
}

const PAN = /^[A-Z]{5}\d{4}[A-Z]$/;
const GSTIN = /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/;

/** The sellers' GSTINs and PANs, where printed: form, and check digit where there is one. */
export function checkRegistrations(pieces: readonly PlacedPiece[], path: string): Finding[] {
  const seen = new Set<string>();
  return pieces.flatMap(({ head, pageNumber }) =>
    head.registrations.flatMap(({ type, value }): Finding[] => {
      const plain = value.replace(/\s/g, '').toUpperCase();
      if (seen.has(plain)) return [];
      seen.add(plain);
      if (type === 'GSTIN' ? GSTIN.test(plain) && isValidGstin(plain) : PAN.test(plain)) return [];
      return [
        {
          code: type === 'GSTIN' ? 'gstin-invalid' : 'pan-invalid',
          severity: 'warning',
          path: `${path}.seller`,
          message: `The printed ${type} does not have the form or the check digit of one`,
          actual: plain,
          pageNumber,
        },
      ];
    }),
  );
}
