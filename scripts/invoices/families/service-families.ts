import { type DrawFamily, type DrawnLine, factRows, later, stackText, taxesOf, total } from './family.ts';

const percentOf = (rate: number, tongue: string): string =>
  tongue === 'en' || tongue === 'us' ? `${rate}%` : `${rate} %`;

/** What a guest is handed at the desk: charges and payments by day in two columns, prices with tax, a tax table below. */
export const drawFolio: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [46, 549];
  paper.text(plan.seller, 297, 36, { size: 15, bold: true, align: 'center' });
  paper.text([...plan.sellerAddress, own.taxId[0]!].join(' - '), 297, 56, { size: 8, align: 'center' });
  stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: 92 });
  const nights = choose.int(1, 4);
  const arrived = later(plan.issueDate, -nights);
  const facts: [string, string][] = [
    [choose.chance(0.5) ? words.folio : choose.pick(own.number), plan.number],
    [words.room, String(choose.int(101, 640))],
    [words.arrival, habit.date(arrived)],
    [words.departure, habit.date(plan.issueDate)],
    [choose.pick(own.date), habit.date(plan.issueDate)],
  ];
  if (choose.chance(0.3)) facts.push(facts.shift()!);
  factRows(paper, facts, { x: 340, valueX: 440, y: 92, colon: choose.chance(0.5) });
  if (choose.chance(0.7)) paper.text(choose.pick(own.invoice), left, 176, { size: 13, bold: true });
  let y = 204;
  const columns = { date: left, text: left + 104, charge: right - 84, credit: right };
  paper.text(own.date[choose.chance(0.5) ? 0 : 1]!, columns.date, y, { bold: true });
  paper.text(choose.pick(own.table.text), columns.text, y, { bold: true });
  paper.text(words.charges, columns.charge, y, { bold: true, align: 'right' });
  paper.text(words.credits, columns.credit, y, { bold: true, align: 'right' });
  paper.line(left, y + 13, right, y + 13);
  y += 18;
  const stay = words.stay[0]!;
  const price = choose.int(6500, 24_000);
  const low = own.rates[1]!;
  const lines: (DrawnLine & { rate: number })[] = [];
  for (let night = 0; night < nights; night++) {
    const day = habit.date(later(arrived, night));
    const add = (text: string, amount: number, rate: number): void => {
      lines.push({ text, amount, rate });
      paper.text(day, columns.date, y);
      paper.text(text, columns.text, y);
      paper.text(habit.money(amount, { bare: true }), columns.charge, y, { align: 'right' });
      y += 13;
    };
    add(stay, price, low);
    for (const extra of words.stay.slice(1))
      if (choose.chance(0.3)) add(extra, choose.int(400, 6500), own.rates[0]!);
  }
  const gross = total(lines.map((line) => line.amount));
  const settled = choose.chance(0.6);
  if (settled) {
    paper.text(habit.date(plan.issueDate), columns.date, y);
    paper.text(words.payment, columns.text, y);
    paper.text(habit.money(choose.chance(0.4) ? -gross : gross, { bare: true }), columns.credit, y, {
      align: 'right',
    });
    y += 13;
  }
  paper.line(left, y, right, y);
  y += 5;
  paper.text(choose.pick(['Total', ...own.total.slice(0, 2)]), columns.text, y, { bold: true });
  paper.text(habit.money(gross, { bare: true }), columns.charge, y, { bold: true, align: 'right' });
  if (settled)
    paper.text(habit.money(gross, { bare: true }), columns.credit, y, { bold: true, align: 'right' });
  y += 15;
  if (choose.chance(0.7)) {
    paper.text(words.balance, columns.text, y, { bold: true });
    paper.text(habit.money(settled ? 0 : gross), columns.credit, y, { bold: true, align: 'right' });
    y += 20;
  }
  const taxes = taxesOf(lines, true);
  const places = [left, left + 150, left + 240, left + 330];
  for (const [index, title] of [words.rate, words.base, words.taxAmount, own.total[0]!].entries())
    paper.text(title, places[index]!, y, { size: 8, bold: true, align: index === 0 ? 'left' : 'right' });
  y += 12;
  for (const { rate, base, amount } of taxes) {
    paper.text(percentOf(rate, plan.tongue), places[0]!, y, { size: 8 });
    for (const [index, value] of [base, amount, base + amount].entries())
      paper.text(habit.money(value, { bare: true }), places[index + 1]!, y, { size: 8, align: 'right' });
    y += 11;
  }
  const one = taxes.length === 1 ? taxes[0]! : null;
  return { lines, totals: { gross, ...(one ? { net: one.base, tax: one.amount } : {}) } };
};

