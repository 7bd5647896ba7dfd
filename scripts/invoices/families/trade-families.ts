import { type DrawFamily, type DrawnLine, factRows, stackText, taxesOf, total } from './family.ts';

/** A long table whose pages end with the sum so far and begin with it again. */
export const drawCarried: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [48, 547];
  const repeats = choose.chance(0.7);
  let page = 1;
  let y = stackText(paper, [plan.seller, ...plan.sellerAddress], { x: left, y: 40, first: 14 });
  paper.text(choose.pick(own.invoice), right, 40, { size: 16, bold: true, align: 'right' });
  stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: y + 22 });
  y =
    factRows(
      paper,
      [
        [choose.pick(own.number), plan.number],
        [choose.pick(own.date), habit.date(plan.issueDate)],
      ],
      { x: 340, valueX: 440, y: y + 22 },
    ) + 50;
  const at = [left, left + 30, right - 210, right - 140, right];
  const align = ['left', 'left', 'right', 'left', 'right'] as const;
  const titles = (): void => {
    const names = [
      'Pos.',
      own.table.text[0]!,
      own.table.quantity[0]!,
      own.table.unit[0]!,
      choose.pick(own.table.amount.slice(0, 2)),
    ];
    for (const [index, title] of names.entries())
      paper.text(title, at[index]!, y, { bold: true, align: align[index]! });
    paper.text(own.table.price[0]!, right - 75, y, { bold: true, align: 'right' });
    paper.line(left, y + 13, right, y + 13);
    y += 19;
  };
  const sumRow = (label: string, value: number): void => {
    paper.text(label, at[1]!, y, { bold: choose.chance(0.5) });
    paper.text(habit.money(value, { bare: true }), right, y, { align: 'right' });
    y += 18;
  };
  titles();
  const rate = own.rates[0]!;
  const count = choose.int(24, 60);
  const lines = Array.from({ length: count }, (_, index) => {
    const from = plan.lines[index % plan.lines.length]!;
    const price = from.price + 7 * index;
    return {
      ...from,
      text: own.goods[(index * 5 + page) % own.goods.length]!,
      price,
      rate,
      amount: Math.round((price * from.quantityTenths) / 10),
    };
  });
  let sum = 0;
  for (const [index, line] of lines.entries()) {
    if (y > 735) {
      sumRow(words.carried[0], sum);
      paper.page();
      page++;
      y = 50;
      if (choose.chance(0.6)) {
        paper.text(`${plan.seller} - ${own.invoice[1]!} ${plan.number}`, left, 30, { size: 8 });
        paper.text(`${page}`, right, 30, { size: 8, align: 'right' });
      }
      if (repeats) titles();
      sumRow(
        words.carried[1] === 'Übertrag von Seite' ? `${words.carried[1]} ${page - 1}` : words.carried[1],
        sum,
      );
    }
    const cells = [
      String(index + 1),
      line.text,
      habit.quantity(line.quantityTenths),
      line.unit,
      habit.money(line.amount, { bare: true }),
    ];
    for (const [column, cell] of cells.entries()) paper.text(cell, at[column]!, y, { align: align[column]! });
    paper.text(habit.money(line.price, { bare: true }), right - 75, y, { align: 'right' });
    sum += line.amount;
    y += 16;
  }
  const tax = Math.round((sum * rate) / 100);
  y += 8;
  const rows: [string, number][] = [
    [choose.pick(own.subTotal), sum],
    [own.tax.find((one) => one.includes('%'))!.replace('%', `${rate} %`), tax],
    [choose.pick(own.total.slice(0, 3)), sum + tax],
  ];
  for (const [label, value] of rows) {
    paper.text(label, right - 230, y, { bold: true });
    paper.text(habit.money(value), right, y, { align: 'right', bold: true });
    y += 16;
  }
  return { lines, totals: { net: sum, tax, gross: sum + tax } };
};

