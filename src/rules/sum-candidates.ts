import { compare, type Decimal, decimalPlaces, equal, subtract, sum } from '../domain/decimal.ts';
import { union } from '../domain/page-text.ts';
import { currencyOf } from './currency.ts';
import type { FoundAmount } from './find-amounts.ts';
import type { SumKind } from './lexicon/total-words.ts';
import { goesOn, type Paper, type PaperLine, type Piece, pieceAt, wholeLabel } from './paper.ts';
import type { PlacedWord } from './straighten.ts';
import { understandSum } from './sum-labels.ts';

/** An amount that a label calls a sum of the document. */
export interface SumCandidate {
  readonly kind: SumKind;
  readonly value: Decimal;
  readonly currency: string | null;
  /** How plainly the label says so, 0 to about 11. */
  readonly weight: number;
  readonly line: PaperLine;
  readonly words: readonly PlacedWord[];
  /** The per cent named in the label, if any. */
  readonly rate: Decimal | null;
  /** Place in reading order, 0 at the start of the document to 1 at its end. */
  readonly position: number;
}

/** Sums at the foot, whose last digit a fold or a stroke of a pen may hide: `343.9`. Arithmetic finds it, or nobody does. */
const ENDS: ReadonlySet<SumKind> = new Set(['gross', 'total', 'net', 'due']);
/** How much less a sum counts whose last digit is not known. */
const BROKEN = 2.5;

interface Labelled {
  readonly amount: FoundAmount<PlacedWord>;
  readonly label: readonly string[];
  readonly line: PaperLine;
  readonly factor: number;
}

/** Collects every labelled sum: label to the left, title above the amount, or amount below its label. */
export function findSums(paper: Paper, items: ReadonlySet<PaperLine>): SumCandidate[] {
  const candidates: SumCandidate[] = [];
  const count = Math.max(1, paper.lines.length - 1);
  const cents = writesCents(paper);
  for (const [at, line] of paper.lines.entries()) {
    if (!items.has(line))
      candidates.push(...sumsOfRow(line, { cents, ocr: paper.ocr, position: at / count }));
    for (const found of [...labelledAmounts(line, { paper, items, cents }), ...amountsBelow(line, paper)]) {
      const meaning = understandSum(found.label, paper.ocr);
      const rate = rateOf(found.label);
      const { value, loss } = readValue(found.amount, cents, paper.ocr);
      for (const [kind, weight] of Object.entries(meaning) as [SumKind, number][]) {
        // A row of the table that looks like a charge may still be the first sum below it.
        const item = items.has(found.line);
        if (item && (kind === 'charges' || kind === 'allowances' || weight < 5)) continue;
        const candidate = {
          kind,
          value,
          currency: found.amount.currency,
          weight: weight * found.factor - (item ? 3 : 0) - loss,
          line: found.line,
          words: found.amount.words,
          rate,
          position: at / count,
        };
        if (cents && paper.ocr && ENDS.has(kind) && decimalPlaces(value) === 1) {
          const broken = weight * found.factor - (item ? 3 : 0) - BROKEN;
          for (let last = 0; last <= 9; last++) {
            candidates.push({ ...candidate, value: `${value}${last}`, weight: broken });
          }
        } else candidates.push(candidate);
      }
    }
  }
  return candidates;
}

/**
 * The row below a table that sums its columns, known by its arithmetic: `Razem  2 901,00  624,39  3 525,39` is net, tax and gross.
 * Two equal halves of a tax may stand between.
 */
function sumsOfRow(
  line: PaperLine,
  { cents, ocr, position }: { readonly cents: boolean; readonly ocr: boolean; readonly position: number },
): SumCandidate[] {
  const money = line.amounts.filter(
    (amount) => isMoney(amount, line) && (hasCents(amount) || (!cents && /\d{3}/.test(amount.text))),
  );
  const [first] = money;
  if (first === undefined || money.length < 3) return [];
  const label = line.line.words.slice(0, first.first).map(({ text }) => text);
  if ((understandSum(label, ocr).total ?? 0) < 6) return [];
  const made = (kind: SumKind, { value, currency, words }: FoundAmount<PlacedWord>): SumCandidate => ({
    kind,
    value,
    currency,
    weight: OF_ROW,
    line,
    words,
    rate: null,
    position,
  });
  for (const gross of money.slice(2).toReversed()) {
    const before = money.slice(0, money.indexOf(gross));
    for (const [at, net] of before.entries()) {
      const rest = subtract(gross.value, net.value);
      const taxes = before.slice(at + 1);
      const tax = taxes.find(({ value }) => equal(value, rest));
      const half = taxes.filter(({ value }) => equal(sum([value, value]), rest));
      if (compare(rest, '0') <= 0 || compare(net.value, rest) <= 0 || !(tax || half.length === 2)) continue;
      return [made('net', net), made('gross', gross), ...(tax ? [made('tax', tax)] : [])];
    }
  }
  return [];
}

