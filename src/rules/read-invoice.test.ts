import { describe, expect, test } from 'vitest';
import { generateInvoice } from '../../test/rules/generated-invoice.ts';
import { STYLED_INVOICES } from '../../test/rules/invoice-styles.ts';
import { RECEIPTS } from '../../test/rules/receipts.ts';
import { typeset } from '../../test/support/typeset.ts';
import type { InvoiceFacts, InvoiceReading } from './invoice-facts.ts';
import { nameKey } from './names.ts';
import { readInvoice } from './read-invoice.ts';

const facts = (text: string): InvoiceFacts => readInvoice([typeset(text)]).facts;

/** Every quote must hold its value, at a box on the page. */
function expectEvidence({ evidence }: InvoiceReading, pages: Parameters<typeof readInvoice>[0]): void {
  for (const one of evidence) {
    const page = pages.find((candidate) => candidate.pageNumber === one.pageNumber);
    expect(page, one.path).toBeDefined();
    const [x0, y0, x1, y1] = one.box!;
    const inside = page!.words.filter(
      ({ box }) => box[0] >= x0 - 0.1 && box[1] >= y0 - 0.1 && box[2] <= x1 + 0.1 && box[3] <= y1 + 0.1,
    );
    const words = inside.map((word) => word.text);
    for (const word of one.quote!.split(' ')) expect(words, one.path).toContain(word);
    expect(one.confidence).toBeGreaterThan(0);
  }
}

