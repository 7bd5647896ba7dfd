import { type DrawFamily, factRows, stackText, taxesOf, total } from './family.ts';

/** A lawyer's time sheet: a date and a person in each row, texts of several lines, expenses below the fees. */
export const drawHours: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [50, 545];
  paper.text(plan.seller, left, 40, { size: 13, bold: true });
  stackText(paper, [...plan.sellerAddress, own.taxId[0]!], { x: left, y: 58, size: 8 });
  const y0 = stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: 116 });
  const y1 = factRows(
    paper,
    [
      [choose.pick(own.number), plan.number],
      [choose.pick(own.date), habit.date(plan.issueDate)],
      [choose.pick(own.customer), `M-${choose.int(100, 999)}`],
    ],
    { x: 330, valueX: 440, y: 116, colon: true },
  );
  let y = Math.max(y0, y1) + 26;
  const at = [left, left + 78, left + 150, right - 130, right - 70, right];
  const align = ['left', 'left', 'left', 'right', 'right', 'right'] as const;
  const titles = [
    own.date[1]!,
    words.hours[0],
    own.table.text[0]!,
    words.hours[1],
    words.hours[2],
    own.table.amount[0]!,
  ];
  for (const [index, title] of titles.entries())
    paper.text(title, at[index]!, y, { bold: true, size: 8, align: align[index]! });
  paper.line(left, y + 12, right, y + 12);
  y += 18;
  const rate = own.rates[0]!;
  const people = ['A. Keller', 'MB', 'J. Ortiz'];
  const lines = Array.from({ length: choose.int(2, 9) }, (_, day) => {
    const tenths = choose.int(2, 60);
    const price = choose.pick([9500, 14_000, 22_500, 31_000]);
    const text = choose.pick(words.work);
    return {
      day,
      tenths,
      price,
      text,
      person: choose.pick(people),
      amount: Math.round((tenths * price) / 10),
      rate,
    };
  });
  const day = (back: number): string =>
    habit.date(
      new Date(new Date(plan.issueDate).getTime() - (20 - back) * 86_400_000).toISOString().slice(0, 10),
    );
  const fees = total(lines.map((line) => line.amount));
  const row = (label: string, cents: number, bold = false): void => {
    paper.text(label, right - 230, y, { bold });
    paper.text(habit.money(cents), right, y, { align: 'right', bold });
    y += 15;
  };
  for (const line of lines) {
    const cells = [
      day(line.day),
      line.person,
      '',
      habit.quantity(line.tenths),
      habit.money(line.price, { bare: true }),
      habit.money(line.amount, { bare: true }),
    ];
    for (const [index, cell] of cells.entries())
      if (cell) paper.text(cell, at[index]!, y, { size: 8, align: align[index]! });
    const texts = paper.wrap(line.text, 190, 8);
    for (const [nth, text] of texts.entries()) paper.text(text, at[2]!, y + 10 * nth, { size: 8 });
    y += 10 * texts.length + choose.pick([4, 6]);
  }
  y += 6;
  const expenses = choose.chance(0.4) ? choose.int(1200, 9000) : 0;
  if (expenses > 0) {
    row(words.fees[0], fees);
    row(words.fees[1], expenses);
  }
  const net = fees + expenses;
  const tax = Math.round((net * rate) / 100);
  row(choose.pick(own.subTotal.slice(0, 2)), net);
  row(own.tax.find((one) => one.includes('%'))!.replace('%', `${rate} %`), tax);
  row(choose.pick(own.total.slice(0, 4)), net + tax, true);
  const printed = [...lines, ...(expenses > 0 ? [{ text: words.fees[1], amount: expenses }] : [])];
  return { lines: printed, totals: { net, tax, gross: net + tax } };
};

