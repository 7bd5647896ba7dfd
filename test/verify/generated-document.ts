import type { PageText, Word } from '../../src/domain/page-text.ts';

/** Money in hundredths while it is made up; printed in a habit on the page and as a decimal in the answer. */
type Cents = number;

export interface GeneratedItem {
  name: string;
  quantity: string | null;
  rate: string | null;
  amount: string;
  page_number: number;
}

export interface GeneratedAnswer {
  seller: string;
  number: string;
  date: string;
  items: GeneratedItem[];
  sub_totals: { label: string; amount: string; page_number: number }[];
  taxes: { label: string; rate: string; amount: string }[];
  discounts: { label: string; amount: string }[];
  charges?: { label: string; amount: string }[];
  round_off: string | null;
  net: string | null;
  total: string;
}

/** A sheet that sums up other sheets of the same document: right answers leave its rows out. */
export interface GeneratedDocument {
  readonly pages: readonly PageText[];
  readonly answer: GeneratedAnswer;
  readonly summaryRows: readonly GeneratedItem[];
  readonly style: string;
}

/** Random numbers from a seed, so that a failing document can be made again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Locale {
  readonly name: string;
  readonly titles: readonly [name: string, quantity: string, rate: string, amount: string];
  readonly labels: Readonly<
    Record<'number' | 'date' | 'subTotal' | 'tax' | 'discount' | 'roundOff' | 'total', string>
  >;
  readonly names: readonly string[];
  readonly seller: string;
  readonly currency: string;
  money(cents: Cents): string;
  date(year: number, month: number, day: number): string;
}

const grouped = (whole: string, mark: string): string => whole.replace(/\B(?=(\d{3})+$)/g, mark);
const lakh = (whole: string): string =>
  whole.length <= 3 ? whole : `${whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${whole.slice(-3)}`;
const written = (group: (whole: string) => string, mark: string) => (cents: Cents) =>
  `${cents < 0 ? '-' : ''}${group(String(Math.floor(Math.abs(cents) / 100)))}${mark}${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const two = (n: number): string => String(n).padStart(2, '0');

const HOSPITAL = [
  'Consultation Charge',
  'Room Rent Single Non AC',
  'Nursing Charges',
  'Glucometer Strip Test',
  'Complete Blood Count',
  'Inj Pantoprazole 40mg',
  'Tab Paracetamol 650',
  'IV Cannula 20G',
  'Syringe 5ml',
  'Bed Charge General Ward',
  'X-Ray Chest PA View',
  'ECG',
  'Urine Routine',
  'Total Protein',
  'Surgeon Fee',
  'OT Charges',
  'Dressing Small',
  'Oxygen per hour',
]; // prettier-ignore
const OFFICE = [
  'Desk Lamp LED',
  'Printer Paper A4',
  'Consulting Hours March',
  'Annual Support Plan',
  'Steel Screws M6',
  'Mounting Bracket',
  'USB Cable 2m',
  'Whiteboard Marker Set',
  'Cloud Hosting Standard',
  'Travel Expenses',
  'Cleaning Service',
  'Chair Ergo Plus',
]; // prettier-ignore
const GERMAN = [
  'Bürostuhl Komfort',
  'Druckerpapier A4',
  'Beratung vor Ort',
  'Wartungspauschale',
  'Schrauben M6 verzinkt',
  'Montagewinkel',
  'Netzwerkkabel 5m',
  'Reinigung Großraumbüro',
  'Joghurt Banane',
  'Trennblätter A4',
  'Lieferung frei Haus',
  'Softwarelizenz Jahr',
]; // prettier-ignore
const FRENCH = [
  'Nouvelle Imprimante',
  'Prestation de conseil',
  'Forfait maintenance',
  'Papier recyclé A4',
  'Câble réseau',
  'Licence annuelle',
  'Nettoyage des bureaux',
  'Formation sur site',
  'Déplacement',
  'Fournitures diverses',
]; // prettier-ignore

const LOCALES: readonly Locale[] = [
  {
    name: 'en-IN',
    titles: ['Particulars', 'Qty', 'Rate', 'Amount'],
    labels: {
      number: 'Bill No',
      date: 'Bill Date',
      subTotal: 'Sub Total',
      tax: 'GST',
      discount: 'Discount',
      roundOff: 'Round Off',
      total: 'Net Payable',
    },
    names: HOSPITAL,
    seller: 'City Care Hospital Pvt Ltd',
    currency: 'Rs.',
    money: written(lakh, '.'),
    date: (y, m, d) => `${two(d)}/${two(m)}/${y}`,
  },
  {
    name: 'en-US',
    titles: ['Description', 'Quantity', 'Unit Price', 'Amount'],
    labels: {
      number: 'Invoice #',
      date: 'Date',
      subTotal: 'Subtotal',
      tax: 'Sales Tax',
      discount: 'Discount',
      roundOff: 'Rounding',
      total: 'Total',
    },
    names: OFFICE,
    seller: 'Northwind Office Supply Inc',
    currency: '$',
    money: written((whole) => grouped(whole, ','), '.'),
    date: (y, m, d) =>
      `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][m - 1]} ${d}, ${y}`,
  },
  {
    name: 'de',
    titles: ['Bezeichnung', 'Menge', 'Einzelpreis', 'Gesamt'],
    labels: {
      number: 'Rechnungsnummer',
      date: 'Datum',
      subTotal: 'Zwischensumme',
      tax: 'MwSt.',
      discount: 'Rabatt',
      roundOff: 'Rundung',
      total: 'Gesamtbetrag',
    },
    names: GERMAN,
    seller: 'Lieferant Müller GmbH',
    currency: '€',
    money: written((whole) => grouped(whole, '.'), ','),
    date: (y, m, d) => `${two(d)}.${two(m)}.${y}`,
  },
  {
    name: 'fr',
    titles: ['Désignation', 'Qté', 'Prix unitaire', 'Montant'],
    labels: {
      number: 'Facture N°',
      date: 'Date',
      subTotal: 'Total HT',
      tax: 'TVA',
      discount: 'Remise',
      roundOff: 'Arrondi',
      total: 'Total TTC',
    },
    names: FRENCH,
    seller: 'Au bon moulin SARL',
    currency: '€',
    money: written((whole) => grouped(whole, ' '), ','),
    date: (y, m, d) =>
      `${d} ${['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'][m - 1]} ${y}`,
  },
  {
    name: 'de-CH',
    titles: ['Leistung', 'Anzahl', 'Preis', 'Betrag'],
    labels: {
      number: 'Rechnung Nr.',
      date: 'Datum',
      subTotal: 'Zwischensumme',
      tax: 'MWST',
      discount: 'Rabatt',
      roundOff: 'Rundung',
      total: 'Total',
    },
    names: GERMAN,
    seller: 'Berghaus Technik AG',
    currency: 'CHF',
    money: written((whole) => grouped(whole, "'"), '.'),
    date: (y, m, d) =>
      `${d}. ${['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'][m - 1]} ${y}`,
  },
]; // prettier-ignore

const decimal = (cents: Cents): string => written((whole) => whole, '.')(cents);

/** Sets words in points, line by line. */
class Sheet {
  readonly words: Word[] = [];
  y = 60;
  readonly pageNumber: number;
  readonly #size: number;