describe('made-up invoices in seven languages and many layouts', () => {
  const seeds = Array.from({ length: 80 }, (_, index) => 5000 + index);
  test.each(seeds)('seed %i', (seed) => {
    const { pages, truth } = generateInvoice(seed);
    const reading = readInvoice(pages);
    const { facts: read } = reading;
    expect({
      number: read.number,
      issueDate: read.issueDate,
      dueDate: read.dueDate,
      seller: nameKey(read.seller?.name ?? ''),
      buyer: nameKey(read.buyer?.name ?? ''),
      net: read.totals.net,
      tax: read.totals.tax,
      gross: read.totals.gross,
      lines: read.lines.map(({ quantity, unitPrice, amount }) => [quantity, unitPrice, amount]),
    }).toEqual({
      number: truth.number,
      issueDate: truth.issueDate,
      dueDate: truth.dueDate,
      seller: nameKey(truth.seller),
      buyer: nameKey(truth.buyer),
      net: truth.net,
      tax: truth.tax,
      gross: truth.gross,
      lines: truth.lines.map(({ quantity, unitPrice, amount }) => [quantity, unitPrice, amount]),
    });
    if (truth.currency) expect(read.currency).toBe(truth.currency);
    if (truth.paid) expect(read.totals.prepaid).toBe(truth.paid);
    expect(reading.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expectEvidence(reading, pages);
  });
});

describe('slips of tills', () => {
  test.each(RECEIPTS.map((receipt) => [receipt.what, receipt] as const))('%s', (_, receipt) => {
    const reading = readInvoice([receipt.page]);
    const { facts: read } = reading;
    expect({
      seller: nameKey(read.seller?.name ?? ''),
      date: read.issueDate,
      total: read.totals.gross,
      currency: read.currency,
      number: read.number,
    }).toEqual({
      seller: nameKey(receipt.seller),
      date: receipt.date,
      total: receipt.total,
      currency: receipt.currency,
      number: receipt.number,
    });
    expectEvidence(reading, [receipt.page]);
  });
});

describe('invoices in the manner of many senders', () => {
  test.each(STYLED_INVOICES.map((invoice) => [invoice.what, invoice] as const))('%s', (_, invoice) => {
    const { page, what: _what, ...expected } = invoice;
    const reading = readInvoice([page]);
    const { facts: read } = reading;
    expect({
      seller: nameKey(read.seller?.name ?? ''),
      number: read.number,
      date: read.issueDate,
      gross: read.totals.gross,
      currency: read.currency,
      ...(expected.due === undefined ? {} : { due: read.dueDate }),
      ...(expected.buyer === undefined ? {} : { buyer: nameKey(read.buyer?.name ?? '') }),
      ...(expected.lines === undefined ? {} : { lines: read.lines.length }),
    }).toEqual({
      ...expected,
      seller: nameKey(expected.seller),
      ...(expected.buyer === undefined ? {} : { buyer: nameKey(expected.buyer) }),
    });
    expectEvidence(reading, [page]);
  });
});

describe('numbers', () => {
  test.each([
    ['Invoice INV/2023/03/0008', 'INV/2023/03/0008'],
    ['Rechnung # RE-20140703/502 vom 03.07.2014', 'RE-20140703/502'],
    ['Handelsrechnung (380) Nr. 471102 vom 05.06.2018', '471102'],
    ['Receipt # No.: 9876', '9876'],
    ['Facture n° 2022089083', '2022089083'],
    ['Invoice Number:  DOC-12345', 'DOC-12345'],
    ['INVOICE NO:FA-17', 'FA-17'],
  ])('%s', (line, number) => {
    expect(facts(`Seller Ltd\n\n${line}\nTotal   12.00`).number).toBe(number);
  });

  test.each([
    'N° de facture associée : F20180003',
    'Purchase Order: PO-17',
    'VAT registration no: GB980780684',
    'Page 1 of 3',
    'This document refers to your letter of 3 May',
    'Customer No. 4711',
    'Data fattura: 18 ottobre',
  ])('none in: %s', (line) => {
    expect(facts(`Seller Ltd\n\n${line}\nTotal   12.00`).number).toBeNull();
  });

  test('the order number is its own fact', () => {
    expect(facts('Invoice No. 17     Date 05.03.2024\nYour order PO-99\nTotal 12.00 EUR')).toMatchObject({
      number: '17',
      orderNumber: 'PO-99',
    });
  });
});

describe('dates', () => {
  test('of invoice, delivery, order and payment', () => {
    expect(
      facts(`
Rechnungsdatum:     07.05.2014
Lieferdatum:        02.05.2014
Bestellung vom      28.04.2014
Zahlbar bis         21.05.2014
Gesamtbetrag        34,73 EUR`),
    ).toMatchObject({ issueDate: '2014-05-07', dueDate: '2014-05-21', deliveryDate: '2014-05-02' });
  });

  test('a due date before the invoice date says that the other order of day and month is meant', () => {
    const reading = readInvoice([
      typeset(`
Invoice Date   04/02/2026
Due Date       05/02/2026
Total          12.00`),
    ]);
    expect(reading.facts).toMatchObject({ issueDate: '2026-02-04', dueDate: '2026-02-05' });
    const other = readInvoice([
      typeset(`
Invoice Date   04/05/2026
Due Date       05/04/2026
Total          $12.00`),
    ]);
    expect(other.facts).toMatchObject({ issueDate: '2026-04-05', dueDate: '2026-05-04' });
  });

  test('an order that only custom decides is a finding, and looked at', () => {
    const { findings, evidence } = readInvoice([typeset('Invoice Date   04/05/2026\nTotal   $12.00')]);
    expect(evidence.find(({ path }) => path === 'issueDate')?.confidence).toBeLessThan(0.5);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'date-order-uncertain', path: 'issueDate', severity: 'warning' }),
    );
  });

  test.each([
    ['Elm Diner\nMobile, AL 36602', '2019-08-01', 1],
    ['Elm Diner\nEIN: 45-1234567', '2019-08-01', 1],
    ['Elm Diner\nCall (555) 010-2244', '2019-08-01', 1],
    ['Elm Diner\nBath BA1 1LT', '2019-01-08', 1],
    ['Elm Diner\nToronto ON M5V 2T6', '2019-01-08', 0.49],
    ['Elm Diner\n36602 Berlin', '2019-01-08', 0.49],
  ])('the country of %j says whether the month comes first', (head, date, most) => {
    const { facts: read, evidence } = readInvoice([
      typeset(`${head}\n\nDate: 08/01/2019 13:21\nTOTAL 12.00`),
    ]);
    const confidence = evidence.find(({ path }) => path === 'issueDate')!.confidence;
    expect(read.issueDate).toBe(date);
    expect(confidence >= 0.5).toBe(most === 1);
  });

  test('a holiday is no invoice date', () => {
    expect(
      facts(
        'Rechnung Nr. 17 vom 15.11.2024\nVom 17. Dezember 2024 bis 6. Januar 2025 haben wir Betriebsferien.\nSumme 12,00',
      ).issueDate,
    ).toBe('2024-11-15');
  });
});

