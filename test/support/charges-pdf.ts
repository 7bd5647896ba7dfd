import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { inflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { GeminiRequest } from '../gemini-server/gemini-server.ts';

/** Amount of the charge on a page: distinct, so that no two pages are alike. */
export function amountOf(name: string, pageNumber: number): string {
  let seed = pageNumber;
  for (const character of name) seed = (seed * 31 + character.charCodeAt(0)) % 90_000;
  return `${100 + seed}.${String(pageNumber % 100).padStart(2, '0')}`;
}

/** Writes a bill with one charge a page and no total. Uncompressed and in Courier, so that its text can be found again. */
export async function writeChargesPdf(path: string, name: string, pages: number): Promise<void> {
  const document = new PDFDocument({
    size: 'A4',
    compress: false,
    autoFirstPage: false,
    info: { Title: name },
  });
  const file = document.pipe(createWriteStream(path));
  for (let pageNumber = 1; pageNumber <= pages; pageNumber++) {
    document.addPage();
    document.font('Courier').fontSize(11);
    document.text('Description                Amount', 60, 80);
    document.text(`Charge-${name}-${pageNumber}`, 60, 100, { lineBreak: false });
    document.text(amountOf(name, pageNumber), 260, 100, { lineBreak: false });
  }
  document.end();
  await finished(file);
}

/** The charge on the page that a request carries, as it was printed. */
export function chargeIn(request: GeminiRequest): { readonly name: string; readonly amount: string } {
  const [document] = request.documents;
  const texts = document ? textsOf(document.bytes) : [];
  const index = texts.findIndex((text) => text.startsWith('Charge-'));
  return { name: texts[index] ?? '', amount: texts[index + 1] ?? '' };
}

/** The strings that a small PDF of one page draws: hexadecimal, in a stream that slicing has compressed. */
function textsOf(pdf: Buffer): string[] {
  const start = pdf.indexOf('stream') + 'stream'.length;
  const drawn = inflateSync(
    pdf.subarray(pdf[start] === 0x0d ? start + 2 : start + 1, pdf.indexOf('endstream')),
  );
  const strings = drawn.toString('latin1').matchAll(/<([0-9a-f]+)>/gi);
  return [...strings].map((match) => Buffer.from(match[1]!, 'hex').toString('latin1'));
}

/** The right answer to a page question of the bill recipe. */
export function answerCharge(request: GeminiRequest): unknown {
  const { name, amount } = chargeIn(request);
  return {
    page_type: 'Bill Detail',
    bills: [
      {
        begins_here: false,
        seller: null,
        bill_number: null,
        date: null,
        currency: null,
        page_label: null,
        copy: null,
        registrations: [],
        serial_start: null,
        rows: [
          {
            kind: 'item',
            name,
            quantity: null,
            rate: null,
            amount,
            discount: null,
            tax: null,
            date: null,
            code: null,
          },
        ],
      },
    ],
  };
}
