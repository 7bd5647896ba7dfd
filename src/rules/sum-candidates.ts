import { type Decimal, decimalPlaces } from '../domain/decimal.ts';
import type { FoundAmount } from './find-amounts.ts';
import type { SumKind } from './lexicon/total-words.ts';
import { type Paper, type PaperLine, type Piece, pieceAt } from './paper.ts';
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

interface Labelled {
  readonly amount: FoundAmount<PlacedWord>;
  readonly label: readonly string[];
  readonly line: PaperLine;
  readonly factor: number;
}

/** Collects every labelled sum: label to the left, above the amount in a row of titles, or amount below its label. */
export function findSums(paper: Paper, items: ReadonlySet<PaperLine>): SumCandidate[] {
  const candidates: SumCandidate[] = [];
  const count = Math.max(1, paper.lines.length - 1);
  for (const [at, line] of paper.lines.entries()) {
    for (const found of [...leftLabels(line), ...titlesAbove(line, paper), ...amountsBelow(line, paper)]) {
      const meaning = understandSum(found.label, paper.ocr);
      const rate = rateOf(found.label);
      for (const [kind, weight] of Object.entries(meaning) as [SumKind, number][]) {
        // A row of the table that looks like a charge may still be the first sum below it.
        const item = items.has(found.line);
        if (item && (kind === 'charges' || kind === 'allowances' || weight < 5)) continue;
        candidates.push({
          kind,
          value: found.amount.value,
          currency: found.amount.currency,
          weight: weight * found.factor - (item ? 3 : 0) - plainness(found.amount),
          line: found.line,
          words: found.amount.words,
          rate,
          position: at / count,
        });
      }
    }
  }
  return candidates;
}

/** An integer without a currency may be a count. */
function plainness(amount: FoundAmount<PlacedWord>): number {
  if (amount.currency !== null || /[.,]\d{2}\b/.test(amount.text)) return 0;
  return /[.,' ]\d{3}\b/.test(amount.text) || /\/-|,-/.test(amount.text) ? 1 : 2.5;
}

function isMoney(amount: FoundAmount<PlacedWord>, line: PaperLine): boolean {
  const next = line.line.words[amount.last + 1]?.text ?? '';
  if (/%$/.test(amount.text) || next.startsWith('%')) return false;
  if (line.dates.some((date) => amount.first <= date.last && amount.last >= date.first)) return false;
  if (line.identifiers.some((one) => amount.first <= one.last && amount.last >= one.first)) return false;
  return decimalPlaces(amount.value) <= 4 && amount.value.replace(/\D/g, '').length <= 14;
}

/** Amounts with the words before them, as far as the amount before or the nearest piece that has words. */
function leftLabels(line: PaperLine): Labelled[] {
  const out: Labelled[] = [];
  const { words } = line.line;
  let from = 0;
  let last: readonly string[] = [];
  for (const amount of line.amounts) {
    if (!isMoney(amount, line)) continue;
    let label: readonly string[] = wordsBefore(line, from, amount.first);
    let factor = 1;
    if (!label.some((word) => /\p{L}{2}/u.test(word))) {
      // "Tax 15 % on 112.90   16.94": the last amount is the one that the label names.
      label = last;
      const before = out[out.length - 1];
      if (before && label.length > 0) out[out.length - 1] = { ...before, factor: before.factor * 0.55 };
    } else if (amount.first > 0) {
      const gap = (amount.box[0] - words[amount.first - 1]!.box[2]) / Math.max(line.line.size, 1);
      if (gap > 40) factor = 0.8;
    }
    if (label.length > 0) out.push({ amount, label, line, factor });
    last = label;
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
    if (texts.some((text) => /\p{L}{2}/u.test(text) || /^[#]/.test(text))) return texts;
    word = first - 1;
  }
  return [];
}

/** `TOTAL HT | TOTAL TVA | TOTAL TTC` above a row of amounts: at least two titles of sums side by side. */
function titlesAbove(line: PaperLine, paper: Paper): Labelled[] {
  const money = line.amounts.filter((amount) => isMoney(amount, line));
  if (money.length < 2 || /\p{L}{4}/u.test(line.line.text.replace(/\b[A-Z]{3}\b/g, ''))) return [];
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  for (let index = line.index - 1; page && index >= Math.max(0, line.index - 6); index--) {
    const titles = page.lines[index]!;
    const gap = (line.line.box[1] - titles.line.box[3]) / Math.max(line.line.size, 1);
    if (gap > 6) return [];
    const named = titles.pieces.filter((piece) => Object.keys(meaningOf(piece, paper)).length > 0);
    if (named.length < 2) continue;
    return money.flatMap((amount): Labelled[] => {
      const piece = named.find(
        (one) => Math.min(one.box[2], amount.box[2]) - Math.max(one.box[0], amount.box[0]) > 0,
      );
      return piece ? [{ amount, label: piece.text.split(' '), line, factor: 0.8 }] : [];
    });
  }
  return [];
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
          /[.,]\d{2}\b/.test(one.text) &&
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