describe('parties', () => {
  test('blocks with a row for the name', () => {
    expect(
      facts(`
Verkäufer
Nummer:                 549910
Name:                   Lieferant GmbH
Anschrift:              Lieferantenstraße 20
                        80333 München
USt.-Id.-Nr.:           DE136695976
Käufer/Leistungsempfänger
Name:                   Kunden AG Mitte
Anschrift:              Kundenstraße 15
                        69876 Frankfurt`),
    ).toMatchObject({
      seller: { name: 'Lieferant GmbH', country: 'DE' },
      buyer: { name: 'Kunden AG Mitte' },
    });
  });

  test('an account holder is the seller where nothing better stands', () => {
    expect(
      facts(`
                                    ALEXINUX
                                    27 rue Henri
Facture n° 2022089083
Total TTC :  56,02 €
BRED BANQUE - Titulaire du compte : NETPRESSE
NETPRESSE
Siège social : 16 rue Mollien - 92100 BOULOGNE - Siret 53084813400017`).seller?.name,
    ).toBe('NETPRESSE');
  });

  test('a number behind "Customer:" is no name', () => {
    expect(facts('Customer:2\nYour order AB321\nInvoice # 17\nTotal 12.00').buyer).toBeNull();
  });
});

test('reads the parts of a line item that the table has', () => {
  const { facts: read, evidence } = readInvoice([
    typeset(`
Pos.  Art.-Nr.   Bezeichnung        Menge  Einheit   Einzelpreis   MwSt.%    Gesamt
1     A-17       Schrauben M8         100   Stk            0,12     19         12,00
2     B-4        Montage                2   Std           60,00     19        120,00
                                              Summe netto                     132,00
                                              19% MwSt.                        25,08
                                              Gesamtbetrag                    157,08 EUR`),
  ]);
  expect(read.lines).toMatchObject([
    {
      description: 'Schrauben M8',
      quantity: '100',
      unit: 'Stk',
      unitPrice: '0.12',
      amount: '12.00',
      code: 'A-17',
      pageNumber: 1,
    },
    {
      description: 'Montage',
      quantity: '2',
      unit: 'Std',
      unitPrice: '60.00',
      amount: '120.00',
      code: 'B-4',
      pageNumber: 1,
    },
  ]);
  expect(evidence.find((one) => one.path === 'lines[1].amount')).toMatchObject({
    quote: '120,00',
    match: 'normalised',
    pageNumber: 1,
  });
});

test('an empty page has no facts and no findings', () => {
  const { facts: read, evidence, findings } = readInvoice([typeset('')]);
  expect(read).toMatchObject({ number: null, issueDate: null, seller: null, currency: null, lines: [] });
  expect([evidence, findings]).toEqual([[], []]);
});

