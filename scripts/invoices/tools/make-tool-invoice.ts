import { createHash } from 'node:crypto';
import type { MadeInvoice } from '../make-invoice.ts';
import {
  drawActivityInvoice,
  drawCloudUsage,
  drawRemittance,
  drawSubscriptionLink,
  drawTicket,
} from './english-tools.ts';
import {
  drawBlockedAccount,
  drawConditions,
  drawCraftsman,
  drawMarketplace,
  drawPaymentPart,
} from './german-tools.ts';
import { drawGrid } from './indian-tools.ts';
import { drawCreditNote, drawElectricity, drawForeignTax, drawLetter, drawOrder } from './office-tools.ts';
import { Sheet, type ToolFacts } from './sheet.ts';
import { drawCertified, drawRetention, drawSoleTrader, drawTelecom, drawWithheld } from './southern-tools.ts';
import { drawAustralian, drawFinalInvoice, drawPaged, drawWholesale } from './trade-tools.ts';

/** Papers the way companies' own tools print them. */
export const TOOLS = {
  'subscription-link': drawSubscriptionLink,
  'cloud-usage': drawCloudUsage,
  activity: drawActivityInvoice,
  remittance: drawRemittance,
  ticket: drawTicket,
  conditions: drawConditions,
  craftsman: drawCraftsman,
  'payment-part': drawPaymentPart,
  marketplace: drawMarketplace,
  'blocked-account': drawBlockedAccount,
  'sole-trader': drawSoleTrader,
  telecom: drawTelecom,
  withheld: drawWithheld,
  retention: drawRetention,
  certified: drawCertified,
  grid: drawGrid,
  order: drawOrder,
  letter: drawLetter,
  'foreign-tax': drawForeignTax,
  'credit-note': drawCreditNote,
  electricity: drawElectricity,
  'final-invoice': drawFinalInvoice,
  wholesale: drawWholesale,
  australian: drawAustralian,
  paged: drawPaged,
} as const satisfies Readonly<Record<string, (sheet: Sheet) => ToolFacts>>;
export type Tool = keyof typeof TOOLS;

/** An airline's receipt is a traveller's expense. */
const EXPENSES: ReadonlySet<Tool> = new Set(['ticket']);

const money = (cents: number): string => (cents / 100).toFixed(2);

/** Makes one file; the same tool and seed give the same bytes. */
export async function makeToolInvoice(tool: Tool, seed: number): Promise<MadeInvoice> {
  const sheet = new Sheet(seed);
  const facts = TOOLS[tool](sheet);
  const bytes = await sheet.paper.bytes();
  const name = `${tool}-${String(seed).padStart(4, '0')}`;
  return {
    name,
    bytes,
    truth: {
      schema: 'corpus-truth/1',
      file: `${name}.pdf`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      kind: 'invoice',
      docClass: EXPENSES.has(tool) ? 'employee_tne' : 'vendor_invoice',
      truthSource: 'generated',
      textLayer: true,
      language: facts.language,
      ...truthOf(facts),
    },
  };
}

function truthOf({
  currency,
  seller,
  number,
  date,
  due,
  net,
  tax,
  gross,
  lines,
}: ToolFacts): Record<string, unknown> {
  return {
    currency,
    seller,
    invoiceNumber: number,
    issueDate: date,
    ...(due === undefined ? {} : { dueDate: due }),
    totals: {
      ...(net === undefined ? {} : { net: money(net) }),
      ...(tax === undefined ? {} : { tax: money(tax) }),
      gross: money(gross),
    },
    lineItems: lines.map(({ text, amount }) => ({ description: text, amount: money(amount) })),
  };
}
