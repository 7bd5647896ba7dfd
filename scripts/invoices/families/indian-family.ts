import { type DrawFamily, factRows, stackText, total } from './family.ts';

const FIRMS = [
  'Sharma Traders',
  'Ganesh Steel Pvt. Ltd.',
  'Lotus Stationers',
  'Kaveri Electricals LLP',
  'Annapurna Foods Private Limited',
];
const PLACES = [
  '12 M.G. Road, Bengaluru 560001',
  '45 Nehru Nagar, Pune 411001',
  'Plot 7, Sector 18, Gurugram 122015',
  '3-6-1 Himayatnagar, Hyderabad 500029',
];
const IDS = ['29AABCU9603R1ZJ', '27AAPFU0939F1ZV', '24AAACC1206D1ZM'];
const GOODS = [
  'Copper wire 2.5 sqmm',
  'LED tube light 20W',
  'MS angle 50x50x6',
  'A4 copier paper',
  'Annual maintenance contract',
  'Basmati rice 25 kg bag',
  'Steel almirah',
  'Ceiling fan 1200 mm',
];

/** `1,23,456.70`: a last three digits, twos before it. */
function lakh(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const whole = digits.slice(0, -2);
  const head = whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',');
  return `${cents < 0 ? '(-)' : ''}${head === '' ? '' : `${head},`}${whole.slice(-3)}.${digits.slice(-2)}`;
}

