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

const day = (iso: string): string => writeDate(iso, 'DD/MM/YYYY');

/** A French sole trader below the threshold of tax: place and date in one line, a deposit taken off. */
export function drawSoleTrader(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${writeMoney(cents, 'fr')} €`;
  const seller = choose.pick(['Camille Lefebvre', 'Atelier Yann Kerbrat', 'Inès Morvan Photographie']);
  const number = `${choose.pick(['F', 'FAC-', ''])}${sheet.date.slice(0, 4)}-${String(choose.int(1, 120)).padStart(3, '0')}`;
  const due = after(sheet.date, 30);
  const lines = sheet.goods(
    [
      'Création de logo',
      'Shooting produit (demi-journée)',
      'Retouche photo',
      'Maquette de brochure',
      'Déplacement',
      'Cession de droits 2 ans',
    ],
    { most: 5, low: 3000, high: 60_000, quantity: 6 },
  );
  const gross = sumOf(lines);
  const deposit = choose.chance(0.5) ? share(gross, 30) : 0;
  sheet.stack(
    [
      seller,
      'Entrepreneur individuel',
      '18 rue des Capucins',
      '69001 LYON',
      'SIRET : 812 345 678 00021',
      'Tél. 06 12 34 56 78',
    ],
    50,
    40,
  );
  sheet.stack(['SARL Les Vergers du Rhône', '4 chemin du Bac', '26600 TAIN-L’HERMITAGE'], 340, 110);
  sheet.text(`Lyon, le ${writeDate(sheet.date, 'D MMMM YYYY', 'fr-FR')}`, 340, 172);
  sheet.text(`FACTURE N° ${number}`, 50, 204, { size: 14, bold: true });
  sheet.text('Objet : identité visuelle, devis D-0142 du 12/01', 50, 226);
  const columns: Column[] = [
    [50, 'left'],
    [345, 'right'],
    [440, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 256, ['Désignation', 'Qté', 'P.U. HT', 'Total HT'], { bold: true });
  sheet.rule(50, 545, 269);
  let y = 276;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, String(line.quantity), eur(line.price), eur(line.amount)]);
    y += 17;
  }
  sheet.rule(50, 545, y);
  const sums: [string, string][] = [
    ['Total HT', eur(gross)],
    ['TVA non applicable, art. 293 B du CGI', ''],
  ];
  if (deposit) sums.push([`Acompte versé le ${day(after(sheet.date, -20))}`, `- ${eur(deposit)}`]);
  sums.push(['Net à payer', eur(gross - deposit)]);
  y = sheet.pairs(sums, { label: [330, 'left'], value: [545, 'right'], y: y + 8, step: 15 });
  sheet.stack(
    [
      `Date d'échéance : ${day(due)}`,
      'En cas de retard, pénalités au taux de 3 fois le taux légal et indemnité forfaitaire de 40 €.',
      'IBAN FR76 3000 6000 0112 3456 7890 189',
    ],
    50,
    y + 20,
    { size: 8 },
  );
  return { language: 'fr', currency: 'EUR', seller, number, date: sheet.date, due, gross, lines };
}

