import { pdfOfOnePage } from './text-page.ts';

/** The smallest PDF with a line of text; `number` makes it distinct. */
export function onePage(number: number): string {
  return pdfOfOnePage(`BT /F1 12 Tf 72 720 Td (Invoice ${number} Total ${number}.50) Tj ET`, 'Helvetica');
}
