import { add, type Decimal, equal } from '../../domain/decimal.ts';
import type { PlacedPiece, PlacedRow } from './bill-rows.ts';
import type { PieceGroup } from './group-bills.ts';

/** A row of a summary and the sum of charges it stands for. */
export interface SummaryRow {
  readonly row: PlacedRow;
  readonly computed: Decimal;
}

/** What was recognised as a summary of charges that stand elsewhere in the bill. */
export interface Summary {
  readonly pieces: readonly PlacedPiece[];
  readonly rows: readonly SummaryRow[];
  /** Rows of the summary that no charges elsewhere add up to: they stay charges. */
  readonly rest: readonly PlacedRow[];
}

interface Sum {
  readonly name: string;
  readonly amount: Decimal;
  /** Number of charges in it. */
  readonly count: number;
  /** It is all that stands under one heading. */
  readonly section: boolean;
  used: boolean;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function shareWord(a: string, b: string): boolean {
  const words = new Set(
    plain(a)
      .split(' ')
      .filter((word) => word.length > 3),
  );
  return plain(b)
    .split(' ')
    .some((word) => words.has(word));
}

const charges = (piece: PlacedPiece): PlacedRow[] =>
  piece.rows.filter((row) => row.kind === 'item' && row.amount !== null);

/** Sums that the detail of a bill comes to: by section, by printed sum, by page, by kind of page. */
function sumsOf(pieces: readonly PlacedPiece[]): Sum[] {
  const sums = new Map<string, { name: string; amount: Decimal; count: number }>();
  const count = (key: string, name: string, row: PlacedRow): void => {
    const sum = sums.get(key) ?? { name, amount: '0', count: 0 };
    sums.set(key, { name: sum.name, amount: add(sum.amount, row.amount!), count: sum.count + 1 });
  };
  let section = '';
  let run = 0;
  for (const [index, piece] of pieces.entries()) {
    for (const row of piece.rows) {
      if (row.kind === 'heading' || row.kind === 'group') {
        section = row.name;
        run++;
      }
      if (row.kind === 'sub_total' || row.kind === 'total') run++;
      if (row.kind !== 'item' || row.amount === null) continue;
      count(`section ${plain(section)}`, section, row);
      count(`run ${run}`, section, row);
      count(`page ${index}`, piece.pageType, row);
      count(`type ${piece.pageType}`, piece.pageType, row);
    }
  }
  const printed = pieces.flatMap((piece) =>
    piece.rows.flatMap((row) =>
      (row.kind === 'sub_total' || row.kind === 'group' || row.kind === 'total') && row.amount !== null
        ? [{ name: row.name, amount: row.amount, count: 2, section: false }]
        : [],
    ),
  );
  // The same charges may be a section, a run and a page at once: each amount with a name counts once.
  const seen = new Set<string>();
  return [
    ...[...sums].map(([key, sum]) => ({ ...sum, section: key.startsWith('section ') })),
    ...printed,
  ].flatMap((sum) => {
    const key = `${plain(sum.name)} ${Number(sum.amount)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...sum, used: false }];
  });
}

/** Rows of a summary say what a category comes to; they have no price of one. */
function looksLikeSummary(piece: PlacedPiece): boolean {
  const rows = charges(piece);
  const priced = rows.filter((row) => row.rate !== null).length;
  return rows.length > 0 && priced * 3 <= rows.length;
}

function explain(piece: PlacedPiece, others: readonly PlacedPiece[]): Summary | null {
  const sums = sumsOf(others);
  const explained: SummaryRow[] = [];
  const rest: PlacedRow[] = [];
  const mismatched: SummaryRow[] = [];
  let named = 0;
  let counted = 0;
  let plainly = 0;
  for (const row of charges(piece)) {
    const fits = sums.filter((sum) => !sum.used && equal(sum.amount, row.amount!));
    const sum =
      fits.find((one) => shareWord(one.name, row.name)) ?? fits.find((one) => one.count > 1) ?? fits[0];
    if (!sum) {
      rest.push(row);
      continue;
    }
    // All names of this sum are spent, or the section and its printed sum would explain two rows.
    for (const one of sums)
      if (equal(one.amount, sum.amount) && (one === sum || shareWord(one.name, sum.name))) one.used = true;
    if (shareWord(sum.name, row.name)) named++;
    if (shareWord(sum.name, row.name) && sum.count > 1) plainly++;
    if (sum.count > 1) counted++;
    explained.push({ row, computed: sum.amount });
  }
  // A category whose sum does not come out is still the same category: its charges are listed, and the difference is told.
  const known = sums.filter((sum) => !sum.used && sum.section);
  for (const row of [...rest]) {
    const sum = known.find((one) => plain(one.name) === plain(row.name) && plain(row.name) !== '');
    if (!sum || explained.length === 0) continue;
    rest.splice(rest.indexOf(row), 1);
    mismatched.push({ row, computed: sum.amount });
  }
  // Chance: single charges of equal price on two pages. Sums of several, or names that say the same, are none.
  const strong = counted + named;
  const enough =
    plainly >= 2 ||
    (explained.length >= 2
      ? explained.length * 2 >= explained.length + rest.length + mismatched.length && strong >= 1
      : named === 1 && counted === 1 && rest.length === 0);
  return enough ? { pieces: [piece], rows: [...explained, ...mismatched], rest } : null;
}

/** Cuts a piece after its totals: a page may hold a summary and, below its total, the detail. */
function blocks(piece: PlacedPiece): PlacedPiece[] {
  const out: PlacedRow[][] = [[]];
  for (const [index, row] of piece.rows.entries()) {
    out[out.length - 1]!.push(row);
    const next = piece.rows[index + 1];
    const ends =
      row.kind === 'total' && next !== undefined && next.kind !== 'payment' && next.kind !== 'total';
    if (ends && piece.rows.slice(index + 1).some((one) => one.kind === 'item')) out.push([]);
  }
  return out.map((rows) => ({ ...piece, rows }));
}

/**
 * Finds the parts of a bill that only sum up its other parts: rows without prices whose amounts are the sums of
 * sections, pages or kinds of pages elsewhere. Their rows must not be counted again.
 */
export function findSummaries(pieces: readonly PlacedPiece[]): Summary[] {
  const all = pieces.flatMap(blocks);
  const candidates = all.filter(looksLikeSummary);
  const found: Summary[] = [];
  for (const block of candidates) {
    const others = all.filter(
      (other) => other !== block && !found.some((summary) => summary.pieces.includes(other)),
    );
    // Where nothing has prices, the detail is the part with more rows.
    const detail = others.filter(
      (other) => !candidates.includes(other) || charges(other).length > charges(block).length,
    );
    if (!detail.some((other) => charges(other).length > 0)) continue;
    const summary = explain(block, detail);
    if (summary) found.push(summary);
  }
  return found;
}

/** What a bill of its own comes to: its last printed total, else its charges. */
function comesTo(group: PieceGroup): Decimal | null {
  const rows = group.pieces.flatMap((piece) => piece.rows);
  const total = rows.findLast((row) => row.kind === 'total' && row.amount !== null);
  return total?.amount ?? null;
}

/**
 * Joins bills with the final bill of the file that lists each of them as one row: the pharmacy's own bills and the
 * hospital's summary of them are one bill.
 */
export function joinSummarised(groups: readonly PieceGroup[]): PieceGroup[] {
  const out = [...groups];
  for (const group of groups) {
    const rows = group.pieces.flatMap(charges);
    if (rows.length < 2 || !group.pieces.every(looksLikeSummary) || !out.includes(group)) continue;
    const parts = out.filter((other) => {
      const total = other === group ? null : comesTo(other);
      return total !== null && rows.some((row) => equal(row.amount!, total));
    });
    if (parts.length < 2 || parts.length * 2 < rows.length) continue;
    group.pieces.unshift(...parts.flatMap((part) => part.pieces));
    for (const part of parts) out.splice(out.indexOf(part), 1);
  }
  return out;
}
