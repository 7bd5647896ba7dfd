import { equal } from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { PageText } from '../../domain/page-text.ts';
import { type AmountHabit, detectAmountHabit, readAmount } from '../../rules/amount.ts';
import { withoutLeaders } from '../../rules/leader-dots.ts';
import { checkLine } from '../../verify/arithmetic.ts';
import { type Charges, checkCharges, type StatedAmount } from '../../verify/verify.ts';
import type { BillPage } from './bill-page.ts';
import { type PlacedPiece, type PlacedRow, placePieces } from './bill-rows.ts';
import { reconcile } from './bill-total.ts';
import { settleRows } from './settle-rows.ts';
import { checkSubTotals } from './sub-totals.ts';

/** Findings that are made again, and better, once all pages of a bill stand together. */
export const PAGE_ONLY: ReadonlySet<string> = new Set([
  'line-arithmetic',
  'sub-total-mismatch',
  'total-mismatch',
]);

function unreadable(value: BillPage, pageNumber: number): Finding[] {
  return value.bills.flatMap((bill, index) =>
    bill.rows.flatMap((row, at) =>
      (['quantity', 'rate', 'amount', 'discount', 'tax'] as const).flatMap((member): Finding[] => {
        const text = row[member];
        if (text === null || readAmount(text) !== null) return [];
        return [
          {
            code: 'number-unreadable',
            severity: 'error',
            path: `bills[${index}].rows[${at}].${member}`,
            message: 'Not a number; write a plain decimal such as "1699.84", or null',
            pageNumber,
          },
        ];
      }),
    ),
  );
}

/** Sums of which all charges stand on this page. */
function sums(piece: PlacedPiece): Finding[] {
  const rows = piece.rows.map((row) => ({ ...row }));
  settleRows(rows);
  const whole = piece.head.begins_here && (piece.label === null || piece.label.of === 1);
  const path = (row: PlacedRow): string => row.sources[0]!.path;
  const lastSum = rows.findLastIndex((row) => row.kind === 'group');
  const open = !rows.slice(lastSum + 1).some((row) => row.kind === 'total' || row.kind === 'sub_total');
  const findings = checkSubTotals(rows, !whole).flatMap(({ row, computed }): Finding[] => {
    if (computed === null || equal(computed, row.amount!)) return [];
    // The last heading of a page may have more charges on the next one.
    if (open && row === rows[lastSum]) return [];
    return [
      {
        code: 'sub-total-mismatch',
        severity: 'error',
        path: `${path(row)}.amount`,
        message: 'The charges it covers do not come to the printed sum',
        expected: computed,
        actual: row.amount!,
        pageNumber: row.pageNumber,
      },
    ];
  });
  if (!whole) return findings;
  const total = reconcile(rows, { path: piece.path, continuesBefore: false, failedPages: [] });
  const at = total.row ? `${path(total.row)}.amount` : piece.path;
  return [
    ...findings,
    ...total.findings.filter((one) => one.severity === 'error').map((one) => ({ ...one, path: at })),
  ];
}

/** The piece with every amount as the page shows it: one that was put right is compared in the form that stands there. */
function asPrinted(piece: PlacedPiece, evidence: readonly Evidence[], habit: AmountHabit): PlacedPiece {
  const quotes = new Map(evidence.map((one) => [one.path, one]));
  const rows = piece.rows.map((row): PlacedRow => {
    const shown = quotes.get(`${row.sources[0]!.path}.amount`);
    if (shown?.match !== 'fuzzy') return row;
    const printed = readAmount(shown.quote ?? '', { habit, ocr: true });
    return printed ? { ...row, amount: printed.value, quantity: null, rate: null } : row;
  });
  return { ...piece, rows };
}

/** Every amount of a piece as the checks of a bill against its page see it; sums are checked above. */
function chargesOf(piece: PlacedPiece): Charges {
  const stated = piece.rows.flatMap((row): StatedAmount[] =>
    row.kind === 'item' || row.amount === null
      ? []
      : [{ path: row.sources[0]!.path, amount: row.amount, label: row.name, pageNumber: row.pageNumber }],
  );
  return {
    pageNumbers: [piece.pageNumber],
    rows: piece.rows.flatMap((row) =>
      row.kind === 'item' ? [{ ...row, path: row.sources[0]!.path, pageNumber: row.pageNumber }] : [],
    ),
    subTotals: [],
    taxes: [],
    discounts: [],
    payments: stated,
    total: null,
  };
}

/**
 * Checks a page's answer by itself and against the words of the page; an error sends it to the next stage. `evidence` is
 * that of a reading by rules, whose corrections must not be mistaken for values that are not on the page; default none.
 */
export function checkBillPage(
  value: BillPage,
  given: PageText,
  evidence: readonly Evidence[] = [],
): Finding[] {
  const page = withoutLeaders(given);
  const pieces = placePieces([{ pageNumber: page.pageNumber, value }]);
  const habit = detectAmountHabit([page]);
  const seen = pieces.map((piece) => asPrinted(piece, evidence, habit));
  const against = pieces.length === 1 ? checkCharges(chargesOf(seen[0]!), [page]).findings : [];
  return [
    ...unreadable(value, page.pageNumber),
    ...pieces.flatMap(sums),
    ...pieces.flatMap((piece) =>
      pieces.length === 1
        ? []
        : piece.rows.flatMap((row) =>
            row.kind === 'item' ? checkLine({ ...row, path: row.sources[0]!.path }) : [],
          ),
    ),
    ...against.map((finding) => ({ ...finding, pageNumber: finding.pageNumber ?? page.pageNumber })),
  ];
}
