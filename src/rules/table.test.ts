import { describe, expect, it } from 'vitest';
import { askew, typeset } from '../../test/support/typeset.ts';
import type { PageText } from '../domain/page-text.ts';
import { detectAmountHabit } from './amount.ts';
import { type ColumnRole, readTables, type Table, type TableRow } from './table.ts';

const tables = (...pages: PageText[]): Table[] => readTables(pages, detectAmountHabit(pages));
const all = (table: Table | undefined): TableRow[] => (table ? [...table.rows, ...table.footers] : []);

/** Kind, name and the numbers named by `roles` of every row. */
function plain(table: Table | undefined, roles: ColumnRole[] = ['quantity', 'rate', 'amount']): string[] {
  return all(table).map((row) => {
    const numbers = roles.map((role) => row.cells[role]?.amount?.value ?? '-');
    return `${row.kind}: ${row.cells.description?.text ?? ''} ${numbers.join(' ')}`;
  });
}

describe('titles', () => {
  it.each([
    ['English', 'Description              Qty     Rate    Amount'],
    ['German', 'Bezeichnung            Menge    Preis    Betrag'],
    ['French', 'Désignation              Qté  P.U. HT   Montant'],
    ['Spanish', 'Descripción             Cant   Precio   Importe'],
    ['Italian', 'Descrizione             Qtà    Prezzo   Importo'],
    ['Dutch', 'Omschrijving          Aantal    Prijs    Bedrag'],
    ['Portuguese', 'Descrição               Qtd     Preço     Valor'],
  ])('are known in %s', (_language, titles) => {
    const [table] = tables(
      typeset(`
${titles}
First thing                2     3.00      6.00
Second thing               1     4.50      4.50`),
    );
    expect(table?.titled).toBe(true);
    expect(plain(table)).toEqual(['item: First thing 2 3.00 6.00', 'item: Second thing 1 4.50 4.50']);
  });

  it('may stand on two lines', () => {
    const [table] = tables(
      typeset(`
                    Cpt               Gross      Net
Sl# Description             Qty   Rate
                    Code             Amount   Amount
1   Livi 300mg Tab  A1       14  32.00   448.00   440.00
2   Metnuro         A2        7  17.72   124.03   124.03`),
    );
    expect(table?.columns.map((column) => column.role)).toEqual([
      'serial',
      'description',
      'code',
      'quantity',
      'rate',
      'gross',
      'amount',
    ]);
    expect(plain(table)).toEqual(['item: Livi 300mg Tab 14 32.00 440.00', 'item: Metnuro 7 17.72 124.03']);
  });

  it('take the net amount as the amount of the line', () => {
    const [table] = tables(
      typeset(`
Particulars        Qty    Rate   Gross   Discount   Net Amt
Dressing            10   10.00  100.00      10.00     90.00`),
    );
    expect(plain(table, ['gross', 'discount', 'amount'])).toEqual(['item: Dressing 100.00 10.00 90.00']);
  });

  it('settle by arithmetic whether an amount beside a total is the price of one', () => {
    const price = tables(
      typeset(`
Particulars        Qty    Amount     Total
Room Ward            3   2000.00   6000.00
Nebulization        10    100.00   1000.00`),
    );
    expect(plain(price[0])).toEqual([
      'item: Room Ward 3 2000.00 6000.00',
      'item: Nebulization 10 100.00 1000.00',
    ]);
    const gross = tables(
      typeset(`
Particulars        Qty    Amount     Total
Room Ward            3   2000.00   2100.00
Nebulization        10    100.00    105.00`),
    );
    expect(plain(gross[0], ['rate', 'gross', 'amount'])).toEqual([
      'item: Room Ward - 2000.00 2100.00',
      'item: Nebulization - 100.00 105.00',
    ]);
  });

  it('are not found in sentences or labels', () => {
    expect(
      tables(
        typeset(`
Please pay the total amount for the service at the price in the item description.
Invoice Date    Due Date    Total`),
      ),
    ).toEqual([]);
  });

  it('of a tax summary end the charges', () => {
    const [table, ...more] = tables(
      typeset(`
Bezeichnung            Menge    Preis    Betrag
Kunstrasen                 3     4,00     12,00
Steuersatz     Basisbetrag    Steuerbetrag
19%                  12,00            2,28`),
    );
    expect(more).toEqual([]);
    expect(plain(table, ['amount'])).toEqual(['item: Kunstrasen 12.00', 'tax: 19% 2.28']);
  });
});