/** A supplier of power or water: readings of a meter, charges by unit, instalments taken off. */
export const drawMeter: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [52, 543];
  let y = stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], {
    x: left,
    y: 40,
    first: 14,
  });
  stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: 130 });
  const begin = later(plan.issueDate, -380);
  const end = later(plan.issueDate, -15);
  const facts: [string, string][] = [
    [choose.pick(own.number), plan.number],
    [choose.pick(own.customer), String(choose.int(100_000, 999_999))],
    [choose.pick(own.date), habit.date(plan.issueDate)],
    [words.period, `${habit.date(begin)} - ${habit.date(end)}`],
    ...(plan.dueDate ? [[choose.pick(own.due), habit.date(plan.dueDate)] as [string, string]] : []),
  ];
  y = factRows(paper, facts, { x: 318, valueX: 422, y: 130, colon: choose.chance(0.5) });
  paper.text(`${choose.pick(own.invoice)} ${words.period}`, left, y + 18, { size: 13, bold: true });
  y += 48;
  const count = choose.int(2, words.power.length);
  const used = choose.int(300, 4800);
  const before = choose.int(1000, 70_000);
  const lines = words.power.slice(0, count).map((text, index) => {
    const isMetered = index < 2;
    const quantity = isMetered ? (index === 0 ? used : Math.round(used / 3)) : choose.pick([1, 12, 365]);
    const mills = isMetered ? choose.int(1200, 39_000) : choose.int(30, 900) * 100;
    return {
      text,
      quantity,
      mills,
      amount: Math.round((quantity * mills) / 1000),
      rate: own.rates[0]!,
      isMetered,
    };
  });
  const meterTable = (): void => {
    const titles = [words.meter[0], words.meter[1], words.meter[2], `${words.meter[3]} kWh`];
    for (const [index, title] of titles.entries())
      paper.text(title, left + 10 + index * 125, y, { bold: true, size: 8 });
    y += 13;
    const values = [`1EMH00${choose.int(10_000, 99_999)}`, before, before + used, used];
    for (const [index, value] of values.entries()) paper.text(String(value), left + 10 + index * 125, y);
    y += 26;
  };
  const first = choose.chance(0.5);
  if (first) meterTable();
  const at = [left, right - 250, right - 170, right - 90, right];
  const titles = [
    choose.pick(own.table.text),
    choose.pick(own.table.quantity),
    own.table.unit[0]!,
    choose.pick(own.table.price),
    choose.pick(own.table.amount),
  ];
  for (const [index, title] of titles.entries())
    paper.text(title, at[index]!, y, { bold: true, size: 8.5, align: index === 0 ? 'left' : 'right' });
  paper.line(left, y + 12, right, y + 12);
  y += 17;
  const decimal = habit.money(100, { bare: true })[1]!;
  for (const line of lines) {
    const price = `${Math.floor(line.mills / 100_000)}${decimal}${String(line.mills % 100_000)
      .padStart(5, '0')
      .slice(0, 4)}`;
    const cells = [
      line.text,
      String(line.quantity),
      line.isMetered ? 'kWh' : own.units[0]!,
      price,
      habit.money(line.amount, { bare: true }),
    ];
    for (const [index, cell] of cells.entries())
      paper.text(cell, at[index]!, y, { align: index === 0 ? 'left' : 'right' });
    y += 14;
  }
  const [{ base, amount: tax } = { base: 0, amount: 0 }] = taxesOf(lines, false);
  const gross = base + tax;
  const paid = choose.chance(0.6) ? Math.round((gross * choose.int(60, 95)) / 100) : 0;
  y += 8;
  const row = (label: string, value: number, bold = false): void => {
    paper.text(label, left + 180, y, { bold });
    paper.text(habit.money(value), right, y, { align: 'right', bold });
    y += 14;
  };
  row(choose.pick(own.subTotal), base);
  row(
    choose
      .pick(own.tax.filter((label) => label.includes('%')))
      .replace('%', percentOf(own.rates[0]!, plan.tongue)),
    tax,
  );
  row(choose.pick(own.total.slice(0, 3)), gross, true);
  if (paid > 0) {
    row(words.instalments, -paid);
    row(choose.pick(own.open), gross - paid, true);
  }
  y += 16;
  if (!first) meterTable();
  return { lines, totals: { net: base, tax, gross, ...(paid > 0 ? { due: gross - paid } : {}) } };
};

