import { describe, expect, test } from 'vitest';
import { generateInvoice } from '../../../test/rules/generated-invoice.ts';
import { documentOf, rulesOnly } from '../../../test/support/rules-only.ts';
import { typeset } from '../../../test/support/typeset.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Answer, Question } from '../../domain/question.ts';
import type { DocumentResult } from '../../domain/result.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { Problem } from '../../problem/problem.ts';
import { nameKey } from '../../rules/names.ts';
import type { RecipeDocument, Step } from '../recipe.ts';
import { classifyQuestion } from './classify-question.ts';
import { vendorInvoicesQuestion } from './extract-questions.ts';
import { invoice } from './invoice.ts';
import type { InvoiceResult, VendorInvoice } from './invoice-schema.ts';

const OPTIONS = { classify_pages: 7 };
const run = (document: RecipeDocument, step: Step = rulesOnly(document), options = OPTIONS) =>
  invoice.run(document, step, options);
const pagesOf = (...texts: string[]) =>
  documentOf(texts.map((text, index) => typeset(text, { pageNumber: index + 1 })));
const errors = (findings: readonly { severity: string; code: string }[]) =>
  findings.filter((one) => one.severity === 'error').map((one) => one.code);

const bill = (number: string, amount: string, tax: string, total: string) => `
INVOICE
Harrow & Finch Ltd                       VAT Reg No GB980780684
14 Mill Lane, Leeds LS1 4AB
Invoice No.     ${number}
Invoice date    5 March 2024
Bill to:
Blue Heron Design Limited

Description            Qty     Price     Amount
Site visit               1    ${amount}    ${amount}
Subtotal                               £ ${amount}
VAT 20%                                £ ${tax}
Total                                  £ ${total}`;

describe('vendor invoices', () => {
  test('made-up invoices in seven languages are read and pass their checks', async () => {
    for (let seed = 7000; seed < 7020; seed++) {
      const { pages, truth } = generateInvoice(seed);
      const { data, findings } = await run(documentOf(pages));
      expect(data.classification, `seed ${seed}`).toBe('vendor_invoice');
      const [one] = data.vendor_invoices;
      expect(
        {
          number: one?.invoice_number,
          net: one?.basic_amount,
          tax: one?.tax_amount,
          total: one?.total_amount,
          date: one?.invoice_date,
          items: one?.line_items.length,
        },
        `seed ${seed}`,
      ).toEqual({
        number: truth.number,
        net: truth.net,
        tax: truth.tax,
        total: truth.gross,
        date: truth.issueDate,
        items: truth.lines.length,
      });
      expect(nameKey(one!.original_vendor_name!)).toBe(nameKey(truth.seller));
      expect(errors(findings), `seed ${seed}`).toEqual([]);
      expect(invoice.result.safeParse(data).success).toBe(true);
    }
  });

  test('every entry of the contract, with evidence at its own path', async () => {
    const { data, evidence } = await run(pagesOf(bill('INV-1', '100.00', '20.00', '120.00')));
    expect(data.vendor_invoices).toMatchObject([
      {
        issuer: 'Harrow & Finch Ltd',
        consignee: 'Blue Heron Design Limited',
        invoice_type: 'invoice',
        registration_numbers: [{ type: 'VAT', value: 'GB980780684' }],
        invoice_number: 'INV-1',
        currency_code: 'GBP',
        amount_calculated: false,
        calculation_method: 'extracted_from_total',
        is_main_invoice: true,
        page_numbers: [1],
      },
    ]);
    const paths = evidence.map((one) => one.path);
    for (const member of [
      'invoice_number',
      'total_amount',
      'original_vendor_name',
      'consignee',
      'line_items[0].amount',
    ]) {
      expect(paths).toContain(`vendor_invoices[0].${member}`);
    }
  });

  test('several invoices in one file are several entries; copies are one with all their pages', async () => {
    const first = bill('INV-1', '100.00', '20.00', '120.00');
    const second = bill('INV-2', '50.00', '10.00', '60.00');
    const { data } = await run(pagesOf(first, second, `DUPLICATE\n${second}`));
    expect(
      data.vendor_invoices.map(({ invoice_number, page_numbers }) => [invoice_number, page_numbers]),
    ).toEqual([
      ['INV-1', [1]],
      ['INV-2', [2, 3]],
    ]);
  });

  test('a total that is not basic amount plus tax is an error', async () => {
    const { findings } = await run(pagesOf(bill('INV-1', '100.00', '20.00', '125.00')));
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'total-mismatch',
        severity: 'error',
        path: 'vendor_invoices[0].total_amount',
        expected: '120.00',
        actual: '125.00',
      }),
    );
  });

  test('a date due before the issue and a wrong check digit are findings', async () => {
    const text = bill('INV-1', '100.00', '20.00', '120.00')
      .replace('Bill to:', 'Due date        5 January 2024\nBill to:')
      .replace('GB980780684', 'GB980780685');
    const { findings } = await run(pagesOf(text));
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'due-before-issue', path: 'vendor_invoices[0].due_date' }),
        expect.objectContaining({
          code: 'identifier-checksum',
          path: 'vendor_invoices[0].registration_numbers[0].value',
        }),
      ]),
    );
  });

  test('missing mandatory fields are findings', async () => {
    const { findings } = await run(
      pagesOf('INVOICE\nHarrow & Finch Ltd\nInvoice No. 17\nSubtotal £ 10.00\nVAT 20% £ 2.00\nTotal £ 12.00'),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'mandatory-missing', path: 'vendor_invoices[0].consignee' }),
    );
  });

  test('shipping and discount between the sums are no mismatch', async () => {
    const { findings } = await run(
      pagesOf(`
INVOICE
Harrow & Finch Ltd
Invoice No.     17          Invoice date 5 March 2024
Customer:  Blue Heron Ltd
Description            Qty     Price     Amount
Chair                    2    100.00     200.00
Subtotal                               £ 200.00
Discount                               £ -20.00
Shipping                                £ 10.00
VAT                                     £ 38.00
Total                                  £ 228.00`),
    );
    expect(errors(findings)).toEqual([]);
  });
});