/** Goods by freight: two addresses, a strip of facts, ordered beside shipped, tax and freight below. */
export const drawShipped: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [40, 572];
  stackText(paper, [plan.seller, ...plan.sellerAddress], { x: left, y: 36, first: 15 });
  paper.text(choose.pick(own.invoice), right, 36, { size: 20, bold: true, align: 'right' });
  factRows(
    paper,
    [
      [choose.pick(own.number), plan.number],
      [choose.pick(own.date), habit.date(plan.issueDate)],
    ],
    { x: 400, valueX: 490, y: 66, colon: true },
  );
  stackText(paper, [choose.pick(own.buyer), plan.buyer, ...plan.buyerAddress], { x: left, y: 120 });
  stackText(paper, [words.shipTo, plan.buyer, choose.pick(own.streets), choose.pick(own.towns)], {
    x: 320,
    y: 120,
  });
  let y = 188;
  const strip: [string, string][] = [
    [choose.pick(own.order), `${choose.int(10_000, 99_999)}`],
    [choose.pick(own.delivery), habit.date(plan.issueDate)],
    [choose.pick(own.customer), `C${choose.int(1000, 9999)}`],
    ...(plan.dueDate ? [[choose.pick(own.due), habit.date(plan.dueDate)] as [string, string]] : []),
  ];
  const step = (right - left) / strip.length;
  paper.shade(left, y - 3, right - left, 14);
  for (const [index, [label, value]] of strip.entries()) {
    paper.text(label, left + step * (index + 0.5), y, { size: 8, bold: true, align: 'center' });
    paper.text(value, left + step * (index + 0.5), y + 15, { align: 'center' });
  }
  y += 46;
  const at = [left + 30, left + 84, left + 110, left + 190, right - 90, right - 4];
  const align = ['right', 'right', 'left', 'left', 'right', 'right'] as const;
  const titles = [
    words.ordered[0],
    words.ordered[1],
    choose.pick(own.table.code),
    choose.pick(own.table.text),
    choose.pick(own.table.price),
    choose.pick(own.table.amount),
  ];
  for (const [index, title] of titles.entries())
    paper.text(title, at[index]!, y, { size: 8, bold: true, align: align[index]! });
  paper.line(left, y + 12, right, y + 12);
  y += 18;
  const lines = plan.lines.slice(0, 9).map((line) => {
    const quantity = choose.int(1, 30);
    return { ...line, quantity, amount: quantity * line.price, rate: own.rates[0]! };
  });
  for (const line of lines) {
    const more = choose.chance(0.2) ? choose.int(1, 5) : 0;
    const cells = [
      String(line.quantity + more),
      String(line.quantity),
      line.code,
      line.text,
      habit.money(line.price, { bare: true }),
      habit.money(line.amount, { bare: true }),
    ];
    for (const [index, cell] of cells.entries())
      for (const [nth, text] of paper.wrap(cell, index === 3 ? 220 : 999).entries())
        paper.text(text, at[index]!, y + nth * 11, { align: align[index]! });
    y += 13 + 11 * (paper.wrap(line.text, 220).length - 1);
    if (line.note) {
      paper.text(line.note, at[3]!, y - 1, { size: 8 });
      y += 11;
    }
  }
  const net = total(lines.map((line) => line.amount));
  const freight = choose.int(500, 9000);
  const taxed = plan.tongue === 'us' || choose.chance(0.5) ? net : net + freight;
  const tax = Math.round((taxed * own.rates[0]!) / 100);
  y += 14;
  const rows: [string, number][] = [
    [own.subTotal[0]!, net],
    [choose.pick(own.shipping), freight],
    [choose.pick(own.tax).replace('%', `${own.rates[0]!}%`), tax],
  ];
  if (choose.chance(0.5) && taxed === net) rows.push(rows.splice(1, 1)[0]!);
  const gross = net + freight + tax;
  rows.push([choose.pick(own.total.slice(0, 5)), gross]);
  for (const [label, value] of rows) {
    paper.text(label, right - 110, y, { align: 'right' });
    paper.text(habit.money(value), right - 4, y, { align: 'right' });
    y += 14;
  }
  return { lines, totals: { tax, gross } };
};

