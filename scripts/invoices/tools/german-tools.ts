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
const day = (iso: string): string => writeDate(iso, 'DD.MM.YYYY');
/** A minus behind the number. */
const behind = (cents: number): string => (cents < 0 ? `${de(-cents)}-` : de(cents));

/** A large firm's printed form: prices by the thousand, the text below its row, conditions below their charge, the minus behind. */
export function drawConditions(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const seller = choose.pick([
    'Hartwig Verbindungstechnik GmbH & Co. KG',
    'Nordmetall Schrauben AG',
    'Klüver Dichtungen GmbH',
  ]);
  const number = String(choose.int(90_000_000, 99_999_999));
  const due = after(sheet.date, 30);
  sheet.text(seller, 50, 36, { size: 14, bold: true });
  sheet.text(`${seller} · Industriestraße 14 · 58636 Iserlohn`, 50, 112, { size: 6 });
  sheet.stack(
    ['Firma', 'Maschinenbau Ostertag GmbH', 'Werk 2 - Wareneingang', 'Am Hafen 3', '28195 Bremen'],
    50,
    124,
  );
  sheet.text('Rechnung', 330, 100, { size: 14, bold: true });
  sheet.pairs(
    [
      ['Nummer/Datum', `${number} / ${day(sheet.date)}`],
      ['Bestellnummer/Datum', `4500${choose.int(100_000, 999_999)} / ${day(after(sheet.date, -20))}`],
      ['Lieferschein/Datum', `80${choose.int(100_000, 999_999)} / ${day(after(sheet.date, -3))}`],
      ['Kundennummer', String(choose.int(100_000, 199_999))],
      ['Ihre USt-IdNr.', 'DE811907980'],
    ],
    { label: [330, 'left'], value: [440, 'left'], y: 124 },
  );
  sheet.text('Währung EUR', 330, 200);
  const columns: Column[] = [
    [50, 'left'],
    [90, 'left'],
    [330, 'right'],
    [345, 'left'],
    [450, 'right'],
    [545, 'right'],
  ];
  let y = 232;
  sheet.rule(50, 545, y - 4);
  sheet.row(columns, y, ['Pos.', 'Material', 'Menge', 'ME', 'Preis', 'Betrag']);
  sheet.row(columns, y + 12, ['', 'Bezeichnung', '', '', 'pro Einheit', 'EUR']);
  sheet.rule(50, 545, y + 24);
  y += 32;
  const names = [
    'Sechskantschraube M8x40 A2',
    'Unterlegscheibe 8,4 DIN 125',
    'Federring B8',
    'Gewindestange M10 verzinkt',
    'O-Ring 32x3 NBR',
    'Sicherungsmutter M8',
  ];
  const picked = sheet.goods(names, { least: 2, most: 5, low: 300, high: 9000, quantity: 20 });
  const lines = [];
  for (const [index, one] of picked.entries()) {
    const thousand = choose.chance(0.6);
    const quantity = thousand ? one.quantity * 500 : one.quantity;
    const amount = thousand ? Math.round((quantity * one.price) / 1000) : quantity * one.price;
    sheet.row(columns, y, [
      String((index + 1) * 10).padStart(6, '0'),
      `${choose.int(1000, 9999)}-${choose.int(10, 99)}`,
      quantity.toLocaleString('de-DE'),
      'ST',
      `${de(one.price)} / ${thousand ? '1.000' : '1'} ST`,
      de(amount),
    ]);
    sheet.text(one.text, 90, y + 12);
    y += 24;
    lines.push({ text: one.text, amount });
    if (choose.chance(0.4)) {
      const off = -share(amount, 5);
      sheet.row(columns, y, ['', 'Kundenrabatt', '', '', '5,000- %', behind(off)]);
      lines.push({ text: 'Kundenrabatt', amount: off });
      y += 12;
    }
    y += 6;
  }
  const net = sumOf(lines);
  const tax = share(net, 19);
  const gross = net + tax;
  sheet.rule(50, 545, y);
  y += 6;
  sheet.row(columns, y, ['', 'Summe der Positionen', '', '', '', de(net)]);
  sheet.row(
    [
      [90, 'left'],
      [330, 'right'],
      [450, 'right'],
      [545, 'right'],
    ],
    y + 13,
    ['Mehrwertsteuer', '19,000 %', de(net), de(tax)],
  );
  sheet.rule(50, 545, y + 27);
  sheet.row(columns, y + 32, ['', 'Endbetrag', '', '', '', de(gross)], { bold: true });
  const terms = choose.chance(0.5);
  if (terms)
    sheet.stack(
      [
        `Zahlungsbedingungen: bis ${day(after(sheet.date, 10))} 2,000 % Skonto = ${de(share(gross, 2))} EUR`,
        `bis ${day(due)} ohne Abzug`,
      ],
      50,
      y + 60,
    );
  else sheet.text(`Zahlbar ohne Abzug bis zum ${day(due)}.`, 50, y + 60);
  sheet.stack(
    [
      'Sitz der Gesellschaft: Iserlohn · Amtsgericht Iserlohn HRA 2417 · USt-IdNr. DE126563585',
      'Commerzbank IBAN DE89 3704 0044 0532 0130 00 · BIC COBADEFFXXX',
    ],
    50,
    792,
    { size: 7 },
  );
  return { language: 'de', currency: 'EUR', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** Office software for craftsmen: parts of work with carried sums over pages, a payment on account and early-payment terms. */
export function drawCraftsman(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const seller = choose.pick([
    'Malerbetrieb Sönke Brandt',
    'Elektro Wiesner GmbH',
    'Dachdeckerei Anton Huber e.K.',
    'Fliesen Köhler',
  ]);
  const number = `${choose.pick(['RE-', 'R', ''])}${sheet.date.slice(0, 4)}${choose.pick(['-', '/', ''])}${choose.int(1000, 9999)}`;
  const columns: Column[] = [
    [50, 'left'],
    [115, 'right'],
    [122, 'left'],
    [160, 'left'],
    [455, 'right'],
    [545, 'right'],
  ];
  const head = (y: number): void => {
    sheet.paper.shade(46, y - 3, 503, 15, '#eeeeee');
    sheet.row(columns, y, ['Pos.', 'Menge', 'Einh.', 'Beschreibung', 'Einzelpreis', 'Gesamtpreis'], {
      bold: true,
    });
  };
  sheet.stack([seller, 'Lindenweg 7', '24837 Schleswig', 'Tel. 04621 / 55 21 07'], 545, 36, {
    align: 'right',
  });
  sheet.stack(['Frau', 'Gerlinde Asmussen', 'Schleistraße 40', '24857 Fahrdorf'], 50, 120);
  sheet.text(`Rechnung Nr. ${number}`, 50, 220, { size: 14, bold: true });
  sheet.pairs(
    [
      ['Datum:', day(sheet.date)],
      ['Kunden-Nr.:', String(choose.int(10_000, 19_999))],
      ['Leistungszeitraum:', `${day(after(sheet.date, -25))} - ${day(after(sheet.date, -6))}`],
    ],
    { label: [360, 'left'], value: [545, 'right'], y: 170 },
  );
  sheet.text('Für die ausgeführten Arbeiten erlauben wir uns zu berechnen:', 50, 246);
  const names = [
    'Wandflächen grundieren',
    'Decken zweimal streichen',
    'Anfahrt pauschal',
    'Türen abkleben und lackieren',
    'Steckdosen setzen',
    'Leitung NYM-J 3x1,5 verlegen',
    'Facharbeiterstunden',
    'Altbelag entsorgen',
    'Sockelleisten montieren',
    'Fugen erneuern',
    'Untergrund spachteln',
    'Gerüst stellen',
    'Reinigung der Baustelle',
    'Material und Kleinteile',
    'Fensterbänke abdecken',
    'Ziegel ersetzen',
    'Dachrinne reinigen',
    'Silikonfugen ziehen',
  ];
  const lines = sheet.goods(names, {
    least: 3,
    most: choose.chance(0.4) ? 18 : 8,
    low: 350,
    high: 12_000,
    quantity: 24,
  });
  head(276);
  let y = 298;
  let carried = 0;
  for (const [index, line] of lines.entries()) {
    if (y > (choose.chance(2) ? 560 : 0)) {
      sheet.row(columns, y + 6, ['', '', '', 'Übertrag', '', `${de(carried)} €`], { bold: true });
      sheet.paper.page();
      sheet.text(`Seite 2 zur Rechnung Nr. ${number} vom ${day(sheet.date)}`, 50, 40);
      head(70);
      sheet.row(columns, 90, ['', '', '', 'Übertrag', '', `${de(carried)} €`], { bold: true });
      y = 112;
    }
    sheet.row(columns, y, [
      String(index + 1),
      `${line.quantity},00`,
      choose.pick(['Std', 'm²', 'Stk', 'psch']),
      line.text,
      `${de(line.price)} €`,
      `${de(line.amount)} €`,
    ]);
    if (choose.chance(0.4)) {
      sheet.text(
        choose.pick([
          'inkl. Material, Farbton nach Absprache',
          'gemäß Aufmaß vom Ortstermin',
          'Wohnzimmer und Flur, EG',
        ]),
        160,
        y + 12,
        { size: 8 },
      );
      y += 12;
    }
    carried += line.amount;
    y += 20;
  }
  const net = sumOf(lines);
  const tax = share(net, 19);
  const gross = net + tax;
  const prepaid = choose.chance(0.4) ? Math.round(gross / 300) * 100 : 0;
  sheet.rule(300, 545, y);
  const sums: [string, string][] = [
    [choose.pick(['Nettobetrag', 'Summe netto', 'Zwischensumme (netto)']), `${de(net)} €`],
    [choose.pick(['zzgl. 19 % MwSt.', `19% USt. auf ${de(net)} €`, 'Umsatzsteuer 19 %']), `${de(tax)} €`],
    [choose.pick(['Rechnungsbetrag', 'Gesamtbetrag', 'Bruttobetrag']), `${de(gross)} €`],
  ];
  if (prepaid)
    sums.push(
      [`abzgl. Abschlagszahlung vom ${day(after(sheet.date, -30))}`, `-${de(prepaid)} €`],
      ['Noch zu zahlen', `${de(gross - prepaid)} €`],
    );
  y = sheet.pairs(sums, { label: [300, 'left'], value: [545, 'right'], y: y + 8, step: 15 });
  const due = after(sheet.date, 14);
  sheet.stack(
    [
      `Bei Zahlung bis zum ${day(after(sheet.date, 7))} gewähren wir 2 % Skonto (${de(share(gross, 2))} €), danach bis zum ${day(due)} netto.`,
      'In dem Betrag sind Lohnkosten von 312,00 € enthalten (§ 35a EStG).',
    ],
    50,
    y + 16,
    { size: 8 },
  );
  sheet.stack(
    ['Förde Sparkasse · IBAN DE12 2105 0170 1002 3456 78 · Steuer-Nr. 15/024/01234 · Inhaber: S. Brandt'],
    50,
    800,
    { size: 7 },
  );
  return { language: 'de', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines };
}

/** Switzerland: rounding to five centimes and a payment part that repeats sum, account and parties. */
export function drawPaymentPart(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const ch = (cents: number): string => writeMoney(cents, 'ch');
  const seller = choose.pick(['Bergführer Zermatten', 'Velo Atelier Aare GmbH', 'Treuhand Lüthi AG']);
  const number = `${choose.int(10_000, 99_999)}`;
  const due = after(sheet.date, 30);
  const lines = sheet.goods(
    [
      'Beratung Jahresabschluss',
      'Service gross',
      'Bremsbeläge ersetzen',
      'Tourenleitung 2 Tage',
      'Spesenpauschale',
      'Versand',
    ],
    { most: 5, low: 333, high: 40_000 },
  );
  const net = sumOf(lines);
  const tax = share(net, 8.1);
  const exact = net + tax;
  const gross = Math.round(exact / 5) * 5;
  sheet.stack([seller, 'Marktgasse 28', '3011 Bern', 'www.example.ch', 'CHE-116.281.710 MWST'], 50, 40);
  sheet.stack(['Herr', 'Reto Aeschlimann', 'Dorfstrasse 9', '3700 Spiez'], 360, 110);
  sheet.text(`Bern, ${writeDate(sheet.date, 'D. MMMM YYYY', 'de-CH')}`, 360, 190);
  sheet.text(`Rechnung ${number}`, 50, 190, { size: 14, bold: true });
  const columns: Column[] = [
    [50, 'left'],
    [340, 'right'],
    [435, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 226, ['Bezeichnung', 'Anzahl', 'Preis CHF', 'Total CHF'], { bold: true });
  let y = 244;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, String(line.quantity), ch(line.price), ch(line.amount)]);
    y += 15;
  }
  const sums: [string, string][] = [
    ['Total exkl. MWST', ch(net)],
    ['MWST 8.1%', ch(tax)],
  ];
  if (gross !== exact) sums.push(['Rundungsdifferenz', ch(gross - exact)]);
  sums.push(['Total CHF inkl. MWST', ch(gross)]);
  y = sheet.pairs(sums, { label: [340, 'left'], value: [545, 'right'], y: y + 8 });
  sheet.text(`Zahlbar bis ${day(due)}`, 50, y + 14);
  sheet.rule(0, 595, 545);
  const slip = (x: number): void => {
    sheet.stack(
      ['Konto / Zahlbar an', 'CH44 3199 9123 0008 8901 2', seller, 'Marktgasse 28', '3011 Bern'],
      x,
      588,
      { size: 8 },
    );
    sheet.stack(['Referenz', `21 00000 00003 13947 14300 0${choose.int(1000, 9999)}`], x, 660, { size: 8 });
    sheet.stack(['Zahlbar durch', 'Reto Aeschlimann', 'Dorfstrasse 9', '3700 Spiez'], x, 694, { size: 8 });
  };
  sheet.text('Empfangsschein', 16, 556, { size: 11, bold: true });
  slip(16);
  sheet.text('Zahlteil', 190, 556, { size: 11, bold: true });
  slip(340);
  for (const x of [16, 190]) {
    sheet.text('Währung', x, 760, { size: 8 });
    sheet.text('Betrag', x + 60, 760, { size: 8 });
    sheet.text('CHF', x, 772);
    sheet.text(writeMoney(gross, 'ch').replace("'", ' '), x + 60, 772);
  }
  return { language: 'de', currency: 'CHF', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** A market place's invoice: the sum on top, prices without and with tax side by side, identifiers below the names. */
export function drawMarketplace(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${de(cents)} €`;
  const seller = choose.pick([
    'Lumora Handels GmbH',
    'TeilePort24 UG (haftungsbeschränkt)',
    'Grünwerk Versand e.K.',
  ]);
  const number = `DE${choose.int(10, 99)}${choose.pick(['ABEY', 'XQWI', 'PLM'])}${choose.int(1000, 9999)}I`;
  const picked = sheet.goods(
    [
      'Schreibtischlampe LED dimmbar',
      'USB-C Kabel 2 m, 3er-Pack',
      'Edelstahl Thermosflasche 750 ml',
      'Gartenhandschuhe Größe 9',
    ],
    { least: 1, most: 3, low: 600, high: 9000, quantity: 3 },
  );
  const rate = 19;
  const without = (cents: number): number => Math.round((cents * 100) / (100 + rate));
  const lines = picked.map(({ text, amount }) => ({ text, amount }));
  const ship = choose.chance(0.6) ? 499 : 0;
  if (ship) lines.push({ text: 'Versandkosten', amount: ship });
  const gross = sumOf(lines);
  const tax = gross - without(gross);
  sheet.text('Rechnung', 545, 40, { size: 18, align: 'right' });
  sheet.paper.shade(340, 66, 205, 30, '#f3f3f3');
  sheet.row(
    [
      [350, 'left'],
      [535, 'right'],
    ],
    76,
    ['Zahlbetrag', eur(gross)],
    { size: 11, bold: true },
  );
  sheet.text('Bezahlt', 50, 70, { bold: true });
  sheet.stack([`Verkauft von ${seller}`, 'USt-ID DE298765437'], 50, 86);
  sheet.pairs(
    [
      ['Rechnungsdatum / Lieferdatum', writeDate(sheet.date, 'D MMMM YYYY', 'de-DE')],
      ['Rechnungsnummer', number],
    ],
    { label: [340, 'left'], value: [545, 'right'], y: 106 },
  );
  sheet.stack(['RECHNUNGSADRESSE', 'Tomasz Wieczorek', 'Kantstraße 112', '10627 Berlin', 'DE'], 50, 150, {
    size: 8,
  });
  sheet.stack(['LIEFERADRESSE', 'Tomasz Wieczorek', 'Kantstraße 112', '10627 Berlin', 'DE'], 220, 150, {
    size: 8,
  });
  sheet.stack(['VERKAUFT VON', seller, 'Rheinallee 5', '55118 Mainz', 'Deutschland'], 390, 150, { size: 8 });
  sheet.text('BESTELLINFORMATIONEN', 50, 232, { size: 9, bold: true });
  sheet.pairs(
    [
      ['Bestelldatum', writeDate(after(sheet.date, -2), 'D MMMM YYYY', 'de-DE')],
      ['Bestellnummer', `303-${choose.int(1_000_000, 9_999_999)}-${choose.int(1_000_000, 9_999_999)}`],
    ],
    { label: [50, 'left'], value: [150, 'left'], y: 246 },
  );
  sheet.text('RECHNUNGSDETAILS', 50, 284, { size: 9, bold: true });
  const columns: Column[] = [
    [50, 'left'],
    [290, 'right'],
    [362, 'right'],
    [400, 'right'],
    [470, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 300, ['Beschreibung', 'Menge', 'Stückpreis', 'USt. %', 'Stückpreis', 'Zwischensumme'], {
    size: 8,
    bold: true,
  });
  sheet.row(columns, 310, ['', '', '(ohne USt.)', '', '(inkl. USt.)', '(inkl. USt.)'], { size: 8 });
  let y = 328;
  for (const { text, quantity, price, amount } of picked) {
    sheet.row(columns, y, [text, String(quantity), eur(without(price)), `${rate}%`, eur(price), eur(amount)]);
    sheet.text(`ASIN: B0${choose.int(10_000_000, 99_999_999)}`, 50, y + 12, { size: 8 });
    y += 32;
  }
  if (ship) {
    sheet.row(columns, y, ['Versandkosten', '', eur(without(ship)), `${rate}%`, eur(ship), eur(ship)]);
    y += 20;
  }
  sheet.rule(300, 545, y);
  sheet.row(
    [
      [300, 'left'],
      [545, 'right'],
    ],
    y + 8,
    ['Rechnungsbetrag', eur(gross)],
    { bold: true, size: 11 },
  );
  y += 36;
  sheet.row(
    [
      [300, 'left'],
      [460, 'right'],
      [545, 'right'],
    ],
    y,
    ['USt. %', 'Zwischensumme (ohne USt.)', 'USt.'],
    { size: 8 },
  );
  sheet.row(
    [
      [300, 'left'],
      [460, 'right'],
      [545, 'right'],
    ],
    y + 12,
    [`${rate}%`, eur(gross - tax), eur(tax)],
  );
  sheet.row(
    [
      [300, 'left'],
      [460, 'right'],
      [545, 'right'],
    ],
    y + 26,
    ['Gesamt', eur(gross - tax), eur(tax)],
    { bold: true },
  );
  return {
    language: 'de',
    currency: 'EUR',
    seller,
    number,
    date: sheet.date,
    net: gross - tax,
    tax,
    gross,
    lines,
  };
}

/** A Dutch hirer of staff: hours by person, tax shifted, part of the sum to a blocked account. */
export function drawBlockedAccount(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const nl = (cents: number): string => `€ ${de(cents)}`;
  const seller = choose.pick([
    'Vakkracht Uitzendbureau B.V.',
    'Steigerbouw De Waal B.V.',
    'Stucadoorsbedrijf Van Loon',
  ]);
  const number = `${sheet.date.slice(0, 4)}${choose.int(1000, 9999)}`;
  const shown = (iso: string): string => writeDate(iso, 'DD-MM-YYYY');
  const due = after(sheet.date, 30);
  const lines = sheet.goods(
    [
      'Timmerman week 12',
      'Grondwerker week 12',
      'Voorman week 12',
      'Reiskosten',
      'Steigermateriaal',
      'Toeslag zaterdag',
    ],
    { low: 2500, high: 6000, quantity: 40 },
  );
  const gross = sumOf(lines);
  sheet.stack(
    [
      seller,
      'Havenkade 18',
      '3011 GA Rotterdam',
      'KvK 24312345',
      'Btw NL808203446B01',
      'Bank NL91 ABNA 0417 1643 00',
      'G-rekening NL20 INGB 0990 1234 56',
    ],
    380,
    40,
  );
  sheet.stack(
    ['Bouwcombinatie Noord B.V.', 't.a.v. de crediteurenadministratie', 'Postbus 311', '9700 AH Groningen'],
    50,
    130,
  );
  sheet.text('FACTUUR', 50, 206, { size: 16, bold: true });
  sheet.pairs(
    [
      ['Factuurnummer', number],
      ['Factuurdatum', shown(sheet.date)],
      ['Vervaldatum', shown(due)],
      ['Debiteurnummer', String(choose.int(1000, 9999))],
      ['Project', 'A12 viaduct'],
    ],
    { label: [50, 'left'], value: [140, 'left'], y: 232 },
  );
  const columns: Column[] = [
    [50, 'left'],
    [330, 'right'],
    [425, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 312, ['Omschrijving', 'Aantal', 'Tarief', 'Bedrag'], { bold: true });
  sheet.rule(50, 545, 325);
  let y = 332;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, `${line.quantity},00`, nl(line.price), nl(line.amount)]);
    y += 15;
  }
  y = sheet.pairs(
    [
      ['Subtotaal', nl(gross)],
      ['BTW verlegd', nl(0)],
      ['Totaal te voldoen', nl(gross)],
    ],
    { label: [330, 'left'], value: [545, 'right'], y: y + 10, step: 15 },
  );
  const blocked = share(gross, 35);
  sheet.text('Wij verzoeken u het bedrag als volgt over te maken:', 50, y + 20);
  sheet.pairs(
    [
      ['op G-rekening NL20 INGB 0990 1234 56', nl(blocked)],
      ['op bankrekening NL91 ABNA 0417 1643 00', nl(gross - blocked)],
    ],
    { label: [50, 'left'], value: [400, 'right'], y: y + 36 },
  );
  sheet.text(
    `Loonbestanddeel in deze factuur: ${nl(share(gross, 60))}. Btw verlegd naar NL001234567B01.`,
    50,
    y + 72,
    { size: 8 },
  );
  return { language: 'nl', currency: 'EUR', seller, number, date: sheet.date, due, gross, lines };
}
