import { isDecimal, sum } from '../domain/decimal.ts';

/** One line item of a result, with its place in the data. */
export interface ReadLine {
  readonly path: string;
  readonly name: string | null;
  readonly quantity: string | null;
  readonly rate: string | null;
  readonly amount: string | null;
}

/** A fact of a result, with its place in the data. */
export interface ReadFact {
  readonly path: string;
  readonly value: string | null;
}

/** The facts that are compared one by one, by the names truth files give them. */
export type FactName =
  | 'seller'
  | 'invoiceNumber'
  | 'issueDate'
  | 'dueDate'
  | 'currency'
  | 'net'
  | 'tax'
  | 'gross'
  | 'due';

/** An invoice or bill as some recipe gave it. A fact the recipe has no member for is absent: it is not compared. */
export interface ReadInvoice {
  /** Place in the data; empty for the data itself. */
  readonly path: string;
  readonly facts: Readonly<Partial<Record<FactName, ReadFact>>>;
  /** Null: the recipe has no line items. */
  readonly lines: readonly ReadLine[] | null;
  readonly pageNumbers: readonly number[];
  readonly pageTypes: readonly string[] | null;
  /** What the recipe says of its printed total; absent: it does not say. */
  readonly reconciled?: boolean | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Members that carry a fact, in the recipes of this system and in schemas people write; the first present one counts. */
const MEMBERS: Readonly<Record<FactName, readonly string[]>> = {
  seller: [
    'seller',
    'seller_name',
    'vendor_name',
    'vendor',
    'supplier',
    'supplier_name',
    'issuer',
    'merchant',
    'store',
  ],
  invoiceNumber: [
    'invoice_number',
    'bill_number',
    'number',
    'document_number',
    'receipt_number',
    'invoice_no',
    'bill_no',
  ],
  issueDate: ['invoice_date', 'issue_date', 'date', 'bill_date', 'receipt_date', 'document_date'],
  dueDate: ['due_date', 'payment_due_date'],
  currency: ['currency', 'currency_code'],
  net: ['net', 'net_total', 'net_amount', 'basic_amount', 'subtotal', 'sub_total'],
  tax: ['tax', 'tax_amount', 'tax_total', 'total_tax', 'vat', 'vat_amount'],
  gross: [
    'printed_total',
    'total_amount',
    'gross',
    'gross_total',
    'grand_total',
    'total',
    'invoice_total',
    // Of a bill that prints no total.
    'computed_total',
  ],
  due: ['due', 'amount_due', 'due_amount', 'balance_due'],
};
const LINE_LISTS = ['items', 'line_items', 'lines', 'expenses', 'bill_items'];
const LINE_MEMBERS = {
  name: ['name', 'description', 'item_name', 'category', 'merchant', 'title'],
  quantity: ['quantity', 'qty', 'item_quantity'],
  rate: ['rate', 'unit_price', 'price', 'item_rate'],
  amount: ['amount', 'line_total', 'total', 'item_amount', 'net_amount'],
} as const;

/**
 * The invoices and bills in the data of a result, told by its shape, not by the recipe's name: every list of objects that
 * hold a total or a list of line items (`bills[]`, `vendor_invoices[]`), else the data itself, or its `fields`.
 */
export function readInvoices(data: unknown): ReadInvoice[] {
  if (!isObject(data)) return [];
  const found: ReadInvoice[] = [];
  for (const [key, member] of Object.entries(data)) {
    if (!Array.isArray(member)) continue;
    member.forEach((one, position) => {
      if (isObject(one) && isInvoice(one)) found.push(readInvoice(one, `${key}[${position}]`));
    });
  }
  if (found.length > 0) return found;
  if (isObject(data.fields)) return [readInvoice(data.fields, 'fields')];
  return isInvoice(data) ? [readInvoice(data, '')] : [];
}

/** True when the data has a place for invoices or bills, though none may be in it: then those of the truth are missing. */
export function offersInvoices(data: unknown): boolean {
  if (!isObject(data)) return false;
  return Object.entries(data).some(
    ([key, member]) => Array.isArray(member) && /bills|invoices|expenses|claims/.test(key),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInvoice(value: Fields): boolean {
  return MEMBERS.gross.some((key) => key in value) || LINE_LISTS.some((key) => Array.isArray(value[key]));
}

function readInvoice(value: Fields, path: string): ReadInvoice {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const facts: Partial<Record<FactName, ReadFact>> = {};
  for (const name of Object.keys(MEMBERS) as FactName[]) {
    const key = firstGiven(value, MEMBERS[name]);
    if (key !== undefined) facts[name] = { path: at(key), value: textOf(value[key]) };
  }
  // A total tax may be printed by rate only: the rates are then the answer.
  if (!facts.tax && Array.isArray(value.taxes)) {
    const amounts = value.taxes.flatMap((tax) => (isObject(tax) ? (textOf(tax.amount) ?? []) : []));
    facts.tax = { path: at('taxes'), value: amounts.length > 0 ? addUp(amounts) : null };
  }
  const list = LINE_LISTS.find((key) => Array.isArray(value[key]));
  return {
    path,
    facts,
    lines: list && !standsForWhole(value, list) ? readLines(value[list] as unknown[], at(list)) : null,
    pageNumbers: Array.isArray(value.page_numbers)
      ? value.page_numbers.filter((one) => typeof one === 'number')
      : [],
    pageTypes: Array.isArray(value.page_types) ? value.page_types.map(String) : null,
    ...('reconciled' in value && (typeof value.reconciled === 'boolean' || value.reconciled === null)
      ? { reconciled: value.reconciled }
      : {}),
  };
}

/** One expense of the whole amount is the receipt itself, claimed: the rows printed on it were not asked for. */
function standsForWhole(value: Fields, list: string): boolean {
  const [only, another] = value[list] as unknown[];
  if (list !== 'expenses' || another !== undefined || !isObject(only)) return false;
  const total = firstGiven(value, MEMBERS.gross);
  return total !== undefined && textOf(only.amount) === textOf(value[total]);
}

/** The first member that has a value, else the first that is there at all. */
function firstGiven(value: Fields, keys: readonly string[]): string | undefined {
  const present = keys.filter((key) => key in value && !isObject(value[key]) && !Array.isArray(value[key]));
  return present.find((key) => textOf(value[key]) !== null) ?? present[0];
}

function readLines(list: readonly unknown[], path: string): ReadLine[] {
  return list.flatMap((line, position) => {
    if (!isObject(line)) return [];
    const take = (keys: readonly string[]): string | null => {
      const key = firstGiven(line, keys);
      return key === undefined ? null : textOf(line[key]);
    };
    return [
      {
        path: `${path}[${position}]`,
        name: take(LINE_MEMBERS.name),
        quantity: take(LINE_MEMBERS.quantity),
        rate: take(LINE_MEMBERS.rate),
        amount: take(LINE_MEMBERS.amount),
      },
    ];
  });
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function addUp(amounts: readonly string[]): string | null {
  return amounts.every(isDecimal) ? sum(amounts) : null;
}
