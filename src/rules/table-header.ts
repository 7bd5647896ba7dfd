import { type Box, union } from '../domain/page-text.ts';
import { type AmountHabit, readAmount } from './amount.ts';
import { type AmountStrength, type ColumnRole, columnTitle, isTitleWord } from './column-titles.ts';
import { amountsOfLine } from './find-amounts.ts';
import type { Line } from './lines.ts';
import type { PlacedWord } from './straighten.ts';

/** One column of a table, placed on the straightened page. */
export interface Column {
  readonly role: ColumnRole;
  /** As printed; empty where the column has no title. */
  readonly title: string;
  /** Left and right edge of what stands in it, as far as known: its title at first, then title and cells. */
  readonly x0: number;
  readonly x1: number;
  /** A code stands over the name in each row. */
  readonly coded?: true;
}

/** A line (or two or three) of column titles. */
export interface Header {
  readonly columns: readonly Column[];
  /** False for the titles of a table that sums up taxes: it ends the charges and holds none. */
  readonly charges: boolean;
  /** Indexes of its first and last line in the list of lines searched. */
  readonly first: number;
  readonly last: number;
}

/** Roles whose cells are numbers set below their title. */
export const NUMERIC_ROLES: ReadonlySet<ColumnRole> = new Set([
  'quantity',
  'mrp',
  'rate',
  'gross',
  'discount',
  'discount-rate',
  'taxable',
  'tax',
  'tax-rate',
  'amount',
]);

interface Piece {
  words: PlacedWord[];
  role: ColumnRole | null;
  strength: AmountStrength;
  box: Box;
  coded?: true;
}

const piece = (words: PlacedWord[], role: ColumnRole | null, strength: AmountStrength = 0): Piece => ({
  words,
  role,
  strength,
  box: union(words.map((word) => word.box)),
});

const MOST_TITLE_WORDS = 5;
const PER = /^(?:pro|per|je|par|por)$/i;

