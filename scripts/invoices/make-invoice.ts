import { createHash } from 'node:crypto';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import type { PlannedScan } from '../bills/plan.ts';
import { scanFile } from '../bills/scan.ts';
import type { FaultName } from '../scans/faults.ts';
import { spoilFile } from '../scans/spoil-file.ts';
import { drawInvoice } from './draw-invoice.ts';
import { drawReceipt } from './draw-receipt.ts';
import { drawFamily, type Family } from './families/draw-family.ts';
import type { DrawnFamily } from './families/family.ts';
import { type PlannedInvoice, planInvoice } from './plan-invoice.ts';

/** A generated invoice or receipt with the truth about it (`corpus-truth/1`). */
export interface MadeInvoice {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly truth: Readonly<Record<string, unknown>>;
}

export interface MakeInvoiceOptions {
  readonly kind: 'invoice' | 'receipt';
  readonly seed: number;
  /** Makes a picture of it: the scan that is planned, or a poor one of a kind. */
  readonly scan?: { readonly how: PlannedScan | FaultName; readonly pdf: PdfEngine };
  /** Draws it the way of one trade, with lines and sums of its own; invoices only. */
  readonly family?: Family;
}

/** Makes one file; the same kind, seed and scan give the same bytes. */
export async function makeInvoice({ kind, seed, scan, family }: MakeInvoiceOptions): Promise<MadeInvoice> {
  const { plan, choose } = planInvoice(seed, kind === 'receipt' ? 7 : 9);
  if (family) {
    const made = await drawFamily(family, plan, choose);
    const bytes = scan ? await scanned(made.bytes, scan, seed) : made.bytes;
    const name = `${family}-${String(seed).padStart(4, '0')}${suffix(scan)}`;
    const facts = { name, kind, bytes, printsNumber: true, names: [], isPicture: scan !== undefined };
    return { name, bytes, truth: { ...truthOf({ ...facts, plan: made.plan }), ...factsOf(made.drawn) } };
  }
  const paper = kind === 'receipt' ? inclusive(plan) : plan;
  const {
    bytes: drawn,
    printsNumber,
    names,
  } = kind === 'receipt'
    ? await drawReceipt(paper, choose)
    : {
        bytes: await drawInvoice(paper, choose),
        printsNumber: true,
        names: paper.lines.map((line) => line.text),
      };
  const bytes = scan ? await scanned(drawn, scan, seed) : drawn;
  const name = `${kind}-${String(seed).padStart(4, '0')}${suffix(scan)}`;
  return {
    name,
    bytes,
    truth: truthOf({ name, kind, bytes, plan: paper, printsNumber, names, isPicture: scan !== undefined }),
  };
}

function scanned(
  bytes: Uint8Array,
  { how, pdf }: NonNullable<MakeInvoiceOptions['scan']>,
  seed: number,
): Promise<Uint8Array> {
  return typeof how === 'string' ? spoilFile(pdf, bytes, how, seed) : scanFile(pdf, bytes, how, seed);
}

function suffix(scan: MakeInvoiceOptions['scan']): string {
  if (scan === undefined) return '';
  return typeof scan.how === 'string' ? `-${scan.how}` : '-scan';
}

/** Lines and sums that a family printed. */
function factsOf({ lines, totals }: DrawnFamily): Record<string, unknown> {
  return {
    totals: Object.fromEntries(Object.entries(totals).map(([name, cents]) => [name, money(cents)])),
    lineItems: lines.map(({ text, amount }) => ({ description: text, amount: money(amount) })),
  };
}

/** The same paper with the tax inside its prices. */
function inclusive(plan: PlannedInvoice): PlannedInvoice {
  const gross = plan.subTotal;
  const taxes = plan.taxes.map(({ rate }) => {
    const total = plan.lines.filter((line) => line.rate === rate).reduce((sum, line) => sum + line.amount, 0);
    const amount = Math.round((total * rate) / (100 + rate));
    return { rate, base: total - amount, amount };
  });
  const tax = taxes.reduce((sum, one) => sum + one.amount, 0);
  return { ...plan, discount: 0, shipping: 0, taxes, tax, net: gross - tax, gross, paid: 0 };
}

const money = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

function truthOf({
  name,
  kind,
  bytes,
  plan,
  printsNumber,
  names,
  isPicture,
}: Omit<MadeInvoice, 'truth'> & {
  readonly kind: MakeInvoiceOptions['kind'];
  readonly plan: PlannedInvoice;
  readonly printsNumber: boolean;
  readonly names: readonly string[];
  readonly isPicture: boolean;
}): Record<string, unknown> {
  const isInvoice = kind === 'invoice';
  return {
    schema: 'corpus-truth/1',
    file: `${name}.pdf`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    kind,
    truthSource: 'generated',
    textLayer: !isPicture,
    language: plan.tongue === 'us' ? 'en' : plan.tongue,
    seller: plan.seller,
    ...(isInvoice ? { buyer: plan.buyer } : {}),
    ...(printsNumber ? { invoiceNumber: plan.number } : {}),
    issueDate: plan.issueDate,
    ...(plan.dueDate && isInvoice ? { dueDate: plan.dueDate } : {}),
    totals: {
      // Below a discount or a charge the sum before tax is not printed.
      ...(plan.taxes.length > 0 && isInvoice && plan.discount + plan.shipping === 0
        ? { net: money(plan.net) }
        : {}),
      // A tax of several rates is printed by rate.
      ...(plan.taxes.length === 1 && isInvoice ? { tax: money(plan.tax) } : {}),
      gross: money(plan.gross),
    },
    lineItems: plan.lines.slice(0, names.length).map((line, index) => ({
      description: names[index]!,
      quantity: String(line.quantityTenths / 10),
      unitPrice: money(line.price),
      amount: money(line.amount),
    })),
  };
}