/** A French telephone bill: sums and dates first, then what was used, the details of calls on the next page. */
export function drawTelecom(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${writeMoney(cents, 'fr')} €`;
  const seller = choose.pick(['Altimobile SA', 'Télécom Océan', 'Fibréo']);
  const number = `${choose.int(10, 99)} ${choose.int(1000, 9999)} ${choose.int(100, 999)}`.replaceAll(
    ' ',
    choose.chance(0.5) ? '' : '-',
  );
  const due = after(sheet.date, 12);
  const lines = [
    { text: 'Forfait Série 100 Go', amount: choose.int(1200, 3500) },
    { text: 'Option International', amount: choose.int(300, 900) },
    { text: 'Communications hors forfait', amount: choose.int(20, 1900) },
    ...(choose.chance(0.5) ? [{ text: 'Remise fidélité', amount: -choose.int(100, 290) }] : []),
  ];
  const net = sumOf(lines);
  const tax = share(net, 20);
  const gross = net + tax;
  sheet.text(seller, 50, 40, { size: 18, bold: true });
  sheet.stack(['Service clients', 'TSA 12345', '59784 Lille Cedex 9'], 50, 66, { size: 8 });
  sheet.stack(['M. Bastien Roche', '7 impasse des Tilleuls', '35000 RENNES'], 340, 110);
  sheet.text(`Votre facture du ${writeDate(sheet.date, 'D MMMM YYYY', 'fr-FR')}`, 50, 180, {
    size: 13,
    bold: true,
  });
  sheet.paper.shade(50, 204, 240, 60, '#fff1e6');
  sheet.text('Montant total TTC', 60, 212);
  sheet.text(eur(gross), 60, 228, { size: 16, bold: true });
  sheet.text(`prélevé le ${day(due)}`, 180, 234, { size: 8 });
  sheet.pairs(
    [
      ['N° de facture', number],
      ['N° client', String(choose.int(10_000_000, 99_999_999))],
      ['Ligne', '06 98 76 54 32'],
      ['Période', `du ${day(after(sheet.date, -30))} au ${day(after(sheet.date, -1))}`],
    ],
    { label: [320, 'left'], value: [410, 'left'], y: 206 },
  );
  sheet.text('Le détail de votre facture', 50, 290, { size: 11, bold: true });
  const columns: Column[] = [
    [50, 'left'],
    [460, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 310, ['', 'HT', 'TTC'], { bold: true });
  let y = 326;
  for (const { text, amount } of lines) {
    sheet.row(columns, y, [text, eur(amount), eur(amount + share(amount, 20))]);
    y += 15;
  }
  sheet.rule(50, 545, y);
  sheet.row(columns, y + 6, ['Total hors taxes', eur(net), ''], { bold: true });
  sheet.row(columns, y + 20, ['TVA à 20,00 %', eur(tax), '']);
  sheet.row(columns, y + 34, ['Total à payer TTC', '', eur(gross)], { bold: true });
  sheet.paper.page();
  sheet.text('Détail de vos communications', 50, 40, { size: 11, bold: true });
  const calls: Column[] = [
    [50, 'left'],
    [130, 'left'],
    [200, 'left'],
    [400, 'right'],
    [545, 'right'],
  ];
  sheet.row(calls, 62, ['Date', 'Heure', 'Correspondant', 'Durée', 'Montant HT'], { bold: true });
  for (let call = 0; call < 12; call++)
    sheet.row(calls, 80 + call * 13, [
      day(after(sheet.date, -28 + call * 2)),
      `1${call % 10}:0${call % 6}`,
      `02 99 ${10 + call} ${20 + call} 0${call % 10}`,
      `00:0${call % 9}:1${call % 10}`,
      call % 4 === 0 ? '0,150' : '0,000',
    ]);
  return { language: 'fr', currency: 'EUR', seller, number, date: sheet.date, net, tax, gross, lines: lines };
}

/** An Italian professional: number and date in one line, a fund's share, tax withheld, a stamp; what is paid is less than the total. */
export function drawWithheld(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `€ ${writeMoney(cents, 'de')}`;
  const seller = choose.pick([
    'Studio Legale Avv. Chiara Benedetti',
    'Ing. Marco Tosetti',
    'Studio Associato Ferri e Galli',
  ]);
  const number = `${choose.int(1, 240)}${choose.pick(['', '/A', '/FE', `/${sheet.date.slice(0, 4)}`])}`;
  const lines: { text: string; amount: number }[] = sheet.goods(
    [
      'Consulenza contrattuale',
      'Redazione parere',
      'Direzione lavori',
      'Perizia tecnica',
      'Assistenza in udienza',
    ],
    { most: 3, low: 15_000, high: 180_000, quantity: 1 },
  );
  const fees = sumOf(lines);
  const fund = share(fees, 4);
  const net = fees + fund;
  const tax = share(net, 22);
  const gross = net + tax;
  const held = share(fees, 20);
  sheet.stack(
    [seller, 'Via Garibaldi 21', '10122 Torino (TO)', 'P.IVA 01234567897', 'C.F. BNDCHR75A41L219X'],
    50,
    40,
  );
  sheet.stack(
    ['Spett.le', 'Officine Moretti S.r.l.', 'Corso Francia 200', '10145 Torino', 'P.IVA 07643520567'],
    340,
    110,
  );
  const heading = `${choose.pick(['Fattura', 'FATTURA'])} n. ${number} del ${day(sheet.date)}`;
  sheet.text(heading, 50, 196, { size: 13, bold: true });
  sheet.text('Copia di cortesia priva di valore fiscale ai sensi dell’art. 21 DPR 633/72', 50, 214, {
    size: 7,
  });
  const columns: Column[] = [
    [50, 'left'],
    [380, 'right'],
    [440, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 244, ['Descrizione', 'Q.tà', 'IVA', 'Importo'], { bold: true });
  let y = 262;
  for (const { text, amount } of lines) {
    sheet.row(columns, y, [text, '1', '22%', eur(amount)]);
    y += 15;
  }
  const sums: [string, string][] = [
    ['Totale imponibile', eur(fees)],
    ['Cassa previdenza 4%', eur(fund)],
    [`IVA 22% su ${eur(net)}`, eur(tax)],
    [choose.pick(['Totale documento', 'Totale fattura']), eur(gross)],
    [`Ritenuta d'acconto 20% su ${eur(fees)}`, `- ${eur(held)}`],
    [choose.pick(['Netto a pagare', 'Netto da corrispondere']), eur(gross - held)],
  ];
  y = sheet.pairs(sums, { label: [300, 'left'], value: [545, 'right'], y: y + 14, step: 15 });
  sheet.stack(
    ['Modalità di pagamento: bonifico 30 gg d.f.', 'IBAN IT60 X054 2811 1010 0000 0123 456'],
    50,
    y + 20,
    { size: 8 },
  );
  return { language: 'it', currency: 'EUR', seller, number, date: sheet.date, tax, gross, lines };
}