/** A subscription: periods below the names, time not used given back, the amount due said at the top as well. */
export const drawSubscription: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [40, 555];
  paper.text(choose.pick(own.invoice), left, 36, { size: 20, bold: true });
  paper.text(plan.seller, right, 40, { size: 14, bold: true, align: 'right', colour: '#555555' });
  const due = plan.dueDate ?? later(plan.issueDate, 14);
  const bold = factRows(
    paper,
    [
      [choose.pick(own.number), plan.number],
      [choose.pick(own.date), habit.date(plan.issueDate)],
      ...(plan.dueDate ? [[choose.pick(own.due), habit.date(due)] as [string, string]] : []),
    ],
    { x: left, valueX: left + 110, y: 72 },
  );
  const a = stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], {
    x: left,
    y: bold + 18,
    first: 9.5,
  });
  const b = stackText(paper, [choose.pick(own.buyer), plan.buyer, ...plan.buyerAddress], {
    x: left + 220,
    y: bold + 18,
  });
  let y = Math.max(a, b) + 20;
  const from = plan.issueDate;
  const until = later(from, 30);
  const span = `${habit.date(from)} – ${habit.date(until)}`;
  const lines: {
    text: string;
    quantity: number;
    price: number;
    amount: number;
    note: string;
    rate: number;
  }[] = [];
  const rate = own.rates[0]!;
  for (const [index, text] of words.plans.entries()) {
    if (index > 0 && choose.chance(0.4)) continue;
    const [quantity, price] = [index === 0 ? 1 : choose.int(1, 40), choose.int(400, 9900)];
    lines.push({ text, quantity, price, amount: quantity * price, note: span, rate });
  }
  if (choose.chance(0.7)) {
    const price = -choose.int(100, Math.max(101, lines[0]!.amount - 100));
    lines.push({
      text: `${words.unused} ${words.plans[1]!}`,
      quantity: 1,
      price,
      amount: price,
      note: `${habit.date(later(from, -12))} – ${habit.date(from)}`,
      rate,
    });
  }
  const net = total(lines.map((line) => line.amount));
  const tax = Math.round((net * rate) / 100);
  const gross = net + tax;
  const applied = choose.chance(0.3) ? Math.round(gross / 4) : 0;
  if (choose.chance(0.6)) {
    paper.text(
      `${habit.money(gross - applied)} ${choose.pick(own.due).toLowerCase()} ${habit.date(due)}`,
      left,
      y,
      { size: 14, bold: true },
    );
    y += 34;
  }
  const at = [left, right - 190, right - 95, right];
  for (const [index, title] of [
    own.table.text[0]!,
    choose.pick(own.table.quantity),
    choose.pick(own.table.price),
    choose.pick(own.table.amount),
  ].entries())
    paper.text(title, at[index]!, y, { size: 8, align: index === 0 ? 'left' : 'right' });
  paper.line(left, y + 12, right, y + 12);
  y += 20;
  for (const line of lines) {
    const cells = [line.text, String(line.quantity), habit.money(line.price), habit.money(line.amount)];
    for (const [index, cell] of cells.entries())
      paper.text(cell, at[index]!, y, { align: index === 0 ? 'left' : 'right' });
    paper.text(line.note, left, y + 12, { size: 8, colour: '#666666' });
    y += 32;
  }
  const row = (label: string, value: number, strong = false): void => {
    paper.line(300, y - 4, right, y - 4);
    paper.text(label, 300, y, { bold: strong });
    paper.text(habit.money(value), right, y, { align: 'right', bold: strong });
    y += 18;
  };
  row(own.subTotal[0]!, net);
  const label = choose.pick(own.tax.filter((one) => one.includes('%')));
  const percent = percentOf(rate, plan.tongue);
  row(
    choose.chance(0.5)
      ? label.replace('%', percent)
      : `${label.replace(/\W*%\W*/, '')} (${percent} / ${habit.money(net)})`,
    tax,
  );
  row('Total', gross, applied === 0 && choose.chance(0.5));
  if (applied > 0) row(choose.pick(own.paid), -applied);
  row(choose.pick(applied > 0 ? own.open : [...own.total.slice(4), ...own.open]), gross - applied, true);
  return { lines, totals: { net, tax, gross, ...(applied > 0 ? { due: gross - applied } : {}) } };
};

