import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { generateInvoice } from '../../../test/rules/generated-invoice.ts';
import { documentOf, rulesOnly } from '../../../test/support/rules-only.ts';
import { typeset } from '../../../test/support/typeset.ts';
import type { DocumentResult } from '../../domain/result.ts';
import { Problem } from '../../problem/problem.ts';
import type { RecipeDocument } from '../recipe.ts';
import { proposeFields } from './discovery.ts';
import { fieldsOptionsSchema } from './field-options.ts';
import { fields, fieldsOf } from './fields.ts';
import type { FieldsResult } from './fields-result.ts';

const PAGE = typeset(`
Harrow & Finch Ltd
14 Mill Lane, Leeds LS1 4AB

Bill to:
Jane Cooper

Invoice No.        INV-2041
Invoice date       5 March 2024
Due date           4 April 2024
Contract no.       C-77/A
Project lead:      Tom Reed
Insured:           Yes

Description            Qty     Price     Amount
Site visit               2     60.00     120.00
Steel bracket           10      4.50      45.00
Subtotal                               £ 165.00
VAT 20%                                 £ 33.00
Total                                  £ 198.00`);

const run = async (options: unknown, document: RecipeDocument = documentOf([PAGE])) =>
  fields.run(document, rulesOnly(document), fieldsOptionsSchema.parse(options));

const NAMED = {
  fields: [
    { name: 'invoice_number', type: 'string' },
    { name: 'total', type: 'money' },
    { name: 'vat', label: 'VAT amount', type: 'money' },
    { name: 'issued', label: 'Invoice date', type: 'date' },
    { name: 'vendor', type: 'string' },
    { name: 'customer_name', type: 'string' },
    { name: 'contract', label: 'Contract no.', type: 'string' },
    { name: 'lead', label: 'Project lead', type: 'string' },
    { name: 'insured', type: 'boolean' },
    { name: 'currency', type: 'string' },
  ],
};

describe('named fields', () => {
  test('facts of invoices by their meaning, others by their labels, all with evidence', async () => {
    const { data, evidence, findings } = await run(NAMED);
    expect(data).toEqual({
      fields: {
        invoice_number: 'INV-2041',
        total: '198.00',
        vat: '33.00',
        issued: '2024-03-05',
        vendor: 'Harrow & Finch Ltd',
        customer_name: 'Jane Cooper',
        contract: 'C-77/A',
        lead: 'Tom Reed',
        insured: true,
        currency: 'GBP',
      },
      incomplete: null,
      discovered: [],
    });
    const quoted = Object.fromEntries(evidence.map((one) => [one.path, one.quote]));
    expect(quoted).toMatchObject({
      'fields.invoice_number': 'INV-2041',
      'fields.total': '£ 198.00',
      'fields.issued': '5 March 2024',
      'fields.contract': 'C-77/A',
      'fields.lead': 'Tom Reed',
    });
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(fields.result.safeParse(data).success).toBe(true);
  });

  test('what is not there is null, and a finding when it is required', async () => {
    const { data, findings } = await run({
      fields: [
        { name: 'serial_number', required: true },
        { name: 'total', type: 'money' },
      ],
    });
    expect(data.fields).toEqual({ serial_number: null, total: '198.00' });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'required-missing', severity: 'error', path: 'fields.serial_number' }),
    );
  });

  test('names in other languages', async () => {
    const { pages, truth } = generateInvoice(
      Array.from({ length: 200 }, (_, seed) => seed).find(
        (seed) => generateInvoice(seed).truth.language === 'de',
      )!,
    );
    const { data } = await run(
      {
        fields: [
          { name: 'nummer', label: 'Rechnungsnummer' },
          { name: 'betrag', label: 'Gesamtbetrag', type: 'money' },
          { name: 'datum', label: 'Rechnungsdatum', type: 'date' },
        ],
      },
      documentOf(pages),
    );
    expect(data.fields).toEqual({ nummer: truth.number, betrag: truth.gross, datum: truth.issueDate });
  });

  test('the whole document is read, however many pages it has', async () => {
    const filler = Array.from({ length: 129 }, (_, index) =>
      typeset(`Chapter ${index + 1}\nNothing of note here.`, { pageNumber: index + 1 }),
    );
    const last = typeset('Reference code: ZX-900', { pageNumber: 130 });
    const { data, evidence, pages } = await run(
      { fields: [{ name: 'reference_code' }] },
      documentOf([...filler, last]),
    );
    expect(data.fields).toEqual({ reference_code: 'ZX-900' });
    expect(evidence).toMatchObject([{ path: 'fields.reference_code', pageNumber: 130 }]);
    expect(pages).toHaveLength(130);
  });

  test('a part that fails is named, the others count', async () => {
    const filler = Array.from({ length: 60 }, (_, index) =>
      typeset('Reference code: ZX-900', { pageNumber: index + 1 }),
    );
    const broken = new Problem('page-unreadable', { detail: 'broken' });
    const { data, pages } = await run(
      { fields: [{ name: 'reference_code' }] },
      documentOf([...filler, broken]),
    );
    expect(data.fields).toEqual({ reference_code: 'ZX-900' });
    expect(pages.filter((page) => page.status === 'failed')).toMatchObject([
      { pageNumber: 61, problem: { code: 'page-unreadable' } },
    ]);
  });

  test('refuses fields and a schema at once, and a name twice', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    await expect(run({ fields: [{ name: 'a' }], schema })).rejects.toMatchObject({ code: 'invalid-option' });
    await expect(run({ fields: [{ name: 'a' }, { name: 'a' }] })).rejects.toMatchObject({
      code: 'invalid-option',
    });
    expect(fieldsOptionsSchema.safeParse({ fields: [{ name: '1 bad name' }] }).success).toBe(false);
    expect(fieldsOptionsSchema.safeParse({ feilds: [] }).success).toBe(false);
  });
});