  constructor(pageNumber: number, size: number) {
    this.pageNumber = pageNumber;
    this.#size = size;
  }

  /** Width of one letter is half the size; letters of real type differ, edges in columns do not. */
  set(text: string, at: { left: number } | { right: number }): void {
    const { length } = text;
    let x = 'left' in at ? at.left : at.right - length * this.#size * 0.5;
    for (const piece of text.split(' ')) {
      const width = piece.length * this.#size * 0.5;
      if (piece !== '')
        this.words.push({
          text: piece,
          box: [x, this.y, x + width, this.y + this.#size],
          fontSize: this.#size,
        });
      x += width + this.#size * 0.25;
    }
  }

  next(lines = 1): void {
    this.y += this.#size * 1.4 * lines;
  }

  page(origin: PageText['origin']): PageText {
    return {
      pageNumber: this.pageNumber,
      width: 595,
      height: 842,
      words: this.words,
      origin,
      imageCoverage: 0,
    };
  }
}

export interface GenerateOptions {
  readonly seed: number;
  /** Words carry recognition's confidence and some names its confusions. Default false. */
  readonly recognised?: boolean;
}

/** A made-up bill or invoice of one to three pages, with the right answer. Every choice follows from the seed. */
export function generateDocument({ seed, recognised = false }: GenerateOptions): GeneratedDocument {
  const random = randomFrom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (p: number): boolean => random() < p;
  const locale = LOCALES[seed % LOCALES.length]!;
  const style = {
    serial: chance(0.4),
    currencyBeside: chance(0.3),
    groups: chance(0.35),
    wrapped: chance(0.35),
    blocks: chance(0.15),
    tax: chance(0.6),
    discount: chance(0.3),
    roundOff: chance(0.25),
    summary: chance(0.35),
    repeats: chance(0.4),
  };
  const pageCount = 1 + below(3);
  const size = 8 + below(3);
  const columns = { name: style.serial ? 70 : 45, quantity: 330, rate: 430, amount: 545 };
  const money = (cents: Cents): string =>
    style.currencyBeside
      ? locale.currency === '€'
        ? `${locale.money(cents)} €`
        : `${locale.currency} ${locale.money(cents)}`
      : locale.money(cents);

  const [year, month, day] = [2019 + below(6), 1 + below(12), 1 + below(28)];
  const number = `${['INV', 'R', 'BL', 'FA'][below(4)]}-${year}-${String(1000 + below(8999))}`;
  const sheets: Sheet[] = [];
  const items: GeneratedItem[] = [];
  const subTotals: GeneratedAnswer['sub_totals'] = [];
  let total: Cents = 0;
  let groupSum: Cents = 0;
  let groupRows = 0;
  let sheet = new Sheet(1, size);

  const letterhead = (): void => {
    sheet.set(locale.seller, { left: 45 });
    sheet.next();
    sheet.set(`${1 + below(120)} Main Street, ${10000 + below(80000)} Springfield`, { left: 45 });
    sheet.set(`${locale.labels.number}: ${number}`, { left: 340 });
    sheet.next();
    sheet.set(`Tel. +49 30 ${1000000 + below(8999999)}`, { left: 45 });
    sheet.set(`${locale.labels.date}: ${locale.date(year, month, day)}`, { left: 340 });
    sheet.next(2);
  };
  const titles = (): void => {
    if (style.serial) sheet.set('No.', { left: 45 });
    sheet.set(locale.titles[0], { left: columns.name });
    sheet.set(locale.titles[1], { right: columns.quantity });
    sheet.set(locale.titles[2], { right: columns.rate });
    sheet.set(locale.titles[3], { right: columns.amount });
    sheet.next();
  };
  const closeGroup = (heading: string): void => {
    if (groupRows > 1) {
      sheet.set(`${locale.labels.subTotal} ${heading}`, { left: columns.name });
      sheet.set(money(groupSum), { right: columns.amount });
      subTotals.push({
        label: `${locale.labels.subTotal} ${heading}`,
        amount: decimal(groupSum),
        page_number: sheet.pageNumber,
      });
      sheet.next();
    }
    groupSum = 0;
    groupRows = 0;
  };
  const HEADINGS = ['Pharmacy', 'Laboratory', 'Ward'];
  const pageRows: { heading: string; sum: Cents }[] = [];
  for (let page = 1; page <= pageCount; page++) {
    sheet = new Sheet(page, size);
    sheets.push(sheet);
    if (page === 1 || chance(0.6)) letterhead();
    titles();
    const heading = HEADINGS[(page - 1) % HEADINGS.length]!;
    if (style.groups) {
      sheet.set(heading, { left: columns.name });
      sheet.next();
    }
    let pageSum = 0;
    const rows = 3 + below(pageCount > 1 ? 18 : 12);
    let last: { name: string; quantity: number; rate: Cents } | null = null;
    for (let row = 0; row < rows; row++) {
      const name = locale.names[below(locale.names.length)]!;
      const fresh = {
        name,
        quantity: chance(0.5) ? 1 : 1 + below(12),
        rate: 500 + below(chance(0.2) ? 900000 : 60000),
      };
      const item: typeof fresh = style.repeats && last && chance(0.35) ? last : fresh;
      last = item;
      const bare = !style.blocks && chance(0.12);
      const amount = bare ? item.rate : item.quantity * item.rate;
      const tail =
        style.wrapped && chance(0.5)
          ? ['inkl. Zubehör', 'as per order', 'Dr. Smith', 'series B'][below(4)]!
          : '';
      if (style.serial) sheet.set(`${items.length + 1}`, { left: 45 });
      sheet.set(item.name, { left: columns.name });
      if (style.blocks) {
        sheet.next();
        if (tail) {
          sheet.set(tail, { left: columns.name });
          sheet.next();
        }
        sheet.set(`${item.quantity} x ${locale.money(item.rate)}`, { left: columns.name + 10 });
        sheet.set(money(amount), { right: columns.amount });
        sheet.next();
      } else {
        if (!bare) {
          sheet.set(`${item.quantity}`, { right: columns.quantity });
          sheet.set(locale.money(item.rate), { right: columns.rate });
        }
        sheet.set(money(amount), { right: columns.amount });
        sheet.next();
        if (tail) {
          sheet.set(tail, { left: columns.name });
          sheet.next();
        }
      }
      items.push({
        name: tail ? `${item.name} ${tail}` : item.name,
        quantity: bare ? null : String(item.quantity),
        rate: bare ? null : decimal(item.rate),
        amount: decimal(amount),
        page_number: page,
      });
      total += amount;
      pageSum += amount;
      groupSum += amount;
      groupRows++;
    }
    if (style.groups) closeGroup(heading);
    pageRows.push({ heading, sum: pageSum });
  }

  const sum = (label: string, cents: Cents): void => {
    sheet.set(label, { left: 330 });
    sheet.set(money(cents), { right: columns.amount });
    sheet.next();
  };
  sheet.next();
  const answer: GeneratedAnswer = {
    seller: locale.seller,
    number,
    date: `${year}-${two(month)}-${two(day)}`,
    items,
    sub_totals: subTotals,
    taxes: [],
    discounts: [],
    round_off: null,
    net: null,
    total: '',
  };
  let running = total;
  if (style.tax || style.discount) {
    sum(locale.labels.subTotal, running);
    answer.net = decimal(running);
  }
  if (style.discount) {
    const discount = Math.round(running * 0.05);
    sum(locale.labels.discount, -discount);
    answer.discounts.push({ label: locale.labels.discount, amount: decimal(-discount) });
    running -= discount;
  }
  if (style.tax) {
    const rate = [5, 7, 12, 19][below(4)]!;
    const tax = Math.round((running * rate) / 100);
    sum(`${locale.labels.tax} ${rate} %`, tax);
    answer.taxes.push({ label: locale.labels.tax, rate: String(rate), amount: decimal(tax) });
    running += tax;
  }
  if (style.roundOff && running % 100 !== 0) {
    const to = Math.round(running / 100) * 100;
    sum(locale.labels.roundOff, to - running);
    answer.round_off = decimal(to - running);
    running = to;
  }
  sum(locale.labels.total, running);
  answer.total = decimal(running);
  sheet.next(2);
  sheet.set('IBAN DE02 1203 0000 0000 2020 51 BIC BYLADEM1001', { left: 45 });

  const summaryRows: GeneratedItem[] = [];
  if (style.summary && pageCount > 1) {
    sheet = new Sheet(pageCount + 1, size);
    sheets.push(sheet);
    letterhead();
    titles();
    for (const { heading, sum: amount } of pageRows) {
      sheet.set(heading, { left: columns.name });
      sheet.set(money(amount), { right: columns.amount });
      sheet.next();
      summaryRows.push({
        name: heading,
        quantity: null,
        rate: null,
        amount: decimal(amount),
        page_number: pageCount + 1,
      });
    }
    sum(locale.labels.total, total);
  }
  const pages = sheets.map((one) => one.page(recognised ? 'ocr' : 'text-layer'));
  return {
    pages: recognised ? pages.map((page) => recognise(page, random)) : pages,
    answer,
    summaryRows,
    style: `${locale.name} ${Object.entries(style)
      .filter(([, on]) => on)
      .map(([name]) => name)
      .join(' ')}`,
  };
}

/** What recognition does to a clean page: confidences, and a letter taken for its neighbour in some long words. */
function recognise(page: PageText, random: () => number): PageText {
  const swaps: Readonly<Record<string, string>> = { l: '1', o: '0', O: '0', I: 'l', m: 'rn', S: '5' };
  const words = page.words.map((word) => {
    const confused = /^\p{L}{6,}$/u.test(word.text) && random() < 0.06;
    const text = confused ? word.text.replace(/[loOImS]/, (letter) => swaps[letter]!) : word.text;
    return { ...word, text, confidence: confused ? 0.7 : 0.95 };
  });
  return { ...page, words };
}
