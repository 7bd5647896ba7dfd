import { compare, type Decimal, equal, sum } from '../domain/decimal.ts';
import { union } from '../domain/page-text.ts';
import type { FoundAmount } from './find-amounts.ts';
import { type Paper, type PaperLine, wordsOf } from './paper.ts';
import type { ReadLine } from './read-line.ts';
import type { PlacedWord } from './straighten.ts';
import { understandSum } from './sum-labels.ts';
import type { Cell, TableRow } from './table.ts';

/** A name with an amount at the end of its line. */
interface NamedAmount {
  readonly line: PaperLine;
  readonly words: readonly PlacedWord[];
  readonly amount: FoundAmount<PlacedWord>;
}

interface Group {
  readonly head: NamedAmount;
  readonly parts: readonly NamedAmount[];
}

/** Rows of a group are set in by at least this much, in points. */
const INDENT = 4;

/**
 * Charges that are printed with what they are made of below, set in (`Storage 12.00`, below it `Charges 10.00`, `VAT 2.00`), as
 * cloud services and carriers do: each head is a line item where its parts are named as sums and come to it exactly. Empty for
 * fewer than two such charges.
 */
export function readChargeGroups(paper: Paper): ReadLine[] {
  const groups = paper.pages.flatMap(({ lines }) => {
    const named = lines.map(namedAmount);
    return named.flatMap((head, index): Group[] => {
      const group = head && groupAt(head, named.slice(index + 1));
      return group ? [group] : [];
    });
  });
  // The summary of all is printed in the same way.
  const charges = groups.filter(
    ({ head }) =>
      !equal(
        head.amount.value,
        sum(groups.filter((one) => one.head !== head).map((one) => one.head.amount.value)),
      ),
  );
  return charges.length < 2 ? [] : charges.map(toLine);
}

function namedAmount(line: PaperLine): NamedAmount | null {
  const [amount, another] = line.amounts;
  if (!amount || another || amount.last !== line.line.words.length - 1 || amount.first === 0) return null;
  if (!/\d[.,]\d{2}\b/.test(amount.text)) return null;
  const words = wordsOf(line, 0, amount.first - 1);
  return words.some((word) => /\p{L}\p{M}*\p{L}/u.test(word.text)) ? { line, words, amount } : null;
}

function groupAt(head: NamedAmount, below: readonly (NamedAmount | null)[]): Group | null {
  if (isSum(head)) return null;
  const inset = head.words[0]!.box[0] + INDENT;
  const end = below.findIndex((one) => one === null || one.words[0]!.box[0] < inset || !isSum(one));
  const parts = below.slice(0, end < 0 ? below.length : end) as NamedAmount[];
  if (parts.length < 2 || compare(head.amount.value, '0') === 0) return null;
  return equal(sum(parts.map((one) => one.amount.value)), head.amount.value) ? { head, parts } : null;
}

function isSum({ words }: NamedAmount): boolean {
  const meaning = understandSum(
    words.map((word) => word.text).filter((text) => /[\p{L}\d%]/u.test(text)),
    false,
  );
  return Math.max(0, ...Object.values(meaning)) >= 6;
}

function toLine({ head, parts }: Group): ReadLine {
  const cellOf = (role: Cell['role'], words: readonly PlacedWord[], amount: Cell['amount']): Cell => {
    const sources = words.map((word) => word.source);
    const text = sources.map((word) => word.text).join(' ');
    return { role, text, words: sources, box: union(sources.map((word) => word.box)), amount };
  };
  const name = cellOf('description', head.words, null);
  const amount = cellOf('amount', head.amount.words, head.amount);
  const row: TableRow = {
    kind: 'item',
    label: null,
    cells: { description: name, amount },
    all: [name, amount, ...parts.map((one) => cellOf('other', one.amount.words, one.amount))],
    pageNumber: head.line.pageNumber,
    box: union([name.box, amount.box]),
    flat: head.line.line.box,
    text: head.line.line.text,
    bare: true,
    indent: head.words[0]!.box[0],
    section: null,
  };
  const value: Decimal = head.amount.value;
  return {
    row,
    afterTotal: false,
    afterSum: false,
    titled: false,
    extra: false,
    line: {
      description: name.text,
      quantity: null,
      unit: null,
      unitPrice: null,
      priceQuantity: null,
      amount: value,
      taxRate: null,
      code: null,
      kind: 'detail',
      pageNumber: row.pageNumber,
    },
  };
}