test('a slip whose date lost a stroke is dated by it, to be looked at, when nothing else dates it', () => {
  const slip = (first: string) => {
    const text = `LIAN STATIONERY SDN BHD\n${first}   No : CS-20243\nPen      2    12.00\nTotal      12.00\nCash       20.00`;
    const { facts: read, evidence } = readInvoice([{ ...typeset(text), origin: 'ocr' }]);
    return [read.issueDate, evidence.find(({ path }) => path === 'issueDate')?.confidence ?? 1] as const;
  };
  const [date, confidence] = slip('2703/2018');
  expect(date).toBe('2018-03-27');
  expect(confidence).toBeLessThan(0.5);
  expect(slip('2703/2018  28/03/2018')[0]).toBe('2018-03-28');
});

test('a line rests on how well its words were recognised', () => {
  const page = typeset(
    `
Description        Qty   Price   Amount
Garden chair         2   40.00    80.00
Picnic table         1   90.00    90.00
Total                            170.00`,
    { origin: 'ocr', confidence: 0.96 },
  );
  const words = page.words.map((word) => (word.text === 'Picnic' ? { ...word, confidence: 0.2 } : word));
  const { evidence } = readInvoice([{ ...page, words }]);
  const said = (path: string): number => evidence.find((one) => one.path === path)!.confidence;
  expect(said('lines[0].description')).toBeGreaterThan(0.9);
  expect(said('lines[1].description')).toBeLessThan(0.5);
  expect(said('lines[1].amount')).toBeGreaterThan(0.9);
});

test('a number with a digit that recognition is unsure of is looked at, unless it is printed twice', () => {
  const said = (text: string) => {
    const page = typeset(text, { origin: 'ocr', confidence: 0.96 });
    const words = page.words.map((word) => (word.text === '20222280' ? { ...word, confidence: 0.6 } : word));
    return readInvoice([{ ...page, words }]).evidence.find(({ path }) => path === 'number')!.confidence;
  };
  expect(said('Elm Ltd\n\nInvoice No: 20222280\nTotal  12.00')).toBeLessThan(0.5);
  expect(said('Elm Ltd\n\nInvoice No: 20222280\nTotal  12.00\nInvoice number 20222280')).toBeGreaterThan(0.5);
});

test('dates and numbers that a narrow column breaks are read over both lines', () => {
  const read = (lines: readonly string[]) => facts(['Elm Ltd', '', ...lines, '', 'Total  12.00'].join('\n'));
  expect(read(['Invoice No: 2024-', '            0117', '', 'Date: 18 October', '      2023'])).toMatchObject(
    {
      number: '2024-0117',
      issueDate: '2023-10-18',
    },
  );
  expect(read(['Invoice No: 117', 'Invoice date: 2024-04-', '              01'])).toMatchObject({
    number: '117',
    issueDate: '2024-04-01',
  });
  // What goes on is more than the rest of a date.
  expect(read(['Invoice No: 117', 'Date: 18 October', '      2023 was our best year'])).toMatchObject({
    issueDate: null,
  });
});

test('a number that ends at a hyphen is cut off, and looked at', () => {
  const said = (number: string): number =>
    readInvoice([typeset(`Elm Ltd\n\nInvoice No: ${number}\nTotal  12.00`)]).evidence.find(
      ({ path }) => path === 'number',
    )!.confidence;
  expect(said('2021-0110')).toBeGreaterThan(0.9);
  expect(said('2021-')).toBeLessThan(0.5);
});

test('a column of amounts titled as a sum proves no single row by its own amount', () => {
  const { lines } = facts(
    [
      'Elm Ltd',
      '',
      'Invoice No: 77',
      'Description        Qty    Price    Sub total',
      'Apples             2      10.00    20.00',
      'Pears              1      5.00     5.00',
      'Plums              3      2.00     6.00',
      '                          Total    37.51',
    ].join('\n'),
  );
  expect(lines.map(({ description }) => description)).toEqual(['Apples', 'Pears', 'Plums']);
});