const CLAIM = `
Expense Report
Employee Name: Maria Gonzales        Employee ID: E-1042
Department: Sales                    Date: 03/31/2024

Date         Category                        Amount
03/12/2024   Taxi airport to hotel            45.00
03/13/2024   Dinner with client               80.50
03/14/2024   Hotel two nights                310.00
Total claimed                                435.50
Approved amount                              400.00`;

describe('expense claims', () => {
  test('one claim with its expenses; the approved amount counts before the claimed one', async () => {
    const { data, findings } = await run(pagesOf(CLAIM));
    expect(data).toMatchObject({
      classification: 'employee_t&e',
      employee_expenses: [
        {
          employee_name: 'Maria Gonzales',
          employee_code: 'E-1042',
          department: 'Sales',
          invoice_date: '2024-03-31',
          total_amount: '400.00',
          calculation_method: 'extracted_from_total',
          expenses: [
            { date: '2024-03-12', amount: '45.00', page_number: 1 },
            { date: '2024-03-13', amount: '80.50' },
            { date: '2024-03-14', amount: '310.00' },
          ],
        },
      ],
    });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'claim-mismatch', severity: 'warning' }));
  });

  test('a receipt without a form is one expense of a claim without an employee', async () => {
    const { data, findings } = await run(
      pagesOf(
        'Payment Receipt\nHotel Lotus\nGuest   Room 4   1 Night\nDate: 31/12/2017\nGrand Total   1,939.00',
      ),
    );
    expect(data.employee_expenses).toMatchObject([
      {
        employee_name: null,
        total_amount: '1939.00',
        expenses: [{ merchant: 'Hotel Lotus', date: '2017-12-31', amount: '1939.00' }],
      },
    ]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'mandatory-missing', path: 'employee_expenses[0].employee_name' }),
    );
  });
});

describe('classes', () => {
  test('an irrelevant file is not read any further: its other pages are skipped', async () => {
    const statement = 'Statement of Account\nOpening balance 1,000.00\nClosing balance 1,500.00';
    const document = pagesOf(...Array.from({ length: 9 }, () => statement));
    const { data, pages } = await run(document);
    expect(data).toMatchObject({
      classification: 'irrelevant',
      vendor_invoices: [],
      employee_expenses: [],
      total_pages_analyzed: 7,
    });
    expect(pages.map((page) => page.status)).toEqual([...Array(7).fill('succeeded'), 'skipped', 'skipped']);
  });

  /** A step whose classes are given, in order. */
  function classesOf(
    document: RecipeDocument,
    classes: readonly { classification: string; confidence: number }[],
    asked: number[][],
  ): Step {
    const step = rulesOnly(document);
    let at = 0;
    return {
      ...step,
      async ask<Value>(question: Question<Value>): Promise<Answer<Value>> {
        if (question.name !== 'classify') return step.ask(question);
        asked.push(question.parts.flatMap((part) => [...part.pageNumbers]));
        const answer = await step.ask(question);
        const value = { ...answer.value, ...classes[Math.min(at++, classes.length - 1)] } as Value;
        return { ...answer, value, usage: NO_USAGE };
      },
    };
  }

  test('an uncertain answer looks at more pages before it decides', async () => {
    const document = pagesOf(...Array.from({ length: 30 }, () => bill('INV-1', '100.00', '20.00', '120.00')));
    const asked: number[][] = [];
    const step = classesOf(
      document,
      [
        { classification: 'irrelevant', confidence: 0.4 },
        { classification: 'vendor_invoice', confidence: 0.9 },
      ],
      asked,
    );
    const { data } = await run(document, step);
    expect(asked.map((pages) => pages.length)).toEqual([7, 21]);
    expect(data.classification).toBe('vendor_invoice');
  });

  test('a class that stays uncertain goes to review', async () => {
    const question = classifyQuestion([1]);
    const document = pagesOf(bill('INV-1', '100.00', '20.00', '120.00'));
    const { value } = await rulesOnly(document).ask(question);
    expect(await question.check?.({ ...value, confidence: 0.4 }, document)).toMatchObject([
      { code: 'class-uncertain', severity: 'error' },
    ]);
    expect(await question.check?.(value, document)).toEqual([]);
  });
});

