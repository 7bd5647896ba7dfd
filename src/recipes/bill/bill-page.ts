import { z } from 'zod';
import { PAGE_TYPES } from './bill-schema.ts';

/** What a row of a bill is; only `item` rows are charges. */
export const ROW_KINDS = [
  'item',
  'heading',
  'group',
  'sub_total',
  'total',
  'tax',
  'discount',
  'round_off',
  'carried',
  'payment',
] as const;
export type BillRowKind = (typeof ROW_KINDS)[number];

const number = z.string().nullable();

/** One printed row. */
export const billRowSchema = z.object({
  kind: z
    .enum(ROW_KINDS)
    .describe(
      'item: a charge. heading: a section title without a sum. group: a section title printed with the sum of the charges below it. ' +
        'sub_total: sum of some charges above it. total: total of the bill. carried: carried or brought forward. payment: paid, advance, balance, insurer',
    ),
  name: z.string().describe('As printed, wrapped lines joined'),
  quantity: number.describe('As printed; null when not printed'),
  rate: number.describe('Price of one, as printed; null when not printed'),
  amount: number.describe(
    'Net amount after discount, as printed, as a plain decimal such as "-12.50"; null when cut off',
  ),
  discount: number,
  tax: number,
  date: z.string().nullable().describe('ISO 8601'),
  code: z.string().nullable(),
});
export type BillRow = z.infer<typeof billRowSchema>;

/** A bill, or the piece of one, that stands on a page. */
export const billPieceSchema = z.object({
  begins_here: z.boolean().describe('The head of the bill (title, seller, bill number) stands on this page'),
  seller: z.string().nullable(),
  bill_number: z.string().nullable(),
  date: z.string().nullable().describe('ISO 8601'),
  currency: z.string().nullable().describe('ISO 4217'),
  page_label: z.string().nullable().describe('Printed page number, such as "Page 2 of 4"'),
  copy: z.string().nullable().describe('Printed copy mark, such as "Duplicate" or "Triplicate"'),
  registrations: z
    .array(z.object({ type: z.enum(['GSTIN', 'PAN']), value: z.string() }))
    .describe("The seller's tax registrations"),
  serial_start: z
    .int()
    .nullable()
    .describe('First printed serial number of the rows; null when rows have none'),
  rows: z
    .array(billRowSchema)
    .describe('Every printed row from top to bottom, equal ones as often as printed'),
});
export type BillPiece = z.infer<typeof billPieceSchema>;

/** What one page of a file says; the answer to the recipe's question. */
export const billPageSchema = z.object({
  page_type: z.enum(PAGE_TYPES),
  bills: z.array(billPieceSchema),
});
export type BillPage = z.infer<typeof billPageSchema>;

/** Leaves of a page that must be found on it. */
export const BILL_PAGE_EVIDENCE: readonly string[] = [
  'bills[].seller',
  'bills[].bill_number',
  'bills[].date',
  'bills[].rows[].name',
  'bills[].rows[].quantity',
  'bills[].rows[].rate',
  'bills[].rows[].amount',
  'bills[].rows[].discount',
  'bills[].rows[].tax',
];
