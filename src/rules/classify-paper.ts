import { readDocumentType } from './document-type.ts';
import { fold } from './fold.ts';
import type { InvoiceReading } from './invoice-facts.ts';
import {
  DEPARTMENT,
  EMPLOYEE_CODE,
  EMPLOYEE_NAME,
  EXPENSE_FORM,
  IRRELEVANT_WORDS,
  STAY_WORDS,
  SUPPLIERS,
  TRAVEL_WORDS,
} from './lexicon/class-words.ts';
import { nameTokens } from './names.ts';
import { hasLedgerColumns, type OtherPaper, otherPaper } from './other-paper.ts';
import type { Paper } from './paper.ts';
import { PhraseBook } from './phrases.ts';
import { understandSum } from './sum-labels.ts';
import { UNVERIFIED } from './totals.ts';

/** What a paper can be. */
export type PaperClass = 'vendor_invoice' | 'employee_t&e' | 'irrelevant';

/** What a paper is, and what says so. */
export interface PaperClassification {
  readonly class: PaperClass;
  /** 0 to 1. */
  readonly confidence: number;
  /** Short phrases for a person. */
  readonly indicators: readonly string[];
  readonly characteristics: PaperCharacteristics;
}

/** What is seen on a paper that speaks for one class or another. */
export interface PaperCharacteristics {
  readonly hasEmployeeCodes: boolean;
  readonly hasVendorLetterhead: boolean;
  readonly hasInvoiceNumbers: boolean;
  readonly hasTravelDates: boolean;
  readonly appearsFinancial: boolean;
  readonly hasAmountCalculations: boolean;
  readonly hasTaxInformation: boolean;
  readonly containsMultipleDocTypes: boolean;
  readonly primaryDocumentType: string;
}

type EmployeeSign = 'form' | 'name' | 'code' | 'department';

const EMPLOYEE = new PhraseBook<EmployeeSign>([
  ['form', EXPENSE_FORM],
  ['code', EMPLOYEE_CODE],
  ['name', EMPLOYEE_NAME],
  ['department', DEPARTMENT],
]);

/** Score of a title that stands alone near the top of the page. */
const PLAIN_TITLE = 4;

/** Papers whose titles and columns are weighed by themselves. */
const PRICED: ReadonlySet<OtherPaper> = new Set(['order', 'quotation', 'account']);