test('where nothing is counted, prices are amounts', () => {
  const { lines } = facts(
    [
      'Elm Ltd',
      'Invoice No: 77',
      '',
      'Item                                  Price',
      'Website design                        $300.00',
      'Hosting, 3 months                     $75.00',
      '',
      '                                Total: $375.00',
    ].join('\n'),
  );
  expect(lines).toMatchObject([
    { description: 'Website design', unitPrice: null, amount: '300.00' },
    { description: 'Hosting, 3 months', unitPrice: null, amount: '75.00' },
  ]);
});

test('a last row that is what the others come to is their total, unless the paper prints a sum of all', () => {
  const amounts = (foot: readonly string[]) =>
    facts(
      [
        'Elm Ltd',
        'Invoice No: 77',
        '',
        'Qty   Description           Price      Subtotal',
        '2     On-site training      £75.00     £150.00',
        '1     Photography           £389.00    £389.00',
        '1     Brass hinges          £120.00    £120.00',
        ...foot,
      ].join('\n'),
    ).lines.map(({ amount }) => amount);
  const charges = ['150.00', '389.00', '120.00'];
  expect(amounts(['', '      Routing 120000547                £659.00'])).toEqual(charges);
  expect(amounts(['      Delivery                         £659.00', '      Total   £1,318.00'])).toEqual([
    ...charges,
    '659.00',
  ]);
});

test('a serial number numbers the document where nothing else does, and is looked at', () => {
  const said = (...lines: readonly string[]) => {
    const { facts: found, evidence } = readInvoice([typeset(['Elm Ltd', '', ...lines].join('\n'))]);
    return { number: found.number, confidence: evidence.find(({ path }) => path === 'number')?.confidence };
  };
  expect(said('INVOICE', 'Serial No. AA.00518', 'Date: 12 May 2025', 'Total  12.00')).toEqual({
    number: 'AA.00518',
    confidence: 0.45,
  });
  expect(said('Invoice No: 77', 'Serial No. AA.00518', 'Total  12.00')).toMatchObject({ number: '77' });
  // That of a device stands among the charges.
  const device = [
    'INVOICE',
    'Description      Qty    Amount',
    'Pump             1       12.00',
    'Serial No. 4711',
  ];
  expect(said(...device, 'Total  12.00').number).toBeNull();
});

test('labels that a narrow cell breaks over two lines are read whole', () => {
  expect(
    facts(
      [
        'Elm Ltd',
        '',
        'Rechnungs-      Rechnungs-      Kunden-',
        'nummer          datum           nummer',
        'RG 718834       02.09.2025      20714',
        '',
        'Nettobetrag     1.045,00',
        'MwSt 19 %         198,55',
        'Gesamt          1.243,55',
      ].join('\n'),
    ),
  ).toMatchObject({
    number: 'RG 718834',
    issueDate: '2025-09-02',
  });
  expect(
    facts(
      [
        'Elm Ltd',
        'Invoice No: 77',
        '',
        'Qty   Description        Price    Amount',
        '3     Forklift rental    285.00   855.00',
        '2     Delivery of both    95.00   190.00',
        '',
        'Merchandise     1,045.00',
        'Total',
        'Sales Tax          62.70',
        'Please Pay      1,107.70',
        'This Amount',
      ].join('\n'),
    ).totals,
  ).toMatchObject({ lines: '1045.00', tax: '62.70', due: '1107.70' });
});

test('the row below a table is net, tax and gross where its amounts say so', () => {
  expect(
    facts(
      [
        'Elm Kft.',
        'Számla sorszáma: E-31',
        '',
        'Megnevezés        Mennyiség   Egységár   Nettó ár   ÁFA érték   Bruttó ár',
        'Karbantartás             1     85.000     85.000      22.950     107.950',
        'Grafika                  3     22.000     66.000      17.820      83.820',
        'Összesen                                 151.000      40.770     191.770',
      ].join('\n'),
    ).totals,
  ).toMatchObject({ net: '151000', tax: '40770', gross: '191770' });
});