/** Cuts a line into column titles: the longest known phrases first, unknown words with the title they touch. */
function cut(line: Line): Piece[] {
  const pieces: Piece[] = [];
  const { words, size } = line;
  const gap = (index: number): number =>
    index === 0 ? Number.POSITIVE_INFINITY : words[index]!.box[0] - words[index - 1]!.box[2];
  for (let at = 0; at < words.length; ) {
    const open = pieces[pieces.length - 1];
    // "(IVA inclusa)" behind a title belongs to it.
    if (open && gap(at) < 1.1 * size && (/^\(\p{L}/u.test(words[at]!.text) || isOpen(open.words))) {
      open.words.push(words[at]!);
      open.box = union([open.box, words[at]!.box]);
      at += 1;
      continue;
    }
    let length = 0;
    let found: ReturnType<typeof columnTitle> = null;
    for (let most = 1; most <= MOST_TITLE_WORDS && at + most <= words.length; most++) {
      if (most > 1 && gap(at + most - 1) > 1.1 * size) break;
      const title = columnTitle(
        words
          .slice(at, at + most)
          .map((word) => word.text)
          .join(' '),
      );
      if (title) {
        found = title;
        length = most;
      }
    }
    if (found) {
      pieces.push(piece(words.slice(at, at + length), found.role, found.strength));
      at += length;
      continue;
    }
    const last = pieces[pieces.length - 1];
    const word = words[at]!;
    // "pro Einheit" below a price says of what it is the price.
    if (PER.test(word.text) && at + 1 < words.length && gap(at + 1) < 0.8 * size) {
      pieces.push(piece(words.slice(at, at + 2), null));
      at += 2;
      continue;
    }
    if (last && gap(at) < 0.8 * size) {
      last.words.push(word);
      last.box = union([last.box, word.box]);
    } else {
      pieces.push(piece([word], null));
    }
    at += 1;
  }
  return pieces;
}

/**
 * Two titles that stand as close as the words of one, apart where the lines below have a number under each: `IMPORTO IVA` over
 * `551,20  22`.
 */
function apart(pieces: readonly Piece[], below: readonly Line[], habit: AmountHabit): Piece[] {
  const rows = below
    .slice(0, ROWS_LOOKED_AT)
    .map((line) => amountsOfLine(line, { habit, ocr: false }).map(({ box }) => box))
    .filter((boxes) => boxes.length > 1);
  return pieces.flatMap((one) => {
    const twice = rows.filter((boxes) => boxes.filter((box) => overlap(box, one.box) > 0).length > 1);
    if (one.words.length < 2 || twice.length * 2 <= rows.length) return [one];
    for (let cut = 1; cut < one.words.length; cut++) {
      const parts = [one.words.slice(0, cut), one.words.slice(cut)];
      const [left, right] = parts.map((words) => columnTitle(words.map(({ text }) => text).join(' ')));
      if (left && right && left.role !== right.role && left.role !== 'unit')
        return [piece(parts[0]!, left.role, left.strength), piece(parts[1]!, right.role, right.strength)];
    }
    return [one];
  });
}

const ROWS_LOOKED_AT = 8;

/** True when a bracket was opened and not closed. */
function isOpen(words: readonly PlacedWord[]): boolean {
  const text = words.map((word) => word.text).join(' ');
  return text.lastIndexOf('(') > text.lastIndexOf(')');
}

const overlap = (a: Box, b: Box): number => Math.min(a[2], b[2]) - Math.max(a[0], b[0]);

function holdsAmounts(line: Line, habit: AmountHabit): boolean {
  return line.words.some(
    (word) => /\d[.,]\d{2}\b/.test(word.text) && readAmount(word.text, { habit }) !== null,
  );
}

/** Sets titles of another line above or below the ones they stand over; unknown lone words are left out. */
function stack(
  pieces: readonly Piece[],
  other: Line,
  above: boolean,
): { pieces: Piece[]; merged: number; strange: number } {
  const out = pieces.map((one) => ({ ...one, words: [...one.words] }));
  let merged = 0;
  let strange = 0;
  for (const extra of cut(other)) {
    const known = extra.words.every(
      (word) => isTitleWord(word.text) || PER.test(word.text) || /^[("[]/.test(word.text),
    );
    const homes = out.filter(
      (one) =>
        overlap(one.box, extra.box) > 0.2 * Math.min(extra.box[2] - extra.box[0], one.box[2] - one.box[0]),
    );
    if (!known) {
      strange++;
      continue;
    }
    merged++;
    const home = homes.length === 1 ? homes[0]! : null;
    if (home) {
      const goesOn = !above && (isOpen(home.words) || extra.words[0]!.text.startsWith('('));
      home.words = above ? [...extra.words, ...home.words] : [...home.words, ...extra.words];
      home.box = union([home.box, extra.box]);
      const title = columnTitle(home.words.map((word) => word.text).join(' '));
      // Below the code of an article stands its name.
      if (home.role === 'code' && extra.role === 'description') {
        home.role = 'description';
        home.coded = true;
      } else if (title) {
        home.role = title.role;
        home.strength = title.strength;
      } else if (
        !goesOn &&
        extra.role &&
        (home.role === null || extra.role === 'discount' || extra.role === 'tax')
      ) {
        home.role = extra.role;
        home.strength = extra.strength;
      }
    } else if (homes.length === 0) {
      out.push({ ...extra, words: [...extra.words] });
    }
  }
  out.sort((a, b) => a.box[0] - b.box[0]);
  return { pieces: out, merged, strange };
}

/** Titles of rates, bases and taxes without a price or a quantity. */
function isTaxSummary(pieces: readonly Piece[]): boolean {
  const roles = new Set(pieces.map((one) => one.role));
  return (
    !roles.has('quantity') &&
    !roles.has('rate') &&
    !roles.has('serial') &&
    (roles.has('tax-rate') || roles.has('tax')) &&
    (roles.has('taxable') || !roles.has('description')) &&
    pieces.filter((one) => one.role === 'amount').length <= 1
  );
}

/** True when the pieces title the columns of a table of charges, and are not a sentence or a row of labels. */
function isHeader(pieces: readonly Piece[], size: number): boolean {
  const roles = new Set(pieces.flatMap((one) => (one.role ? [one.role] : [])));
  const money = roles.has('amount') || roles.has('rate') || roles.has('gross') || roles.has('taxable');
  if (!money || !(roles.has('description') || roles.has('quantity') || isTaxSummary(pieces))) return false;
  const unknown = pieces.filter((one) => one.role === null).length;
  if (unknown > roles.size) return false;
  const stray = pieces.reduce(
    (total, one) => total + one.words.filter((word) => !isTitleWord(word.text)).length,
    0,
  );
  const all = pieces.reduce((total, one) => total + one.words.length, 0);
  if (stray > 0.4 * all) return false;
  // Titles stand apart; the words of a sentence do not.
  let apart = 0;
  for (const [index, one] of pieces.entries()) {
    const next = pieces[index + 1];
    if (next && next.box[0] - one.box[2] > 0.9 * size) apart++;
  }
  return apart >= 1 && (roles.size >= 3 || apart >= pieces.length - 1);
}

/**
 * With a price or a quantity and no known amount, what stands last is the amount, whatever it is called; where nothing is
 * counted (`Item | Price`) or the price of one stands before it, the price itself.
 */
function withLastAmount(pieces: readonly Piece[]): readonly Piece[] {
  const has = (...roles: ColumnRole[]): boolean => pieces.some((one) => one.role && roles.includes(one.role));
  const last = pieces[pieces.length - 1];
  if (last === undefined || has('amount', 'gross', 'taxable')) return pieces;
  // The price of one stands before the price of all: `Unit price | Price`.
  const rates = pieces.filter(({ role }) => role === 'rate');
  const isPrice = last.role === 'rate' && (!has('quantity') || rates.length > 1);
  if (!isPrice && (last.role !== null || !has('rate'))) return pieces;
  return [...pieces.slice(0, -1), { ...last, role: 'amount', strength: 1 }];
}

/** Decides which amount-like column is the line's amount, and what the others are. */
function settle(given: readonly Piece[]): Column[] {
  const pieces = withLastAmount(given);
  const amounts = pieces.filter((one) => one.role === 'amount');
  const strongest = Math.max(0, ...amounts.map((one) => one.strength));
  const final = amounts.filter((one) => one.strength === strongest).at(-1);
  const has = (role: ColumnRole): boolean => pieces.some((one) => one.role === role);
  // Qty | Amount | Total: with no other price, the amount beside a stronger one is the price of one.
  const asRate =
    !has('rate') && !has('gross') && has('quantity') && !has('discount')
      ? amounts.find((one) => one !== final)
      : undefined;
  const gross = has('amount')
    ? undefined
    : pieces.filter((one) => one.role === 'gross' || one.role === 'taxable').at(-1);
  return pieces.map((one) => {
    let role: ColumnRole = one.role ?? 'other';
    if (role === 'amount' && one !== final) role = one === asRate ? 'rate' : 'gross';
    if (one === gross) role = 'amount';
    const title = one.words.map((word) => word.text).join(' ');
    return { role, title, x0: one.box[0], x1: one.box[2], ...(one.coded ? { coded: true } : {}) };
  });
}

/** Adds the column of names where no title stands over it (tables that only title their numbers). */
function withDescription(columns: readonly Column[], left: number): Column[] {
  if (columns.some((column) => column.role === 'description')) return [...columns];
  const unnamed = columns.find((column) => column.role === 'other');
  if (unnamed)
    return columns.map((column) => (column === unnamed ? { ...column, role: 'description' } : column));
  const first = columns[0]!;
  return first.x0 - left > 20 || first.role !== 'serial'
    ? [{ role: 'description', title: '', x0: Math.min(left, first.x0 - 20), x1: first.x0 - 10 }, ...columns]
    : [
        first,
        { role: 'description', title: '', x0: first.x1 + 5, x1: (columns[1]?.x0 ?? first.x1) - 5 },
        ...columns.slice(1),
      ];
}

/** Finds the titles of the next table at or after line `from`; null when there are none. */
export function findHeader(lines: readonly Line[], from: number, habit: AmountHabit): Header | null {
  const near = (a: Line | undefined, b: Line | undefined): boolean =>
    a !== undefined &&
    b !== undefined &&
    a.pageNumber === b.pageNumber &&
    b.box[1] - a.box[3] < 1.1 * Math.max(a.size, b.size) &&
    !holdsAmounts(a, habit) &&
    !holdsAmounts(b, habit);
  for (let index = from; index < lines.length; index++) {
    const line = lines[index]!;
    if (holdsAmounts(line, habit)) continue;
    let pieces = apart(cut(line), lines.slice(index + 1), habit);
    let first = index;
    let last = index;
    const next = lines[index + 1];
    if (!isHeader(pieces, line.size)) {
      // Titles set on two lines of which neither says enough alone.
      if (!near(line, next)) continue;
      const both = stack(pieces, next!, false);
      if (both.strange > 0 || both.merged === 0 || pieces.length < 2 || !isHeader(both.pieces, line.size))
        continue;
      if (isHeader(cut(next!), next!.size)) continue;
      pieces = both.pieces;
      last = index + 1;
    }
    const above = lines[first - 1];
    if (first > from && near(above, lines[first])) {
      const more = stack(pieces, above!, true);
      if (more.merged > 0 && more.strange === 0 && isHeader(more.pieces, line.size)) {
        pieces = more.pieces;
        first--;
      }
    }
    // Titles of a few words in narrow columns run over three lines.
    for (let count = 0; count < 2; count++) {
      const below = lines[last + 1];
      if (!near(lines[last], below) || isHeader(cut(below!), below!.size)) break;
      const more = stack(pieces, below!, false);
      const onlyName =
        cut(below!).length === 1 &&
        pieces.some((one) => one.role === 'description' && overlap(one.box, below!.box) > 0);
      if (more.merged === 0 || more.strange > 0 || onlyName || !isHeader(more.pieces, line.size)) break;
      pieces = more.pieces;
      last++;
    }
    const left = Math.min(
      ...lines.filter((one) => one.pageNumber === line.pageNumber).map((one) => one.box[0]),
    );
    return { columns: withDescription(settle(pieces), left), charges: !isTaxSummary(pieces), first, last };
  }
  return null;
}
