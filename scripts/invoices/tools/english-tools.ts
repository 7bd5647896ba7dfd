import {
  after,
  type Column,
  type Sheet,
  share,
  sumOf,
  type ToolFacts,
  writeDate,
  writeMoney,
} from './sheet.ts';

const en = (cents: number): string => writeMoney(cents, 'en');
const usd = (cents: number): string => `${cents < 0 ? '-' : ''}$${en(Math.abs(cents))}`;

/** Subscriptions billed by card: the sum due in words of its own on top, periods below the lines, a discount among the sums. */
export function drawSubscriptionLink(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, 'MMMM D, YYYY', 'en-US');
  const seller = choose.pick([
    'Fernhollow Labs, Inc.',
    'Quillstack Ltd',
    'Parsec Metrics GmbH',
    'Orchid Relay, LLC',
  ]);
  const buyer = choose.pick(['Dana Whitfield', 'Kestrel Print Works', 'Lumen & Vale Studio']);
  const number = `${choose.pick(['9F3A21C7', 'B04D77E1', 'KQ81ZT04'])}-00${choose.int(10, 99)}`;
  const due = after(sheet.date, choose.pick([0, 14, 30]));
  const lines = sheet.goods(
    ['Team plan (per seat)', 'Priority support', 'Event ingestion add-on', 'Storage 100 GB', 'Data export'],
    { most: 4, low: 500, high: 20_000 },
  );
  const sub = sumOf(lines);
  const percent = choose.pick([0, 10, 20]);
  const off = share(sub, percent);
  const net = sub - off;
  const rate = choose.pick([0, 19, 20]);
  const tax = share(net, rate);
  const gross = net + tax;
  const isReceipt = choose.chance(0.3);
  sheet.text(isReceipt ? 'Receipt' : 'Invoice', 40, 40, { size: 18, bold: true });
  sheet.pairs(
    [
      ['Invoice number', number],
      ...(isReceipt
        ? [['Receipt number', '2210-4471'] as const, ['Date paid', day(sheet.date)] as const]
        : [['Date of issue', day(sheet.date)] as const, ['Date due', day(due)] as const]),
    ],
    { label: [40, 'left'], value: [130, 'left'], y: 72 },
  );
  sheet.stack(
    [
      seller,
      '548 Harbour Street',
      'Suite 210',
      'San Mateo, California 94401',
      'United States',
      'billing@example.com',
      'EU VAT EU372041333',
    ],
    40,
    126,
  );
  sheet.stack(['Bill to', buyer, '12 Mill Lane', 'Bristol BS1 4QA', 'United Kingdom'], 300, 126);
  sheet.text(
    isReceipt ? `${usd(gross)} paid on ${day(sheet.date)}` : `${usd(gross)} USD due ${day(due)}`,
    40,
    236,
    { size: 14, bold: true },
  );
  if (!isReceipt) sheet.text('Pay online', 40, 258, { colour: '#635bff' });
  const columns: Column[] = [
    [40, 'left'],
    [360, 'right'],
    [450, 'right'],
    [555, 'right'],
  ];
  sheet.row(columns, 290, ['Description', 'Qty', 'Unit price', 'Amount'], { size: 8 });
  sheet.rule(40, 555, 303);
  let y = 312;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, String(line.quantity), usd(line.price), usd(line.amount)]);
    sheet.text(
      `${writeDate(sheet.date, 'MMM D, YYYY', 'en-US')} - ${writeDate(after(sheet.date, 30), 'MMM D, YYYY', 'en-US')}`,
      40,
      y + 12,
      { size: 8 },
    );
    y += 32;
  }
  const sums: [string, string][] = [['Subtotal', usd(sub)]];
  if (off) sums.push([`LAUNCH${percent} (${percent}% off)`, usd(-off)]);
  if (off || rate) sums.push(['Total excluding tax', usd(net)]);
  if (rate)
    sums.push([`VAT - ${rate === 19 ? 'Germany' : 'United Kingdom'} (${rate}% on ${usd(net)})`, usd(tax)]);
  sums.push(
    ['Total', usd(gross)],
    isReceipt ? ['Amount paid', usd(gross)] : ['Amount due', `${usd(gross)} USD`],
  );
  sheet.pairs(sums, { label: [320, 'left'], value: [555, 'right'], y: y + 8, step: 17 });
  return {
    language: 'en',
    currency: 'USD',
    seller,
    number,
    date: sheet.date,
    ...(isReceipt ? {} : { due }),
    ...(rate ? { net, tax } : {}),
    gross,
    lines,
  };
}