/** Classifies the first pages of a file. The primary document decides: the first page weighs most. */
export function classifyPaper(paper: Paper, { facts, evidence }: InvoiceReading): PaperClassification {
  const indicators: string[] = [];
  const score: Record<PaperClass, number> = { vendor_invoice: 0, 'employee_t&e': 0, irrelevant: 0 };
  const add = (to: PaperClass, points: number, why?: string): void => {
    score[to] += points;
    if (why !== undefined && !indicators.includes(why)) indicators.push(why);
  };
  const confidenceOf = (path: string): number => evidence.find((one) => one.path === path)?.confidence ?? 0;

  const title = readDocumentType(paper);
  const { type } = title;
  const bills =
    type === 'invoice' ||
    type === 'credit_note' ||
    type === 'debit_note' ||
    type === 'delivery_note' ||
    type === 'proforma';
  // Tills call their slips invoices and number them; who is to pay is on none, whatever a line may look like.
  const slip = (facts.buyer === null || confidenceOf('buyer.name') < 0.6) && isSlip(paper);
  if (slip) add('employee_t&e', 3.5, 'slip of a till');
  const amounts = paper.lines.some((line) =>
    line.amounts.some(
      ({ text, last }) => /[.,]\d{2}\b/.test(text) && !UNIT.test(line.line.words[last + 1]?.text ?? ''),
    ),
  );
  const other = otherPaper(paper);
  // Goods that came with their prices are charged for by that paper.
  const saysOther = other === 'delivery note' ? !amounts : other !== null && !PRICED.has(other);
  if (saysOther) add('irrelevant', 5, other!);
  if (bills && !saysOther) {
    const points = slip ? 1 : 1.5 + Math.min(2.5, title.score / 2);
    add('vendor_invoice', points, `title: ${type.replace('_', ' ')}`);
  }
  if (type === 'receipt') {
    add('vendor_invoice', 1);
    add('employee_t&e', 1.5, 'title: receipt');
  }
  const isOther = type === 'statement' || type === 'quotation' || type === 'order';
  if (isOther) add('irrelevant', 2 + title.score / 2, `title: ${type}`);

  // It asks again for what an invoice asked for.
  if (!isOther && isTitled(paper, REMINDER)) add('irrelevant', 7, 'reminder');

  const hasNumber = facts.number !== null && confidenceOf('number') >= 0.6;

  // A recognised total that nothing bears out is to be looked at, and still is one.
  const hasTotal =
    facts.totals.gross !== null && confidenceOf('totals.gross') >= (paper.ocr ? UNVERIFIED : 0.6);
  // A number without a title or a total, or below the plain title of another paper, is a number of something else.
  const owns = (hasTotal || bills) && !slip && !(isOther && title.score >= PLAIN_TITLE);
  if (hasNumber) add('vendor_invoice', owns ? 2 : 0.5, 'invoice number');
  if (hasTotal) {
    add('vendor_invoice', 1, 'total');
    add('employee_t&e', 0.5);
  }
  const hasTax =
    facts.totals.tax !== null ||
    facts.taxes.length > 0 ||
    facts.seller?.taxIds.some((id) => id.kind !== 'company') === true;
  if (hasTax) add('vendor_invoice', 0.7, 'tax');
  if (facts.buyer) add('vendor_invoice', 0.5, 'addressed to a customer');
  if (facts.lines.length > 0) {
    add('vendor_invoice', 0.4);
    add('employee_t&e', 0.3);
  }

  const employee = employeeSigns(paper);
  if (employee.form) add('employee_t&e', employee.form, 'expense form');
  if (employee.code) add('employee_t&e', 2.5, 'employee code');
  if (employee.name && (employee.form || employee.code)) add('employee_t&e', 1.5, 'employee name');
  if (employee.department && employee.form) add('employee_t&e', 0.7, 'department');

  const trade = nameTokens(facts.seller?.name ?? '').find((token) => TRAVEL_WORDS.has(token));
  // A bakery sells to companies as well: an invoice that is addressed to one is no receipt of a journey.
  const supplies = trade !== undefined && SUPPLIERS.has(trade) && bills && hasNumber && facts.buyer !== null;
  if (trade) add('employee_t&e', supplies ? 1.5 : 5, `trade: ${trade}`);
  const stay = stayWords(paper);
  if (stay >= 3) add('employee_t&e', type === 'receipt' ? 4.5 : 3, 'words of a journey or a meal');
  else if (stay > 0 && type !== 'invoice') add('employee_t&e', stay);
  if (type === 'receipt' && !facts.seller?.taxIds.length && facts.buyer === null) add('employee_t&e', 1);

  const text = fold(paper.lines.map((line) => line.line.text).join(' '));
  for (const [what, pattern] of IRRELEVANT_WORDS) {
    if (!pattern.test(text)) continue;
    // What an insurer paid is no bill, says so, and has its numbers and totals.
    if (what === 'explanation of benefits') {
      add('irrelevant', 7, what);
      continue;
    }
    const points = what === 'contract' || what === 'bank statement' ? 4 : 3;
    // A bill of several pages carries its balance forward.
    if (what === 'bank statement' && bills && hasNumber && hasTotal) continue;
    // Small print of a bill speaks of statements and quotations too.
    add('irrelevant', hasNumber && hasTotal && type !== 'statement' ? points / 3 : points, what);
  }
  // The account of a stay has a column of payments too.
  if (paper.lines.some(hasLedgerColumns) && !((stay >= 3 && hasTotal) || (trade && bills)))
    add('irrelevant', 6, 'withdrawals, deposits and a balance');
  if (!hasTotal && !hasNumber) add('irrelevant', amounts ? 2.5 : 6, 'no total and no number');
  else if (!hasTotal) add('irrelevant', 1);

  const ranked = (Object.entries(score) as [PaperClass, number][]).sort((a, b) => b[1] - a[1]);
  const [first, second] = [ranked[0]!, ranked[1]!];
  const share = first[1] / Math.max(0.1, first[1] + Math.max(0, second[1]));
  return {
    class: first[0],
    confidence: Math.round(Math.max(0.1, Math.min(isForeign(paper) ? UNREAD : 0.97, share)) * 100) / 100,
    indicators,
    characteristics: {
      hasEmployeeCodes: employee.code,
      hasVendorLetterhead: facts.seller !== null && confidenceOf('seller.name') >= 0.6,
      hasInvoiceNumbers: hasNumber,
      hasTravelDates: stay >= 2,
      appearsFinancial:
        hasTotal || paper.lines.some((line) => line.amounts.some((amount) => amount.currency !== null)),
      hasAmountCalculations:
        facts.lines.length > 1 || (facts.totals.net !== null && facts.totals.gross !== null),
      hasTaxInformation: hasTax,
      containsMultipleDocTypes: employee.form > 0 && (bills || type === 'receipt'),
      primaryDocumentType: employee.form >= 4 ? 'expense claim' : type.replace('_', ' '),
    },
  };
}

