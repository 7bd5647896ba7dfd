import type { PageText } from '../../src/domain/page-text.ts';
import { WORDINGS, type Wording } from './invoice-phrases.ts';
import { type Placement, pageOf, widthOf } from './page-of.ts';

/** What a generated invoice says. Money as decimal strings, dates ISO. */
export interface GeneratedTruth {
  readonly language: keyof typeof WORDINGS;
  readonly seller: string;
  readonly buyer: string;
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string;
  /** Null when no amount shows it. */
  readonly currency: string | null;
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
  readonly paid: string | null;
  readonly lines: readonly {
    readonly description: string;
    readonly quantity: string;
    readonly unitPrice: string;
    readonly amount: string;
  }[];
}

/** A small generator with a seed (mulberry32): the same seed gives the same invoice. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const cents = (value: number): string =>
  `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;

/** Lays out a made-up invoice in one of many ways: wording, places, numbers and tables all vary with the seed. */
export function generateInvoice(seed: number): {
  readonly pages: PageText[];
  readonly truth: GeneratedTruth;
} {
  const random = generator(seed);
  const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)]!;
  const chance = (share: number): boolean => random() < share;
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));

  const language = pick(Object.keys(WORDINGS) as (keyof typeof WORDINGS)[]);
  const words: Wording = WORDINGS[language];
  const money = pick(words.money);
  const date = pick(words.dates);
  const seller = pick(words.companies);
  const buyer = chance(0.5) ? pick(words.people) : pick(words.companies.filter((name) => name !== seller));
  const day = new Date(Date.UTC(whole(2015, 2026), whole(0, 11), whole(1, 28)));
  const issueDate = day.toISOString().slice(0, 10);
  const dueDate = new Date(day.getTime() + pick([14, 30, 45]) * 86_400_000).toISOString().slice(0, 10);
  const year = issueDate.slice(0, 4);
  const number = pick([
    `${whole(1000, 99999)}`,
    `${year}-${whole(100, 999)}`,
    `INV-${whole(1000, 9999)}`,
    `R${year}/${whole(10, 99)}`,
    `${year}${whole(1000, 9999)}`,
    `FA-${year}-0${whole(10, 99)}`,
  ]);

  const count = chance(0.1) ? whole(25, 60) : whole(1, 7);
  const rate = pick(words.rates);
  const lines = Array.from({ length: count }, () => {
    const quantity = whole(1, 40);
    const price = whole(50, 90_000);
    return {
      description: pick(words.products),
      quantity,
      price,
      amount: quantity * price,
      unit: pick(words.units),
    };
  });
  const net = lines.reduce((total, line) => total + line.amount, 0);
  const tax = Math.round((net * rate) / 100);
  const gross = net + tax;
  const paid = chance(0.15) ? Math.round(gross * 0.3) : null;

  const sheets: Placement[][] = [[]];
  let out = sheets[0]!;
  const left = whole(40, 70);
  const right = 595 - left;
  const street = pick(words.streets);
  const town = pick(words.towns);
  const site = seller
    .toLowerCase()
    .replace(/[^a-z]+/g, '')
    .slice(0, 12);

  // Letterhead: left, right or centred; sometimes only the small line above the address window and the footer name the seller.
  const head = pick(['left', 'right', 'centre', 'window'] as const);
  let y = whole(36, 56);
  if (head !== 'window') {
    const size = pick([10, 12, 16, 20]);
    const x = head === 'left' ? left : head === 'right' ? right : 297 - widthOf(seller, size) / 2;
    out.push({ x, y, text: seller, size, right: head === 'right' });
    y += size + 5;
    for (const text of [street, town, ...(chance(0.5) ? [`www.${site}.example`] : [])]) {
      const at = head === 'centre' ? 297 - widthOf(text, 9) / 2 : x;
      out.push({ x: at, y, text, size: 9, right: head === 'right' });
      y += 12;
    }
  }

  // Buyer: under the sender's line, or under a label.
  const buyerLines = [buyer, pick(words.streets), pick(words.towns)];
  const windowed = head === 'window' || chance(0.25);
  const top = Math.max(y + whole(12, 40), 110);
  let buyerY = top;
  const buyerX = !windowed && head === 'left' && chance(0.4) ? 330 : left;
  if (windowed) {
    out.push({
      x: left,
      y: buyerY,
      text: pick([
        `${seller} · ${street} · ${town}`,
        `${seller} - ${street} - ${town}`,
        `${seller} | ${street} | ${town}`,
      ]),
      size: 7,
    });
    buyerY += 16;
  } else {
    out.push({ x: buyerX, y: buyerY, text: `${pick(words.buyer)}${pick(['', ':'])}`, size: 9 });
    buyerY += 14;
  }
  for (const text of buyerLines) {
    out.push({ x: buyerX, y: buyerY, text, size: 10 });
    buyerY += 13;
  }

  // Title and facts: label and value on one line, as columns, as a row of titles over values, or within the title.
  const title = pick(words.title);
  const numberLabel = pick(words.number);
  const facts: [string, string][] = [
    [numberLabel, number],
    [pick(words.date), date(issueDate)],
    [pick(words.due), date(dueDate)],
    ...(chance(0.4) ? [[pick(words.customerNumber), `${whole(10_000, 99_999)}`] as [string, string]] : []),
    ...(chance(0.3) ? [[pick(words.order), `PO${whole(1000, 9999)}`] as [string, string]] : []),
  ];
  if (chance(0.4)) facts.sort(() => random() - 0.5);
  const style = pick(['columns', 'inline', 'row', 'stack', 'hugged', 'title'] as const);
  let factY = style === 'row' ? buyerY + 40 : top;
  const factX = buyerX === left ? 340 : left;
  const bottomOf = (value: number): number => Math.max(value, buyerY);
  const titleY = style === 'row' ? buyerY + 14 : buyerX === left ? Math.max(whole(60, 85), 40) : factY;
  const titleAt: Placement = {
    x: style === 'row' ? left : factX,
    y: titleY,
    text: style === 'title' ? `${title} ${pick(['', '', 'Nr. ', 'n° ', '# ', 'No. '])}${number}` : title,
    size: pick([14, 18, 22]),
  };
  if (style === 'title') out.push({ ...titleAt, x: left, y: buyerY + 12 });
  else if (style === 'row' || (head !== 'right' && head !== 'centre')) out.push(titleAt);
  else out.push({ ...titleAt, x: left, y: buyerY + 12 });
  if (!(style === 'row') && titleY === factY) factY += 28;
  if (style === 'title') {
    // The number stands in the title, the date beside or below it.
    facts.splice(0, facts.length, ...facts.filter(([label]) => label !== numberLabel));
  }
  if (style === 'row') {
    const columns = facts.slice(0, 5);
    const step = (right - left) / columns.length;
    for (const [index, [label, value]] of columns.entries()) {
      out.push({ x: left + index * step, y: factY, text: label, size: 8 });
      out.push({ x: left + index * step, y: factY + 13, text: value, size: 9 });
    }
    factY += 30;
  } else {
    for (const [label, value] of facts) {
      if (style === 'stack') {
        out.push({ x: factX, y: factY, text: label, size: 8 });
        out.push({ x: factX, y: factY + 11, text: value, size: 10 });
        factY += 14;
      } else if (style === 'hugged') {
        out.push({ x: factX + 110, y: factY, text: `${label}:`, size: 9, right: true });
        out.push({ x: factX + 116, y: factY, text: value, size: 9 });
      } else if (style === 'columns') {
        out.push({ x: factX, y: factY, text: `${label}${chance(0.6) ? ':' : ''}`, size: 9 });
        out.push({ x: factX === left ? left + 230 : right, y: factY, text: value, size: 9, right: true });
      } else {
        out.push({ x: factX, y: factY, text: `${label}: ${value}`, size: 9 });
      }
      factY += 13;
    }
  }

  // The table, over as many pages as it needs; its titles may be repeated on each.
  let row = bottomOf(factY) + whole(40, 60);
  const withPos = chance(0.5);
  const withUnit = chance(0.3);
  const withRate = !withUnit && chance(0.3);
  const withCode = chance(0.2);
  const repeats = chance(0.6);
  const textX = left + (withPos ? 30 : 0);
  const codeX = textX + 150;
  const [quantityX, priceX] = [right - 190, right - 90];
  const rateX = quantityX + 40;
  const size = pick([8, 9, 10]);
  const named = words.columns;
  const titles: Placement[] = [
    ...(withPos ? [{ x: left, y: 0, text: pick(named.pos), size }] : []),
    { x: textX, y: 0, text: pick(named.text), size },
    ...(withCode ? [{ x: codeX, y: 0, text: pick(words.code), size }] : []),
    { x: quantityX, y: 0, text: pick(named.quantity), size, right: true },
    ...(withUnit ? [{ x: quantityX + 12, y: 0, text: pick(named.unit), size }] : []),
    ...(withRate ? [{ x: rateX, y: 0, text: pick(words.rateTitle), size, right: true }] : []),
    { x: priceX, y: 0, text: pick(named.price), size, right: true },
    { x: right, y: 0, text: pick(named.amount), size, right: true },
  ];
  out.push(...titles.map((one) => ({ ...one, y: row })));
  const step = pick([14, 18, 22]);
  const turnPage = (needed: number): void => {
    if (row + needed < 770) return;
    out = [];
    sheets.push(out);
    row = 60;
    out.push({ x: left, y: 36, text: seller, size: 8 });
    if (repeats) out.push(...titles.map((one) => ({ ...one, y: row })));
  };
  for (const [index, line] of lines.entries()) {
    turnPage(step + size);
    row += step;
    if (withPos) out.push({ x: left, y: row, text: `${index + 1}`, size });
    out.push({ x: textX, y: row, text: line.description, size });
    if (withCode) out.push({ x: codeX, y: row, text: `A-${1000 + index * 7}`, size });
    out.push({ x: quantityX, y: row, text: `${line.quantity}`, size, right: true });
    if (withUnit) out.push({ x: quantityX + 12, y: row, text: line.unit, size });
    if (withRate) out.push({ x: rateX, y: row, text: `${rate}%`, size, right: true });
    out.push({ x: priceX, y: row, text: money(cents(line.price)), size, right: true });
    out.push({ x: right, y: row, text: money(cents(line.amount)), size, right: true });
    if (chance(0.15)) {
      row += size + 3;
      out.push({ x: textX, y: row, text: pick(words.products).toLowerCase(), size: size - 1 });
    }
  }

  // Totals, below one another: labels near the amounts or at the left margin, the currency beside or apart.
  turnPage(7 * step + 80);
  row += step + whole(6, 24);
  const labelX = pick([priceX - 90, right - 200, left]);
  const apart = chance(0.15);
  const sums: [string, number][] = [
    [pick(words.net), net],
    [pick(words.tax).replace('%', language === 'en' || language === 'us' ? `${rate}%` : `${rate} %`), tax],
    [pick(words.gross), gross],
  ];
  if (paid !== null) sums.push([pick(words.paid), paid], [pick(words.open), gross - paid]);
  for (const [label, value] of sums) {
    out.push({ x: labelX, y: row, text: `${label}${chance(0.3) ? ':' : ''}`, size });
    const bare = money(cents(value))
      .replace(/[^\d.,\s]/g, '')
      .trim();
    if (apart) out.push({ x: right - 80, y: row, text: words.currency, size });
    out.push({ x: right, y: row, text: apart ? bare : money(cents(value)), size, right: true });
    row += step;
  }
  row += 16;
  for (const text of words.thanks.slice(0, whole(1, 3))) {
    out.push({ x: left, y: row, text, size: 9 });
    row += 13;
  }
  if (chance(0.7) || head === 'window') {
    const foot = 790;
    out.push({ x: left, y: foot, text: seller, size: 7 });
    out.push({ x: left, y: foot + 9, text: street, size: 7 });
    out.push({ x: left, y: foot + 18, text: town, size: 7 });
    out.push({ x: 230, y: foot, text: words.taxId, size: 7 });
    if (language !== 'us') out.push({ x: 230, y: foot + 9, text: words.iban, size: 7 });
    out.push({ x: 420, y: foot, text: `info@${site}.example`, size: 7 });
  }
  return {
    pages: sheets.map((sheet, index) => pageOf(sheet, index + 1)),
    truth: {
      language,
      seller,
      buyer,
      number,
      issueDate,
      dueDate,
      currency: apart || /[^\d.,\s]/.test(money('1.00')) ? words.currency : null,
      net: cents(net),
      tax: cents(tax),
      gross: cents(gross),
      paid: paid === null ? null : cents(paid),
      lines: lines.map((line) => ({
        description: line.description,
        quantity: String(line.quantity),
        unitPrice: cents(line.price),
        amount: cents(line.amount),
      })),
    },
  };
}