/** Boxes with small titles at the top and the foot, as programs of Southern Europe print them. */
export const drawBoxes: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [34, 561];
  const boxes = (
    y: number,
    cells: readonly (readonly [string, string])[],
    height = 26,
    from = left,
    to = right,
  ): void => {
    const step = (to - from) / cells.length;
    paper.line(from, y, to, y);
    paper.line(from, y + height, to, y + height);
    for (const [index, [label, value]] of cells.entries()) {
      const x = from + index * step;
      paper.line(x, y, x, y + height);
      paper.text(label, x + 3, y + 3, { size: 6.5 });
      paper.text(value, x + 3, y + 13, { size: 9 });
    }
    paper.line(to, y, to, y + height);
  };
  stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], { x: left, y: 34, first: 14 });
  stackText(paper, [choose.pick(own.buyer), plan.buyer, ...plan.buyerAddress], { x: 320, y: 44 });
  boxes(118, [
    [own.invoice[1]!, choose.chance(0.5) ? plan.tongue.toUpperCase() : '1'],
    [choose.pick(own.number), plan.number],
    [choose.pick(own.date), habit.date(plan.issueDate)],
    [choose.pick(own.customer), String(choose.int(1000, 9999))],
    [words.shipTo, choose.pick(own.towns)],
  ]);
  let y = 156;
  const at = [left + 3, left + 62, left + 268, left + 338, left + 400, left + 446, right - 3 - 34, right - 3];
  const align = ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right'] as const;
  const discounted = choose.chance(0.5);
  const titles = [
    choose.pick(own.table.code),
    choose.pick(own.table.text),
    own.table.unit.at(-1)!,
    choose.pick(own.table.quantity),
    choose.pick(own.table.price),
    discounted ? choose.pick(own.table.discount) : '',
    choose.pick(own.table.amount),
    own.table.rate[0]!,
  ];
  for (const [index, title] of titles.entries())
    if (title) paper.text(title, at[index]!, y + 3, { size: 7, align: align[index]! });
  paper.line(left, y, right, y);
  paper.line(left, y + 14, right, y + 14);
  y += 19;
  const lines = plan.lines.slice(0, 12).map((line) => {
    const before = Math.round((line.price * line.quantityTenths) / 10);
    const discount = discounted && choose.chance(0.6) ? choose.pick([5, 10, 20]) : 0;
    return {
      ...line,
      rate: line.rate || own.rates[0]!,
      discount,
      amount: before - Math.round((before * discount) / 100),
    };
  });
  for (const line of lines) {
    const cells = [
      line.code,
      line.text,
      line.unit,
      habit.quantity(line.quantityTenths),
      habit.money(line.price, { bare: true }),
      line.discount > 0 ? `${line.discount},00`.replace(',00', choose.chance(1) ? '' : ',00') : '',
      habit.money(line.amount, { bare: true }),
      String(line.rate),
    ];
    for (const [index, cell] of cells.entries())
      if (cell)
        paper.text(paper.wrap(cell, index === 1 ? 196 : 999, 8)[0]!, at[index]!, y, {
          size: 8,
          align: align[index]!,
        });
    y += 13;
  }
  const names = lines.map(
    (line): DrawnLine => ({ text: paper.wrap(line.text, 196, 8)[0]!, amount: line.amount }),
  );
  const goods = total(lines.map((line) => line.amount));
  const freight = choose.chance(0.4) ? choose.int(5, 30) * 100 : 0;
  const taxes = taxesOf(
    [...lines, ...(freight > 0 ? [{ amount: freight, rate: own.rates[0]! }] : [])],
    false,
  );
  const net = goods + freight;
  const tax = total(taxes.map((one) => one.amount));
  const money = (value: number): string => habit.money(value, { bare: true });
  const foot = Math.max(y + 30, choose.pick([430, 600]));
  boxes(foot, [
    [own.terms[0]!.slice(0, 34), ''],
    [own.bank.at(-1)!, ''],
    [own.due[0]!, plan.dueDate ? habit.date(plan.dueDate) : ''],
  ]);
  let below = foot + 34;
  const places = [left + 60, left + 130, left + 200];
  for (const [index, title] of [words.base, words.rate, words.taxAmount].entries())
    paper.text(title, places[index]!, below, { size: 7, align: 'right' });
  for (const [index, one] of taxes.entries())
    for (const [column, text] of [money(one.base), String(one.rate), money(one.amount)].entries())
      paper.text(text, places[column]!, below + 11 * (index + 1), { size: 8, align: 'right' });
  const sums: [string, string][] = [
    [words.totalOfGoods, money(goods)],
    ...(freight > 0 ? [[choose.pick(own.shipping), money(freight)] as [string, string]] : []),
    [choose.pick(own.subTotal.filter((label) => label !== words.totalOfGoods).slice(0, 2)), money(net)],
    [words.taxTotal, money(tax)],
  ];
  boxes(below, sums, 26, left + 220, right);
  below += 34;
  boxes(below, [[choose.pick(own.total.slice(0, 2)), habit.money(net + tax)]], 28, right - 160, right);
  return { lines: names, totals: { net, tax, gross: net + tax } };
};