describe('rows', () => {
  it('that have a name and an amount only are rows', () => {
    const [table] = tables(
      typeset(`
Particulars              Qty      Rate    Amount
Consultation Fee                          500.00
Bed Charge                 3   1500.00   4500.00
Total                                    5000.00`),
    );
    expect(plain(table)).toEqual([
      'item: Consultation Fee - - 500.00',
      'item: Bed Charge 3 1500.00 4500.00',
      'total: Total - - 5000.00',
    ]);
  });

  it('join the lines of a wrapped name, above or below the numbers', () => {
    const [table] = tables(
      typeset(`
Particulars                   Qty      Rate    Amount
Consultation (Dr. A Person,     4    100.00    400.00
General Medicine)
ECG                             1    250.00    250.00`),
    );
    expect(plain(table)).toEqual([
      'item: Consultation (Dr. A Person, General Medicine) 4 100.00 400.00',
      'item: ECG 1 250.00 250.00',
    ]);
  });

  it('take their name from the line above when they have none', () => {
    const [table] = tables(
      typeset(`
Item                Qty   Price   Amount
CHOPPING BOARD
                      1   19.00    19.00
AIR SPRAYER
                      2    8.00    16.00`),
    );
    expect(plain(table)).toEqual(['item: CHOPPING BOARD 1 19.00 19.00', 'item: AIR SPRAYER 2 8.00 16.00']);
  });

  it('keep numbers in the name with the name', () => {
    const [table] = tables(
      typeset(`
Medicine              Qty     MRP    Amount
Paracetamol 500 Tab    10    2.00     20.00
Insulin 40 IU 10 ml     1  158.73    158.73`),
    );
    expect(plain(table, ['quantity', 'mrp', 'amount'])).toEqual([
      'item: Paracetamol 500 Tab 10 2.00 20.00',
      'item: Insulin 40 IU 10 ml 1 158.73 158.73',
    ]);
  });

  it('know headings with and without a sum', () => {
    const [table] = tables(
      typeset(`
Description                 Qty     Rate    Net Amt
Consultation                                 950.00
  Consultation Charge         1   300.00     300.00
  Doctors Visiting Fee        2   325.00     650.00
ROOM
  Bed Charge                  1   900.00     900.00
  Nursing                     1   100.00     100.00
  Linen                       1    50.00      50.00`),
    );
    expect(all(table).map((row) => [row.kind, row.section])).toEqual([
      ['group', null],
      ['item', 'Consultation'],
      ['item', 'Consultation'],
      ['heading', null],
      ['item', 'ROOM'],
      ['item', 'ROOM'],
      ['item', 'ROOM'],
    ]);
  });

  it('between two totals are charges, and what has a price is one whatever it is called', () => {
    const [table] = tables(
      typeset(`
Particulars              Qty      Rate    Amount
Blood Count                1    350.00    350.00
Cash                       2     10.00     20.00
User charges                              100.00
Total                                     470.00
Ambulance transport                       500.00
Grand Total                               970.00`),
    );
    expect(plain(table, ['amount'])).toEqual([
      'item: Blood Count 350.00',
      'item: Cash 20.00',
      'item: User charges 100.00',
      'sub-total: Total 470.00',
      'item: Ambulance transport 500.00',
      'total: Grand Total 970.00',
    ]);
  });

  it('tell Total Protein from a total', () => {
    const [table] = tables(
      typeset(`
Particulars              Qty      Rate    Amount
Complete Blood Count       1    350.00    350.00
Total Protein                             180.00
Urea                       1    100.00    100.00
Laboratory Total                          630.00`),
    );
    expect(plain(table).map((row) => row.split(':')[0])).toEqual(['item', 'item', 'item', 'sub-total']);
  });

  it('read several labelled amounts of one line', () => {
    const [table] = tables(
      typeset(`
Particulars              Qty      Rate    Amount
Dressing                   1    100.00    100.00
CGST 9% 9.00   SGST 9% 9.00
Grand Total                               118.00`),
    );
    expect(plain(table, ['amount'])).toEqual([
      'item: Dressing 100.00',
      'tax: CGST 9% 9.00',
      'tax: SGST 9% 9.00',
      'total: Grand Total 118.00',
    ]);
  });

  it('leave prose and page numbers below the table out', () => {
    const [table] = tables(
      typeset(`
Particulars              Qty      Rate    Amount
Dressing                   1    100.00    100.00
Total                                     100.00
Payable within 14 days to account 12345678 at 5.00 percent interest
Page 1 of 4`),
    );
    expect(plain(table)).toHaveLength(2);
  });
});