const SCHEMA = {
  type: 'object',
  required: ['invoice', 'positions'],
  properties: {
    invoice: {
      type: 'object',
      required: ['number', 'total'],
      properties: {
        number: { type: 'string', title: 'Invoice number' },
        total: { type: 'number' },
        issueDate: { type: 'string', format: 'date', title: 'Invoice date' },
        insured: { type: 'boolean' },
        serial: { type: ['string', 'null'] },
      },
    },
    positions: {
      type: 'array',
      title: 'Line items',
      items: {
        type: 'object',
        properties: {
          description: { type: 'string' },
          quantity: { type: 'integer' },
          unit_price: { type: 'number' },
          amount: { type: 'number' },
        },
      },
    },
  },
} as const;

describe('a JSON Schema', () => {
  test('is filled in its own shape and types, line items too', async () => {
    const { data, evidence } = await run({ schema: SCHEMA });
    expect(data.fields).toEqual({
      invoice: { number: 'INV-2041', total: 198, issueDate: '2024-03-05', insured: true, serial: null },
      positions: [
        { description: 'Site visit', quantity: 2, unit_price: 60, amount: 120 },
        { description: 'Steel bracket', quantity: 10, unit_price: 4.5, amount: 45 },
      ],
    });
    expect(evidence.map((one) => one.path)).toEqual(
      expect.arrayContaining(['fields.invoice.number', 'fields.positions[1].amount']),
    );
  });

  test('what does not fit is kept apart and marked', async () => {
    const schema = {
      type: 'object',
      required: ['total', 'serial'],
      properties: { total: { type: 'number' }, serial: { type: 'string' } },
    };
    const { data, findings } = await run({ schema });
    expect(data).toMatchObject({ fields: null, incomplete: { total: 198 } });
    expect(findings.map((one) => one.code)).toEqual(
      expect.arrayContaining(['schema-invalid', 'required-missing']),
    );
  });

  test.each([
    ['no object', { type: 'array' }, 'must describe an object'],
    ['no properties', { type: 'object', properties: {} }, 'has no properties'],
    [
      'an unknown type',
      { type: 'object', properties: { a: { type: 'text' } } },
      'at /properties/a has the unknown type "text"',
    ],
    [
      'a property that is no schema',
      { type: 'object', properties: { a: 5 } },
      'at /properties/a is no schema',
    ],
    [
      'required of nothing',
      { type: 'object', properties: { a: {} }, required: ['b'] },
      'requires "b", which is no property',
    ],
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/nope' } } }, 'cannot be used'],
    [
      'a broken pattern',
      { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
      'cannot be used',
    ],
  ])('%s is refused in clear words', async (_, schema, words) => {
    await expect(run({ schema })).rejects.toMatchObject({
      code: 'invalid-schema',
      detail: expect.stringContaining(words),
    });
  });
});

describe('a Zod schema', () => {
  test('types the result', async () => {
    const recipe = fieldsOf(
      z.object({ invoiceNumber: z.string(), total: z.number(), dueDate: z.string().nullable() }),
    );
    const document = documentOf([PAGE]);
    const { data } = await recipe.run(document, rulesOnly(document), {});
    const found: { invoiceNumber: string; total: number; dueDate: string | null } | null = data.fields;
    expect(found).toEqual({ invoiceNumber: 'INV-2041', total: 198, dueDate: '2024-04-04' });
  });

  test('that is no object is refused', () => {
    expect(() => fieldsOf(z.array(z.string()) as unknown as z.ZodType<Record<string, unknown>>)).toThrow(
      Problem,
    );
  });
});

test('an embedded e-invoice answers known fields exactly', async () => {
  const xml = `<Invoice><ID>X-1</ID><IssueDate>2024-02-29</IssueDate><DocumentCurrencyCode>GBP</DocumentCurrencyCode>
    <LegalMonetaryTotal><TaxInclusiveAmount>198.00</TaxInclusiveAmount></LegalMonetaryTotal></Invoice>`;
  const document: RecipeDocument = {
    ...documentOf([PAGE]),
    attachments: async () => [{ name: 'xrechnung.xml', read: async () => new TextEncoder().encode(xml) }],
  };
  const { data, findings } = await run(
    { fields: [{ name: 'invoice_number' }, { name: 'total', type: 'money' }] },
    document,
  );
  expect(data.fields).toEqual({ invoice_number: 'X-1', total: '198.00' });
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'xml-page-mismatch',
      path: 'fields.invoice_number',
      expected: 'X-1',
      actual: 'INV-2041',
    }),
  );
});

