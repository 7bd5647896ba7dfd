import type { FieldSpec, FieldType } from './field-options.ts';

/** How a leaf is written in the answer: text (dates and exact decimals too) or a JSON value of the user's own schema. */
export type LeafForm = 'string' | 'number' | 'integer' | 'boolean' | 'array';

/** One value of the answer, wherever it is nested. */
export interface FieldLeaf {
  /** Member names from the root. */
  readonly path: readonly string[];
  readonly type: FieldType;
  readonly form: LeafForm;
  /** Texts under which the value may be printed, the likeliest first. */
  readonly labels: readonly string[];
  readonly description: string | null;
  readonly required: boolean;
  /** Null stands for a missing value; else the member is left out. */
  readonly nullable: boolean;
  /** Values allowed by the schema; they need not be printed. */
  readonly choices: readonly string[] | null;
}

/** A list of objects, such as line items. */
export interface FieldRows {
  readonly path: readonly string[];
  readonly labels: readonly string[];
  readonly members: readonly FieldLeaf[];
}

/** What a schema asks for, flat. */
export interface FieldPlan {
  readonly leaves: readonly FieldLeaf[];
  readonly rows: readonly FieldRows[];
}

/** Path text as findings and evidence write it. */
export function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** `invoiceNumber`, `invoice_number` → `invoice number`. */
export function spoken(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
}

/** The plan of a list of fields. */
export function planOfFields(fields: readonly FieldSpec[]): FieldPlan {
  return {
    leaves: fields.map((field) => ({
      path: [field.name],
      type: field.type,
      form: field.type === 'boolean' ? 'boolean' : field.type === 'list' ? 'array' : 'string',
      labels: [...new Set([field.label ?? spoken(field.name), spoken(field.name)])],
      description: field.description ?? null,
      required: field.required,
      nullable: field.type !== 'list',
      choices: null,
    })),
    rows: [],
  };
}
