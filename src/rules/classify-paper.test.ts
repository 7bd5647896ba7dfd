import { describe, expect, test } from 'vitest';
import { generateInvoice } from '../../test/rules/generated-invoice.ts';
import { typeset } from '../../test/support/typeset.ts';
import { classifyPaper } from './classify-paper.ts';
import { readPaper } from './paper.ts';
import { readInvoicePaper } from './read-invoice.ts';
import { splitPapers } from './split-papers.ts';

const classify = (...texts: string[]) => {
  const paper = readPaper(texts.map((text, index) => typeset(text, { pageNumber: index + 1 })));
  return classifyPaper(paper, readInvoicePaper(paper));
};

const CLAIM = `
Expense Report
Employee Name: Maria Gonzales        Employee ID: E-1042
Department: Sales                    Date: 03/31/2024

Date         Category       Description          Amount
03/12/2024   Taxi           Airport to hotel      45.00
03/13/2024   Meals          Dinner with client    80.50
03/14/2024   Hotel          Two nights           310.00
Total claimed                                    435.50`;

describe('classes', () => {
  test('made-up invoices are vendor invoices', () => {
    for (let seed = 9000; seed < 9040; seed++) {
      const { pages } = generateInvoice(seed);
      const paper = readPaper(pages);
      const found = classifyPaper(paper, readInvoicePaper(paper));
      expect(found.class, `seed ${seed}`).toBe('vendor_invoice');
    }
  });

  test('a slip of a till stays one when a line of it may be a customer', () => {
    const paper = readPaper([
      typeset(`
        WARUNG STH DA
     B2-41, JL HASSAN OMAR
     80300 JOHOR BAHRU
     12/04/2019 20:41      0001
     DPT.06     RM  89.00
     DPT.02     RM  31.00
     CASH       RM 120.00`),
    ]);
    const reading = readInvoicePaper(paper);
    const addressed = (confidence: number) => {
      const buyer = { name: 'WARUNG STH DA', address: [], country: null, taxIds: [] };
      const evidence = [...reading.evidence, { ...reading.evidence[0]!, path: 'buyer.name', confidence }];
      return classifyPaper(paper, { ...reading, facts: { ...reading.facts, buyer }, evidence }).indicators;
    };
    expect(addressed(0.5)).toContain('slip of a till');
    expect(addressed(0.9)).not.toContain('slip of a till');
  });

  test('a delivery note without prices is no invoice, and travel that is charged no claim', () => {
    const note = classify(`
Transports Beaulieu

Bon de livraison
N° BL 55123
Votre commande PO-311

Référence   Désignation                Quantité
T100        Palette de parquet chêne         12`);
    expect(note.class).toBe('irrelevant');
    const charged = classify(`
Maître Aubry

Facture 471/25
Date 13/06/2024

Honoraires de constat                  549,37
Frais de déplacement                    89,15
Total HT                               638,52
TVA 20 %                               127,70
Total TTC                              766,22`);
    expect(charged.class).toBe('vendor_invoice');
  });

  test('an expense form is a claim, also with an invoice behind it', () => {
    const alone = classify(CLAIM);
    expect(alone).toMatchObject({
      class: 'employee_t&e',
      characteristics: { hasEmployeeCodes: true, primaryDocumentType: 'expense claim' },
    });
    const behind = classify(
      CLAIM,
      'INVOICE\nInvoice No. 4711\nInvoice date 03/14/2024\nHotel Astoria Inc\nTotal  $310.00',
    );
    expect(behind.class).toBe('employee_t&e');
  });

  test('a receipt of a journey or a meal is a claim', () => {
    expect(
      classify(
        'Payment Receipt\nGuest Name: Sanjay\nHotel Lotus\nCheck In 31/12/2017\nRoom 4   1 Night\nGrand Total   1939.00',
      ).class,
    ).toBe('employee_t&e');
  });

  test.each([
    [
      'bank statement',
      'Statement of Account\nAccount Number 1612-7771\nOpening balance  1,000.00\n03 Mar  Salary  500.00\nClosing balance  1,500.00',
    ],
    [
      'contract',
      'NON-DISCLOSURE AGREEMENT\nThis agreement is made between A Ltd and B Ltd, hereinafter called the parties.\nIn witness whereof the parties have signed.',
    ],
    [
      'an explanation of benefits',
      'Explanation of Benefits\nTHIS IS NOT A BILL\nClaim number 20240418-77120\nOffice visit  $240.00\nX-ray  $180.00\nTotal  $420.00\nYou owe  $51.60',
    ],
    [
      'a quotation with its number and sums',
      'Q U O T A T I O N\nNorthgate Supplies Ltd\nQuotation No. Q-456\nDate 07/11/2023\nCustomer: Vale Primary School\nSubtotal  100.00\nVAT 20%  20.00\nTotal  120.00',
    ],
    ['a bare title', 'Invoice-1'],
    ['a letter', 'Dear Ms Cooper,\nthank you for your visit last week. We look forward to seeing you again.'],
  ])('%s is irrelevant', (_, text) => {
    expect(classify(text).class).toBe('irrelevant');
  });

  test('letters about unpaid invoices, lists of paid ones and goods that are weighed are no invoices', () => {
    const head = 'Fenwick Plant Hire Ltd\nDepot Lane, Hexham\n\n';
    const foot = '\nInvoice number: 61882\nInvoice date: 29 August 2025\nAmount outstanding: £2,316.00';
    expect(classify(`${head}FINAL REMINDER\n${foot}`).class).toBe('irrelevant');
    expect(classify(`${head}2. Mahnung\n${foot}`).class).toBe('irrelevant');
    expect(
      classify(
        `${head}REMITTANCE ADVICE\n\nYour invoice    Date          Paid\n11827           31/08/2025    1,440.00\n\nTotal paid £1,440.00`,
      ).class,
    ).toBe('irrelevant');
    expect(
      classify('Metall GmbH\n\nLieferschein 2025-40881\n\nGewicht 148,20 kg\nSchraube M12   500 Stk').class,
    ).toBe('irrelevant');
  });

  test('a paper in a script that is not read is looked at', () => {
    const { confidence } = classify('請求書\n請求書番号 42\nご請求金額 150,700\n株式会社さくら');
    expect(confidence).toBeLessThan(0.6);
  });

  test('says what decided', () => {
    const { indicators } = classify(
      'INVOICE\nInvoice No. 4711\nHarrow Ltd\nSubtotal 100.00\nVAT 20% 20.00\nTotal 120.00',
    );
    expect(indicators).toEqual(expect.arrayContaining(['title: invoice', 'invoice number', 'total', 'tax']));
  });
});

describe('several documents in one file', () => {
  const split = (...texts: string[]) =>
    splitPapers(readPaper(texts.map((text, index) => typeset(text, { pageNumber: index + 1 })))).map(
      (part) => part.pageNumbers,
    );
  const first = 'Invoice Number: 1001\nHarrow Ltd\nChair 10.00';
  const second = 'Invoice Number: 1002\nHarrow Ltd\nTable 20.00';

  test('another number begins another document, pages without one go on', () => {
    expect(split(first, 'continued\nLamp 5.00', second, second)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('a page label that starts again begins another document', () => {
    expect(split('Page 1 of 2\nChair 10.00', 'Page 2 of 2\nLamp 5.00', 'Page 1 of 1\nDesk 7.00')).toEqual([
      [1, 2],
      [3],
    ]);
  });

  test('one document stays whole', () => {
    expect(split(first, 'Invoice Number: 1001\nPage 2')).toEqual([[1, 2]]);
    expect(split(first)).toEqual([[1]]);
  });
});
