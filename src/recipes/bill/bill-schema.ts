import { z } from 'zod';

const decimal = z.string().describe('Exact decimal, such as "1699.84"');

/** Follows from other values, and is not for people to change. */
const COMPUTED = { readOnly: true };

/** The three kinds of page a bill has. */
export const PAGE_TYPES = ['Bill Detail', 'Final Bill', 'Pharmacy'] as const;
export type PageType = (typeof PAGE_TYPES)[number];

/** One charge, as printed. */
export const billItemSchema = z.object({
  name: z.string(),
  quantity: decimal.nullable(),
  rate: decimal.nullable(),
  amount: decimal.nullable().describe('Net amount after discount, as printed'),
  discount: decimal.nullable(),
  tax: decimal.nullable(),
  date: z.string().nullable().describe('ISO 8601'),
  code: z.string().nullable(),
  page_number: z.int(),
  section: z.string().nullable(),
});
export type BillItem = z.infer<typeof billItemSchema>;

/** One bill of a file. */
export const billSchema = z.object({
  page_numbers: z.array(z.int()),
  seller: z.string().nullable(),
  bill_number: z.string().nullable(),
  date: z.string().nullable().describe('ISO 8601'),
  currency: z.string().nullable().describe('ISO 4217'),
  page_types: z.array(z.enum(PAGE_TYPES)).describe('One for each of page_numbers'),
  items: z.array(billItemSchema),
  sub_totals: z.array(
    z.object({
      name: z.string(),
      amount: decimal,
      computed: decimal
        .nullable()
        .describe('Sum of the charges it covers; null when some are not in the file')
        .meta(COMPUTED),
      page_number: z.int(),
    }),
  ),
  taxes: z.array(
    z.object({ name: z.string(), rate: decimal.nullable(), amount: decimal, page_number: z.int() }),
  ),
  discounts: z.array(z.object({ name: z.string(), amount: decimal, page_number: z.int() })),
  round_off: decimal.nullable(),
  printed_total: decimal.nullable(),
  computed_total: decimal.meta(COMPUTED),
  difference: decimal.nullable().describe('printed_total - computed_total').meta(COMPUTED),
  reconciled: z.boolean().nullable().describe('null: nothing printed to compare with').meta(COMPUTED),
  continues_before: z.boolean(),
  continues_after: z.boolean(),
});
export type Bill = z.infer<typeof billSchema>;

/** What the recipe makes of a file. */
export const billResultSchema = z.object({ bills: z.array(billSchema) });
export type BillResult = z.infer<typeof billResultSchema>;