/** Cloud usage: a summary first, then services with their sums and below each what they are made of. */
export function drawCloudUsage(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const seller = choose.pick([
    'Nimbus Compute Services, Inc.',
    'Stratohost Cloud EMEA SARL',
    'Basalt Cloud LLC',
  ]);
  const number = String(choose.int(100_000_000, 999_999_999));
  const services = sheet.goods(
    [
      'Object Storage',
      'Virtual Machines',
      'Managed Queue',
      'Key Vault',
      'DNS Zones',
      'Log Insights',
      'Content Delivery',
    ],
    { least: 3, most: 6, low: 12, high: 60_000, quantity: 1 },
  );
  const rate = choose.pick([0, 20]);
  const rows = services.map(({ text, amount }) => ({
    text,
    charges: amount,
    vat: share(amount, rate),
    amount: amount + share(amount, rate),
  }));
  const net = sumOf(services);
  const tax = rows.reduce((sum, { vat }) => sum + vat, 0);
  const gross = net + tax;
  const day = (iso: string): string => writeDate(iso, choose.chance(1) ? 'MMMM D, YYYY' : '', 'en-US');
  sheet.text('Invoice', 555, 36, { size: 16, bold: true, align: 'right' });
  sheet.text('Account number:', 40, 70);
  sheet.text(String(choose.int(100_000_000_000, 999_999_999_999)), 40, 83, { bold: true });
  sheet.stack(
    ['Bill to Address:', 'Marlowe Engineering', 'ATTN: Accounts', '7 Cooper Row', 'Leeds, LS2 7EY, GB'],
    40,
    106,
  );
  sheet.text('Invoice Summary', 320, 70, { size: 12, bold: true });
  sheet.rule(320, 555, 86);
  const due = after(sheet.date, 3);
  const y0 = sheet.pairs(
    [
      ['Invoice Number:', number],
      ['Invoice Date:', day(sheet.date)],
    ],
    { label: [320, 'left'], value: [555, 'right'], y: 92 },
  );
  sheet.text(`TOTAL AMOUNT DUE ON ${day(due)}`, 320, y0 + 8, { bold: true });
  sheet.text(usd(gross), 555, y0 + 22, { bold: true, size: 12, align: 'right' });
  const from = `${sheet.date.slice(0, 8)}01`;
  sheet.text(`This invoice is for the billing period ${day(from)} - ${day(after(from, 27))}`, 40, 190);
  sheet.text('Summary', 40, 214, { size: 12, bold: true });
  let y = sheet.pairs(
    [
      ['Service Charges', usd(gross)],
      ['Charges', usd(net)],
      ['Credits', usd(0)],
      ['VAT **', usd(tax)],
      ['Total for this invoice', usd(gross)],
    ],
    { label: [52, 'left'], value: [555, 'right'], y: 232 },
  );
  sheet.text('Detail for Consolidated Bill', 40, y + 12, { size: 12, bold: true });
  y += 32;
  for (const { text, charges, vat, amount } of rows) {
    sheet.text(text, 40, y, { bold: true });
    sheet.text(usd(amount), 555, y, { bold: true, align: 'right' });
    y =
      sheet.pairs(
        [
          ['Charges', usd(charges)],
          [rate ? 'VAT **' : 'VAT', usd(vat)],
        ],
        { label: [58, 'left'], value: [555, 'right'], y: y + 13 },
      ) + 5;
  }
  sheet.text('* May include estimated US sales tax, VAT, GST and CT.', 40, y + 14, { size: 7 });
  sheet.text(`Service Provider: ${seller}, 410 Terrace Avenue, Seattle WA 98109`, 40, y + 26, { size: 7 });
  return { language: 'en', currency: 'USD', seller, number, date: sheet.date, net, tax, gross, lines: rows };
}