/** A Spanish professional: tax added, income tax withheld, the total after both. */
export function drawRetention(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => `${writeMoney(cents, 'de')} €`;
  const seller = choose.pick([
    'Lucía Ferrándiz Ortega',
    'Estudio Gráfico Albahaca',
    'Javier Iturbe Asesores',
  ]);
  const number = `${choose.pick(['A', 'F', '24'])}${choose.pick(['-', '/'])}${String(choose.int(1, 400)).padStart(4, '0')}`;
  const due = after(sheet.date, 15);
  const lines = sheet.goods(
    [
      'Diseño de catálogo',
      'Horas de asesoría',
      'Traducción de textos',
      'Fotografía de producto',
      'Mantenimiento web mensual',
    ],
    { most: 4, low: 2500, high: 50_000, quantity: 10 },
  );
  const net = sumOf(lines);
  const tax = share(net, 21);
  const held = share(net, 15);
  const gross = net + tax - held;
  sheet.text('FACTURA', 50, 44, { size: 18, bold: true });
  sheet.stack([seller, 'NIF 48571932K', 'C/ San Vicente 14, 3º B', '46002 Valencia'], 50, 80);
  sheet.stack(
    ['Facturar a:', 'Bodegas Altozano S.L.', 'CIF B12345674', 'Ctra. de Requena km 4', '46340 Requena'],
    330,
    80,
  );
  sheet.pairs(
    [
      ['Nº factura:', number],
      ['Fecha:', day(sheet.date)],
      ['Vencimiento:', day(due)],
    ],
    { label: [50, 'left'], value: [130, 'left'], y: 156 },
  );
  const columns: Column[] = [
    [50, 'left'],
    [340, 'right'],
    [435, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 212, ['Concepto', 'Cantidad', 'Precio', 'Importe'], { bold: true });
  sheet.rule(50, 545, 225);
  let y = 232;
  for (const line of lines) {
    sheet.row(columns, y, [line.text, String(line.quantity), eur(line.price), eur(line.amount)]);
    y += 16;
  }
  sheet.pairs(
    [
      ['Base imponible', eur(net)],
      ['IVA 21%', eur(tax)],
      ['Retención IRPF 15%', `-${eur(held)}`],
      [choose.pick(['TOTAL', 'Total factura', 'TOTAL A PAGAR']), eur(gross)],
    ],
    { label: [340, 'left'], value: [545, 'right'], y: y + 12, step: 15 },
  );
  return { language: 'es', currency: 'EUR', seller, number, date: sheet.date, due, net, tax, gross, lines };
}

/** A Portuguese certified program: a code of the tax office, discounts by line, taxes as a table beside the sums. */
export function drawCertified(sheet: Sheet): ToolFacts {
  const { choose } = sheet;
  const eur = (cents: number): string => writeMoney(cents, 'fr');
  const seller = choose.pick([
    'Tipografia Minhota, Lda.',
    'Ferragens do Douro, S.A.',
    'Cortiças Alentejo Unipessoal Lda',
  ]);
  const number = `${choose.pick(['FT', 'FR'])} ${choose.pick(['A', '2024A', 'M'])}/${choose.int(1, 9999)}`;
  const due = after(sheet.date, 30);
  const shown = choose.chance(0.5) ? day : (iso: string): string => iso;
  const lines = sheet
    .goods(
      [
        'Cartões de visita 350 g',
        'Dobradiça inox 80 mm',
        'Rolha natural 45x24',
        'Parafuso M6 cx 100',
        'Impressão A3 cores',
      ],
      { least: 2, most: 5, low: 150, high: 8000, quantity: 20 },
    )
    .map((line) => {
      const off = choose.chance(0.4) ? 10 : 0;
      return { ...line, off, amount: line.amount - share(line.amount, off) };
    });
  const full = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const net = sumOf(lines);
  const tax = share(net, 23);
  const gross = net + tax;
  sheet.stack([seller, 'Rua da Indústria, 88', '4710-056 Braga', 'Contribuinte N.º: 501234560'], 50, 40);
  sheet.stack(
    ['Exmo.(s) Sr.(s)', 'Adega Cooperativa de Ponte, CRL', 'Lugar do Souto', '4990-062 Ponte de Lima'],
    340,
    110,
  );
  sheet.text(`Fatura n.º ${number}`, 50, 176, { size: 12, bold: true });
  sheet.text('Original', 545, 176, { align: 'right' });
  sheet.text(`ATCUD: JFK${choose.int(10_000, 99_999)}-${choose.int(1, 9999)}`, 50, 192, { size: 8 });
  const facts: Column[] = [
    [50, 'left'],
    [170, 'left'],
    [290, 'left'],
    [410, 'left'],
  ];
  sheet.row(facts, 212, ['V/N.º Contrib.', 'Requisição', 'Data', 'Vencimento'], { size: 8 });
  sheet.row(facts, 224, ['500987654', String(choose.int(100, 999)), shown(sheet.date), shown(due)]);
  const columns: Column[] = [
    [50, 'left'],
    [100, 'left'],
    [325, 'right'],
    [335, 'left'],
    [415, 'right'],
    [455, 'right'],
    [490, 'right'],
    [545, 'right'],
  ];
  sheet.row(columns, 252, ['Artigo', 'Descrição', 'Qtd.', 'Un.', 'Pr. Unitário', 'Desc.', 'IVA', 'Valor'], {
    size: 8,
    bold: true,
  });
  sheet.rule(50, 545, 264);
  let y = 270;
  for (const line of lines) {
    sheet.row(
      columns,
      y,
      [
        `A${choose.int(100, 999)}`,
        line.text,
        `${line.quantity},00`,
        'UN',
        eur(line.price),
        `${line.off},00`,
        '23,00',
        eur(line.amount),
      ],
      { size: 8 },
    );
    y += 13;
  }
  y += 60;
  sheet.text('Quadro Resumo do IVA', 50, y, { size: 8, bold: true });
  sheet.row(
    [
      [50, 'left'],
      [190, 'right'],
      [260, 'right'],
    ],
    y + 13,
    ['Taxa/Valor', 'Incid./Qtd.', 'Total'],
    { size: 8 },
  );
  sheet.row(
    [
      [50, 'left'],
      [190, 'right'],
      [260, 'right'],
    ],
    y + 26,
    ['IVA (23,00)', eur(net), eur(tax)],
    { size: 8 },
  );
  sheet.pairs(
    [
      ['Mercadoria/Serviços', eur(full)],
      ['Descontos Comerciais', eur(full - net)],
      ['Portes', eur(0)],
      ['IVA', eur(tax)],
      ['Acerto', eur(0)],
    ],
    { label: [380, 'left'], value: [545, 'right'], y, size: 8 },
  );
  sheet.row(
    [
      [380, 'left'],
      [545, 'right'],
    ],
    y + 70,
    ['Total ( EUR )', eur(gross)],
    { bold: true, size: 11 },
  );
  sheet.text('q7Xf-Processado por Programa Certificado n.º 0030/AT', 50, 800, { size: 7 });
  return { language: 'pt', currency: 'EUR', seller, number, date: sheet.date, due, tax, gross, lines };
}
