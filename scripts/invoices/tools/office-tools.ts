import {
  after,
  type Column,
  type Sheet,
  share,
  sumOf,
  type ToolFacts,
  type ToolLine,
  writeDate,
  writeMoney,
} from './sheet.ts';

const de = (cents: number): string => writeMoney(cents, 'de');
const en = (cents: number): string => writeMoney(cents, 'en');

/** A web shop's order, printed: quantities within the names, a code of a discount, freight, tax. */
export function drawOrder(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const usd = (cents: number): string => `$${en(cents)}`;
  const seller = choose.pick(['Saltgrass Ceramics', 'The Beeswax Company', 'Norbury Tea Merchants']);
  const number = String(choose.int(1001, 9999));
  const lines = sheet.goods(
    ['Stoneware mug', 'Linen apron', 'Beeswax wrap set', 'Earl Grey 250 g', 'Gift card sleeve'],
    { most: 4, low: 500, high: 9000, quantity: 3 },
  );
  const sub = sumOf(lines);
  const off = choose.chance(0.5) ? share(sub, 15) : 0;
  const ship = choose.pick([0, 595, 1200]);
  const tax = share(sub - off, 7);
  const gross = sub - off + ship + tax;
  sheet.text(seller, 40, 40, { size: 16, bold: true });
  sheet.text(`Invoice #${number}`, 555, 40, { align: 'right', size: 12 });
  sheet.text(writeDate(sheet.date, 'MMMM D, YYYY', 'en-US'), 555, 58, { align: 'right' });
  sheet.stack([seller, '88 Dock Street', 'Portland, ME 04101', 'United States'], 40, 90);
  sheet.stack(['Bill to', 'Noor Haddad', '410 Orchard Ave', 'Ann Arbor, MI 48103'], 230, 90);
  sheet.stack(['Ship to', 'Noor Haddad', '410 Orchard Ave', 'Ann Arbor, MI 48103'], 400, 90);
  sheet.text('Items', 40, 168, { bold: true });
  sheet.rule(40, 555, 182);
  let y = 190;
  for (const { text, quantity, price, amount } of lines) {
    sheet.text(text, 40, y);
    sheet.text(`${usd(price)} × ${quantity}`, 440, y, { align: 'right' });
    sheet.text(usd(amount), 555, y, { align: 'right' });
    sheet.text(`SKU: ${choose.pick(['MUG', 'APR', 'TEA'])}-${choose.int(10, 99)}`, 40, y + 11, { size: 7 });
    y += 30;
  }
  sheet.rule(40, 555, y);
  const sums: [string, string][] = [['Subtotal', usd(sub)]];
  if (off) sums.push(['Discount (WELCOME15)', `-${usd(off)}`]);
  sums.push(
    ['Shipping (Standard)', usd(ship)],
    ['Tax (Sales tax 7%)', usd(tax)],
    ['Total', `${usd(gross)} USD`],
  );
  sheet.pairs(sums, { label: [340, 'left'], value: [555, 'right'], y: y + 8, step: 15 });
  return { language: 'en', currency: 'USD', seller, number, date: sheet.date, tax, gross, lines };
}

