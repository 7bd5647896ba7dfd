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

const de = (cents: number): string => writeMoney(cents, 'de');
const en = (cents: number): string => writeMoney(cents, 'en');

/** A builder's last invoice: parts of the work, then what was invoiced on account with its own tax. */
export function drawFinalInvoice(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${de(cents)} EUR`;
  const day = (iso: string): string => writeDate(iso, 'DD.MM.YYYY');
  const seller = choose.pick([
    'Holzbau Steinlechner GmbH',
    'Gartenbau Wimmer KG',
    'Metallbau Rainer & Söhne OG',
  ]);
  const number = `SR-${choose.int(100, 999)}/${sheet.date.slice(2, 4)}`;
  const lines = sheet.goods(
    [
      'Erdarbeiten',
      'Pflasterung Einfahrt',
      'Dachstuhl liefern und aufstellen',
      'Geländer verzinkt',
      'Regiestunden',
    ],
    { least: 3, most: 5, low: 20_000, high: 400_000, quantity: 3 },
  );
  const net = sumOf(lines);
  const tax = share(net, 20);
  const gross = net + tax;
  const parts = [1, 2].map((index) => ({
    index,
    amount: Math.round(gross / 400) * 100,
    date: after(sheet.date, -90 + 30 * index),
  }));
  const paid = sumOf(parts);
  sheet.text(seller, 297, 36, { size: 15, bold: true, align: 'center' });
  sheet.text('A-6130 Schwaz, Husslstraße 40 · UID ATU51234567 · FN 123456a', 297, 56, {
    size: 8,
    align: 'center',
  });
  sheet.stack(['Familie', 'Hechenblaikner', 'Pillbergstraße 12', '6136 Pill'], 50, 100);
  sheet.text('SCHLUSSRECHNUNG', 50, 176, { size: 14, bold: true });
  sheet.pairs(
    [
      ['Rechnungs-Nr.:', number],
      ['Rechnungsdatum:', day(sheet.date)],
      ['Bauvorhaben:', 'Zubau Einfamilienhaus'],
      [
        'Leistungszeitraum:',
        `${writeDate(after(sheet.date, -120), 'MM/YYYY')} - ${writeDate(sheet.date, 'MM/YYYY')}`,
      ],
    ],
    { label: [330, 'left'], value: [430, 'left'], y: 150 },
  );
  const columns: Column[] = [
    [50, 'left'],
    [90, 'left'],
    [350, 'right'],
    [440, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 216, ['Pos', 'Leistung', 'Menge', 'EH-Preis', 'Betrag'], { bold: true });
  let y = 234;
  for (const [index, line] of lines.entries()) {
    sheet.row(columns, y, [
      `${String(index + 1).padStart(2, '0')}.`,
      line.text,
      `${line.quantity},00 psch`,
      de(line.price),
      de(line.amount),
    ]);
    y += 16;
  }
  y = sheet.pairs(
    [
      ['Gesamtleistung netto', eur(net)],
      ['+ 20 % USt.', eur(tax)],
      ['Gesamtleistung brutto', eur(gross)],
    ],
    { label: [300, 'left'], value: [545, 'right'], y: y + 10, step: 15 },
  );
  sheet.text('abzüglich Teilrechnungen:', 50, y + 8, { bold: true });
  y += 24;
  for (const { index, amount, date } of parts) {
    sheet.text(`${index}. Teilrechnung TR-${index} vom ${day(date)}`, 50, y);
    sheet.text(`- ${eur(amount)}`, 545, y, { align: 'right' });
    y += 14;
  }
  sheet.rule(300, 545, y);
  sheet.row(
    [
      [300, 'left'],
      [545, 'right'],
    ],
    y + 6,
    ['Restforderung', eur(gross - paid)],
    { bold: true },
  );
  return { language: 'de', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines };
}

/** An Italian wholesaler: chains of discounts, tax codes, deadlines and sums in a row of boxes at the foot. */
export function drawWholesale(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const day = (iso: string): string => writeDate(iso, 'DD/MM/YY');
  const seller = choose.pick([
    'Ingrosso Ricambi Emilia S.p.A.',
    'Idrotermica Sabatini S.r.l.',
    'Colorificio Adriatico S.n.c.',
  ]);
  const number = `${choose.int(100, 9999)}/${choose.pick(['V1', '00', 'B'])}`;
  const due = after(sheet.date, 60);
  const lines = sheet
    .goods(
      [
        'RACCORDO OTTONE 1/2',
        'SMALTO ACRILICO LT 2,5',
        'FILTRO OLIO OE 671',
        'GUARNIZIONE TESTATA',
        'POMPA RICIRCOLO 25-60',
      ],
      { least: 2, most: 5, low: 300, high: 15_000, quantity: 12 },
    )
    .map((line) => {
      const chain = choose.pick(['', '40+10', '50', '30+5']);
      const factor =
        chain === '' ? 1 : chain.split('+').reduce((rest, one) => rest * (1 - Number(one) / 100), 1);
      return { ...line, chain, amount: Math.round(line.amount * factor) };
    });
  const net = sumOf(lines);
  const tax = share(net, 22);
  const gross = net + tax;
  sheet.text(seller, 40, 36, { size: 13, bold: true });
  sheet.stack(
    [
      'Via Emilia Ponente 310 - 40132 Bologna BO',
      'Tel. 051 6412211 - Partita IVA e C.F. 03456780378',
      'Cap. Soc. € 500.000,00 i.v. - REA BO 123456',
    ],
    40,
    54,
    { size: 7 },
  );
  const boxes: Column[] = [
    [40, 'left'],
    [150, 'left'],
    [240, 'left'],
    [330, 'left'],
  ];
  sheet.row(boxes, 112, ['TIPO DOCUMENTO', 'NUMERO', 'DATA', 'COD. CLIENTE'], { size: 6 });
  sheet.row(boxes, 122, ['FATTURA', number, day(sheet.date), String(choose.int(10_000, 99_999))]);
  sheet.stack(
    ['Spett.le', 'OFFICINA DUE TORRI DI BASSI & C. SAS', 'VIA SAN DONATO 99', '40127 BOLOGNA BO'],
    330,
    142,
  );
  const columns: Column[] = [
    [40, 'left'],
    [110, 'left'],
    [300, 'left'],
    [350, 'right'],
    [410, 'right'],
    [460, 'right'],
    [520, 'right'],
    [550, 'right'],
  ];
  sheet.row(columns, 216, ['CODICE', 'DESCRIZIONE', 'UM', 'QUANTITA', 'PREZZO', 'SCONTI', 'IMPORTO', 'IVA'], {
    size: 7,
  });
  sheet.rule(40, 555, 226);
  let y = 232;
  for (const line of lines) {
    sheet.row(
      columns,
      y,
      [
        `${choose.int(10_000, 99_999)}`,
        line.text,
        'PZ',
        `${line.quantity},00`,
        de(line.price),
        line.chain,
        de(line.amount),
        '22',
      ],
      { size: 8 },
    );
    y += 13;
  }
  const foot: Column[] = [
    [40, 'left'],
    [140, 'left'],
    [240, 'left'],
    [330, 'left'],
    [440, 'left'],
  ];
  sheet.row(foot, 660, ['TOTALE MERCE', 'SPESE INCASSO', 'IMPONIBILE', 'IMPOSTA', 'TOTALE DOCUMENTO'], {
    size: 6,
  });
  sheet.row(foot, 670, [de(net), '0,00', de(net), de(tax), `€ ${de(gross)}`], { bold: true });
  sheet.row(foot, 694, ['SCADENZE', 'IMPORTO'], { size: 6 });
  sheet.row(foot, 704, [day(due), de(gross)]);
  return { language: 'it', currency: 'EUR', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** An Australian invoice: prices with tax, what is within named below, a remittance stub. */
export function drawAustralian(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const aud = (cents: number): string => `$${en(cents)}`;
  const day = (iso: string): string => writeDate(iso, 'D MMMM YYYY', 'en-AU');
  const seller = choose.pick([
    'Wattle & Co Cleaning Pty Ltd',
    'Bondi Board Repairs',
    'Kimberley Plant Hire Pty Ltd',
  ]);
  const number = `${choose.int(100, 9999)}`;
  const due = after(sheet.date, 14);
  const lines = sheet.goods(
    [
      'End of lease clean',
      'Ding repair, fibreglass',
      'Excavator hire 1.7 t per day',
      'Carpet steam',
      'Float to site',
    ],
    { most: 4, low: 3000, high: 40_000, quantity: 4 },
  );
  const gross = sumOf(lines);
  const tax = Math.round(gross / 11);
  sheet.text('TAX INVOICE', 555, 40, { size: 16, bold: true, align: 'right' });
  sheet.stack(
    [seller, 'ABN 51 824 753 556', 'PO Box 114', 'Fremantle WA 6160', 'accounts@example.com.au'],
    40,
    40,
  );
  sheet.pairs(
    [
      ['Invoice #', number],
      ['Issued', day(sheet.date)],
      ['Due', day(due)],
    ],
    { label: [400, 'left'], value: [555, 'right'], y: 66 },
  );
  sheet.stack(['Bill To:', 'Swan River Strata', 'Level 2, 45 St Georges Tce', 'Perth WA 6000'], 40, 130);
  const columns: Column[] = [
    [40, 'left'],
    [80, 'left'],
    [440, 'right'],
    [555, 'right'],
  ];
  sheet.row(columns, 210, ['Qty', 'Description', 'Price (inc GST)', 'Total (inc GST)'], { bold: true });
  let y = 228;
  for (const line of lines) {
    sheet.row(columns, y, [String(line.quantity), line.text, aud(line.price), aud(line.amount)]);
    y += 16;
  }
  y = sheet.pairs(
    [
      ['Total', aud(gross)],
      ['Includes GST of', aud(tax)],
      ['Amount paid', aud(0)],
      ['Balance due', aud(gross)],
    ],
    { label: [400, 'left'], value: [555, 'right'], y: y + 10, step: 15 },
  );
  sheet.stack(['How to pay', 'BSB 016-263 Account 4412 90877', `Reference ${number}`], 40, y + 20);
  return { language: 'en', currency: 'AUD', seller, number, date: sheet.date, due, tax, gross, lines };
}

/** A parts dealer's list over pages: a sum for each page, carried on, titles again on each. */
export function drawPaged(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const seller = choose.pick([
    'Cascade Fastener Supply',
    'Harlan Electrical Wholesale Inc.',
    'Great Basin Tool Company',
  ]);
  const number = `${choose.int(10, 99)}${choose.pick(['-', ''])}${choose.int(10_000, 99_999)}`;
  const day = (iso: string): string => writeDate(iso, 'MM/DD/YY');
  const names = [
    'HEX BOLT 3/8-16',
    'LOCK NUT 3/8',
    'FLAT WASHER 1/2',
    'THHN 12 AWG BLK',
    'BREAKER 20A 1P',
    'EMT 3/4 X 10',
    'WIRE NUT RED',
    'BOX 4 SQ',
    'GFCI 15A WHT',
    'ANCHOR 1/4',
    'DRILL BIT 5/16',
    'TAPE 3/4 BLK',
    'STRUT 10 FT',
    'CONN 3/4 SET',
  ];
  const lines = Array.from({ length: choose.int(30, 60) }, () => {
    const quantity = choose.int(1, 40);
    const price = choose.int(15, 4500);
    return {
      text: `${choose.pick(names)} ${choose.int(100, 999)}`,
      quantity,
      price,
      amount: quantity * price,
    };
  });
  const net = sumOf(lines);
  const tax = share(net, 6);
  const gross = net + tax;
  const columns: Column[] = [
    [36, 'left'],
    [100, 'right'],
    [150, 'right'],
    [170, 'left'],
    [450, 'right'],
    [480, 'left'],
    [572, 'right'],
  ];
  let page = 0;
  let y = 0;
  let carried = 0;
  const head = (): void => {
    page++;
    if (page > 1) sheet.paper.page();
    sheet.text(seller, 36, 30, { size: 14, bold: true });
    sheet.stack(['2210 Industrial Blvd', 'Boise, ID 83705', 'Phone 208-555-0142'], 36, 48, { size: 8 });
    sheet.pairs(
      [
        ['Invoice Number', number],
        ['Invoice Date', day(sheet.date)],
        ['Page', String(page)],
      ],
      { label: [420, 'left'], value: [572, 'right'], y: 30, size: 8 },
    );
    sheet.stack(['SOLD TO', 'TETON BUILDERS LLC', '77 ELM ST', 'JACKSON, WY 83001'], 36, 96, { size: 8 });
    sheet.row(columns, 156, ['Item', 'Ordered', 'Shipped', 'Description', 'Unit Price', 'U/M', 'Extension'], {
      size: 8,
      bold: true,
    });
    y = 172;
    if (page > 1) {
      sheet.row(columns, y, ['', '', '', 'Balance brought forward', '', '', en(carried)], { size: 8 });
      y += 12;
    }
  };
  head();
  for (const line of lines) {
    if (y > 640) {
      sheet.row(columns, y + 6, ['', '', '', 'Page total carried forward', '', '', en(carried)], { size: 8 });
      head();
    }
    sheet.row(
      columns,
      y,
      [
        `${choose.int(10_000, 99_999)}`,
        String(line.quantity),
        String(line.quantity),
        line.text,
        en(line.price),
        'EA',
        en(line.amount),
      ],
      { size: 8 },
    );
    carried += line.amount;
    y += 12;
  }
  sheet.pairs(
    [
      ['Merchandise', en(net)],
      ['Sales tax 6.000%', en(tax)],
      ['Freight', '0.00'],
      ['Invoice Total', `$${en(gross)}`],
    ],
    { label: [440, 'left'], value: [572, 'right'], y: y + 8, size: 8 },
  );
  return { language: 'en', currency: 'USD', seller, number, date: sheet.date, tax, gross, lines };
}