/** Small businesses in the United States: a strip of facts, activities with their details below, tax, payment, balance. */
export function drawActivityInvoice(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, 'MM/DD/YYYY');
  const seller = choose.pick([
    'Prairie Sun Landscaping',
    'Ridgeline Plumbing Co.',
    'Blue Heron Bookkeeping LLC',
    'Tamarack Tree Care',
  ]);
  const number = String(choose.int(1000, 9999));
  const due = after(sheet.date, 30);
  const lines = sheet.goods(
    ['Gardening', 'Rocks', 'Sprinkler heads', 'Installation', 'Trimming', 'Sod', 'Pump', 'Concrete'],
    { least: 2, most: 7, low: 400, high: 30_000, quantity: 12 },
  );
  const net = sumOf(lines);
  const rate = choose.pick([8.25, 7, 6.35]);
  const tax = share(net, rate);
  const gross = net + tax;
  const paid = choose.chance(0.5) ? share(gross, choose.pick([25, 50])) : 0;
  sheet.stack(
    [seller, '4581 Finch St.', 'Bayshore, CA 94326', 'noreply@example.com', '(650) 555-0133'],
    40,
    36,
  );
  sheet.text('INVOICE', 40, 112, { size: 16, colour: '#44739e' });
  sheet.stack(['BILL TO', 'Travis Waldron', '19 Pine Ct.', 'Monlo Park, CA 94304'], 40, 140, { size: 8 });
  sheet.stack(['SHIP TO', 'Travis Waldron', '19 Pine Ct.', 'Monlo Park, CA 94304'], 220, 140, { size: 8 });
  sheet.pairs(
    [
      ['INVOICE #', number],
      ['DATE', day(sheet.date)],
      ['DUE DATE', day(due)],
      ['TERMS', 'Net 30'],
    ],
    { label: [455, 'right'], value: [462, 'left'], y: 140, size: 8 },
  );
  const columns: Column[] = [
    [40, 'left'],
    [110, 'left'],
    [390, 'right'],
    [465, 'right'],
    [572, 'right'],
  ];
  const dated = choose.chance(0.6);
  sheet.paper.shade(36, 222, 540, 16, '#e3ebf3');
  sheet.row(
    columns,
    226,
    [dated ? 'DATE' : 'SERVICE', dated ? 'ACTIVITY' : 'DESCRIPTION', 'QTY', 'RATE', 'AMOUNT'],
    { size: 8 },
  );
  let y = 246;
  for (const line of lines) {
    const taxed = choose.chance(0.5) ? 'T' : '';
    sheet.row(columns, y, [
      dated ? day(after(sheet.date, -choose.int(1, 20))) : 'Services',
      line.text,
      String(line.quantity),
      en(line.price),
      `${en(line.amount)}${taxed}`,
    ]);
    if (choose.chance(0.4))
      sheet.text(
        choose.pick(['Weekly service', 'Custom design per plan', '5/8 inch fittings']),
        110,
        y + 11,
        { size: 8 },
      );
    y += 28;
  }
  sheet.rule(36, 576, y);
  sheet.text('Thank you for your business!', 40, y + 10, { size: 8 });
  const sums: [string, string][] = [
    ['SUBTOTAL', en(net)],
    [choose.chance(0.5) ? `TAX (${rate}%)` : 'TAX', en(tax)],
    ['TOTAL', en(gross)],
  ];
  if (paid) sums.push(['PAYMENT', en(paid)]);
  sums.push([paid ? 'BALANCE DUE' : 'TOTAL DUE', usd(gross - paid)]);
  sheet.pairs(sums, { label: [380, 'left'], value: [572, 'right'], y: y + 10, step: 16 });
  return { language: 'en', currency: 'USD', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** British bookkeeping on the web: labels above their values, tax rates by line, a slip to send back below. */
export function drawRemittance(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, 'D MMM YYYY');
  const seller = choose.pick([
    'Hawthorn Joinery Limited',
    'Cobalt Catering Ltd',
    'Wye Valley Signs',
    'Pennine Audio Hire Ltd',
  ]);
  const buyer = choose.pick(['Bexley Arts Trust', 'Northgate Primary School', 'Marram Hotels plc']);
  const number = `${choose.pick(['INV-', 'SI-', ''])}${choose.int(1000, 9999)}`;
  const due = after(sheet.date, choose.pick([14, 30]));
  const rates = choose.chance(0.5) ? [20] : [20, 5, 0];
  const lines = sheet
    .goods(
      [
        'Site survey',
        'Oak sideboard, made to measure',
        'Delivery to site',
        'PA system for two days',
        'Printed programmes',
        'Energy saving lamps',
        'Labour',
      ],
      { least: 2, most: 6 },
    )
    .map((line) => ({ ...line, rate: choose.pick(rates) }));
  const net = sumOf(lines);
  const used = rates.filter((rate) => lines.some((line) => line.rate === rate));
  const taxes = used
    .filter((rate) => rate > 0)
    .map((rate) => [rate, share(sumOf(lines.filter((line) => line.rate === rate)), rate)] as const);
  const tax = taxes.reduce((sum, [, amount]) => sum + amount, 0);
  const gross = net + tax;
  sheet.text('INVOICE', 40, 50, { size: 22 });
  sheet.stack(
    [buyer, 'Attention: Accounts payable', '3 Castle Yard', 'KENDAL', 'LA9 4QG', 'UNITED KINGDOM'],
    40,
    90,
  );
  let y = 50;
  for (const [label, value] of [
    ['Invoice Date', day(sheet.date)],
    ['Invoice Number', number],
    ['Reference', `PO ${choose.int(10_000, 99_999)}`],
    ['VAT Number', 'GB 123 4567 82'],
  ]) {
    sheet.text(label!, 310, y, { bold: true, size: 8 });
    sheet.text(value!, 310, y + 11, { size: 8 });
    y += 28;
  }
  sheet.stack([seller, 'Unit 4 Station Works', 'HEBDEN BRIDGE', 'HX7 8AD'], 430, 50, { size: 8 });
  const columns: Column[] = [
    [40, 'left'],
    [310, 'right'],
    [385, 'right'],
    [445, 'right'],
    [555, 'right'],
  ];
  sheet.row(columns, 200, ['Description', 'Quantity', 'Unit Price', 'VAT', 'Amount GBP'], {
    bold: true,
    size: 8,
  });
  sheet.rule(40, 555, 213);
  y = 220;
  for (const line of lines) {
    sheet.row(columns, y, [
      line.text,
      `${line.quantity}.00`,
      en(line.price),
      line.rate ? `${line.rate}%` : 'Zero Rated',
      en(line.amount),
    ]);
    sheet.rule(40, 555, y + 13);
    y += 19;
  }
  y = sheet.pairs(
    [['Subtotal', en(net)], ...taxes.map(([rate, amount]) => [`TOTAL VAT ${rate}%`, en(amount)] as const)],
    { label: [445, 'right'], value: [555, 'right'], y: y + 6, step: 16 },
  );
  sheet.rule(340, 555, y);
  sheet.row(
    [
      [445, 'right'],
      [555, 'right'],
    ],
    y + 6,
    ['TOTAL GBP', en(gross)],
    { bold: true },
  );
  sheet.text(`Due Date: ${day(due)}`, 40, y + 50, { bold: true });
  sheet.stack(
    [
      'Please pay by bank transfer: sort code 20-45-77, account 40558213',
      'Registered in England No. 08123456',
    ],
    40,
    y + 66,
    { size: 8 },
  );
  sheet.rule(40, 555, 668);
  sheet.text('PAYMENT ADVICE', 40, 690, { size: 16 });
  sheet.stack([`To: ${seller}`, 'Unit 4 Station Works', 'HEBDEN BRIDGE HX7 8AD'], 40, 716, { size: 8 });
  sheet.pairs(
    [
      ['Customer', buyer],
      ['Invoice Number', number],
      ['Amount Due', en(gross)],
      ['Due Date', day(due)],
      ['Amount Enclosed', ''],
    ],
    { label: [310, 'left'], value: [410, 'left'], y: 690, size: 8 },
  );
  return {
    language: 'en',
    currency: 'GBP',
    seller,
    number,
    date: sheet.date,
    due,
    net,
    ...(taxes.length === 1 ? { tax } : {}),
    gross,
    lines,
  };
}

