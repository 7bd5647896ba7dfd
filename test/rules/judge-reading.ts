import { equal, isDecimal } from '../../src/domain/decimal.ts';
import type { InvoiceFacts, InvoiceReading } from '../../src/rules/invoice-facts.ts';
import { nameKey } from '../../src/rules/names.ts';

/** The facts of a document as `NAME.truth.json` of the corpus states them (format `corpus-truth/1`). */
export interface InvoiceTruth {
  readonly textLayer?: boolean;
  readonly embeddedXml?: string | null;
  readonly seller?: string | null;
  readonly sellerAliases?: readonly string[];
  readonly buyer?: string | null;
  readonly invoiceNumber?: string | null;
  readonly issueDate?: string | null;
  readonly dueDate?: string | null;
  readonly currency?: string | null;
  readonly totals?: Readonly<Record<string, string | null>>;
  readonly lineItems?: readonly {
    readonly description?: string | null;
    readonly amount?: string | null;
    readonly lineStatus?: string;
  }[];
  /** Which facts the text layer shows; null or absent: nobody checked. */
  readonly visible?: Readonly<Record<string, boolean | number>> | null;
}

export interface FieldCount {
  right: number;
  wrong: number;
  /** Of the wrong ones: with a finding on their path, or a confidence under a half. */
  marked: number;
  missing: number;
}

/** Something read wrongly, or not at all. */
export interface Miss {
  readonly document: string;
  readonly field: string;
  readonly expected: string;
  readonly actual: string | null;
}

/** Counts readings against the truth, field by field. */
export class InvoiceJudge {
  readonly fields = new Map<string, FieldCount>();
  readonly misses: Miss[] = [];
  readonly items = { printed: 0, read: 0, matched: 0, amounts: 0 };

  /** `everything` also counts facts that the page does not show, as an e-invoice states them. */
  judge(document: string, truth: InvoiceTruth, reading: InvoiceReading, everything = false): void {
    const { facts } = reading;
    const shows = (fact: string): boolean => everything || (truth.visible?.[fact] ?? true) !== false;
    const check = (
      field: string,
      path: string,
      values: readonly [string | null | undefined, string | null | undefined],
      same: (a: string, b: string) => boolean,
    ): void => {
      const [expected, actual] = values;
      if (expected === null || expected === undefined) return;
      const count = this.fields.get(field) ?? { right: 0, wrong: 0, marked: 0, missing: 0 };
      this.fields.set(field, count);
      if (actual !== null && actual !== undefined && same(expected, actual)) {
        count.right++;
        return;
      }
      this.misses.push({ document, field, expected, actual: actual ?? null });
      if (actual === null || actual === undefined) count.missing++;
      else {
        count.wrong++;
        if (isMarked(reading, path)) count.marked++;
      }
    };
    const text = (a: string, b: string): boolean => plain(a) === plain(b);
    const names = [truth.seller ?? '', ...(truth.sellerAliases ?? [])].map(nameKey);
    if (shows('invoiceNumber')) check('number', 'number', [truth.invoiceNumber, facts.number], text);
    if (shows('issueDate')) check('issue date', 'issueDate', [truth.issueDate, facts.issueDate], text);
    check('due date', 'dueDate', [truth.dueDate, facts.dueDate], text);
    if (shows('seller'))
      check('seller', 'seller.name', [truth.seller, facts.seller?.name], (_, read) =>
        names.includes(nameKey(read)),
      );
    check('buyer', 'buyer.name', [truth.buyer, facts.buyer?.name], (a, b) => nameKey(a) === nameKey(b));
    check('currency', 'currency', [truth.currency, facts.currency], text);
    for (const total of ['gross', 'net', 'tax', 'prepaid', 'due'] as const) {
      const printed = everything || !truth.visible || truth.visible[total] === true;
      if (printed) check(total, `totals.${total}`, [truth.totals?.[total], facts.totals[total]], sameMoney);
    }
    this.#judgeItems(document, truth, facts, everything);
  }

  /** Share of a field's facts that were read right; 1 when there was none. */
  share(field: string): number {
    const count = this.fields.get(field);
    return count ? count.right / (count.right + count.wrong + count.missing) : 1;
  }

  /** F1 of line items, matched one to one by amount and description. */
  get itemsF1(): number {
    const { printed, read, matched } = this.items;
    return printed + read === 0 ? 1 : (2 * matched) / (printed + read);
  }

  #judgeItems(document: string, truth: InvoiceTruth, facts: InvoiceFacts, everything: boolean): void {
    const printed = (truth.lineItems ?? []).filter(
      (line) => line.lineStatus !== 'GROUP' && line.lineStatus !== 'INFORMATION',
    );
    if (
      printed.length === 0 ||
      (!everything && truth.visible && truth.visible.lineAmounts !== printed.length)
    )
      return;
    const left = facts.lines.filter((line) => line.kind === 'detail');
    this.items.printed += printed.length;
    this.items.read += left.length;
    for (const { description, amount } of printed) {
      const same = (line: InvoiceFacts['lines'][number]): boolean =>
        line.amount !== null && sameMoney(amount ?? '', line.amount);
      if (left.some(same)) this.items.amounts++;
      const at = left.findIndex((line) => same(line) && alike(description ?? '', line.description));
      if (at >= 0) {
        this.items.matched++;
        left.splice(at, 1);
      } else {
        this.misses.push({ document, field: 'items', expected: `${description} | ${amount}`, actual: null });
      }
    }
    for (const line of left)
      this.misses.push({
        document,
        field: 'items',
        expected: '',
        actual: `${line.description} | ${line.amount}`,
      });
  }
}

function plain(text: string): string {
  return text.replace(/\s/g, '').toLowerCase();
}

function sameMoney(a: string, b: string): boolean {
  return isDecimal(a) && isDecimal(b) && equal(a, b);
}

function isMarked({ findings, evidence }: InvoiceReading, path: string): boolean {
  const found = findings.some(
    (one) => one.severity !== 'info' && (one.path === path || (one.path !== '' && one.path.startsWith(path))),
  );
  return found || (evidence.find((one) => one.path === path)?.confidence ?? 0) < 0.5;
}

/** Most words of the expected description stand in the one that was read. */
function alike(expected: string, actual: string): boolean {
  const words = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1);
  const wanted = words(expected);
  const have = new Set(words(actual));
  return wanted.length === 0 || wanted.filter((word) => have.has(word)).length >= 0.6 * wanted.length;
}
