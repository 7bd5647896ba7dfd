import { add, type Decimal, subtract, sum } from '../../src/domain/decimal.ts';
import type { PlannedBill, PlannedFile, PlannedFoot, PlannedRow, PlannedSection } from './plan.ts';
import { type Random, random } from './random.ts';
import {
  DATED_COLUMNS,
  GERMAN_COLUMNS,
  HOSPITAL_COLUMNS,
  medicines,
  money,
  PHARMACY_COLUMNS,
  PLAIN_COLUMNS,
  row,
  SERVICES,
  services,
} from './stock.ts';

const sections = (rows: readonly PlannedRow[]): PlannedSection[] => [{ name: null, rows, sum: 'none' }];
const sumOf = (bill: Pick<PlannedBill, 'sections'>): Decimal =>
  sum(bill.sections.flatMap((section) => section.rows.map((one) => one.amount)));
const total = (label: string, amount: Decimal): PlannedFoot => ({ kind: 'total', label, amount });
const paid = (label: string, amount: Decimal): PlannedFoot => ({ kind: 'payment', label, amount });

const HOSPITALS = [
  'Lakeside Multispeciality Hospital',
  'Green Valley Medical Centre',
  'Sunrise Nursing Home',
];

function hospital(choose: Random, more: Partial<PlannedBill> & Pick<PlannedBill, 'sections'>): PlannedBill {
  const day = String(choose.int(10, 28));
  return {
    seller: choose.pick(HOSPITALS),
    address: ['14 Canal Road, Ward 6', 'Phone 0400 000 0000'],
    title: 'INPATIENT BILL',
    number: `IP${choose.int(10000, 99999)}`,
    numberLabel: 'Bill No',
    date: `${day}/0${choose.int(1, 9)}/2025`,
    dateLabel: 'Bill Date',
    columns: HOSPITAL_COLUMNS,
    foot: [total('Grand Total', sumOf(more))],
    numbers: 'indian',
    ruled: false,
    repeatTitles: true,
    repeatHead: true,
    pageType: 'Bill Detail',
    ...more,
  };
}

function pharmacy(choose: Random, more: Partial<PlannedBill> & Pick<PlannedBill, 'sections'>): PlannedBill {
  return hospital(choose, {
    seller: 'Lakeside Pharmacy & Medical Stores',
    title: 'CASH MEMO',
    number: `PH-${choose.int(1000, 9999)}`,
    columns: PHARMACY_COLUMNS,
    ruled: true,
    pageType: 'Pharmacy',
    ...more,
  });
}

const file = (name: string, bills: readonly PlannedBill[], more: Partial<PlannedFile> = {}): PlannedFile => ({
  name,
  bills,
  language: 'en',
  currency: 'INR',
  ...more,
});

function departments(choose: Random, rows: number, sumAt: PlannedSection['sum']): PlannedSection[] {
  return Object.keys(SERVICES).map((name) => ({ name, rows: services(choose, name, rows), sum: sumAt }));
}

const half = (cents: Decimal): Decimal => money(Math.round(Number(cents.replace('.', '')) * 0.025));

