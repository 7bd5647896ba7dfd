import { CLASSES } from './classes.ts';
import { type ReadInvoice, readInvoices } from './read-invoice.ts';
import type { InvoiceTruth, Truth } from './truth.ts';

/** The kinds of file that truth files speak of, by the list that holds them. */
const KINDS: readonly (readonly [string, string])[] = [
  ['bills', 'bill'],
  ['vendor_invoices', 'invoice'],
  ['employee_expenses', 'expense'],
];

/**
 * The right answer as a truth file, from data that a person has confirmed: every fact that the data has a member for.
 * Told by the shape of the data, as the comparison is.
 */
export function truthOf(data: unknown): Truth {
  const members = (typeof data === 'object' && data !== null ? data : {}) as Readonly<
    Record<string, unknown>
  >;
  const kind = KINDS.find(([list]) => Array.isArray(members[list]))?.[1];
  const docClass = typeof members.classification === 'string' ? CLASSES[members.classification] : undefined;
  const invoices = readInvoices(data).map((one) => ({ facts: factsOf(one), pages: [...one.pageNumbers] }));
  const fields = simpleFields(members.fields);
  return {
    schema: 'corpus-truth/1',
    ...(kind === undefined ? {} : { kind }),
    ...(docClass === undefined ? {} : { docClass }),
    ...(invoices.length === 1 && fields === null ? invoices[0]!.facts : {}),
    ...(invoices.length > 1
      ? {
          subDocuments: invoices.map(({ facts, pages }) => ({
            ...facts,
            ...(pages.length > 0 ? { pages } : {}),
          })),
        }
      : {}),
    ...(fields === null ? {} : { fields }),
  };
}

function factsOf({ facts, lines, pageTypes, reconciled }: ReadInvoice): Omit<InvoiceTruth, 'pages'> {
  const { seller, invoiceNumber, issueDate, dueDate, currency, net, tax, gross, due } = facts;
  const text = (name: string, fact: { readonly value: string | null } | undefined) =>
    fact === undefined || fact.value === null ? {} : { [name]: fact.value };
  const totals = { ...text('net', net), ...text('tax', tax), ...text('gross', gross), ...text('due', due) };
  return {
    ...text('seller', seller),
    ...text('invoiceNumber', invoiceNumber),
    ...text('issueDate', isoDate(issueDate)),
    ...text('dueDate', isoDate(dueDate)),
    ...text('currency', currency),
    ...(Object.keys(totals).length > 0 ? { totals } : {}),
    ...(lines === null
      ? {}
      : {
          lineItems: lines.map(({ name, quantity, rate, amount }) => ({
            description: name,
            quantity,
            unitPrice: rate,
            amount,
          })),
        }),
    ...(pageTypes === null ? {} : { pageTypes: [...pageTypes] }),
    ...(reconciled === false ? { reconciles: false } : {}),
  };
}

/** A date as truth files write it; anything else is left out. */
function isoDate(fact: { readonly value: string | null } | undefined) {
  return fact?.value && /^\d{4}-\d{2}-\d{2}$/.test(fact.value) ? fact : undefined;
}

type FieldTruths = NonNullable<Truth['fields']>;

/** The fields that truth files can hold; null when there are none. */
function simpleFields(value: unknown): FieldTruths | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields: FieldTruths = {};
  for (const [name, field] of Object.entries(value)) {
    if (Array.isArray(field)) fields[name] = field.map(String);
    else if (field === null || ['string', 'number', 'boolean'].includes(typeof field)) fields[name] = field;
  }
  return fields;
}