/** A credit note: names the invoice it takes back, its amounts with or without a minus. */
export const drawCredit: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [50, 545];
  const sign = choose.chance(0.5) ? -1 : 1;
  const y0 = stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], {
    x: left,
    y: 40,
    first: 13,
  });
  paper.text(words.creditNote, right, 40, { size: 18, bold: true, align: 'right' });
  stackText(paper, [choose.pick(own.buyer), plan.buyer, ...plan.buyerAddress], { x: left, y: y0 + 24 });
  const other: [string, string][] = [
    [words.original, `${plan.number.slice(0, 2)}${choose.int(1000, 9999)}`],
    [choose.pick(own.customer), String(choose.int(10_000, 99_999))],
  ];
  const number = choose.chance(0.6)
    ? `${words.creditNote} ${choose.pick(['no.', 'n°', 'nr.', 'Nr.'])}`
    : choose.pick(own.number);
  const facts: [string, string][] = [
    [number, plan.number],
    [choose.pick(own.date), habit.date(plan.issueDate)],
  ];
  let y = factRows(paper, choose.chance(0.3) ? [...other, ...facts] : [...facts, ...other], {
    x: 320,
    valueX: 440,
    y: y0 + 24,
    colon: choose.chance(0.5),
  });
  y += 40;
  const at = [left, right - 200, right - 100, right];
  for (const [index, title] of [
    choose.pick(own.table.text),
    choose.pick(own.table.quantity),
    choose.pick(own.table.price),
    choose.pick(own.table.amount),
  ].entries())
    paper.text(title, at[index]!, y, { bold: true, align: index === 0 ? 'left' : 'right' });
  y += 18;
  const lines = plan.lines.slice(0, choose.int(1, 4)).map((line) => ({
    ...line,
    discount: 0,
    amount: sign * Math.round((line.price * line.quantityTenths) / 10),
    rate: own.rates[0]!,
  }));
  for (const line of lines) {
    const cells = [
      line.text,
      habit.quantity(line.quantityTenths),
      habit.money(line.price * sign, { bare: true }),
      habit.money(line.amount, { bare: true }),
    ];
    for (const [index, cell] of cells.entries())
      paper.text(cell, at[index]!, y, { align: index === 0 ? 'left' : 'right' });
    y += 15;
  }
  const net = total(lines.map((line) => line.amount));
  const tax = Math.round((net * own.rates[0]!) / 100);
  y += 12;
  const rows: [string, number][] = [
    [choose.pick(own.subTotal), net],
    [
      choose
        .pick(own.tax.filter((one) => one.includes('%')))
        .replace('%', percentOf(own.rates[0]!, plan.tongue)),
      tax,
    ],
    [choose.pick(own.total.slice(0, 3)), net + tax],
  ];
  for (const [label, value] of rows) {
    paper.text(label, right - 220, y);
    paper.text(habit.money(value), right, y, { align: 'right' });
    y += 15;
  }
  return { lines, totals: { net, tax, gross: net + tax } };
};