test('an e-invoice answers alone only when it states every field', async () => {
  const xml =
    '<Invoice><ID>X-1</ID><LegalMonetaryTotal><TaxInclusiveAmount>198.00</TaxInclusiveAmount></LegalMonetaryTotal></Invoice>';
  const document: RecipeDocument = {
    ...documentOf([PAGE]),
    attachments: async () => [{ name: 'factur-x.xml', read: async () => new TextEncoder().encode(xml) }],
  };
  const asked = async (names: readonly string[]) => {
    const step = rulesOnly(document);
    const stages: (string | null)[] = [];
    const spied = {
      ...step,
      ask: async (question: Parameters<typeof step.ask>[0]) => {
        const reading = await question.xml?.(document);
        stages.push(reading ? JSON.stringify(reading.value) : null);
        return step.ask(question);
      },
    } as typeof step;
    await fields.run(
      document,
      spied,
      fieldsOptionsSchema.parse({
        fields: names.map((name) => ({ name, type: name === 'total' ? 'money' : 'string' })),
      }),
    );
    return stages;
  };
  expect(await asked(['invoice_number', 'total'])).toEqual(['{"invoice_number":"X-1","total":"198.00"}']);
  expect(await asked(['invoice_number', 'contract'])).toEqual([null]);
});

describe('discovery', () => {
  test('proposes the labels of a document when no fields are named', async () => {
    const { data, evidence } = await run({});
    expect(data.fields).toBeNull();
    expect(data.discovered).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'project_lead',
          label: 'Project lead',
          type: 'string',
          value: 'Tom Reed',
          page_number: 1,
        }),
        expect.objectContaining({ name: 'due_date', type: 'date', value: '4 April 2024' }),
        expect.objectContaining({ name: 'total', type: 'money', value: '£ 198.00' }),
      ]),
    );
    expect(data.discovered.some((one) => one.value.includes('Steel'))).toBe(false);
    expect(evidence).toHaveLength(data.discovered.length);
  });

  test('the union over several documents, the commonest first', () => {
    const one = (name: string, type: 'string' | 'date') => ({
      name,
      label: name,
      type,
      value: 'x',
      page_number: 1,
    });
    expect(
      proposeFields([
        [one('a', 'string'), one('b', 'date')],
        [one('b', 'date')],
        [one('b', 'string'), one('b', 'string')],
      ]),
    ).toMatchObject([
      { name: 'b', type: 'string', documents: 3 },
      { name: 'a', type: 'string', documents: 1 },
    ]);
  });
});

test('tables: one row a field, nested values and lists too', async () => {
  const { data, evidence, findings, pages } = await run({ schema: SCHEMA });
  const result = {
    document: { name: 'a.pdf' },
    data,
    evidence,
    findings,
    pages,
  } as unknown as DocumentResult<FieldsResult>;
  const rows = [...fields.tables[0]!.rows(result)];
  expect(rows).toContainEqual(
    expect.objectContaining({
      document: 'a.pdf',
      field: 'invoice.number',
      value: 'INV-2041',
      page_number: 1,
      match: 'exact',
    }),
  );
  expect(rows).toContainEqual(expect.objectContaining({ field: 'positions[0].amount', value: 120 }));
  for (const row of rows)
    expect(Object.keys(row).every((name) => fields.tables[0]!.columns.includes(name))).toBe(true);
});