describe('tables over page breaks', () => {
  const first = typeset(`
Particulars              Qty      Rate    Amount
Complete Blood Count       1    350.00    350.00
Urea                       1    100.00    100.00
Glucose                    2     50.00    100.00`);

  it('go on without titles in the columns of the page before', () => {
    const [table, ...more] = tables(
      first,
      typeset(
        `
Urine Routine              1    120.00    120.00
Ward 7                                   1500.00
Total                                    2170.00`,
        { pageNumber: 2 },
      ),
    );
    expect(more).toEqual([]);
    expect(table?.pageNumbers).toEqual([1, 2]);
    expect(plain(table).slice(3)).toEqual([
      'item: Urine Routine 1 120.00 120.00',
      'item: Ward 7 - - 1500.00',
      'total: Total - - 2170.00',
    ]);
  });

  it('go on below repeated titles', () => {
    const [table, ...more] = tables(first, { ...first, pageNumber: 2 });
    expect(more).toEqual([]);
    expect(table?.rows).toHaveLength(6);
    expect(table?.rows.map((row) => row.pageNumber)).toEqual([1, 1, 1, 2, 2, 2]);
  });
});

describe('sums below a table', () => {
  it('under titles of their own are no charges', () => {
    const [table] = tables(
      typeset(`
Bezeichnung              Menge       Preis      Betrag
Winterreifen                 6        4,85       29,10
   Netto           MwSt. 19 %              Gesamt
   29,10                 5,53               34,63`),
    );
    expect(plain(table)).toEqual(['item: Winterreifen 6 4.85 29.10']);
  });
});

describe('tables without titles', () => {
  it('read what a till multiplies, its name on the line above', () => {
    const [table] = tables(
      typeset(`
Tinta branca 15 l
6 x 521,32               3127,92
Piastrelle 30 x 60
2 Pz x 10,00               20,00
--------------------------------
TOTAL                    3147,92`),
    );
    expect(plain(table)).toEqual([
      'item: Tinta branca 15 l 6 521.32 3127.92',
      'item: Piastrelle 30 x 60 2 10.00 20.00',
      'total: TOTAL - - 3147.92',
    ]);
  });

  it('are known by amounts that end at one place', () => {
    const [table] = tables(
      typeset(
        `
Sunrise Nursing Home
Phone 0400 000 0000          12/03/2025

Consultation Fee                  500.00
Bed Charge                      1,500.00
Operation Theatre             1,00,000.00
Grand Total                   1,02,000.00`
          .replace('Grand Total                   1,02', 'Grand Total                 1,02')
          .replace('Theatre             1', 'Theatre           1'),
      ),
    );
    expect(table?.titled).toBe(false);
    expect(plain(table, ['amount'])).toEqual([
      'item: Consultation Fee 500.00',
      'item: Bed Charge 1500.00',
      'item: Operation Theatre 100000.00',
      'total: Grand Total 102000.00',
    ]);
  });

  it('find quantity and price by what they come to', () => {
    const [table] = tables(
      typeset(`
Surgical Gloves      3     48.00    144.00
Urine Bag            5    110.00    550.00
Syringe              4     12.00     48.00`),
    );
    expect(plain(table)).toEqual([
      'item: Surgical Gloves 3 48.00 144.00',
      'item: Urine Bag 5 110.00 550.00',
      'item: Syringe 4 12.00 48.00',
    ]);
  });
});

describe('cells', () => {
  it.each([0, 90, 180, 270] as const)(
    'of a sheet turned by %i degrees have the boxes of that sheet',
    (turn) => {
      const page = askew(
        typeset(`
Particulars              Qty      Rate    Amount
Complete Blood Count       1    350.00    350.00
Urea                       1    100.00    100.00
Glucose                    2     50.00    100.00`),
        turn,
        0.01,
      );
      const [table] = tables(page);
      expect(plain(table)).toEqual([
        'item: Complete Blood Count 1 350.00 350.00',
        'item: Urea 1 100.00 100.00',
        'item: Glucose 2 50.00 100.00',
      ]);
      const amount = table!.rows[0]!.cells.amount!;
      expect(amount.box).toEqual(page.words.filter((word) => word.text === '350.00')[1]!.box);
    },
  );

  it('are read by the habit of the document', () => {
    const [table] = tables(
      typeset(`
Bezeichnung              Menge       Preis      Betrag
Doppelzimmer                12    1.189,50   14.274,00
Garage                       1       1.500       1.500`),
    );
    expect(plain(table)).toEqual(['item: Doppelzimmer 12 1189.50 14274.00', 'item: Garage 1 1500 1500']);
  });
});