/** A letter written by hand in a text program: sentences, rows of hours without titles. */
export function drawLetter(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${de(cents)} €`;
  const seller = choose.pick(['Annegret Pohl', 'Dipl.-Ing. Murat Aydemir', 'Textbüro Wachholz']);
  const number = `${choose.int(1, 60)}/${sheet.date.slice(0, 4)}`;
  const date = writeDate(sheet.date, 'D. MMMM YYYY', 'de-DE');
  const lines = sheet.goods(
    ['Konzeption', 'Lektorat Jahresbericht', 'Workshop vor Ort', 'Korrekturgang', 'Statische Berechnung'],
    { most: 4, low: 6000, high: 12_000, quantity: 14 },
  );
  const net = sumOf(lines);
  const tax = share(net, 19);
  const gross = net + tax;
  sheet.text(seller, 60, 50, { size: 13, bold: true });
  sheet.text('Am Wall 17 · 37073 Göttingen · Tel. 0551 998 21 · post@example.de', 60, 68, { size: 8 });
  sheet.stack(
    ['Stadtwerke Northeim', 'Abteilung Kommunikation', 'Rückingsallee 2', '37154 Northeim'],
    60,
    120,
  );
  sheet.text(`Göttingen, ${date}`, 535, 190, { align: 'right' });
  sheet.text(`Rechnung Nr. ${number}`, 60, 220, { size: 12, bold: true });
  sheet.stack(
    [
      'Sehr geehrte Damen und Herren,',
      `für meine Leistungen im Zeitraum ${writeDate(after(sheet.date, -28), 'DD.MM.')} bis ${writeDate(after(sheet.date, -2), 'DD.MM.YYYY')} stelle ich Ihnen in Rechnung:`,
    ],
    60,
    250,
  );
  let y = 294;
  for (const { text, quantity, price, amount } of lines) {
    sheet.text(`${text}, ${quantity} Std. à ${eur(price)}`, 60, y);
    sheet.text(eur(amount), 535, y, { align: 'right' });
    y += 16;
  }
  sheet.rule(440, 535, y);
  y = sheet.pairs(
    [
      ['Summe', eur(net)],
      ['zuzüglich 19 % Mehrwertsteuer', eur(tax)],
      ['Gesamtsumme', eur(gross)],
    ],
    { label: [60, 'left'], value: [535, 'right'], y: y + 6, step: 16 },
  );
  sheet.stack(
    [
      'Bitte überweisen Sie den Betrag innerhalb von 14 Tagen auf das unten genannte Konto.',
      'Mit freundlichen Grüßen',
      '',
      seller,
    ],
    60,
    y + 20,
  );
  sheet.text('Sparkasse Göttingen · IBAN DE21 2605 0001 0000 1234 56 · Steuernummer 20/134/05678', 297, 800, {
    size: 7,
    align: 'center',
  });
  return { language: 'de', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines };
}

/** An invoice in a foreign currency that states its tax again in the currency of its country. */
export function drawForeignTax(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const seller = choose.pick([
    'Meridian Type Foundry Ltd',
    'Brackwater Instruments Limited',
    'Oxbow Analytics Ltd',
  ]);
  const number = `MX${choose.int(10_000, 99_999)}`;
  const due = after(sheet.date, 30);
  const day = (iso: string): string => writeDate(iso, 'DD/MM/YYYY');
  const lines = sheet.goods(
    ['Calibration certificate', 'Desktop licence, 12 months', 'Flow sensor FS-20', 'On-site training day'],
    { most: 4 },
  );
  const net = sumOf(lines);
  const tax = share(net, 20);
  const gross = net + tax;
  const rate = choose.int(8200, 8900);
  const pounds = (cents: number): string => `£${en(Math.round((cents * rate) / 10_000))}`;
  sheet.text('Sales Invoice', 40, 44, { size: 18 });
  sheet.stack([seller, '2 Canal Wharf', 'Newbury RG14 5SG', 'VAT Reg. No. GB 345 6789 12'], 380, 44);
  sheet.stack(['Sold to', 'Klinik Dienste GmbH', 'Hauptstraße 5', '79098 Freiburg', 'Germany'], 40, 110);
  sheet.pairs(
    [
      ['Invoice No', number],
      ['Invoice Date / Tax Point', day(sheet.date)],
      ['Payment due', day(due)],
      ['Currency', 'EUR'],
    ],
    { label: [330, 'left'], value: [555, 'right'], y: 116 },
  );
  const columns: Column[] = [
    [40, 'left'],
    [330, 'right'],
    [430, 'right'],
    [555, 'right'],
  ];
  sheet.row(columns, 200, ['Item', 'Qty', 'Unit Price EUR', 'Net EUR'], { bold: true });
  let y = 218;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, String(line.quantity), en(line.price), en(line.amount)]);
    y += 16;
  }
  y = sheet.pairs(
    [
      ['Net total', `EUR ${en(net)}`],
      ['VAT @ 20%', `EUR ${en(tax)}`],
      ['Invoice total', `EUR ${en(gross)}`],
    ],
    { label: [380, 'left'], value: [555, 'right'], y: y + 10, step: 15 },
  );
  sheet.text(`For UK VAT purposes: exchange rate 1 EUR = 0.${rate} GBP`, 40, y + 14, { size: 8 });
  sheet.pairs(
    [
      ['Net GBP', pounds(net)],
      ['VAT GBP', pounds(tax)],
      ['Total GBP', pounds(gross)],
    ],
    { label: [40, 'left'], value: [180, 'right'], y: y + 28, size: 8 },
  );
  return { language: 'en', currency: 'EUR', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** A French credit note: all amounts with a minus, the invoice that it takes back named beside its own number. */
export function drawCreditNote(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${writeMoney(cents, 'fr')} €`;
  const day = (iso: string): string => writeDate(iso, 'DD/MM/YYYY');
  const seller = choose.pick(['Papeterie Delorme SAS', 'Bureau Concept 44 SARL', 'Mobilier Ravel SA']);
  const number = `AV${sheet.date.slice(2, 4)}-${choose.int(1000, 9999)}`;
  const lines = sheet
    .goods(['Ramette A4 80 g (carton de 5)', 'Fauteuil Ergo noir', 'Classeur à levier', 'Lampe de bureau'], {
      most: 3,
      low: 400,
      high: 30_000,
    })
    .map((line) => ({ ...line, amount: -line.amount }));
  const net = sumOf(lines);
  const tax = -share(-net, 20);
  const gross = net + tax;
  sheet.stack(
    [seller, '12 ZA des Moulins', '44300 Nantes', 'RCS Nantes 444 555 666', 'TVA FR 32 444555666'],
    50,
    40,
  );
  sheet.text('AVOIR', 545, 40, { size: 20, bold: true, align: 'right' });
  sheet.pairs(
    [
      ['Avoir n°', number],
      ['Date', day(sheet.date)],
      ['Facture d’origine n°', `FA${choose.int(10_000, 99_999)}`],
      ['du', day(after(sheet.date, -22))],
      ['Code client', `C${choose.int(1000, 9999)}`],
    ],
    { label: [350, 'left'], value: [545, 'right'], y: 72 },
  );
  sheet.stack(['Mairie de Saint-Herblain', '2 rue de l’Hôtel de Ville', '44800 Saint-Herblain'], 330, 160);
  const columns: Column[] = [
    [50, 'left'],
    [120, 'left'],
    [345, 'right'],
    [430, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 230, ['Réf.', 'Désignation', 'Quantité', 'Prix unitaire', 'Montant HT'], { bold: true });
  let y = 248;
  for (const line of lines) {
    sheet.row(columns, y, [
      `P${choose.int(100, 999)}`,
      line.text,
      `-${line.quantity}`,
      eur(line.price),
      eur(line.amount),
    ]);
    y += 16;
  }
  sheet.pairs(
    [
      ['Total HT', eur(net)],
      ['TVA 20 %', eur(tax)],
      ['Total TTC', eur(gross)],
      ['Net à déduire', eur(gross)],
    ],
    { label: [380, 'left'], value: [545, 'right'], y: y + 10, step: 15 },
  );
  return { language: 'fr', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines };
}

/** A Spanish electricity bill: the sum first, meter readings, charges with their reckoning in words, two taxes. */
export function drawElectricity(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${de(cents)} €`;
  const seller = choose.pick([
    'Luz del Segura Comercializadora S.A.',
    'Energía Montaraz, S.L.U.',
    'Iberaluz Clientes S.A.U.',
  ]);
  const number = `${choose.pick(['PM', 'FE'])}${sheet.date.slice(2, 4)}${choose.int(1_000_000, 9_999_999)}`;
  const due = after(sheet.date, 7);
  const day = (iso: string): string => writeDate(iso, 'DD/MM/YYYY');
  const kwh = choose.int(120, 600);
  const lines: ToolLine[] = [
    { text: 'Potencia facturada', amount: choose.int(900, 3000) },
    { text: 'Energía consumida', amount: kwh * 15 },
    { text: 'Impuesto electricidad', amount: 0 },
    { text: 'Alquiler de equipos', amount: choose.int(70, 120) },
  ];
  const taxed = lines[0]!.amount + lines[1]!.amount;
  lines[2] = { text: 'Impuesto electricidad', amount: share(taxed, 5.11) };
  const net = sumOf(lines);
  const tax = share(net, 21);
  const gross = net + tax;
  sheet.text(seller, 50, 40, { size: 14, bold: true });
  sheet.text('CIF A12345674 - Av. de la Constitución 3, 30008 Murcia', 50, 58, { size: 7 });
  sheet.text('DATOS DE LA FACTURA', 50, 84, { bold: true });
  sheet.pairs(
    [
      ['IMPORTE FACTURA:', eur(gross)],
      ['Nº factura:', number],
      ['Fecha emisión factura:', day(sheet.date)],
      ['Periodo de consumo:', `${day(after(sheet.date, -35))} a ${day(after(sheet.date, -5))}`],
      ['Fecha de cargo:', day(due)],
    ],
    { label: [50, 'left'], value: [180, 'left'], y: 98 },
  );
  sheet.stack(['Rosario Alarcón Pérez', 'C/ Trapería 22, 4º D', '30001 Murcia'], 360, 98);
  sheet.text('RESUMEN DE LA FACTURA', 50, 190, { bold: true });
  let y = 206;
  for (const [index, { text, amount }] of lines.entries()) {
    sheet.text(text, 50, y);
    sheet.text(
      index === 0
        ? `4,6 kW x 30 días x 0,1043 €/kW día`
        : index === 1
          ? `${kwh} kWh x 0,15 €/kWh`
          : index === 2
            ? `5,11 % s/ ${de(taxed)} €`
            : '30 días x 0,0266 €/día',
      190,
      y,
      { size: 8 },
    );
    sheet.text(eur(amount), 545, y, { align: 'right' });
    y += 15;
  }
  sheet.rule(50, 545, y);
  sheet.pairs(
    [
      ['Importe total', eur(net)],
      [`IVA 21 % s/ ${de(net)} €`, eur(tax)],
      ['TOTAL IMPORTE FACTURA', eur(gross)],
    ],
    { label: [50, 'left'], value: [545, 'right'], y: y + 6, step: 15 },
  );
  sheet.text('LECTURAS', 50, y + 70, { bold: true });
  const columns: Column[] = [
    [50, 'left'],
    [240, 'right'],
    [340, 'right'],
    [440, 'right'],
  ];
  sheet.row(columns, y + 84, ['Contador', 'Lectura anterior', 'Lectura actual', 'Consumo kWh'], { size: 8 });
  sheet.row(columns, y + 96, ['087612345', '12.345', String(12_345 + kwh), String(kwh)], { size: 8 });
  return { language: 'es', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines };
}