/** An airline's receipt: a fare and its taxes as the only lines, the traveller as the buyer. */
export function drawTicket(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, choose.chance(2) ? 'DD MMM YYYY' : '');
  const seller = choose.pick(['Skerry Air Limited', 'Aurora Wings plc', 'Condor Bay Airways']);
  const number = `${choose.int(100, 999)}-${choose.int(1_000_000_000, 9_999_999_999)}`;
  const lines = [
    { text: 'Air fare', amount: choose.int(4000, 60_000) },
    { text: 'Passenger service charge (UB)', amount: choose.int(800, 5000) },
    { text: 'Air passenger duty (GB)', amount: 1300 },
    { text: 'Carrier imposed surcharge (YQ)', amount: choose.int(900, 9000) },
    ...(choose.chance(0.5) ? [{ text: 'Seat selection 14C', amount: 1200 }] : []),
  ];
  const gross = sumOf(lines);
  sheet.text(seller, 40, 40, { size: 16, bold: true });
  sheet.text('Passenger itinerary and receipt', 40, 64, { size: 12 });
  sheet.pairs(
    [
      ['Passenger name', 'OKAFOR/JUDITH MRS'],
      ['Booking reference', 'XK7P2Q'],
      [choose.chance(0.5) ? 'Receipt number' : 'Invoice no.', number],
      ['Date of issue', day(sheet.date)],
      ['Issued by', `${seller}, Gatwick Airport RH6 0NP`],
    ],
    { label: [40, 'left'], value: [170, 'left'], y: 92 },
  );
  const columns: Column[] = [
    [40, 'left'],
    [110, 'left'],
    [220, 'left'],
    [330, 'left'],
    [420, 'left'],
  ];
  sheet.row(columns, 176, ['Flight', 'From', 'To', 'Departs', 'Arrives'], { bold: true });
  const flown = after(sheet.date, 21);
  sheet.row(columns, 190, ['SK 1204', 'London LGW', 'Bergen BGO', `${day(flown)} 07:25`, '10:40']);
  sheet.row(columns, 203, ['SK 1205', 'Bergen BGO', 'London LGW', `${day(after(flown, 4))} 18:10`, '19:25']);
  sheet.text('Payment details', 40, 236, { bold: true, size: 11 });
  let y = sheet.pairs(
    lines.map(({ text, amount }) => [text, `GBP ${en(amount)}`] as const),
    { label: [40, 'left'], value: [420, 'right'], y: 254 },
  );
  sheet.rule(40, 420, y);
  y = sheet.pairs(
    [
      ['Total', `GBP ${en(gross)}`],
      ['Form of payment', 'VISA XXXX XXXX XXXX 4418'],
    ],
    { label: [40, 'left'], value: [420, 'right'], y: y + 5 },
  );
  sheet.text('VAT: international passenger transport is zero rated.', 40, y + 20, { size: 8 });
  return { language: 'en', currency: 'GBP', seller, number, date: sheet.date, gross, lines };
}