/** Weight of a sum that its row names by arithmetic. */
const OF_ROW = 6.5;

/** Amounts that stand alone on their line without a label: one of them may be the total, if arithmetic says so. */
export function findLooseSums(paper: Paper, items: ReadonlySet<PaperLine>): SumCandidate[] {
  const count = Math.max(1, paper.lines.length - 1);
  return paper.lines.flatMap((line, at): SumCandidate[] => {
    const [amount, another] = line.amounts;
    if (!amount || another || items.has(line) || !hasCents(amount) || !isMoney(amount, line)) return [];
    const rest = line.line.words.filter((_, word) => word < amount.first || word > amount.last);
    // A mark of currency may stand far to the left.
    if (rest.some((word) => /[\p{L}\d]{2}/u.test(word.text) && currencyOf(word.text) === null)) return [];
    return [
      {
        kind: 'gross',
        value: amount.value,
        currency: amount.currency,
        weight: 0.5,
        line,
        words: amount.words,
        rate: null,
        position: at / count,
      },
    ];
  });
}

/** Rates of tax that are named without an amount: `Sales Tax 3%`. */
export function namedRates(paper: Paper): Decimal[] {
  const rates: Decimal[] = [];
  for (const line of paper.lines) {
    if (!line.line.text.includes('%') || line.line.words.length > 8) continue;
    const words = line.line.words.map((word) => word.text);
    const rate = rateOf(words);
    if (rate !== null && (understandSum(words, paper.ocr).tax ?? 0) >= 7) rates.push(rate);
  }
  return rates;
}

/** True when the paper writes most of its amounts with decimals: a bare integer is then a count, not money. */
function writesCents(paper: Paper): boolean {
  let cents = 0;
  let plain = 0;
  for (const line of paper.lines) {
    for (const amount of line.amounts) {
      if (hasCents(amount)) cents++;
      else if (amount.currency !== null) plain++;
    }
  }
  return cents >= 2 && cents > 2 * plain;
}

function hasCents(amount: FoundAmount<PlacedWord>): boolean {
  return /[.,] ?\d{2}(?!\d)/.test(amount.text);
}

