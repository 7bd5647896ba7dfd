import type { PlannedColumn, PlannedRow } from './plan.ts';
import type { Random } from './random.ts';

/** Charges of a hospital by department: name and usual price of one in whole units. */
export const SERVICES: Readonly<Record<string, readonly (readonly [name: string, price: number])[]>> = {
  'Consultation Charges': [
    ['Consultation - Cardiology', 800],
    ['Consultation - General Medicine', 500],
    ['Doctor Visit Charges - ICU', 1000],
    ['Emergency Consultation Fee', 750],
  ],
  'Room Charges': [
    ['Bed Charge General Ward', 1500],
    ['Room Rent - Single A/C Room', 4200],
    ['ICU Bed Charges', 9500],
    ['Nursing Charges', 600],
  ],
  'Laboratory Services': [
    ['Complete Blood Count (CBC)', 350],
    ['Total Protein', 180],
    ['Bilirubin Total', 150],
    ['Glucometer Blood Sugar', 60],
    ['Renal Function Test (RFT)', 640],
    ['HbA1c', 550],
    ['Thyroid Profile (T3, T4, TSH)', 900],
    ['Urine Routine & Microscopy', 120],
  ],
  'Radiology Services': [
    ['X-Ray Chest PA View', 400],
    ['USG Whole Abdomen', 1400],
    ['CT Scan Brain Plain', 3200],
    ['ECG', 250],
  ],
  'Procedure Charges': [
    ['Surgeon Fee', 18000],
    ['Anaesthesia Charges', 6500],
    ['OT Charges', 12000],
    ['Dressing - Medium', 300],
    ['Nebulization', 120],
    ['Oxygen Charges per Hour', 90],
  ],
  Consumables: [
    ['IV Cannula 20G', 185],
    ['Syringe 5 ml', 12],
    ['Surgical Gloves Size 7', 48],
    ['Urine Bag', 110],
  ],
};

/** Medicines: name and price in hundredths. */
const MEDICINES: readonly (readonly [name: string, cents: number])[] = [
  ['Paracetamol 650mg Tab', 203],
  ['Pantoprazole 40 mg Inj', 5490],
  ['Ceftriaxone 1gm Inj', 6425],
  ['Amoxycillin 500 Cap', 1134],
  ['Normal Saline 0.9% 500ml', 4207],
  ['Insulin Regular 40IU', 15873],
  ['Atorvastatin 20 Tab', 1289],
  ['Metformin SR 500', 466],
  ['Ondansetron 4mg/2ml', 1318],
  ['Enoxaparin 60mg Inj', 47910],
];

/** Money of whole hundredths as a decimal. */
export const money = (cents: number): string => {
  const text = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
};

/** A row whose amount is quantity × price, less the discount. */
export function row(
  name: string,
  quantity: number,
  cents: number,
  more: Partial<PlannedRow> & { off?: number } = {},
): PlannedRow {
  const { off = 0, ...rest } = more;
  return {
    name,
    quantity: String(quantity),
    rate: money(cents),
    discount: money(off),
    amount: money(quantity * cents - off),
    ...rest,
  };
}

/** A few services of a department, with quantities. */
export function services(random: Random, department: string, count: number): PlannedRow[] {
  const list = SERVICES[department]!;
  return Array.from({ length: count }, () => {
    const [name, price] = random.pick(list);
    return row(name, random.int(1, 5), price * 100);
  });
}

/** A few medicines, with batch and expiry. */
export function medicines(random: Random, count: number): PlannedRow[] {
  return Array.from({ length: count }, () => {
    const [name, cents] = random.pick(MEDICINES);
    const letters = 'ABCDEFGHKLMNPRSTX';
    const batch = `${letters[random.int(0, 16)]}${letters[random.int(0, 16)]}${random.int(100, 9999)}`;
    const expiry = `${String(random.int(1, 12)).padStart(2, '0')}/${random.int(26, 29)}`;
    return row(name, random.int(1, 30), cents, { batch, expiry });
  });
}

const column = (
  key: PlannedColumn['key'],
  title: string,
  share: number,
  align: PlannedColumn['align'] = 'left',
): PlannedColumn => ({
  key,
  title,
  share,
  align,
});

/** Columns of a hospital's bill of charges. */
export const HOSPITAL_COLUMNS: readonly PlannedColumn[] = [
  column('name', 'Particulars', 0.46),
  column('quantity', 'Qty', 0.1, 'right'),
  column('rate', 'Rate', 0.14, 'right'),
  column('discount', 'Discount', 0.14, 'right'),
  column('amount', 'Net Amt', 0.16, 'right'),
];

/** Columns with serial number, date and service code. */
export const DATED_COLUMNS: readonly PlannedColumn[] = [
  column('serial', 'Sl No', 0.07),
  column('date', 'Date', 0.13),
  column('code', 'Code', 0.1),
  column('name', 'Service Description', 0.34),
  column('quantity', 'Units', 0.08, 'center'),
  column('rate', 'Price', 0.13, 'right'),
  column('amount', 'Amount (Rs.)', 0.15, 'right'),
];

/** Columns of a pharmacy's bill. */
export const PHARMACY_COLUMNS: readonly PlannedColumn[] = [
  column('serial', 'S.No', 0.07),
  column('name', 'Medicine Name', 0.33),
  column('batch', 'Batch', 0.12),
  column('expiry', 'Exp', 0.1),
  column('quantity', 'Qty', 0.08, 'right'),
  column('rate', 'MRP', 0.14, 'right'),
  column('amount', 'Amount', 0.16, 'right'),
];

/** Two columns without titles: what, and how much. */
export const PLAIN_COLUMNS: readonly PlannedColumn[] = [
  column('name', '', 0.8),
  column('amount', '', 0.2, 'right'),
];

/** Columns of a German hotel's bill. */
export const GERMAN_COLUMNS: readonly PlannedColumn[] = [
  column('serial', 'Pos.', 0.07),
  column('name', 'Bezeichnung', 0.43),
  column('quantity', 'Menge', 0.12, 'right'),
  column('rate', 'Einzelpreis', 0.18, 'right'),
  column('amount', 'Betrag', 0.2, 'right'),
];