/** An Indian tax invoice: HSN codes, central and state tax as rows or columns, rounded to rupees, tax table by HSN. */
export const drawIndian: DrawFamily = ({ plan, choose, paper, habit }) => {
  const [left, right] = [34, 561];
  const seller = FIRMS[plan.seller.length % FIRMS.length]!;
  const buyer = FIRMS[(plan.seller.length + 2) % FIRMS.length]!;
  paper.text(choose.pick(['TAX INVOICE', 'Tax Invoice', 'GST INVOICE']), 297, 24, {
    size: 12,
    bold: true,
    align: 'center',
  });
  const boxed = choose.chance(0.6);
  const date = habit.date(plan.issueDate);
  const id = choose.int(0, 2);
  const sellerLines = [
    seller,
    choose.pick(PLACES),
    `GSTIN/UIN: ${IDS[id]!}`,
    'State Name : Karnataka, Code : 29',
  ];
  const buyerLines = [
    buyer,
    choose.pick(PLACES),
    `GSTIN/UIN : ${IDS[(id + 1) % 3]!}`,
    'Place of Supply : Maharashtra',
  ];
  let y: number;
  if (boxed) {
    stackText(paper, sellerLines, { x: left + 3, y: 48, first: 11 });
    const cells = [
      ['Invoice No.', plan.number],
      ['Dated', date],
      ['Delivery Note', ''],
      ['Mode/Terms of Payment', '30 Days'],
      ["Buyer's Order No.", `PO/${choose.int(10, 999)}`],
      ['Other References', ''],
    ] as const;
    for (const [index, [label, value]] of cells.entries()) {
      const [x, top] = [300 + 130 * (index % 2), 46 + 26 * Math.floor(index / 2)];
      paper.text(label, x + 3, top + 2, { size: 7.5 });
      paper.text(value, x + 3, top + 13, { bold: true });
      paper.line(x, top, x + 130, top);
      paper.line(x, top, x, top + 26);
    }
    stackText(paper, ['Buyer (Bill to)', ...buyerLines], { x: left + 3, y: 118 });
    y = 196;
  } else {
    stackText(paper, sellerLines, { x: left, y: 44, first: 13 });
    factRows(
      paper,
      [
        ['Invoice No', plan.number],
        ['Invoice Date', date],
        ['Reverse Charge', 'No'],
        ['State Code', '29'],
      ],
      { x: 380, valueX: 470, y: 46, colon: true },
    );
    stackText(paper, [choose.pick(['Bill To:', 'Details of Receiver | Billed to:', 'M/s']), ...buyerLines], {
      x: left,
      y: 118,
    });
    y = 196;
  }
  const isLocal = choose.chance(0.65);
  const wide = choose.chance(0.4);
  const rate = choose.pick([5, 12, 18, 28]);
  const count = choose.int(1, 7);
  const lines = Array.from({ length: count }, () => {
    const [quantity, price] = [choose.int(1, 60), choose.int(900, 4_500_000)];
    return {
      text: choose.pick(GOODS),
      hsn: String(choose.int(1000, 99_999)),
      quantity,
      price,
      amount: quantity * price,
      rate,
    };
  });
  const net = total(lines.map((line) => line.amount));
  const halves = isLocal ? 2 : 1;
  const share = (amount: number): number => Math.round((amount * rate) / (100 * halves));
  const part = wide ? total(lines.map((line) => share(line.amount))) : share(net);
  const tax = part * halves;
  const names = isLocal ? ['CGST', 'SGST'] : ['IGST'];
  const percent = `${rate / halves}%`;
  const rounded = choose.chance(0.6) ? Math.round((net + tax) / 100) * 100 : net + tax;
  const off = rounded - net - tax;
  const mark = choose.pick(['Rs. ', '', 'INR ']);
  if (wide) {
    const titles = [
      'Sr',
      'Description',
      'HSN',
      'Qty',
      'Rate',
      'Taxable',
      ...names.flatMap((name) => [`${name} %`, `${name} Amt`]),
      'Total',
    ];
    const widths = [18, 126, 40, 28, 62, 66, ...names.flatMap(() => [40, 58]), 70];
    const scale = (right - left) / total(widths);
    const ends = widths.map((_, index) => left + scale * total(widths.slice(0, index + 1)));
    const place = (index: number, text: string, bold = false): void =>
      index === 1
        ? paper.text(text, ends[0]! + 6, y, { size: 7.5, bold })
        : paper.text(text, ends[index]! - 2, y, { size: 7.5, align: 'right', bold });
    for (const [index, title] of titles.entries()) place(index, title, true);
    y += 15;
    for (const [index, line] of lines.entries()) {
      const own = share(line.amount);
      const cells = [
        String(index + 1),
        line.text,
        line.hsn,
        String(line.quantity),
        lakh(line.price),
        lakh(line.amount),
        ...names.flatMap(() => [percent, lakh(own)]),
        lakh(line.amount + halves * own),
      ];
      for (const [column, cell] of cells.entries()) place(column, cell);
      y += 14;
    }
    const sums = [
      '',
      'Total',
      '',
      '',
      '',
      lakh(net),
      ...names.flatMap(() => ['', lakh(part)]),
      lakh(net + tax),
    ];
    for (const [column, cell] of sums.entries()) if (cell) place(column, cell, true);
    y += 24;
    const rows: [string, number][] = [
      ['Taxable Amount', net],
      ...names.map((name): [string, number] => [`${name} ${percent}`, part]),
      ...(off === 0 ? [] : ([['Round Off', off]] as [string, number][])),
      [choose.pick(['Grand Total', 'Total Amount', 'Invoice Value', 'Net Payable']), rounded],
    ];
    for (const [label, value] of rows) {
      paper.text(label, 380, y);
      paper.text(`${mark}${lakh(value)}`, right - 2, y, { align: 'right' });
      y += 13;
    }
  } else {
    const at = [left + 14, left + 24, 300, 356, 420, 440, right - 2];
    const align = ['right', 'left', 'right', 'right', 'right', 'left', 'right'] as const;
    const put = (cells: readonly string[], bold = false): void => {
      for (const [index, cell] of cells.entries())
        if (cell) paper.text(cell, at[index]!, y, { size: 8, align: align[index]!, bold });
      y += 14;
    };
    put(
      [
        'Sl',
        choose.pick(['Description of Goods', 'Particulars', 'Name of Product / Service']),
        'HSN/SAC',
        'Quantity',
        'Rate',
        'per',
        'Amount',
      ],
      true,
    );
    for (const [index, line] of lines.entries())
      put([
        String(index + 1),
        line.text,
        line.hsn,
        `${line.quantity} Nos`,
        lakh(line.price),
        'Nos',
        lakh(line.amount),
      ]);
    if (choose.chance(0.5)) {
      paper.text(lakh(net), right - 2, y, { size: 8, align: 'right' });
      y += 14;
    }
    for (const name of names)
      put([
        '',
        choose.chance(0.5) ? `${name} @ ${percent}` : `Output ${name}`,
        '',
        '',
        percent.replace('%', ''),
        '%',
        lakh(part),
      ]);
    if (off !== 0)
      put(['', choose.pick(['Round Off', 'Less : Round Off', 'ROUNDED OFF']), '', '', '', '', lakh(off)]);
    paper.line(left, y - 3, right, y - 3);
    put(
      [
        '',
        'Total',
        '',
        `${total(lines.map((line) => line.quantity))} Nos`,
        '',
        '',
        `${mark}${lakh(rounded)}`,
      ],
      true,
    );
    paper.text('Amount Chargeable (in words): INR as per total above Only', left, y, { size: 7.5 });
    y += 20;
    const heads = [
      'HSN/SAC',
      'Taxable Value',
      ...names.flatMap((name) => [
        `${name === 'CGST' ? 'Central' : name === 'SGST' ? 'State' : 'Integrated'} Tax Rate`,
        'Amount',
      ]),
      'Total Tax Amount',
    ];
    const spot = (index: number): number => left + 70 + index * 74;
    for (const [index, head] of heads.entries())
      paper.text(head, spot(index), y, { size: 7, align: 'right' });
    y += 12;
    paper.text(`${lines[0]!.hsn}`, spot(0), y, { size: 7.5, align: 'right' });
    for (const [index, value] of [
      lakh(net),
      ...names.flatMap(() => [percent, lakh(part)]),
      lakh(tax),
    ].entries())
      paper.text(value, spot(index + 1), y, { size: 7.5, align: 'right' });
    y += 14;
  }
  paper.text(`for ${seller}`, right - 4, Math.max(y + 30, 700), { size: 9, align: 'right', bold: true });
  const printed = wide
    ? lines.map((line) => ({ ...line, amount: line.amount + halves * share(line.amount) }))
    : lines;
  return { seller, buyer, lines: printed, totals: { net, gross: rounded } };
};