/** A marketplace: sold by one of many, prices without and with tax side by side, sums with tax. */
export const drawMarket: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [36, 559];
  paper.text(choose.pick(own.invoice), right, 36, { size: 18, bold: true, align: 'right' });
  stackText(paper, [words.soldBy, plan.seller, ...plan.sellerAddress, own.taxId[0]!], { x: left, y: 60 });
  factRows(
    paper,
    [
      [choose.pick(own.date), habit.date(plan.issueDate)],
      [choose.pick(own.number), plan.number],
      [choose.pick(own.order), `${choose.int(300, 309)}-${choose.int(1_000_000, 9_999_999)}`],
    ],
    { x: 320, valueX: 440, y: 64 },
  );
  stackText(paper, [choose.pick(own.buyer), plan.buyer, ...plan.buyerAddress], { x: left, y: 134 });
  stackText(paper, [words.shipTo, plan.buyer, ...plan.buyerAddress], { x: 240, y: 134 });
  let y = 206;
  const at = [left, right - 270, right - 198, right - 142, right - 78, right];
  const titles = [
    own.table.text[0]!,
    own.table.quantity[1]!,
    words.prices[0],
    own.table.rate[0]!,
    words.prices[1],
    words.prices[2],
  ];
  const heights = titles.map((title, index) => {
    const wrapped = paper.wrap(title, index === 0 ? 200 : 58, 7.5);
    for (const [nth, text] of wrapped.entries())
      paper.text(text, at[index]!, y + 9 * nth, {
        size: 7.5,
        bold: true,
        align: index === 0 ? 'left' : 'right',
      });
    return wrapped.length;
  });
  y += 9 * Math.max(...heights) + 8;
  const rate = own.rates[0]!;
  const lines = plan.lines.slice(0, 6).map((line) => {
    const price = Math.round((line.price * (100 + rate)) / 100);
    const quantity = choose.int(1, 4);
    return { text: line.text, net: line.price, price, quantity, amount: price * quantity, rate };
  });
  for (const line of lines) {
    const texts = [
      ...paper.wrap(line.text, 205, 8.5),
      `ASIN: B0${choose.int(10, 99)}K${choose.int(1000, 9999)}`,
    ];
    for (const [nth, text] of texts.entries()) paper.text(text, left, y + 11 * nth, { size: 8.5 });
    const cells = [
      String(line.quantity),
      habit.money(line.net),
      `${line.rate}%`,
      habit.money(line.price),
      habit.money(line.amount),
    ];
    for (const [index, cell] of cells.entries())
      paper.text(cell, at[index + 1]!, y, { size: 8.5, align: 'right' });
    y += 11 * texts.length + 8;
  }
  const gross = total(lines.map((line) => line.amount));
  const [{ base, amount } = { base: 0, amount: 0 }] = taxesOf(lines, true);
  paper.line(left, y, right, y);
  y += 8;
  paper.text(choose.pick(own.total.slice(0, 3)), right - 160, y, { bold: true });
  paper.text(habit.money(gross), right, y, { bold: true, align: 'right' });
  y += 26;
  const places = [right - 200, right - 90, right];
  for (const [index, title] of [words.rate, words.base, words.taxAmount].entries())
    paper.text(title, places[index]!, y, { size: 8, bold: true, align: index === 0 ? 'left' : 'right' });
  y += 12;
  for (const [index, cell] of [`${rate}%`, habit.money(base), habit.money(amount)].entries())
    paper.text(cell, places[index]!, y, { size: 8, align: index === 0 ? 'left' : 'right' });
  y += 12;
  for (const [index, cell] of ['Total', habit.money(base), habit.money(amount)].entries())
    paper.text(cell, places[index]!, y, { size: 8, bold: true, align: index === 0 ? 'left' : 'right' });
  return { lines, totals: { net: base, tax: amount, gross } };
};

/** A builder: positions in groups with a sum each, a list of the groups at the end, a discount in per cent. */
export const drawGroups: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [52, 543];
  const y0 = stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], {
    x: 360,
    y: 40,
    first: 12,
  });
  const y1 = stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: 110 });
  paper.text(`${choose.pick(own.invoice)} ${plan.number}`, left, Math.max(y0, y1) + 20, {
    size: 14,
    bold: true,
  });
  let y = factRows(
    paper,
    [
      [own.date[1]!, habit.date(plan.issueDate)],
      [choose.pick(own.order), `${choose.int(100, 999)}/${plan.issueDate.slice(2, 4)}`],
    ],
    { x: left, valueX: left + 100, y: Math.max(y0, y1) + 44, colon: true },
  );
  y += 18;
  const at = [left, left + 40, right - 190, right - 150, right - 80, right];
  const align = ['left', 'left', 'right', 'left', 'right', 'right'] as const;
  const put = (cells: readonly string[], bold = false): void => {
    if (y > 770) {
      paper.page();
      y = 50;
    }
    for (const [index, cell] of cells.entries())
      if (cell) paper.text(cell, at[index]!, y, { size: 8.5, bold, align: align[index]! });
    y += 14;
  };
  put(
    [
      'Pos.',
      own.table.text[0]!,
      own.table.quantity[0]!,
      own.table.unit[0]!,
      own.table.price[0]!,
      own.table.amount[0]!,
    ],
    true,
  );
  paper.line(left, y - 2, right, y - 2);
  const money = (cents: number): string => habit.money(cents, { bare: true });
  const groups = words.groups.slice(0, choose.int(2, 3)).map((name, group) => {
    put([String(group + 1), name], true);
    const rows = Array.from({ length: choose.int(1, 4) }, (_, index) => {
      const tenths = choose.int(5, 400);
      const price = choose.int(300, 18_000);
      const amount = Math.round((tenths * price) / 10);
      const text = choose.pick(own.goods);
      put([
        `${group + 1}.${index + 1}`,
        paper.wrap(text, 250, 8.5)[0]!,
        habit.quantity(tenths),
        choose.pick(own.units),
        money(price),
        money(amount),
      ]);
      return { text: paper.wrap(text, 250, 8.5)[0]!, amount };
    });
    const sum = total(rows.map((row) => row.amount));
    put(['', `${words.sumOf} ${group + 1} ${name}`, '', '', '', money(sum)], choose.chance(0.5));
    y += 5;
    return { name, rows, sum };
  });
  const lines = groups.flatMap(({ rows }) => rows);
  const sum = total(lines.map((line) => line.amount));
  if (choose.chance(0.5)) {
    y += 8;
    for (const [index, { name, sum: part }] of groups.entries())
      put([String(index + 1), name, '', '', '', money(part)]);
  }
  const off = choose.chance(0.4) ? Math.round((sum * 3) / 100) : 0;
  const net = sum - off;
  const rate = own.rates[0]!;
  const tax = Math.round((net * rate) / 100);
  y += 6;
  const row = (label: string, cents: number, bold = false): void =>
    put(['', label, '', '', '', habit.money(cents)], bold);
  if (off > 0) {
    row(own.subTotal[1]!, sum);
    row(`${own.discountSum[0]!} 3 %`, -off);
  }
  row(own.subTotal[0]!, net);
  row(own.tax.find((one) => one.includes('%'))!.replace('%', `${rate} %`), tax);
  row(choose.pick(own.total.slice(0, 4)), net + tax, true);
  return { lines, totals: { tax, gross: net + tax } };
};
