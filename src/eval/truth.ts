import { z } from 'zod';
import { Problem } from '../problem/problem.ts';

const DECIMAL = 'write a plain decimal in quotes, such as "1699.84"';
const DATE = 'write an ISO date, such as "2024-01-31"';
const decimal = z
  .string(DECIMAL)
  .regex(/^-?\d+(\.\d+)?$/, DECIMAL)
  .nullable()
  .optional();
const date = z
  .string(DATE)
  .regex(/^\d{4}-\d{2}-\d{2}$/, DATE)
  .nullable()
  .optional();
const text = z.string().nullable().optional();

const totalsSchema = z.object({
  lines: decimal,
  charges: decimal,
  allowances: decimal,
  net: decimal,
  tax: decimal,
  gross: decimal,
  prepaid: decimal,
  due: decimal,
  discount: decimal,
  roundOff: decimal,
});

const lineSchema = z.object({
  description: text,
  quantity: decimal,
  unit: text,
  unitPrice: decimal,
  amount: decimal,
  /** GROUP and INFORMATION lines are no charges. */
  lineStatus: text,
});

const invoiceSchema = z.object({
  seller: text,
  sellerAliases: z.array(z.string()).optional(),
  invoiceNumber: text,
  issueDate: date,
  dueDate: date,
  currency: text,
  currencyPrinted: z.boolean().optional(),
  totals: totalsSchema.optional(),
  lineItems: z.array(lineSchema).optional(),
  pageTypes: z.array(z.string()).optional(),
  /** The printed total contradicts the printed lines; the right answer says so. */
  reconciles: z.boolean().optional(),
});

const schema = invoiceSchema.extend({
  schema: z.literal('corpus-truth/1').optional(),
  kind: z.string().optional(),
  docClass: z.string().nullable().optional(),
  truthSource: z.string().optional(),
  subDocuments: z.array(invoiceSchema.extend({ pages: z.array(z.int()).optional() })).optional(),
  /** Facts by the name of the field that asks for them; a list where the field is a list. */
  fields: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]))
    .optional(),
  /** Which facts can be read on the page; null: the page has no text layer, so every fact was read by eye. */
  visible: z
    .record(z.string(), z.union([z.boolean(), z.number()]))
    .nullable()
    .optional(),
});

/** The right answer of one document, format `corpus-truth/1`; a fact that is absent is unknown and not compared. */
export type Truth = z.infer<typeof schema>;
/** The right answer of one invoice or bill of a document. */
export type InvoiceTruth = z.infer<typeof invoiceSchema> & { readonly pages?: readonly number[] | undefined };
export type LineTruth = z.infer<typeof lineSchema>;

/** Reads the content of a `*.truth.json`. Throws `invalid-schema` that names the file, the member and what is wrong. */
export function parseTruth(json: unknown, name: string): Truth {
  const parsed = schema.safeParse(dropForeign(json));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem('invalid-schema', {
    detail: `${name} is not a truth file: ${issue!.path.join('.') || 'the whole'}: ${issue!.message}`,
    subject: name,
  });
}

/** `pages` of the whole file is a count, of an invoice within it a list: only the list is ours to read. */
function dropForeign(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const { pages: _pages, ...rest } = json as Record<string, unknown>;
  return rest;
}

/** The invoices of a truth: its parts, or itself. */
export function invoicesOf(truth: Truth): readonly InvoiceTruth[] {
  if (truth.subDocuments && truth.subDocuments.length > 0) return truth.subDocuments;
  return [truth];
}