/** A craftsman's letter: no titles above the table, the name above or below the numbers, count and unit together. */
export const drawStacked: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [62, 533];
  stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], { x: 350, y: 44, first: 12 });
  stackText(paper, [plan.buyer, ...plan.buyerAddress], { x: left, y: 110 });
  paper.text(
    `${choose.pick(own.invoice)} ${choose.chance(0.5) ? choose.pick(['Nr.', 'n.', 'N°', 'No.']) : ''} ${plan.number}`.replace(
      / +/g,
      ' ',
    ),
    left,
    190,
    { size: 13, bold: true },
  );
  paper.text(`${choose.pick(own.date.slice(0, 3))}: ${habit.date(plan.issueDate)}`, left, 210);
  let y = 246;
  const style = choose.pick(['above', 'below', 'titled above'] as const);
  const at = [left, left + 120, left + 230, right];
  const align = ['left', 'right', 'right', 'right'] as const;
  if (style === 'titled above') {
    for (const [index, title] of [
      own.table.quantity[0]!,
      own.table.price[0]!,
      '',
      choose.pick(own.table.amount.slice(0, 2)),
    ].entries())
      if (title) paper.text(title, at[index]!, y, { bold: true, align: align[index]! });
    y += 20;
  }
  const inclusive = choose.chance(0.4);
  const lines = plan.lines.slice(0, 8).map((line) => ({
    ...line,
    amount: Math.round((line.price * line.quantityTenths) / 10),
    rate: own.rates[0]!,
  }));
  for (const line of lines) {
    const numbers = [
      `${habit.quantity(line.quantityTenths)} ${line.unit}`,
      habit.money(line.price, { bare: true }),
      '',
      habit.money(line.amount),
    ];
    const names = paper.wrap(line.text, 250);
    const below = style === 'below';
    if (!below) {
      for (const name of names) {
        paper.text(name, left, y);
        y += 12;
      }
    }
    for (const [index, cell] of numbers.entries())
      if (cell) paper.text(cell, at[index]!, y, { align: align[index]! });
    y += 12;
    if (below) {
      for (const name of names) {
        paper.text(name, left, y, { size: 8.5 });
        y += 12;
      }
    }
    y += choose.pick([6, 9]);
  }
  paper.line(left, y, right, y);
  y += 6;
  const sum = total(lines.map((line) => line.amount));
  const rate = own.rates[0]!;
  const row = (label: string, value: number, bold = false): void => {
    paper.text(label, left, y, { bold });
    paper.text(habit.money(value), right, y, { bold, align: 'right' });
    y += 15;
  };
  if (inclusive) {
    const tax = Math.round((sum * rate) / (100 + rate));
    row(choose.pick(own.total.slice(0, 2)), sum, true);
    row(words.taxWithin.replace('%', `${rate} %`), tax);
    return { lines, totals: { tax, gross: sum } };
  }
  const tax = Math.round((sum * rate) / 100);
  row(choose.pick(own.subTotal), sum);
  row(choose.pick(own.tax.filter((one) => one.includes('%'))).replace('%', `${rate} %`), tax);
  row(choose.pick(own.total), sum + tax, true);
  return { lines, totals: { net: sum, tax, gross: sum + tax } };
};