/** The value of a labelled amount, and how much less it counts for the way it is written. */
function readValue(
  amount: FoundAmount<PlacedWord>,
  cents: boolean,
  ocr: boolean,
): { readonly value: Decimal; readonly loss: number } {
  const { value } = amount;
  if (hasCents(amount)) return { value, loss: 0 };
  // Recognition loses points: among amounts with cents, "1200" after "Total" is 12.00.
  if (ocr && cents && /^\d{3,7}$/.test(value) && value === amount.text.replace(/\D/g, '')) {
    return { value: `${value.slice(0, -2)}.${value.slice(-2)}`, loss: 2.5 };
  }
  if (amount.currency !== null) return { value, loss: cents ? 1 : 0 };
  if (cents) return { value, loss: 8 };
  return { value, loss: /[.,' ]\d{3}\b/.test(amount.text) || /\/-|,-/.test(amount.text) ? 1 : 2.5 };
}

/** True for an amount of a line that may be money: no rate, date or registered number. */
export function isMoney(amount: FoundAmount<PlacedWord>, line: PaperLine): boolean {
  const next = line.line.words[amount.last + 1]?.text ?? '';
  if (/%$/.test(amount.text) || next.startsWith('%')) return false;
  if (line.dates.some((date) => amount.first <= date.last && amount.last >= date.first)) return false;
  if (line.identifiers.some((one) => amount.first <= one.last && amount.last >= one.first)) return false;
  return decimalPlaces(amount.value) <= 4 && amount.value.replace(/\D/g, '').length <= 14;
}

interface Surroundings {
  readonly paper: Paper;
  readonly items: ReadonlySet<PaperLine>;
  /** The paper writes its amounts with decimals. */
  readonly cents: boolean;
}

/** Among amounts with cents a bare integer counts something. */
function isCount(amount: FoundAmount<PlacedWord>): boolean {
  return amount.currency === null && /^\d{1,4}$/.test(amount.text);
}

/** Amounts of a line with what stands before them, or above them where the words before say nothing. */
function labelledAmounts(line: PaperLine, { paper, items, cents }: Surroundings): Labelled[] {
  const out: Labelled[] = [];
  const { words } = line.line;
  let from = 0;
  let last: readonly string[] = [];
  for (const amount of line.amounts) {
    if (!isMoney(amount, line) || (cents && !paper.ocr && isCount(amount))) continue;
    let label: readonly string[] = wordsBefore(line, from, amount.first);
    let factor = 1;
    if (!label.some((word) => /\p{L}.?\p{L}/u.test(word)) && !/\p{L}&\p{L}/u.test(label.join(''))) {
      // "Tax 15 % on 112.90   16.94": the last amount is the one that the label names.
      label = last;
      const before = out[out.length - 1];
      if (before && label.length > 0) out[out.length - 1] = { ...before, factor: before.factor * 0.55 };
    } else if (amount.first > 0) {
      const gap = (amount.box[0] - words[amount.first - 1]!.box[2]) / Math.max(line.line.size, 1);
      if (gap > 40) factor = 0.8;
    }
    const whole = paper.ocr || items.has(line) ? null : wrappedLabel(amount, label, line, paper);
    if (whole) label = whole;
    const weight = Math.max(0, ...Object.values(understandSum(label, paper.ocr))) * factor;
    const title = weight < 5 && !items.has(line) ? titleAbove(amount, line, paper) : null;
    if (title) out.push({ amount, label: title, line, factor: 0.8 });
    else if (label.length > 0) out.push({ amount, label, line, factor });
    else if (out.length === 0) {
      const before = labelBeside(line, paper);
      if (before) out.push({ amount, label: before, line, factor: 0.75 });
    }
    last = title ? [] : label;
    from = amount.last + 1;
  }
  return out;
}

function wordsBefore(line: PaperLine, from: number, to: number): string[] {
  if (to <= from) return [];
  // Columns of text to the left (addresses, notes) are no part of the label: the nearest piece with letters is.
  for (let word = to - 1; word >= from; ) {
    const piece = pieceAt(line, word);
    const first = Math.max(piece.first, from);
    const texts = line.line.words.slice(first, Math.min(piece.last + 1, to)).map((one) => one.text);
    const letters =
      texts
        .filter((text) => currencyOf(text) === null)
        .join('')
        .match(/[\p{L}#]/gu)?.length ?? 0;
    // A misread currency mark is a piece of two letters; "70 Nos" is a quantity.
    const counts = /^[\d.,]+ \p{L}{1,6}\.?$/u.test(texts.join(' '));
    if (!counts && (letters > 2 || (letters > 1 && first <= from))) return texts;
    word = first - 1;
  }
  return [];
}

/** How much plainer a label has to be for the words of the next line. */
const PLAINER = 1.5;

/** A label that a narrow cell breaks, whole: its amount stands beside its first line or beside its last one. */
function wrappedLabel(
  amount: FoundAmount<PlacedWord>,
  label: readonly string[],
  line: PaperLine,
  paper: Paper,
): readonly string[] | null {
  const own = line.line.words.slice(Math.max(0, amount.first - label.length), amount.first);
  if (own.length === 0 || own.some(({ text }, at) => text !== label[at])) return null;
  const box = union(own.map((word) => word.box));
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  const partOf = (step: -1 | 1): string | undefined => {
    const other = page?.lines[line.index + step];
    if (other === undefined || other.amounts.length > 0) return undefined;
    const size = line.line.size;
    const part = other.pieces.find((piece) =>
      step < 0 ? goesOn(piece, { box }, size) : goesOn({ box }, piece, size),
    );
    // A label with a value of its own (`Sales Tax  3%`) is no part of another one.
    if (other.pieces.some((piece) => /\d/.test(piece.text))) return undefined;
    return part && part.last - part.first < 4 && !/[\d:]/.test(part.text) ? part.text : undefined;
  };
  const [above, below] = [partOf(-1), partOf(1)];
  const plain = (some: readonly string[]): number =>
    Math.max(0, ...Object.values(understandSum(some, paper.ocr)));
  const least = Math.max(7, plain(label) + PLAINER);
  const text = label.join(' ');
  const wholes = [below && wholeLabel(text, below), above && wholeLabel(above, text)];
  return (
    wholes.flatMap((whole) => (whole ? [whole.split(' ')] : [])).find((some) => plain(some) >= least) ?? null
  );
}

/** Words that have lost their amount to a line of its own: on a curved slip it comes out a little higher or lower. */
function labelBeside(line: PaperLine, paper: Paper): readonly string[] | null {
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  const size = Math.max(line.line.size, 1);
  for (const step of [-1, 1, -2]) {
    const other = page?.lines[line.index + step];
    if (!other || other.amounts.length > 0) continue;
    const gap = step < 0 ? line.line.box[1] - other.line.box[3] : other.line.box[1] - line.line.box[3];
    if (gap > (step < 0 ? 0.8 : -0.3) * size) continue;
    const label = other.line.words.map((word) => word.text);
    if (label.length > 4 || !label.some((word) => /\p{L}\p{M}*\p{L}/u.test(word))) continue;
    if (Math.max(0, ...Object.values(understandSum(label, paper.ocr))) >= 6) return label;
  }
  return null;
}

/** The title of a sum right above an amount (`TOTAL HT | TOTAL TVA | TOTAL TTC` over a row of amounts). */
function titleAbove(
  amount: FoundAmount<PlacedWord>,
  line: PaperLine,
  paper: Paper,
): readonly string[] | null {
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  if (!page) return null;
  for (let index = line.index - 1; index >= 0; index--) {
    const above = page.lines[index]!;
    if (line.line.box[1] - above.line.box[3] > 4.5 * Math.max(line.line.size, 1)) return null;
    const piece = above.pieces.find(
      (one) => Math.min(one.box[2], amount.box[2]) - Math.max(one.box[0], amount.box[0]) > 0,
    );
    if (!piece) continue;
    const over = page.lines[index - 1]?.pieces.find((one) => goesOn(one, piece, above.line.size));
    const labels = [piece.text, ...(over && !paper.ocr ? [wholeLabel(over.text, piece.text)] : [])];
    const plain = (text: string): number =>
      text.split(' ').length > 6
        ? 0
        : Math.max(0, ...Object.values(understandSum(text.split(' '), paper.ocr)));
    const best = labels.toSorted((a, b) => plain(b) - plain(a))[0]!;
    return plain(best) >= 6 ? best.split(' ') : null;
  }
  return null;
}

function meaningOf(piece: Piece, paper: Paper): ReturnType<typeof understandSum> {
  return understandSum(piece.text.split(' '), paper.ocr);
}

/** A label alone in its piece with its amount below: `AMOUNT DUE` over `$4.11`. */
function amountsBelow(line: PaperLine, paper: Paper): Labelled[] {
  const out: Labelled[] = [];
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  const below = page?.lines.slice(line.index + 1, line.index + 3) ?? [];
  for (const piece of line.pieces) {
    if (piece.last - piece.first > 5 || /\d/.test(piece.text)) continue;
    const next = line.pieces.find((one) => one.first === piece.last + 1);
    if (next && line.amounts.some((amount) => amount.first >= next.first && amount.first <= next.last))
      continue;
    const meaning = meaningOf(piece, paper);
    if (Math.max(0, ...Object.values(meaning)) < 6) continue;
    for (const lower of below) {
      if (lower.line.box[1] - line.line.box[3] > 2.5 * line.line.size) break;
      const amount = lower.amounts.find(
        (one) =>
          isMoney(one, lower) &&
          hasCents(one) &&
          pieceAt(lower, one.first).last - pieceAt(lower, one.first).first < 3 &&
          Math.min(piece.box[2], one.box[2]) - Math.max(piece.box[0], one.box[0]) > 0,
      );
      if (amount) {
        out.push({ amount, label: piece.text.split(' '), line: lower, factor: 0.75 });
        break;
      }
    }
  }
  return out;
}

function rateOf(label: readonly string[]): Decimal | null {
  const match = /(\d{1,2})(?:[.,](\d{1,3}))?\s?%/.exec(label.join(' '));
  return match ? (match[2] ? `${match[1]}.${match[2]}` : match[1]!) : null;
}