describe('long files', () => {
  test('are cut into parts, merged, and say so; an invoice that goes on is one entry', async () => {
    const lines = (from: number) =>
      `${from === 0 ? bill('INV-1', '100.00', '20.00', '120.00') : `Invoice No.     INV-1\nHarrow & Finch Ltd\nDescription            Qty     Price     Amount\nSite visit               1    ${from}.00    ${from}.00`}`;
    const document = pagesOf(...Array.from({ length: 45 }, (_, index) => lines(index)));
    const { data, findings, pages } = await run(document);
    expect(data.vendor_invoices).toHaveLength(1);
    expect(data.vendor_invoices[0]!.page_numbers).toHaveLength(45);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'document-cut', severity: 'info' }));
    expect(pages).toHaveLength(45);
  });

  test('a part that fails is named page by page', async () => {
    const good = typeset(bill('INV-1', '100.00', '20.00', '120.00'));
    const broken = new Problem('page-unreadable', { detail: 'broken' });
    const document = documentOf([...Array.from({ length: 40 }, () => good), broken]);
    const { pages } = await run(document);
    expect(pages.filter((page) => page.status === 'failed').map((page) => page.pageNumber)).toEqual([41]);
  });
});

describe('an embedded e-invoice', () => {
  test('answers exactly; what the page says differently is a finding', async () => {
    const xml = `<Invoice><ID>INV-1</ID><IssueDate>2024-03-05</IssueDate><DocumentCurrencyCode>GBP</DocumentCurrencyCode>
      <AccountingSupplierParty><Party><PartyName><Name>Harrow &amp; Finch Ltd</Name></PartyName></Party></AccountingSupplierParty>
      <TaxTotal><TaxAmount currencyID="GBP">20.00</TaxAmount></TaxTotal>
      <LegalMonetaryTotal><TaxExclusiveAmount>100.00</TaxExclusiveAmount><TaxInclusiveAmount>120.00</TaxInclusiveAmount></LegalMonetaryTotal></Invoice>`;
    const page = (total: string): RecipeDocument => ({
      ...pagesOf(bill('INV-1', '100.00', '20.00', total)),
      attachments: async () => [{ name: 'xrechnung.xml', read: async () => new TextEncoder().encode(xml) }],
    });
    /** As the engine does it: the e-invoice first. */
    const xmlFirst = (document: RecipeDocument): Step => {
      const step = rulesOnly(document);
      return {
        ...step,
        ask: (question) => step.ask(question.xml ? { ...question, rules: question.xml } : question),
      };
    };
    const right = page('120.00');
    const good = await run(right, xmlFirst(right));
    expect(good.data.vendor_invoices[0]).toMatchObject({
      invoice_number: 'INV-1',
      total_amount: '120.00',
      consignee: 'Blue Heron Design Limited',
    });
    expect(errors(good.findings)).toEqual([]);
    const other = page('130.00');
    const wrong = await run(other, xmlFirst(other));
    expect(wrong.data.vendor_invoices[0]).toMatchObject({ total_amount: '120.00' });
    expect(errors(wrong.findings)).toEqual(['xml-page-mismatch']);
  });

  const bytes = (xml: string) => async () => new TextEncoder().encode(xml);
  const stating = (number: string): string =>
    `<Invoice><ID>${number}</ID><DocumentCurrencyCode>GBP</DocumentCurrencyCode>
      <LegalMonetaryTotal><TaxInclusiveAmount>120.00</TaxInclusiveAmount></LegalMonetaryTotal></Invoice>`;
  /** As the route `rules` asks: the e-invoice, then the page; the first of both that verification accepts. */
  const answersOf = async (attachments: Awaited<ReturnType<RecipeDocument['attachments']>>) => {
    const document: RecipeDocument = {
      ...pagesOf(bill('INV-1', '100.00', '20.00', '120.00')),
      attachments: async () => attachments,
    };
    const question = vendorInvoicesQuestion([1], true);
    const xml = await question.xml!(document);
    const rules = await question.rules!(document);
    const answer = xml ?? rules!;
    return { xml, rules, findings: await question.check!(answer.value, document), question, document };
  };

  test.each([
    ['cut off', stating('INV-1').slice(0, 90), 'not well-formed'],
    ['of another kind', '<Order><ID>1</ID></Order>', 'holds no invoice'],
    [
      'empty',
      '<CrossIndustryInvoice><ExchangedDocument/></CrossIndustryInvoice>',
      'neither a number nor a total',
    ],
  ])('that is %s is one warning, and the page answers', async (_, xml, reason) => {
    const read = await answersOf([{ name: 'factur-x.xml', read: bytes(xml) }]);
    expect(read.xml).toBeNull();
    expect(read.rules?.value.vendor_invoices[0]).toMatchObject({ total_amount: '120.00' });
    const said = read.findings.filter(({ code }) => code === 'e-invoice-unreadable');
    expect(said.map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
  });

  test('of which there are two: a warning only when they are different invoices', async () => {
    const two = (number: string) =>
      answersOf([
        { name: 'factur-x.xml', read: bytes(stating('INV-1')) },
        { name: 'xrechnung.xml', read: bytes(stating(number)) },
      ]);
    const codes = (read: Awaited<ReturnType<typeof two>>) => read.findings.map(({ code }) => code);
    expect(codes(await two('INV-1'))).not.toContain('e-invoices-differ');
    expect(codes(await two('INV-2')).filter((code) => code === 'e-invoices-differ')).toHaveLength(1);
  });

  test('is not replaced by the page it disagrees with; a model that settles it does so marked', async () => {
    const read = await answersOf([{ name: 'factur-x.xml', read: bytes(stating('INV-7')) }]);
    expect(read.xml?.value.vendor_invoices[0]).toMatchObject({ invoice_number: 'INV-7' });
    expect(read.rules).toBeNull();
    const settled = structuredClone(read.xml!.value);
    settled.vendor_invoices[0]!.invoice_number = 'INV-1';
    expect(await read.question.check!(settled, read.document)).toContainEqual(
      expect.objectContaining({ code: 'xml-page-mismatch', severity: 'warning', expected: 'INV-7' }),
    );
  });
});

describe('tables', () => {
  const rowsOf = (name: string, result: Partial<DocumentResult<InvoiceResult>>) => {
    const table = invoice.tables.find((one) => one.name === name)!;
    const whole = {
      document: { name: 'a.pdf', pages: 3 },
      pages: [],
      evidence: [],
      findings: [],
      review: 'none',
      data: null,
      ...result,
    };
    const rows = [...table.rows(whole as unknown as DocumentResult<InvoiceResult>)];
    for (const row of rows)
      expect(Object.keys(row).filter((key) => !table.columns.includes(key))).toEqual([]);
    return rows;
  };

  test('every file has a row of its class, failed ones too', async () => {
    const { data } = await run(pagesOf(bill('INV-1', '100.00', '20.00', '120.00')));
    expect(rowsOf('classification', { data })).toMatchObject([
      { document: 'a.pdf', classification: 'vendor_invoice', has_vendor_letterhead: true, total_pages: 3 },
    ]);
    const problem = new Problem('pdf-damaged', { detail: 'a.pdf is damaged' }).toJSON();
    expect(rowsOf('classification', { problem })).toMatchObject([
      { classification: 'processing_failed', classification_notes: 'a.pdf is damaged' },
    ]);
    // What failed has a table for every recipe.
    expect(invoice.tables.map(({ name }) => name)).toEqual([
      'classification',
      'vendor_invoices',
      'employee_expenses',
    ]);
  });

  test('invoices and claims, lists as text', async () => {
    const { data } = await run(pagesOf(bill('INV-1', '100.00', '20.00', '120.00')));
    const [row] = rowsOf('vendor_invoices', { data }) as unknown as VendorInvoice[];
    expect(row).toMatchObject({
      registration_numbers: 'VAT:GB980780684',
      line_items: 'Site visit | 1 x 100.00 | 100.00',
      page_numbers: '1',
      total_amount: '120.00',
    });
    const findings: Finding[] = [
      {
        code: 'duplicate-entry',
        severity: 'warning',
        path: 'vendor_invoices[0]',
        message: '',
        actual: 'z.pdf',
      },
    ];
    expect(rowsOf('vendor_invoices', { data, findings })).toMatchObject([{ duplicate_of: 'z.pdf' }]);
    const claim = await run(pagesOf(CLAIM));
    expect(rowsOf('employee_expenses', { data: claim.data })).toMatchObject([
      { employee_code: 'E-1042', total_amount: '400.00' },
    ]);
  });
});