/** Prices with tax in them, the sums of each rate at the left and those of the paper at the right, side by side. */
export const drawTwoColumns: DrawFamily = ({ plan, choose, paper, habit, words }) => {
  const { words: own } = plan;
  const [left, right] = [44, 551];
  paper.text(choose.pick(own.invoice), left, 36, { size: 18, bold: true });
  const y0 = stackText(paper, [plan.seller, ...plan.sellerAddress, own.taxId[0]!], {
    x: left,
    y: 68,
    first: 11,
  });
  const y1 = factRows(
    paper,
    [
      [choose.pick(own.date), habit.date(plan.issueDate)],
      [choose.pick(own.number), plan.number],
      [choose.pick(own.customer), String(choose.int(1000, 9999))],
    ],
    { x: 340, valueX: 440, y: 68, colon: true },
  );
  let y = Math.max(y0, y1) + 16;
  y = stackText(paper, [`${choose.pick(own.buyer)}:`, plan.buyer, ...plan.buyerAddress], { x: left, y }) + 16;
  const at = [left, right - 270, right - 190, right - 100, right];
  const titles = [
    choose.pick(own.table.text),
    choose.pick(own.table.quantity),
    own.table.rate[0]!,
    choose.pick(own.table.price),
    choose.pick(own.table.amount.slice(0, 2)),
  ];
  for (const [index, title] of titles.entries())
    paper.text(title, at[index]!, y, { bold: true, align: index === 0 ? 'left' : 'right' });
  y += 18;
  const mixed = choose.chance(0.6);
  const lines = plan.lines.slice(0, 10).map((line, index) => ({
    ...line,
    amount: Math.round((line.price * line.quantityTenths) / 10),
    rate: mixed && index % 2 === 1 ? own.rates[1]! : own.rates[0]!,
  }));
  for (const line of lines) {
    const cells = [
      line.text,
      habit.quantity(line.quantityTenths),
      `${line.rate}%`,
      habit.money(line.price, { bare: true }),
      habit.money(line.amount, { bare: true }),
    ];
    for (const [index, cell] of cells.entries())
      for (const [nth, text] of paper.wrap(cell, index === 0 ? 210 : 999).entries())
        paper.text(text, at[index]!, y + nth * 11, { align: index === 0 ? 'left' : 'right' });
    y += 14 + 11 * (paper.wrap(line.text, 210).length - 1);
  }
  y += 16;
  const inclusive = choose.chance(0.6);
  const taxes = taxesOf(lines, inclusive);
  const net = total(taxes.map((one) => one.base));
  const tax = total(taxes.map((one) => one.amount));
  const rows: [string, number][] = [
    [choose.pick(own.subTotal), net],
    [words.taxTotal, tax],
    [choose.pick(own.total.slice(0, 3)), net + tax],
  ];
  const places = [left, left + 110, left + 180, left + 250];
  for (const [index, title] of [words.rate, words.base, words.taxAmount].entries())
    paper.text(title, places[index]!, y, { size: 8, bold: true, align: index === 0 ? 'left' : 'right' });
  for (let index = 0; index < Math.max(rows.length, taxes.length); index++) {
    const one = taxes[index];
    const down = y + 14 * index;
    if (one)
      for (const [column, text] of [
        `${one.rate}%`,
        habit.money(one.base, { bare: true }),
        habit.money(one.amount, { bare: true }),
      ].entries())
        paper.text(text, places[column]!, down + 14, { size: 8, align: column === 0 ? 'left' : 'right' });
    const row = rows[index];
    if (!row) continue;
    paper.text(row[0], right - 190, down, { bold: index === 2 });
    paper.text(habit.money(row[1]), right, down, { align: 'right', bold: index === 2 });
  }
  return { lines, totals: { net, tax, gross: net + tax } };
};