/** What a number that is no money is a number of. */
const UNIT = /^(?:kg|g|t|to|lbs?|oz|mm|cm|m|km|m2|m3|m²|m³|l|ml|ltr|%|h|hrs?|std|stk|pcs)\.?$/i;

/** Titles of letters about invoices that were not paid, folded. */
const REMINDER =
  /^(?:\d\.? )?(?:(?:final |friendly |payment |overdue |second |first )*reminder|final (?:notice|demand)|overdue (?:account|notice|invoices?)|past due notice|zahlungserinnerung|(?:erste |zweite |dritte |letzte )?mahnung|(?:lettre de )?relance|mise en demeure|recordatorio de pago|reclamacion de pago|sollecito(?: di pagamento)?|(?:betalings)?herinnering|aanmaning|lembrete de pagamento|aviso de cobranca|wezwanie do zaplaty|betalningspaminnelse|betalingspaminnelse|rykker|purring|upominka|fizetesi felszolitas)\b/;
const MOST_TITLE_WORDS = 6;

/** True where a short text in the upper half of the first page begins so. */
function isTitled({ pages }: Paper, title: RegExp): boolean {
  const [page] = pages;
  return (page?.lines ?? []).some(
    ({ line, pieces }) =>
      line.box[1] < 0.5 * page!.height &&
      pieces.some(({ first, last, text }) => last - first < MOST_TITLE_WORDS && title.test(fold(text))),
  );
}

/** Confidence, at most, in the class of a paper whose script no lexicon is written in: it is looked at. */
const UNREAD = 0.5;

/** True where a third of the letters are of a script other than Latin and Devanagari. */
function isForeign({ lines }: Paper): boolean {
  const letters =
    lines
      .map(({ line }) => line.text)
      .join('')
      .match(/\p{L}/gu) ?? [];
  const read = letters.filter((letter) => /[\p{Script=Latin}\p{Script=Devanagari}]/u.test(letter));
  return read.length * 3 < letters.length * 2;
}

function employeeSigns(paper: Paper): { form: number; name: boolean; code: boolean; department: boolean } {
  const signs = { form: 0, name: false, code: false, department: false };
  for (const page of paper.pages.slice(0, 2)) {
    for (const line of page.lines) {
      for (const match of EMPLOYEE.find(line.tokens)) {
        const leads = line.pieces.some(
          (piece) => line.tokens.findIndex((token) => token.word === piece.first) === match.first,
        );
        if (match.meaning === 'form') {
          // A title: it leads its line, near the top, with few other words.
          const high = line.line.box[1] < 0.4 * page.height;
          // What has an amount is a charge (`Frais de déplacement 45,00`).
          const alone = line.tokens.length - match.length <= 3 && !/\d[.,]\d{2}\b/.test(line.line.text);
          if (leads && high && alone) signs.form = Math.max(signs.form, page === paper.pages[0] ? 6 : 3);
        } else if (leads) {
          // "Matricola contatore" is the number of a meter.
          const other = line.labels.some(
            (label) =>
              label.meaning === 'other-number' &&
              label.first === line.tokens[match.first]!.word &&
              label.length > match.length,
          );
          if (!other) signs[match.meaning] = true;
        }
      }
    }
  }
  return signs;
}

/** A picture of a slip may show the table it lies on; more words than this are no slip. */
const MOST_WORDS_OF_SLIP = 150;

/** A narrow paper on which money is handed over: what a till prints for whoever stands before it. */
function isSlip({ pages, lines, ocr }: Paper): boolean {
  const page = pages[0];
  if (!page || pages.length > 1) return false;
  // The time of the sale beside its day, or how it was paid.
  const isTimed = lines.some(
    (line) => line.dates.length > 0 && /(?<![\d:])\d{1,2}:\d{2}(?!\d)/.test(line.line.text),
  );
  const isNarrow = page.width < 330 || page.height > 1.75 * page.width;
  if (!isNarrow) return isTimed && page.page.words.length < MOST_WORDS_OF_SLIP;
  return (
    isTimed ||
    lines.some(
      (line) =>
        line.amounts.length > 0 &&
        (understandSum(
          line.line.words.slice(0, line.amounts[0]!.first).map((word) => word.text),
          ocr,
        ).tender ?? 0) >= 6,
    )
  );
}

function stayWords(paper: Paper): number {
  const seen = new Set<string>();
  for (const line of paper.pages[0]?.lines ?? []) {
    for (const { text } of line.tokens) if (STAY_WORDS.has(text) || TRAVEL_WORDS.has(text)) seen.add(text);
  }
  return seen.size;
}
