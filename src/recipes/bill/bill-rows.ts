import { absolute, type Decimal } from '../../domain/decimal.ts';
import { readAmount } from '../../rules/amount.ts';
import type { BillPage, BillPiece, BillRow, BillRowKind } from './bill-page.ts';
import type { PageType } from './bill-schema.ts';

/** A row of a bill with the page it came from and its place in that page's answer. */
export interface PlacedRow {
  kind: BillRowKind;
  name: string;
  quantity: Decimal | null;
  rate: Decimal | null;
  amount: Decimal | null;
  discount: Decimal | null;
  tax: Decimal | null;
  date: string | null;
  code: string | null;
  readonly pageNumber: number;
  /** Where it stands in the page's answer; several after its halves were joined over a page break. */
  readonly sources: { readonly pageNumber: number; readonly path: string }[];
}

/** A bill, or the piece of one, on one page. */
export interface PlacedPiece {
  readonly pageNumber: number;
  pageType: PageType;
  readonly head: Omit<BillPiece, 'rows'>;
  /** Where the piece stands in the page's answer, such as `bills[0]`. */
  readonly path: string;
  rows: PlacedRow[];
  /** Number and count of a printed page label; null when none is printed. */
  readonly label: { readonly page: number; readonly of: number } | null;
}

/** The answer for one page. */
export interface AnsweredPage {
  readonly pageNumber: number;
  readonly value: BillPage;
}

/** A number as a model or a rule wrote it, in plain notation; null for none and for what is no number. */
function plain(text: string | null): Decimal | null {
  return text === null ? null : (readAmount(text)?.value ?? null);
}

function place(row: BillRow, pageNumber: number, path: string): PlacedRow {
  const amount = plain(row.amount);
  return {
    kind: row.kind,
    name: row.name.trim(),
    quantity: plain(row.quantity),
    rate: plain(row.rate),
    // A discount is taken off whichever way it is printed.
    amount: row.kind === 'discount' && amount !== null ? absolute(amount) : amount,
    discount: plain(row.discount),
    tax: plain(row.tax),
    date: row.date,
    code: row.code,
    pageNumber,
    sources: [{ pageNumber, path }],
  };
}

function labelOf(text: string | null): PlacedPiece['label'] {
  const match = /(\d+)\D+(\d+)\s*$/.exec(text ?? '');
  const [page, of] = [Number(match?.[1]), Number(match?.[2])];
  return match && page >= 1 && page <= of ? { page, of } : null;
}

/** The pieces of all pages in reading order, with numbers in plain notation. */
export function placePieces(pages: readonly AnsweredPage[]): PlacedPiece[] {
  return pages.flatMap(({ pageNumber, value }) =>
    value.bills.map(({ rows, ...head }, index): PlacedPiece => {
      const path = `bills[${index}]`;
      return {
        pageNumber,
        pageType: value.page_type,
        head,
        path,
        rows: rows.map((row, at) => place(row, pageNumber, `${path}.rows[${at}]`)),
        label: labelOf(head.page_label),
      };
    }),
  );
}

function isOpen(name: string): boolean {
  const open = (name.match(/[([]/g) ?? []).length > (name.match(/[)\]]/g) ?? []).length;
  return open || /[,&/-]$/.test(name);
}

/**
 * Joins rows that a page break cut: a name at the end of a page whose numbers stand on the next one, and the rest of a
 * name that goes on there.
 */
export function joinBrokenRows(pieces: readonly PlacedPiece[]): void {
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (!next || next.pageNumber !== piece.pageNumber + 1) continue;
    const last = piece.rows[piece.rows.length - 1];
    const first = next.rows[0];
    if (!last || !first) continue;
    const cut = (last.kind === 'heading' || last.kind === 'item') && last.amount === null;
    if (cut && first.kind === 'item' && first.name === '' && first.amount !== null) {
      next.rows[0] = { ...first, name: last.name, sources: [...first.sources, ...last.sources] };
      piece.rows.pop();
    } else if (last.kind === 'item' && isOpen(last.name) && first.kind === 'heading') {
      last.name = `${last.name} ${first.name}`;
      next.rows.shift();
    }
  }
}
