import { readDocumentType } from './document-type.ts';
import { fold } from './fold.ts';
import { LEDGER_COLUMNS } from './lexicon/class-words.ts';
import { CONTRACT_TITLES, INSURER_COLUMNS, OTHER_TITLES, SAYS_NO_BILL } from './lexicon/other-papers.ts';
import type { Paper, PaperLine } from './paper.ts';

/** Papers with amounts that ask nobody to pay them. */
export type OtherPaper =
  | 'explanation of benefits'
  | 'order'
  | 'quotation'
  | 'delivery note'
  | 'account'
  | 'payslip'
  | 'remittance advice'
  | 'contract';

/** A title stands in the upper part of the first page. */
const HEAD = 0.45;
/** What a title may say more than its kind. */
const MOST_TITLE_WORDS = 7;
/** Score of a title that leads its piece and says little more. */
const PLAIN_TITLE = 2.5;
/** Lines of so many words are sentences, and so many of them prose. */
const SENTENCE_WORDS = 9;
const PROSE_LINES = 3;

/** What a paper says it is, where that is no bill, by its first page; null when nothing says so plainly. */
export function otherPaper(paper: Paper): OtherPaper | null {
  const page = paper.pages[0];
  if (!page) return null;
  const texts = page.lines.map((line) => fold(line.line.text));
  if (SAYS_NO_BILL.test(texts.join(' ')) || hasInsurerColumns(page.lines)) return 'explanation of benefits';
  const { type, score } = readDocumentType(paper);
  const plain = score >= PLAIN_TITLE;
  if (plain && type === 'order') return 'order';
  if (plain && type === 'quotation') return 'quotation';
  if (plain && type === 'delivery_note') return 'delivery note';
  const ledger = page.lines.some((line) => hasLedgerColumns(line));
  if (type === 'statement' && ledger) return 'account';
  const head = page.lines.filter(({ line }) => line.box[1] < HEAD * page.height);
  const titles = head.flatMap((line) => line.pieces.map((piece) => fold(piece.text)));
  const isBill = plain && type !== 'other' && type !== 'statement';
  for (const [what, title] of OTHER_TITLES) {
    // A column of invoices that are paid is no title.
    if (isBill && what !== 'remittance') continue;
    if (!titles.some((text) => title.test(text) && text.split(' ').length <= MOST_TITLE_WORDS)) continue;
    return what === 'benefits'
      ? 'explanation of benefits'
      : what === 'remittance'
        ? 'remittance advice'
        : what;
  }
  if (isBill) return null;
  if (ledger) return 'account';
  const prose = texts.filter((text) => text.split(' ').length >= SENTENCE_WORDS).length;
  if (
    prose >= PROSE_LINES &&
    head.slice(0, 6).some((line) => CONTRACT_TITLES.test(fold(line.line.text).slice(0, 60)))
  )
    return 'contract';
  return null;
}

/** Titles of an insurer's columns, which may run over three lines: what it pays beside what it accepts or leaves to pay. */
function hasInsurerColumns(lines: readonly PaperLine[]): boolean {
  return lines.some((_, at) => {
    const titles = lines.slice(at, at + 3).filter(({ amounts }) => amounts.length === 0);
    if (titles.length === 0 || !titles.some(({ pieces }) => pieces.length >= 3)) return false;
    const text = fold(titles.map(({ line }) => line.text).join(' '));
    if (text.split(' ').length > 24) return false;
    const { accepts, pays, owes } = INSURER_COLUMNS;
    return pays.test(text) && (accepts.test(text) || owes.test(text));
  });
}

/** Titles of an account's table on one line: money out, money in, what is left. */
export function hasLedgerColumns({ tokens, pieces }: PaperLine): boolean {
  const words = tokens.map((token) => token.text);
  if (words.length > 14 || pieces.length < 4) return false;
  return LEDGER_COLUMNS.every((column) => words.some((word) => column.has(word)));
}