/** The traps, by name: each makes a file of its own from a seed. */
export const TRAPS: Readonly<Record<string, (choose: Random) => PlannedFile>> = {
  'grouped-hospital': (choose) => {
    const groups = departments(choose, choose.int(12, 14), 'heading');
    const all = sumOf({ sections: groups });
    const foot = [
      total('Grand Total', all),
      paid('Advance Paid', '5000.00'),
      paid('Balance Due', subtract(all, '5000.00')),
    ];
    return file('grouped-hospital', [hospital(choose, { sections: groups, foot, money: 'Rs.' })]);
  },
  'sums-below': (choose) =>
    file('sums-below', [
      hospital(choose, {
        columns: DATED_COLUMNS,
        sections: departments(choose, 6, 'below').map((group) => ({
          ...group,
          sumLabel: `${group.name} Total`,
          rows: group.rows.map((one) => ({
            ...one,
            date: `1${choose.int(0, 9)}-03-2025`,
            code: `S${choose.int(100, 999)}`,
          })),
        })),
        ruled: true,
      }),
    ]),
  'final-summary': (choose) =>
    file(
      'final-summary',
      [hospital(choose, { sections: departments(choose, 8, 'none'), summary: true, foot: [] })].map(
        (bill) => ({ ...bill, foot: [total('Total Bill Amount', sumOf(bill))] }),
      ),
    ),
  pharmacy: (choose) => {
    const rows = medicines(choose, choose.int(30, 45));
    const net = sum(rows.map((one) => one.amount));
    const tax = half(net);
    const exact = sum([net, tax, tax]);
    const rounded = `${Math.round(Number(exact))}.00`;
    return file('pharmacy', [
      pharmacy(choose, {
        sections: sections(rows),
        gstin: '29AABCL1234F1ZU',
        foot: [
          { kind: 'sub-total', label: 'Sub Total', amount: net },
          { kind: 'tax', label: 'CGST 2.5%', amount: tax, rate: '2.5' },
          { kind: 'tax', label: 'SGST 2.5%', amount: tax, rate: '2.5' },
          { kind: 'round-off', label: 'Round Off', amount: subtract(rounded, exact) },
          total('Net Amount', rounded),
        ],
      }),
    ]);
  },
  'equal-rows': (choose) =>
    file('equal-rows', [
      hospital(choose, {
        columns: DATED_COLUMNS,
        sections: sections([
          ...services(choose, 'Consultation Charges', 3),
          ...Array.from({ length: 20 }, () => row('Glucometer Blood Sugar', 1, 6000, { date: '12/03/2025' })),
          ...services(choose, 'Room Charges', 4),
        ]),
        rowsPerPage: 14,
      }),
    ]),
  discounted: (choose) => {
    const rows = [
      row('Dressing - Medium', 10, 1000, { off: 1000 }),
      ...services(choose, 'Laboratory Services', 9),
    ];
    const all = sum(rows.map((one) => one.amount));
    return file(
      'discounted-wrong-total',
      [hospital(choose, { sections: sections(rows), foot: [total('Grand Total', add(all, '100.00'))] })],
      { note: 'the printed total is 100.00 more than the charges: it must be said not to reconcile' },
    );
  },
  returns: (choose) => {
    const rows = [
      ...medicines(choose, 12),
      { ...row('Pantoprazole 40 mg Inj (Return)', -2, 5490), printedAmount: '(109.80)' },
      { ...row('Syringe 5 ml - returned', -5, 1200), printedAmount: '60.00 Cr' },
      row('Credit for Urine Bag', -1, 11000),
    ];
    return file('returns', [pharmacy(choose, { sections: sections(rows) })]);
  },
  'without-titles': (choose) => {
    const rows: PlannedRow[] = [
      { name: 'Consultation Fee', amount: '500.00' },
      { name: 'Bed Charge General Ward', amount: '1500.00' },
      { name: 'Total Protein', amount: '180.00' },
      { name: 'Operation Theatre Charges', amount: '100000.00' },
      ...services(choose, 'Radiology Services', 4).map(({ name, amount }) => ({ name, amount })),
    ];
    return file('without-titles', [
      hospital(choose, {
        columns: PLAIN_COLUMNS,
        untitled: true,
        sections: sections(rows),
        unnumbered: true,
      }),
    ]);
  },
  'titles-once': (choose) =>
    file('titles-once', [
      hospital(choose, {
        sections: departments(choose, 12, 'none'),
        repeatTitles: false,
        repeatHead: false,
        unnumbered: true,
      }),
    ]),
  'broken-rows': (choose) => {
    const long = (name: string): string =>
      `${name} including consumables, monitoring, review by the consultant on duty and written report (second opinion)`;
    const rows = Array.from({ length: 30 }, (_, at) => {
      const [name, price] = choose.pick(SERVICES['Procedure Charges']!);
      return row(at % 2 === 0 ? long(name) : name, choose.int(1, 3), price * 100);
    });
    return file('broken-rows', [hospital(choose, { sections: sections(rows), repeatHead: false })]);
  },
  'two-bills': (choose) =>
    file('two-bills', [
      hospital(choose, { sections: departments(choose, 5, 'none'), seller: HOSPITALS[0]! }),
      pharmacy(choose, { sections: sections(medicines(choose, 9)) }),
    ]),
  'two-on-a-page': (choose) =>
    file(
      'two-on-a-page',
      [
        pharmacy(choose, { sections: sections(medicines(choose, 5)), unnumbered: true }),
        pharmacy(choose, { sections: sections(medicines(choose, 6)), unnumbered: true }),
      ],
      { sharePage: true },
    ),
  'middle-of-a-bill': (choose) =>
    file(
      'middle-of-a-bill',
      [
        hospital(choose, {
          columns: DATED_COLUMNS,
          sections: sections(services(choose, 'Laboratory Services', 40)),
          foot: [],
          firstSerial: 41,
          pageLabel: { first: 3, of: 6 },
          broughtForward: '104250.00',
          carriedForward: '131000.00',
        }),
      ],
      { note: 'pages 3 and 4 of a bill of 6 pages' },
    ),
  triplicate: (choose) => {
    const one = pharmacy(choose, { sections: sections(medicines(choose, 8)), unnumbered: true });
    return file(
      'triplicate',
      [
        { ...one, copy: 'ORIGINAL' },
        { ...one, copy: 'DUPLICATE' },
        { ...one, copy: 'TRIPLICATE' },
      ],
      { copies: [1, 2] },
    );
  },
  'german-hotel': (choose) => {
    const rows = [
      row('Übernachtung Doppelzimmer', 12, 118950),
      row('Frühstücksbuffet', 24, 1890),
      row('Garagenstellplatz', 12, 1500),
      row('Minibar', choose.int(1, 9), 450),
    ].map(({ discount: _discount, ...rest }) => rest);
    const net = sum(rows.map((one) => one.amount));
    const tax = money(Math.round(Number(net.replace('.', '')) * 0.07));
    return file(
      'german-hotel',
      [
        hospital(choose, {
          seller: 'Hotel Zur Linde GmbH',
          address: ['Am Markt 3, 12345 Musterstadt'],
          title: 'RECHNUNG',
          number: `R-${choose.int(1000, 9999)}`,
          numberLabel: 'Rechnungsnummer',
          dateLabel: 'Rechnungsdatum',
          columns: GERMAN_COLUMNS,
          numbers: 'german',
          unnumbered: true,
          sections: sections(rows),
          foot: [
            { kind: 'sub-total', label: 'Zwischensumme', amount: net },
            { kind: 'tax', label: 'zzgl. MwSt. 7%', amount: tax, rate: '7' },
            total('Gesamtbetrag', add(net, tax)),
          ],
        }),
      ],
      { language: 'de', currency: 'EUR' },
    );
  },
};

/** Makes the file of one trap; the same seed gives the same file. */
export function planFile(trap: string, seed: number): PlannedFile {
  const make = TRAPS[trap];
  if (!make) throw new Error(`there is no trap called ${trap}; there are ${Object.keys(TRAPS).join(', ')}`);
  return make(random(seed));
}
