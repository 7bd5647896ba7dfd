import { describe, expect, it } from 'vitest';
import type { PageText, TextOrigin } from '../domain/page-text.ts';
import { locateValues } from './locate-values.ts';

/** A page of lines; `|` separates columns 90 points apart, a blank separates words. */
function page(
  lines: readonly string[],
  options: { pageNumber?: number; origin?: TextOrigin } = {},
): PageText {
  const words = lines.flatMap((line, row) =>
    line.split('|').flatMap((cell, column) => {
      let x = 40 + column * 90;
      return cell
        .trim()
        .split(' ')
        .filter((text) => text !== '')
        .map((text) => {
          const box = [x, 40 + row * 14, x + text.length * 5, 50 + row * 14] as const;
          x = box[2] + 3;
          return options.origin === 'ocr' ? { text, box, confidence: 0.9 } : { text, box };
        });
    }),
  );
  return {
    pageNumber: options.pageNumber ?? 1,
    width: 600,
    height: 800,
    words,
    origin: options.origin ?? 'text-layer',
    imageCoverage: 0,
  };
}

const match = (value: unknown, ...pages: PageText[]) =>
  locateValues({ value }, pages, { origin: 'model' }).map((one) => one.match)[0];

describe('single values', () => {
  it.each([
    ['Acme Hospital', 'Acme Hospital', 'exact'],
    ['ACME hospital', 'Acme  Hospital', 'normalised'],
    ['Bed Charge', 'Bed|Charge', 'exact'],
    ['INV-2023-001', 'Invoice No.:INV-2023-001', 'normalised'],
    ['INV-2023', 'Invoice INV-2023-001', 'none'],
    ['2023', 'Invoice INV-2023-001', 'none'],
    ['Müller GmbH', 'Mueller GmbH', 'none'],
    ['Müller GmbH', 'Muller GmbH', 'normalised'],
    ['1234.56', 'Total 1.234,56', 'normalised'],
    ['1234.56', 'Total 1 234,56', 'normalised'],
    ['1234.56', 'Total 1,234.56', 'normalised'],
    ['100000.00', 'Total Rs. 1,00,000.00', 'normalised'],
    ['1234.56', 'Total 1234.56', 'exact'],
    ['1234.56', 'Total 11234.56', 'none'],
    ['234.56', 'Total 1,234.56', 'none'],
    ['123.456', 'Total 1,234.56', 'none'],
    ['12345.6', 'Total 1,234.56', 'none'],
    ['300', 'Total 300.00', 'normalised'],
    ['-12.50', 'Return (12.50)', 'normalised'],
    ['-12.50', 'Return 12.50-', 'normalised'],
    ['-12.50', 'Return 12.50 Cr', 'normalised'],
    ['19', 'VAT 19%', 'normalised'],
    ['0.19', 'VAT 19 %', 'normalised'],
    ['5', 'Screws 5kg', 'normalised'],
    ['2', '2x12.50', 'normalised'],
    ['334567', 'No. 334567', 'exact'],
    ['334567', 'No. A/334567/B', 'none'],
    ['1,250.00', 'Total 1.250,00', 'normalised'],
    ['1,250.00', 'Total 12.50', 'none'],
  ])('finds %s in "%s": %s', (value, line, kind) => {
    expect(match(value, page([line]))).toBe(kind);
  });

  it.each([
    ['Date 8.1.2024'],
    ['Datum: 8. Januar 2024'],
    ['January 8, 2024'],
    ['8th of January 2024'],
    ['8 janvier 2024'],
    ['8 de enero de 2024'],
    ['8 gennaio 2024'],
    ['8 januari 2024'],
    ['8 de janeiro de 2024'],
    ['08-Jan-24'],
    ['Jan 8, 2024'],
    ['08/01/2024'],
    ['01/08/2024'],
    ['20240108'],
  ])('finds 2024-01-08 in "%s"', (line) => {
    expect(match('2024-01-08', page([line]))).toBe('normalised');
  });

  it('lets the other dates of the document settle day and month', () => {
    expect(match('2024-01-08', page(['01/08/2024', '25/12/2023']))).toBe('none');
    expect(match('2024-01-08', page(['08/01/2024', '25/12/2023']))).toBe('normalised');
  });

  it('reads a doubtful number by the habit of the document', () => {
    expect(match('1234', page(['Total 1.234', 'Net 9,50', 'Tax 3,10']))).toBe('normalised');
    expect(match('1.234', page(['Total 1.234', 'Net 9,50', 'Tax 3,10']))).toBe('fuzzy');
  });

  it('finds a word hyphenated over two lines and a name wrapped in its cell', () => {
    expect(match('Consultation', page(['Consul-', 'tation']))).toBe('normalised');
    expect(match('Room Rent Single Ward', page(['Room Rent|3|900.00|2700.00', 'Single Ward']))).toBe('exact');
  });

  it('allows for recognition only on recognised pages', () => {
    for (const [value, line] of [
      ['100.00', 'Total 1O0.0O'],
      ['71.00', 'Total 11.00'],
      ['B8O15', 'Code 88015'],
      ['Corner Pharmacy', 'Comer Pharmacy'],
      ['Paracetamol', 'Paracetarnol'],
    ] as const) {
      expect(match(value, page([line], { origin: 'ocr' })), value).toBe('fuzzy');
      expect(match(value, page([line])), value).toBe('none');
    }
  });

  it('finds a long name with a slip of the pen and says it is near only', () => {
    expect(match('Consultation Charges Doctor Smith', page(['Consultation Charge Doctor Smith']))).toBe(
      'fuzzy',
    );
    expect(match('Consultation Charges Doctor Smith', page(['Physiotherapy Charge Doctor Smith']))).toBe(
      'none',
    );
  });

  it('gives box, quote and confidence', () => {
    const [found] = locateValues({ total: '1234.56' }, [page(['Total 1.234,56'])], { origin: 'model' });
    expect(found).toMatchObject({ path: 'total', pageNumber: 1, quote: '1.234,56', box: [68, 40, 108, 50] });
    expect(found!.confidence).toBeGreaterThan(0.9);
    expect(locateValues({ total: '9.99' }, [page(['Total 1.234,56'])], { origin: 'model' })[0]).toMatchObject(
      {
        match: 'none',
        pageNumber: null,
        box: null,
        quote: null,
      },
    );
  });
});

