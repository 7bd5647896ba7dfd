import { type Column, type Sheet, share, sumOf, type ToolFacts, writeDate, writeMoney } from './sheet.ts';

const rs = (cents: number): string => writeMoney(cents, 'in');

/** An Indian accounting program: a grid of facts with labels above, taxes and rounding as rows of the table, a tax table by code. */
export function drawGrid(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, 'D-MMM-YY');
  const seller = choose.pick([
    'Sree Balaji Hardware Stores',
    'Vasundhara Agro Traders',
    'Omkar Electricals Pvt Ltd',
  ]);
  const number = choose.pick([
    `SBH/24-25/${choose.int(1, 999)}`,
    `${choose.int(100, 9999)}`,
    `GST-${choose.int(10, 999)}`,
  ]);
  const lines = sheet.goods(
    [
      'PVC Pipe 2 inch',
      'Copper Wire 1.5 sqmm',
      'Cement OPC 53 Grade',
      'LED Batten 20W',
      'Asian Primer 10 Ltr',
      'GI Elbow 1 inch',
    ],
    { least: 2, most: 6, low: 4500, high: 250_000, quantity: 40 },
  );
  const local = choose.chance(0.6);
  const net = sumOf(lines);
  const parts = local ? [share(net, 9), share(net, 9)] : [share(net, 18)];
  const exact = net + parts.reduce((sum, part) => sum + part, 0);
  const gross = Math.round(exact / 100) * 100;
  sheet.text('Tax Invoice', 297, 26, { bold: true, size: 11, align: 'center' });
  sheet.stack(
    [
      seller,
      '14/2 Mount Road, Guindy',
      'Chennai - 600032',
      'GSTIN/UIN: 33AAACB1234C1ZP',
      'State Name : Tamil Nadu, Code : 33',
    ],
    34,
    48,
  );
  sheet.stack(
    [
      'Buyer (Bill to)',
      'Karthik Constructions',
      'No 7, Anna Nagar West, Chennai',
      'GSTIN/UIN : 33AABCK4321D1Z9',
      'State Name : Tamil Nadu, Code : 33',
    ],
    34,
    130,
  );
  let y = 48;
  for (const [[label, value], [second, other]] of [
    [
      ['Invoice No.', number],
      ['Dated', day(sheet.date)],
    ],
    [
      ['Delivery Note', ''],
      ['Mode/Terms of Payment', '30 Days'],
    ],
    [
      ["Buyer's Order No.", String(choose.int(100, 999))],
      ['Dated', day(sheet.date)],
    ],
    [
      ['Dispatched through', 'VRL'],
      ['Destination', 'Chennai'],
    ],
  ] as const) {
    sheet.row(
      [
        [304, 'left'],
        [434, 'left'],
      ],
      y,
      [label, second],
      { size: 7 },
    );
    sheet.row(
      [
        [304, 'left'],
        [434, 'left'],
      ],
      y + 10,
      [value, other],
      { bold: true },
    );
    sheet.rule(300, 562, y + 23);
    y += 27;
  }
  const columns: Column[] = [
    [34, 'left'],
    [54, 'left'],
    [270, 'left'],
    [355, 'right'],
    [420, 'right'],
    [430, 'left'],
    [560, 'right'],
  ];
  sheet.row(columns, 214, ['Sl', 'Description of Goods', 'HSN/SAC', 'Quantity', 'Rate', 'per', 'Amount'], {
    size: 8,
  });
  sheet.rule(30, 562, 226);
  y = 232;
  for (const [index, line] of lines.entries()) {
    const unit = choose.pick(['Nos', 'Pcs', 'Bag']);
    sheet.row(columns, y, [
      String(index + 1),
      line.text,
      String(choose.int(3900, 9405)),
      `${line.quantity} ${unit}`,
      rs(line.price),
      unit,
      rs(line.amount),
    ]);
    y += 15;
  }
  sheet.row(columns, y, ['', '', '', '', '', '', rs(net)]);
  sheet.rule(490, 562, y - 2);
  y += 18;
  for (const [index, part] of parts.entries()) {
    const name = local ? (index === 0 ? 'CGST' : 'SGST') : 'IGST';
    sheet.row(
      [
        [264, 'right'],
        [420, 'right'],
        [430, 'left'],
        [560, 'right'],
      ],
      y,
      [`Output ${name} ${local ? 9 : 18}%`, String(local ? 9 : 18), '%', rs(part)],
    );
    y += 14;
  }
  if (gross !== exact) {
    sheet.row(
      [
        [264, 'right'],
        [560, 'right'],
      ],
      y,
      ['Round Off', gross < exact ? `(-)${rs(exact - gross)}` : rs(gross - exact)],
    );
    y += 14;
  }
  y += 40;
  sheet.rule(30, 562, y - 4);
  sheet.row(
    [
      [264, 'right'],
      [560, 'right'],
    ],
    y,
    ['Total', choose.chance(0.5) ? `Rs. ${rs(gross)}` : rs(gross)],
    { bold: true },
  );
  sheet.text('Amount Chargeable (in words)', 34, y + 18, { size: 7 });
  sheet.text('INR Forty Two Thousand One Hundred Only', 34, y + 28, { bold: true });
  const table: Column[] = [
    [34, 'left'],
    [200, 'right'],
    [260, 'right'],
    [350, 'right'],
    [420, 'right'],
    [490, 'right'],
  ];
  sheet.row(table, y + 50, ['HSN/SAC', 'Taxable Value', 'Rate', 'Tax Amount'], { size: 7 });
  sheet.row(table, y + 62, ['Total', rs(net), '', rs(parts.reduce((sum, part) => sum + part, 0))], {
    size: 7,
    bold: true,
  });
  sheet.stack([`for ${seller}`, '', 'Authorised Signatory'], 560, y + 90, { align: 'right', size: 8 });
  return { language: 'en', currency: 'INR', seller, number, date: sheet.date, gross, lines };
}
