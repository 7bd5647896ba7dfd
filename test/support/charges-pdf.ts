import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { inflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { GeminiRequest } from '../gemini-server/gemini-server.ts';

/** About 5 MB as a picture of noise. */
const NOISE_PIXELS = 1_850;

/** Amount of the charge on a page: distinct, so that no two pages are alike. */
export function amountOf(name: string, pageNumber: number): string {
  let seed = pageNumber;
  for (const character of name) seed = (seed * 31 + character.charCodeAt(0)) % 90_000;
  return `${100 + seed}.${String(pageNumber % 100).padStart(2, '0')}`;
}

/**
 * Writes a bill with one charge a page and no total. Uncompressed and in Courier, so that its text can be found again.
 * `large` attaches a picture to each page that takes it above what a request can carry inline.
 */
export async function writeChargesPdf(
  path: string,
  name: string,
  pages: number,
  { large = false }: { readonly large?: boolean } = {},
): Promise<void> {
  const document = new PDFDocument({
    size: 'A4',
    compress: false,
    autoFirstPage: false,
    info: { Title: name },
  });
  const file = document.pipe(createWriteStream(path));
  for (let pageNumber = 1; pageNumber <= pages; pageNumber++) {
    document.addPage();
    if (large) document.image(await noise(), 60, 200, { width: 400 });
    document.font('Courier').fontSize(11);
    document.text('Description                Amount', 60, 80);
    document.text(`Charge-${name}-${pageNumber}`, 60, 100, { lineBreak: false });
    document.text(amountOf(name, pageNumber), 260, 100, { lineBreak: false });
  }
  document.end();
  await finished(file);
}

/** A picture that does not compress: about 5 MB. */
export function noise(): Promise<Buffer> {
  const raw = { width: NOISE_PIXELS, height: NOISE_PIXELS, channels: 3 } as const;
  return sharp(randomBytes(NOISE_PIXELS ** 2 * 3), { raw })
    .jpeg({ quality: 100 })
    .toBuffer();
}

/** The charge on the page that a request carries, as it was printed. */
export function chargeIn(request: GeminiRequest): { readonly name: string; readonly amount: string } {
  const [document] = request.documents;
  const texts = document ? textsOf(document.bytes) : [];
  const index = texts.findIndex((text) => text.startsWith('Charge-'));
  return { name: texts[index] ?? '', amount: texts[index + 1] ?? '' };
}

/** The strings that a small PDF of one page draws: hexadecimal, in one of its streams, compressed by slicing or not. */
function textsOf(pdf: Buffer): string[] {
  let from = 0;
  for (;;) {
    const begin = pdf.indexOf('stream', from);
    const end = pdf.indexOf('endstream', begin);
    if (begin < 0 || end < 0) return [];
    const start = begin + 'stream'.length;
    const bytes = pdf.subarray(pdf[start] === 0x0d ? start + 2 : start + 1, end);
    const strings = [
      ...inflated(bytes)
        .toString('latin1')
        .matchAll(/<([0-9a-f]+)>/gi),
    ];
    const texts = strings.map((match) => Buffer.from(match[1]!, 'hex').toString('latin1'));
    if (texts.some((text) => text.startsWith('Charge-'))) return texts;
    from = end + 'endstream'.length;
  }
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes);
  } catch {
    // A stream that is not compressed, or a picture.
    return bytes;
  }
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
