import { createHash } from 'node:crypto';
import { sum } from '../../src/domain/decimal.ts';
import type { DrawnPage } from './draw.ts';
import type { PlannedBill, PlannedFile } from './plan.ts';

const rowsOf = (bill: PlannedBill) => bill.sections.flatMap((section) => section.rows);

function isoDate(date: string): string {
  const [day, month, year] = date.split(/[-/.]/);
  return `${year}-${month}-${day}`;
}

function billTruth(bill: PlannedBill): Record<string, unknown> {
  const rows = rowsOf(bill);
  const of = (kind: PlannedBill['foot'][number]['kind']): string[] =>
    bill.foot.flatMap((foot) => (foot.kind === kind ? [foot.amount] : []));
  const gross = of('total').at(-1);
  const totals = {
    lines: sum(rows.map((row) => row.amount)),
    ...(of('tax').length > 0 ? { tax: sum(of('tax')) } : {}),
    ...(of('discount').length > 0 ? { discount: sum(of('discount')) } : {}),
    ...(of('round-off').length > 0 ? { roundOff: of('round-off')[0] } : {}),
    ...(gross === undefined ? {} : { gross }),
  };
  return {
    seller: bill.seller,
    invoiceNumber: bill.number,
    issueDate: isoDate(bill.date),
    totals,
    itemCount: rows.length,
    lineItems: rows.map((row) => ({
      description: row.name,
      ...(row.quantity === undefined ? {} : { quantity: row.quantity }),
      ...(row.rate === undefined ? {} : { unitPrice: row.rate }),
      amount: row.amount,
    })),
  };
}

/** The truth beside a generated file, in the format `corpus-truth/1`. */
export function truthOf(
  file: PlannedFile,
  bytes: Uint8Array,
  pages: readonly DrawnPage[],
  reconciles: boolean,
): Record<string, unknown> {
  const real = file.bills.flatMap((bill, index) => (file.copies?.includes(index) ? [] : [{ bill, index }]));
  const pagesOf = (index: number): number[] =>
    pages.flatMap((page, at) => (page.bill === index || (file.sharePage && page.bill === 0) ? [at + 1] : []));
  return {
    schema: 'corpus-truth/1',
    file: `${file.name}.pdf`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    kind: 'bill',
    docClass: 'vendor_invoice',
    truthSource: 'generated',
    language: file.language,
    currency: file.currency,
    ...billTruth(real[0]!.bill),
    ...(real.length > 1
      ? { subDocuments: real.map(({ bill, index }) => ({ pages: pagesOf(index), ...billTruth(bill) })) }
      : {}),
    pageTypes: pages.map((page) => page.pageType),
    ...(reconciles ? {} : { reconciles: false }),
    pages: pages.length,
    textLayer: file.scan === undefined,
    embeddedXml: null,
    ...(file.note === undefined ? {} : { note: file.note }),
  };
}
