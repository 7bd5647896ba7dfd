import PDFDocument from 'pdfkit';
import { sum } from '../../src/domain/decimal.ts';
import type { PlannedBill, PlannedColumn, PlannedFile, PlannedRow } from './plan.ts';
import { writeNumber } from './write-number.ts';

const MARGIN = 42;
const SIZE = 9;
const LINE = 15;
const BOTTOM = 60;

/** What was drawn on which page, for the truth beside the file. */
export interface DrawnPage {
  readonly bill: number;
  readonly pageType: PlannedBill['pageType'];
}

export interface DrawnFile {
  readonly bytes: Uint8Array;
  readonly pages: readonly DrawnPage[];
}

interface Place {
  readonly x: number;
  readonly width: number;
}

class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly pages: DrawnPage[] = [];
  readonly #labels: { page: number; bill: PlannedBill; index: number }[] = [];
  y = 0;
  #bill: PlannedBill;
  #index = 0;

  constructor(doc: PDFKit.PDFDocument, bill: PlannedBill) {
    this.#doc = doc;
    this.#bill = bill;
  }

  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  start(bill: PlannedBill, index: number, onSamePage: boolean): void {
    this.#bill = bill;
    this.#index = index;
    if (onSamePage) this.y += 2 * LINE;
    else this.page(bill.pageType);
    this.head();
  }

  page(pageType: PlannedBill['pageType']): void {
    this.#doc.addPage();
    this.pages.push({ bill: this.#index, pageType });
    this.#labels.push({ page: this.pages.length - 1, bill: this.#bill, index: this.#index });
    this.y = MARGIN;
  }

  text(text: string, place: Place, align: PlannedColumn['align'], bold = false, size = SIZE): void {
    const doc = this.#doc;
    doc.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);
    const width = doc.widthOfString(text);
    const x =
      align === 'left'
        ? place.x
        : align === 'right'
          ? place.x + place.width - width
          : place.x + (place.width - width) / 2;
    doc.text(text, x, this.y, { lineBreak: false });
  }

  wrap(text: string, width: number): string[] {
    const doc = this.#doc.font('Helvetica').fontSize(SIZE);
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const last = lines[lines.length - 1];
      if (last !== undefined && doc.widthOfString(`${last} ${word}`) <= width)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  }

  rule(): void {
    this.#doc
      .moveTo(MARGIN, this.y - 4)
      .lineTo(MARGIN + this.width, this.y - 4)
      .lineWidth(0.5)
      .stroke();
  }

  verticals(places: readonly Place[], top: number): void {
    for (const place of [...places, { x: MARGIN + this.width, width: 0 }]) {
      this.#doc
        .moveTo(place.x - 3, top - 4)
        .lineTo(place.x - 3, this.y - 4)
        .lineWidth(0.5)
        .stroke();
    }
  }

  head(): void {
    const bill = this.#bill;
    const all = { x: MARGIN, width: this.width };
    this.text(bill.seller, all, 'center', true, 14);
    this.y += 20;
    for (const line of bill.address) {
      this.text(line, all, 'center', false, 8);
      this.y += 12;
    }
    if (bill.gstin) {
      this.text(`GSTIN: ${bill.gstin}`, all, 'center', false, 8);
      this.y += 12;
    }
    this.text(bill.title, all, 'center', true, 11);
    if (bill.copy) this.text(bill.copy, all, 'right', false, 8);
    this.y += 20;
    this.text(`${bill.numberLabel}: ${bill.number}`, all, 'left');
    this.text(
      `${bill.dateLabel}: ${bill.date}`,
      { x: MARGIN + this.width * 0.6, width: this.width * 0.4 },
      'left',
    );
    this.y += 24;
  }

  full(lines = 1): boolean {
    return this.y + lines * LINE > this.#doc.page.height - BOTTOM;
  }

  labels(): void {
    const counts = new Map<number, number>();
    for (const { index } of this.#labels) counts.set(index, (counts.get(index) ?? 0) + 1);
    const seen = new Map<number, number>();
    for (const { page, bill, index } of this.#labels) {
      const nth = seen.get(index) ?? 0;
      seen.set(index, nth + 1);
      if (bill.unnumbered) continue;
      this.#doc.switchToPage(page);
      this.y = this.#doc.page.height - MARGIN;
      const first = bill.pageLabel?.first ?? 1;
      const of = bill.pageLabel?.of ?? counts.get(index)!;
      this.text(`Page ${first + nth} of ${of}`, { x: MARGIN, width: this.width }, 'center', false, 8);
    }
  }
}

function placesOf(bill: PlannedBill, width: number): Place[] {
  let x = MARGIN;
  return bill.columns.map((column) => {
    const place = { x: x + 3, width: column.share * width - 6 };
    x += column.share * width;
    return place;
  });
}

function cell(row: PlannedRow, column: PlannedColumn, bill: PlannedBill, serial: number): string {
  const number = (value: string | undefined): string =>
    value === undefined ? '' : writeNumber(value, bill.numbers);
  switch (column.key) {
    case 'serial':
      return String(serial);
    case 'name':
      return row.name;
    case 'amount':
      return row.printedAmount ?? number(row.amount);
    case 'quantity':
    case 'rate':
    case 'discount':
      return number(row[column.key]);
    default:
      return row[column.key] ?? '';
  }
}

/** Draws one bill; `onSamePage` sets it below what already stands on the page. */
function drawBill(sheet: Sheet, bill: PlannedBill, index: number, onSamePage: boolean): void {
  sheet.start(bill, index, onSamePage);
  const places = placesOf(bill, sheet.width);
  const nameAt = bill.columns.findIndex((column) => column.key === 'name');
  const amountAt = bill.columns.findIndex((column) => column.key === 'amount');
  let top = sheet.y;
  let rows = 0;
  const titles = (): void => {
    top = sheet.y;
    if (bill.untitled) return;
    sheet.rule();
    for (const [at, column] of bill.columns.entries())
      sheet.text(column.title, places[at]!, column.align, true);
    sheet.y += LINE;
    sheet.rule();
  };
  const turn = (pageType = bill.pageType): void => {
    if (bill.ruled) sheet.verticals(places, top);
    sheet.page(pageType);
    rows = 0;
    if (bill.repeatHead) sheet.head();
    if (bill.repeatTitles) titles();
    else top = sheet.y;
  };
  const make = (lines: number): void => {
    if (sheet.full(lines) || (bill.rowsPerPage !== undefined && rows >= bill.rowsPerPage)) turn();
  };
  const labelled = (label: string, amount: string, bold = false): void => {
    sheet.text(label, places[nameAt]!, 'left', bold);
    sheet.text(amount, places[amountAt]!, bill.columns[amountAt]!.align, bold);
    sheet.y += LINE;
  };
  const number = (value: string): string => writeNumber(value, bill.numbers);
  titles();
  if (bill.broughtForward) labelled('Brought Forward', number(bill.broughtForward));
  let serial = bill.firstSerial ?? 1;
  for (const section of bill.sections) {
    const total = sum(section.rows.map((row) => row.amount));
    if (section.name !== null) {
      make(3);
      if (section.sum === 'heading') labelled(section.name, number(total), true);
      else {
        sheet.text(section.name, places[nameAt]!, 'left', true);
        sheet.y += LINE;
      }
    }
    const indent = section.sum === 'heading' ? 10 : 0;
    for (const row of section.rows) {
      const lines = sheet.wrap(row.name, places[nameAt]!.width - indent);
      make(1);
      for (const [at, column] of bill.columns.entries()) {
        const text = column.key === 'name' ? lines[0]! : cell(row, column, bill, serial);
        const place =
          at === nameAt ? { x: places[at]!.x + indent, width: places[at]!.width - indent } : places[at]!;
        if (text !== '') sheet.text(text, place, column.align);
      }
      rows++;
      serial++;
      sheet.y += LINE;
      for (const line of lines.slice(1)) {
        // A name may go on over the page break, as real ones do.
        sheet.y -= LINE * 0.25;
        if (sheet.full(1)) turn();
        sheet.text(line, { x: places[nameAt]!.x + indent, width: 0 }, 'left');
        sheet.y += LINE;
      }
      if (bill.ruled) sheet.rule();
    }
    if (section.sum === 'below') {
      make(1);
      labelled(section.sumLabel ?? 'Sub Total', number(total), true);
    }
  }
  if (bill.ruled) sheet.verticals(places, top);
  if (bill.carriedForward) labelled('Carried Forward', number(bill.carriedForward));
  if (bill.summary) {
    sheet.page('Final Bill');
    sheet.head();
    sheet.text('BILL SUMMARY', { x: MARGIN, width: sheet.width }, 'center', true, 11);
    sheet.y += 2 * LINE;
    sheet.text('Particulars', places[nameAt]!, 'left', true);
    sheet.text('Amount', places[amountAt]!, 'right', true);
    sheet.y += LINE;
    for (const section of bill.sections)
      labelled(section.name ?? 'Charges', number(sum(section.rows.map((row) => row.amount))));
  }
  if (sheet.full(bill.foot.length)) turn();
  sheet.y += 4;
  const right = { x: MARGIN, width: sheet.width * 0.72 };
  for (const foot of bill.foot) {
    sheet.text(foot.label, right, 'right', foot.kind === 'total');
    const money = bill.money && foot.kind === 'total' ? `${bill.money} ` : '';
    sheet.text(
      money + number(foot.amount),
      places[amountAt]!,
      bill.columns[amountAt]!.align,
      foot.kind === 'total',
    );
    sheet.y += LINE;
  }
}

/** Draws a file with a text layer; the same plan gives the same bytes. */
export async function drawFile(file: PlannedFile): Promise<DrawnFile> {
  const doc = new PDFDocument({
    size: 'A4',
    autoFirstPage: false,
    bufferPages: true,
    margin: 0,
    info: { Title: file.name, CreationDate: new Date(0), ModDate: new Date(0) },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => {
    doc.on('end', () => resolve());
  });
  const sheet = new Sheet(doc, file.bills[0]!);
  for (const [index, bill] of file.bills.entries())
    drawBill(sheet, bill, index, index > 0 && file.sharePage === true);
  sheet.labels();
  doc.end();
  await ended;
  return { bytes: new Uint8Array(Buffer.concat(chunks)), pages: sheet.pages };
}