test('the end of a period in a sentence is no day of payment', () => {
  const due = (line: string) =>
    facts(['Elm GmbH', 'Rechnung Nr. 77', line, 'Total  12,00'].join('\n')).dueDate;
  expect(due('Für die bis zum 12.06.2025 erbrachten Arbeiten berechnen wir:')).toBeNull();
  expect(due('Wir bitten um Zahlung bis zum 12.06.2025.')).toBe('2025-06-12');
});

test('halves of a tax below a table are added up', () => {
  const { lines, totals } = facts(
    [
      'Lakshmi Appliances Pvt Ltd',
      'Invoice No: 77',
      '',
      'Sr. No.   Particulars   Qty     Rate   Taxable Amt   CGST Amt   SGST Amt      Total',
      '1         Ceiling fan     3   820.00      2,460.00     221.40     221.40   2,902.80',
      '2         Exhaust fan     2   210.00        420.00      37.80      37.80     495.60',
      '',
      'Taxable Value                             2,880.00',
      'Add: CGST                                   259.20',
      'Add: SGST                                   259.20',
      'Net Amount Payable                        3,398.40',
    ].join('\n'),
  );
  expect(lines.map(({ amount }) => amount)).toEqual(['2902.80', '495.60']);
  expect(totals).toMatchObject({ net: '2880.00', tax: '518.40', gross: '3398.40' });
});

test('earlier invoices that are taken off below a sum, and the total below freight, are no lines', () => {
  const amounts = (...foot: readonly string[]) =>
    facts(
      [
        'Elm GmbH',
        'Rechnung Nr. 77',
        '',
        'Pos.  Leistung          Menge     Preis       Betrag',
        '1     Trockenbau            2    900,00     1.800,00',
        '2     Türzargen             3    100,00       300,00',
        ...foot,
      ].join('\n'),
    ).lines.map(({ amount }) => amount);
  const charges = ['1800.00', '300.00'];
  expect(
    amounts(
      '      Zwischensumme netto                     2.100,00',
      '      abzgl. 1. Abschlagsrechnung netto      -1.000,00',
      '      Netto                                   1.100,00',
      '      19 % USt.                                 209,00',
      '      Rechnungsbetrag                         1.309,00',
    ),
  ).toEqual(charges);
  expect(
    amounts(
      '      Total FOB                               2.100,00',
      '      Freight                                   680,00',
      '      TOTAL CIF MOMBASA EUR                   2.780,00',
    ),
  ).toEqual(charges);
});

test('who owns a firm, or the street it is in, is not its name', () => {
  const seller = (...head: readonly string[]) =>
    facts([...head, '', 'Invoice No: 77', 'Total  12.00'].join('\n')).seller?.name;
  expect(seller('Lakshmi Appliances', 'Main Road, Guntur, Andhra Pradesh 522003')).toBe('Lakshmi Appliances');
  expect(seller('Trockenbau Niemeyer', 'Inh. Jörg Niemeyer, Am Sägewerk 4, 31785 Hameln')).toBe(
    'Trockenbau Niemeyer',
  );
});

test('the invoice that a credit note takes back lends it neither number nor date', () => {
  expect(
    facts(
      [
        'Papeterie du Forez SAS',
        'AVOIR',
        'N° AV-00219',
        'du 04/12/2025',
        '',
        'Annule partiellement la facture n° FC-11840 du 18/11/2025',
        'Total TTC   -187,56 €',
      ].join('\n'),
    ),
  ).toMatchObject({ number: 'AV-00219', issueDate: '2025-12-04' });
});

test('a bare dollar beside a tax that the United States do not have is of no known country', () => {
  const currency = (...lines: readonly string[]) =>
    facts(['Elm Ltd', 'Tax Invoice 203318', ...lines, 'Total  $115.00'].join('\n')).currency;
  expect(currency('GST No: 118-204-663')).toBeNull();
  expect(currency('GST No: 118-204-663', 'Napier, New Zealand')).toBe('NZD');
  expect(currency('Sales tax  $15.00')).toBe('USD');
});
