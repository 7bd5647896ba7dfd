import type { PlacedPiece, PlacedRow } from './bill-rows.ts';

/** Pieces that are one bill. */
export interface PieceGroup {
  readonly pieces: PlacedPiece[];
  /** Copies of it that were found and left out, by their pages. */
  readonly copies: number[][];
}

const plain = (text: string | null): string => (text ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A number without the differences that recognition makes between two prints of it. */
const sameLook = (text: string | null): string =>
  plain(text).replace(
    /[ilo]|s|b|z/g,
    (letter) => ({ i: '1', l: '1', o: '0', s: '5', b: '8', z: '2' })[letter] ?? letter,
  );

function number(group: PieceGroup): string {
  return sameLook(group.pieces.find((piece) => piece.head.bill_number !== null)?.head.bill_number ?? null);
}

function first<Value>(group: PieceGroup, pick: (piece: PlacedPiece) => Value | null): Value | null {
  for (const piece of group.pieces) {
    const value = pick(piece);
    if (value !== null) return value;
  }
  return null;
}

const isEnded = (group: PieceGroup): boolean =>
  group.pieces.some((piece) => piece.rows.some((row) => row.kind === 'total'));

/** Whether a piece begins another bill than the one before it. */
function begins(piece: PlacedPiece, group: PieceGroup): boolean {
  const last = group.pieces[group.pieces.length - 1]!;
  const own = sameLook(piece.head.bill_number);
  const before = number(group);
  const copy = first(group, (one) => one.head.copy);
  if (piece.head.copy !== null && copy !== null && plain(piece.head.copy) !== plain(copy)) return true;
  const runsOn =
    piece.label && last.label && piece.label.page === last.label.page + 1 && piece.label.of === last.label.of;
  if (own !== '' && before !== '' && own !== before && !runsOn) return true;
  if (runsOn) return false;
  if (piece.label && last.label) {
    if (
      piece.label.page === 1 &&
      last.pageNumber !== piece.pageNumber &&
      last.label.page >= piece.label.page &&
      own === before
    ) {
      return true;
    }
  }
  if (!isEnded(group)) return false;
  const otherSeller =
    piece.head.seller !== null &&
    first(group, (one) => one.head.seller) !== null &&
    plain(piece.head.seller) !== plain(first(group, (one) => one.head.seller));
  if (otherSeller) return true;
  // After a total, a new head without a number may be a copy, another bill of the same shop, or the next page: a repeat
  // of the same rows is told apart later, anything else with a number of its own was told apart above.
  return (
    piece.head.begins_here &&
    piece.rows.some((row) => row.kind === 'item') &&
    (own === '' ? before === '' : repeats(piece, group))
  );
}

const signature = (rows: readonly PlacedRow[]): string =>
  rows
    .filter((row) => row.kind === 'item' || row.kind === 'total')
    .map(
      (row) => `${row.kind}|${plain(row.name)}|${row.quantity ?? ''}|${row.rate ?? ''}|${row.amount ?? ''}`,
    )
    .join('\n');

const rowsOf = (group: PieceGroup): PlacedRow[] => group.pieces.flatMap((piece) => piece.rows);

/** A piece that starts with the same charges as the bill before it: a copy of the bill, not its next page. */
function repeats(piece: PlacedPiece, group: PieceGroup): boolean {
  const firstPiece = group.pieces[0]!;
  return signature(piece.rows) !== '' && signature(firstPiece.rows) === signature(piece.rows);
}

/** True when one is the other once more: same number (or none on either), same seller, same charges and totals. */
function isCopy(group: PieceGroup, of: PieceGroup): boolean {
  if (number(group) !== number(of)) return false;
  const seller = (one: PieceGroup): string => plain(first(one, (piece) => piece.head.seller));
  const date = (one: PieceGroup): string => first(one, (piece) => piece.head.date) ?? '';
  const marked = first(group, (piece) => piece.head.copy) !== null || number(group) !== '';
  if (!marked && (seller(group) !== seller(of) || date(group) !== date(of) || date(group) === ''))
    return false;
  return signature(rowsOf(group)) === signature(rowsOf(of));
}

/**
 * Sorts pieces into bills: by number, printed page labels, seller, and totals that end a bill. Copies (duplicate,
 * triplicate) are recognised by the same number and the same rows and counted once. Pieces that share a number are one
 * bill wherever they stand.
 */
export function groupBills(pieces: readonly PlacedPiece[]): PieceGroup[] {
  const instances: PieceGroup[] = [];
  for (const piece of pieces) {
    const current = instances[instances.length - 1];
    if (current && !begins(piece, current)) current.pieces.push(piece);
    else instances.push({ pieces: [piece], copies: [] });
  }
  const bills: PieceGroup[] = [];
  for (const instance of instances) {
    const original = bills.find((bill) => isCopy(instance, bill));
    if (original) {
      original.copies.push(instance.pieces.map((piece) => piece.pageNumber));
      continue;
    }
    const sameNumber =
      number(instance) === '' ? undefined : bills.find((bill) => number(bill) === number(instance));
    if (sameNumber) sameNumber.pieces.push(...instance.pieces);
    else bills.push(instance);
  }
  return bills;
}