describe('rows', () => {
  const bill = page([
    'Name|Qty|Rate|Amount',
    'Glucometer|1|50.00|50.00',
    'Bed charge|2|900.00|1800.00',
    'Glucometer|1|50.00|50.00',
    'Glucometer|1|50.00|50.00',
    'Total|||1950.00',
  ]);
  const item = (name: string, quantity: string, rate: string, amount: string) => ({
    name,
    quantity,
    rate,
    amount,
  });
  const boxes = (items: unknown[], ...pages: PageText[]) =>
    locateValues({ items }, pages, { origin: 'model' });

  it('gives equal rows prints of their own, in order', () => {
    const found = boxes(
      Array.from({ length: 3 }, () => item('Glucometer', '1', '50.00', '50.00')),
      bill,
    );
    expect(found.every((one) => one.match === 'exact')).toBe(true);
    expect(found.filter((one) => one.path.endsWith('name')).map((one) => one.box![1])).toEqual([54, 82, 96]);
    const amounts = found.filter((one) => one.path.endsWith('amount'));
    expect(amounts.map((one) => one.box![1])).toEqual([54, 82, 96]);
    expect(amounts.every((one) => one.box![0] === 310)).toBe(true);
  });

  it('leaves a row without evidence that is claimed more often than printed', () => {
    const found = boxes(
      Array.from({ length: 4 }, () => item('Glucometer', '1', '50.00', '50.00')),
      bill,
    );
    expect(found.filter((one) => one.match === 'none').map((one) => one.path)).toEqual([
      'items[3].quantity',
      'items[3].rate',
      'items[3].amount',
    ]);
  });

  it('keeps a row together whatever the order of the answer', () => {
    const found = boxes(
      [item('Bed charge', '2', '900.00', '1800.00'), item('Glucometer', '1', '50.00', '50.00')],
      bill,
    );
    expect(found.slice(0, 4).map((one) => one.box![1])).toEqual([68, 68, 68, 68]);
  });

  it('believes the page a row names, and finds it elsewhere when it is not there', () => {
    const second = page(['Glucometer|1|50.00|50.00'], { pageNumber: 2 });
    const on = (page_number: number) => [{ ...item('Glucometer', '1', '50.00', '50.00'), page_number }];
    expect(boxes(on(2), bill, second).map((one) => one.pageNumber)).toEqual([2, 2, 2, 2]);
    expect(boxes(on(1), bill, second).map((one) => one.pageNumber)).toEqual([1, 1, 1, 1]);
    expect(boxes(on(3), second, page(['Nothing'], { pageNumber: 3 })).map((one) => one.pageNumber)).toEqual([
      2, 2, 2, 2,
    ]);
  });

  it('prefers the page asked for where the answer does not say', () => {
    const pages = [page(['Total 50.00']), page(['Total 50.00'], { pageNumber: 2 })];
    const on = (preferredPage?: number) =>
      locateValues({ total: '50.00' }, pages, {
        origin: 'model',
        ...(preferredPage === undefined ? {} : { preferredPage }),
      })[0]!.pageNumber;
    expect([on(), on(2)]).toEqual([1, 2]);
  });

  it('looks only for the paths asked for', () => {
    const value = { items: [item('Glucometer', '1', '50.00', '50.00')], kind: 'bill' };
    const found = locateValues(value, [bill], { origin: 'model', evidencePaths: ['items[].amount'] });
    expect(found.map((one) => one.path)).toEqual(['items[0].amount']);
  });
});

describe('taxes printed by their parts', () => {
  const rates = page([
    'Item|Qty|Price|Amount',
    'Bread|1|100.00|100.00',
    'Wine|1|200.00|200.00',
    'Rate|Net|VAT',
    '20 %|200.00|40.00',
    '5 %|100.00|5.00',
    'Total|||345.00',
  ]);
  const halves = page(['Taxable value|1000.00', 'CGST 9%|90.00', 'SGST 9%|90.00', 'Grand total|1180.00']);
  const of = (value: unknown, on: PageText) =>
    locateValues(value, [on], { origin: 'model' }).map((one) => `${one.match} ${one.quote}`);

  it('takes the sum of the rates for the tax, and that of their bases for the net amount', () => {
    expect(of({ tax_amount: '45.00', basic_amount: '300.00' }, rates)).toEqual([
      'normalised 200.00 40.00 100.00 5.00',
      'normalised 200.00 40.00 100.00 5.00',
    ]);
  });

  it('takes central and state tax together', () => {
    expect(of({ tax_amount: '180.00' }, halves)).toEqual(['normalised 90.00 90.00']);
  });

  it('takes nothing else', () => {
    expect(of({ tax_amount: '54.00', basic_amount: '310.00' }, rates)).toEqual(['none null', 'none null']);
    expect(of({ total_amount: '45.00' }, rates)).toEqual(['none null']);
    expect(of({ tax_amount: '90.10' }, halves)).toEqual(['none null']);
  });
});
