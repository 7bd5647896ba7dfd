/** How invoices of one language are worded: several ways for each thing, picked at random. */
export interface Wording {
  readonly title: readonly string[];
  readonly number: readonly string[];
  readonly date: readonly string[];
  readonly due: readonly string[];
  readonly customerNumber: readonly string[];
  readonly order: readonly string[];
  readonly buyer: readonly string[];
  readonly columns: {
    readonly [Column in 'pos' | 'text' | 'quantity' | 'unit' | 'price' | 'amount']: readonly string[];
  };
  readonly code: readonly string[];
  readonly rateTitle: readonly string[];
  readonly net: readonly string[];
  /** `%` stands for the rate. */
  readonly tax: readonly string[];
  readonly gross: readonly string[];
  readonly paid: readonly string[];
  readonly open: readonly string[];
  readonly thanks: readonly string[];
  readonly products: readonly string[];
  readonly units: readonly string[];
  readonly companies: readonly string[];
  readonly people: readonly string[];
  readonly streets: readonly string[];
  readonly towns: readonly string[];
  readonly country: string;
  readonly rates: readonly number[];
  readonly taxId: string;
  readonly iban: string;
  readonly currency: string;
  readonly money: readonly ((digits: string) => string)[];
  readonly dates: readonly ((iso: string) => string)[];
}

const [EN, DE] = ['en-GB', 'de-DE'];
const parts = (iso: string): [string, string, string] => iso.split('-') as [string, string, string];
const long =
  (locale: string) =>
  (iso: string): string =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(new Date(iso));
const dmy =
  (separator: string) =>
  (iso: string): string =>
    parts(iso).reverse().join(separator);
const short =
  (separator: string) =>
  (iso: string): string => {
    const [year, month, day] = parts(iso);
    return [day, month, year.slice(2)].join(separator);
  };
const iso = (text: string): string => text;
const point =
  (mark: string) =>
  (digits: string): string =>
    group(digits, ',', '.', mark);
const comma =
  (separator: string) =>
  (mark: string) =>
  (digits: string): string =>
    group(digits, separator, ',', mark);

function group(value: string, thousands: string, decimal: string, mark: string): string {
  const [whole = '0', cents = '00'] = value.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${value.startsWith('-') ? '-' : ''}${mark.replace('#', `${grouped}${decimal}${cents}`)}`;
}

export const WORDINGS: Readonly<Record<'en' | 'us' | 'de' | 'fr' | 'es' | 'it' | 'nl' | 'pt', Wording>> = {
  en: {
    title: ['INVOICE', 'Tax Invoice', 'Invoice', 'VAT Invoice'],
    number: ['Invoice No.', 'Invoice Number', 'Invoice #', 'Inv. No.', 'Document No', 'Our invoice no.'],
    date: ['Invoice Date', 'Date', 'Date of issue', 'Issued', 'Tax point'],
    due: ['Due Date', 'Payment due', 'Due on', 'Pay by', 'Payment due date'],
    customerNumber: ['Customer No.', 'Account No.', 'Client ID'],
    order: ['Your order', 'PO Number', 'Order ref'],
    buyer: ['Bill to', 'Invoice to', 'Customer', 'Sold to', 'Billed to'],
    columns: {
      pos: ['#', 'Item', 'No.'],
      text: ['Description', 'Details', 'Service', 'Product'],
      quantity: ['Qty', 'Quantity', 'Units', 'Hours'],
      unit: ['Unit', 'UOM'],
      price: ['Unit price', 'Price', 'Rate'],
      amount: ['Amount', 'Total', 'Line total', 'Net amount'],
    },
    code: ['Code', 'Item no.', 'SKU'],
    rateTitle: ['VAT %', 'VAT'],
    net: ['Subtotal', 'Net total', 'Total excl. VAT', 'Total net', 'Sub-total'],
    tax: ['VAT %', 'VAT @ %', 'Plus VAT (%)', 'VAT at %', 'Total VAT'],
    gross: [
      'Total',
      'Invoice total',
      'Grand total',
      'Total incl. VAT',
      'Amount due',
      'Total due',
      'Total payable',
    ],
    paid: ['Amount paid', 'Less deposit', 'Payments received'],
    open: ['Balance due', 'Outstanding', 'Amount outstanding'],
    thanks: [
      'Thank you for your business.',
      'Please quote the invoice number with your payment.',
      'Terms: 30 days net. Late payments bear interest.',
    ],
    products: [
      'Consulting services',
      'Office chair Comfort',
      'Copper pipe 15 mm',
      'Annual licence',
      'Website maintenance',
      'Printer paper A4',
      'Site visit and survey',
      'Steel bracket',
      'Training day',
      'Hosting package M',
    ],
    units: ['pcs', 'hrs', 'kg', 'm', 'box'],
    companies: [
      'Harrow & Finch Ltd',
      'Blue Heron Design Limited',
      'Northgate Supplies PLC',
      'Oakwell Engineering Ltd.',
      'Pemberton Foods LLP',
    ],
    people: ['Jane Cooper', 'Marlow Dental Practice', 'St. Anne School', 'T. Whitfield'],
    streets: ['14 Mill Lane', 'Unit 7 Kings Road', '220 High Street', '3 Station Approach'],
    towns: ['Leeds LS1 4AB', 'London SW1A 2AA', 'Bristol BS1 6QS', 'York YO1 7HH'],
    country: 'United Kingdom',
    rates: [20, 5],
    taxId: 'VAT Reg No GB980780684',
    iban: 'IBAN GB29 NWBK 6016 1331 9268 19',
    currency: 'GBP',
    money: [point('£#'), point('£ #'), point('#'), point('GBP #')],
    dates: [long(EN), dmy('/'), short('/'), iso, (text) => dmy('-')(text)],
  },
  us: {
    title: ['INVOICE', 'Invoice', 'BILL'],
    number: ['Invoice #', 'Invoice No', 'Invoice Number', 'Invoice ID', 'Bill No.'],
    date: ['Invoice Date', 'Date', 'Bill Date', 'Date Issued'],
    due: ['Due Date', 'Due', 'Payment Due By', 'Due By'],
    customerNumber: ['Customer ID', 'Account #', 'Client #'],
    order: ['P.O. #', 'Purchase Order', 'PO No'],
    buyer: ['BILL TO', 'Bill To', 'Sold To', 'TO'],
    columns: {
      pos: ['Item', '#', 'Line'],
      text: ['Description', 'Item Description', 'Services', 'Product'],
      quantity: ['Qty', 'QTY', 'Quantity', 'Hours'],
      unit: ['Unit', 'U/M'],
      price: ['Unit Price', 'Rate', 'Price Each', 'Price'],
      amount: ['Amount', 'Total', 'Line Total', 'Extended Price'],
    },
    code: ['SKU', 'Item #', 'Part No.'],
    rateTitle: ['Tax %', 'Tax'],
    net: ['Subtotal', 'SUBTOTAL', 'Sub Total'],
    tax: ['Sales Tax', 'Tax (%)', 'Sales tax %', 'Tax'],
    gross: ['Total', 'TOTAL', 'Total Due', 'Amount Due', 'Balance Due', 'Invoice Total', 'TOTAL DUE'],
    paid: ['Deposit', 'Amount Paid', 'Payments/Credits'],
    open: ['Balance Due', 'Amount Due', 'BALANCE'],
    thanks: [
      'Thank you for your business!',
      'Make all checks payable to us.',
      'Questions? Call us any time.',
    ],
    products: [
      'Lawn care monthly service',
      'Brake pads front',
      'Graphic design',
      'Cloud storage 1 TB',
      'Labor',
      'Coffee beans 5 lb',
      'Replacement filter',
      'Shipping crate',
      'On-site support',
      'Catering lunch',
    ],
    units: ['ea', 'hr', 'lb', 'box'],
    companies: [
      'Acorn Ridge Landscaping LLC',
      'Summit Auto Parts, Inc.',
      'Lakeshore Media Group Inc',
      'Redwood Catering Co.',
      'Delta Peak Software Corp.',
    ],
    people: ['Maria Gonzales', 'Fairview Apartments', 'Westside High School', 'J. T. Baker'],
    streets: ['1200 Elm Street', '88 Harbor Blvd, Suite 400', '5 Commerce Dr', '4021 N Main St'],
    towns: ['Austin, TX 78701', 'Portland, OR 97205', 'Denver, CO 80202', 'Tampa, FL 33602'],
    country: 'USA',
    rates: [8, 6],
    taxId: 'EIN 12-3456789',
    iban: '',
    currency: 'USD',
    money: [point('$#'), point('$ #'), point('#'), point('# USD')],
    dates: [
      (text) =>
        new Intl.DateTimeFormat('en-US', {
          day: 'numeric',
          month: 'long',
          year: 'numeric',
          timeZone: 'UTC',
        }).format(new Date(text)),
      (text) =>
        new Intl.DateTimeFormat('en-US', {
          day: '2-digit',
          month: '2-digit',
          year: 'numeric',
          timeZone: 'UTC',
        }).format(new Date(text)),
      (text) =>
        new Intl.DateTimeFormat('en-US', {
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          timeZone: 'UTC',
        }).format(new Date(text)),
    ],
  },
  de: {
    title: ['Rechnung', 'RECHNUNG', 'Ihre Rechnung'],
    number: [
      'Rechnungsnummer',
      'Rechnung Nr.',
      'Rechnungs-Nr.',
      'Rechnungsnr.',
      'Re.-Nr.',
      'Belegnummer',
      'Beleg-Nr.',
    ],
    date: ['Rechnungsdatum', 'Datum', 'Belegdatum', 'Ausstellungsdatum', 'Rechnung vom'],
    due: ['Fällig am', 'Zahlbar bis', 'Fälligkeit', 'Zahlungsziel', 'Fälligkeitsdatum'],
    customerNumber: ['Kundennummer', 'Kunden-Nr.', 'Kd.-Nr.'],
    order: ['Ihre Bestellung', 'Auftragsnummer', 'Bestell-Nr.'],
    buyer: ['Rechnungsempfänger', 'Kunde', 'Rechnung an', 'Rechnungsadresse'],
    columns: {
      pos: ['Pos.', 'Pos', 'Nr.'],
      text: ['Bezeichnung', 'Beschreibung', 'Leistung', 'Artikel'],
      quantity: ['Menge', 'Anzahl', 'Stück'],
      unit: ['Einheit', 'ME'],
      price: ['Einzelpreis', 'E-Preis', 'Preis', 'Stückpreis'],
      amount: ['Gesamtpreis', 'Betrag', 'Gesamt', 'Summe', 'Gesamtbetrag'],
    },
    code: ['Art.-Nr.', 'Artikelnr.'],
    rateTitle: ['MwSt.', 'USt. %', 'MwSt. %'],
    net: ['Nettobetrag', 'Summe netto', 'Zwischensumme', 'Gesamt netto', 'Netto', 'Warenwert netto'],
    tax: ['MwSt. %', 'zzgl. % MwSt.', '% USt.', 'Umsatzsteuer %', 'USt. (%)', 'Mehrwertsteuer %'],
    gross: [
      'Gesamtbetrag',
      'Rechnungsbetrag',
      'Gesamtsumme',
      'Bruttobetrag',
      'Summe brutto',
      'Endbetrag',
      'Zu zahlender Betrag',
      'Gesamtbetrag inkl. MwSt.',
      'Rechnungssumme',
    ],
    paid: ['Anzahlung', 'Bereits bezahlt', 'abzgl. Anzahlung'],
    open: ['Offener Betrag', 'Restbetrag', 'Noch zu zahlen'],
    thanks: [
      'Vielen Dank für Ihren Auftrag.',
      'Bitte überweisen Sie den Betrag ohne Abzug auf unser Konto.',
      'Es gelten unsere allgemeinen Geschäftsbedingungen.',
    ],
    products: [
      'Montage Heizkörper',
      'Kopierpapier A4',
      'Beratung vor Ort',
      'Schrauben M8 verzinkt',
      'Wartungsvertrag',
      'Fahrtkosten',
      'Bürostuhl Modell Nord',
      'Software-Lizenz jährlich',
      'Reinigung Treppenhaus',
      'Lieferung frei Haus',
    ],
    units: ['Stk', 'Std', 'kg', 'm', 'Psch'],
    companies: [
      'Hansen Haustechnik GmbH',
      'Berger & Söhne KG',
      'Nordlicht Medien GmbH & Co. KG',
      'Alpina Büroservice AG',
      'Malerbetrieb Krause e.K.',
    ],
    people: ['Frau Sabine Lorenz', 'Grundschule am Park', 'Autohaus Weber', 'Dr. Peter Brandt'],
    streets: ['Lindenstraße 12', 'Am Bahnhof 3', 'Hauptstr. 45a', 'Industrieweg 9'],
    towns: ['20095 Hamburg', '80331 München', '50667 Köln', 'D-01067 Dresden'],
    country: 'Deutschland',
    rates: [19, 7],
    taxId: 'USt-IdNr. DE136695976',
    iban: 'IBAN DE89 3704 0044 0532 0130 00',
    currency: 'EUR',
    money: [comma('.')('# €'), comma('.')('# EUR'), comma('.')('#'), comma('.')('€ #')],
    dates: [dmy('.'), short('.'), long(DE), iso],
  },
  fr: {
    title: ['FACTURE', 'Facture'],
    number: [
      'Facture n°',
      'N° de facture',
      'Numéro de facture',
      'Facture N°',
      'N° facture',
      'Référence facture',
    ],
    date: ['Date de facture', 'Date', 'Date de facturation', "Date d'émission", 'Émise le'],
    due: ["Date d'échéance", 'Échéance', 'À régler avant le', 'Date limite de paiement', 'Payable le'],
    customerNumber: ['N° client', 'Code client', 'Réf. client'],
    order: ['Votre commande', 'N° de commande', 'Bon de commande'],
    buyer: ['Client', 'Facturé à', 'Adresse de facturation', 'Destinataire'],
    columns: {
      pos: ['N°', 'Ligne', '#'],
      text: ['Désignation', 'Description', 'Prestation', 'Libellé'],
      quantity: ['Qté', 'Quantité', 'Nombre'],
      unit: ['Unité', 'U'],
      price: ['P.U. HT', 'Prix unitaire', 'PU HT', 'Prix unitaire HT'],
      amount: ['Montant HT', 'Total HT', 'Montant', 'Total'],
    },
    code: ['Réf.', 'Code'],
    rateTitle: ['TVA', 'Taux TVA', 'TVA %'],
    net: ['Total HT', 'Montant HT', 'Sous-total HT', 'Total hors taxes', 'Total net HT'],
    tax: ['TVA %', 'TVA (%)', 'Montant TVA', 'Total TVA', 'TVA à %'],
    gross: [
      'Total TTC',
      'Montant TTC',
      'Net à payer',
      'Montant total TTC',
      'Total à payer',
      'NET À PAYER TTC',
    ],
    paid: ['Acompte versé', 'Acompte', 'Déjà réglé'],
    open: ['Reste à payer', 'Solde dû', 'Solde à régler'],
    thanks: [
      'Merci de votre confiance.',
      'En cas de retard de paiement, une pénalité sera appliquée.',
      "Pas d'escompte pour paiement anticipé.",
    ],
    products: [
      'Prestation de conseil',
      'Ramette papier A4',
      'Installation chaudière',
      'Hébergement annuel',
      'Chaise de bureau',
      "Main d'œuvre",
      'Déplacement',
      'Peinture blanche 10 L',
      'Formation sur site',
      'Câble réseau',
    ],
    units: ['h', 'pce', 'kg', 'm', 'forfait'],
    companies: [
      'Atelier Moreau SARL',
      'Boulangerie Petit SAS',
      'Rivière Conseil SASU',
      'Transports Lemoine SA',
      'Menuiserie Garnier EURL',
    ],
    people: ['Mme Claire Dubois', 'Lycée Jean Moulin', 'Cabinet Roux', 'Hôtel du Lac'],
    streets: ['12 rue des Lilas', '4 bis avenue Foch', '27 boulevard Voltaire', '8 place du Marché'],
    towns: ['75011 Paris', '69002 Lyon', '33000 Bordeaux', '44000 Nantes'],
    country: 'France',
    rates: [20, 10],
    taxId: 'N° TVA FR40303265045',
    iban: 'IBAN FR14 2004 1010 0505 0001 3M02 606',
    currency: 'EUR',
    money: [comma(' ')('# €'), comma('.')('# €'), comma(' ')('#'), comma(' ')('# EUR')],
    dates: [dmy('/'), short('/'), long('fr-FR'), iso],
  },
  es: {
    title: ['FACTURA', 'Factura'],
    number: [
      'Factura nº',
      'Nº de factura',
      'Número de factura',
      'Nº Factura',
      'Factura número',
      'Num. factura',
    ],
    date: ['Fecha de factura', 'Fecha', 'Fecha de emisión', 'Fecha factura', 'Fecha de expedición'],
    due: ['Vencimiento', 'Fecha de vencimiento', 'Vence el', 'Fecha límite de pago'],
    customerNumber: ['Nº cliente', 'Código cliente'],
    order: ['Su pedido', 'Nº de pedido', 'Pedido'],
    buyer: ['Cliente', 'Facturar a', 'Datos del cliente'],
    columns: {
      pos: ['Nº', 'Línea', '#'],
      text: ['Descripción', 'Concepto', 'Artículo', 'Producto'],
      quantity: ['Cantidad', 'Cant.', 'Uds.'],
      unit: ['Unidad', 'Ud'],
      price: ['Precio', 'Precio unitario', 'Precio unit.'],
      amount: ['Importe', 'Total', 'Importe total'],
    },
    code: ['Código', 'Ref.'],
    rateTitle: ['IVA', '% IVA'],
    net: ['Base imponible', 'Subtotal', 'Total neto', 'Importe neto', 'Total sin IVA'],
    tax: ['IVA %', 'IVA (%)', 'Cuota IVA %', '% IVA', 'Total IVA'],
    gross: ['Total factura', 'TOTAL', 'Importe total', 'Total a pagar', 'Total con IVA', 'TOTAL EUR'],
    paid: ['Anticipo', 'Entrega a cuenta', 'Pagado'],
    open: ['Pendiente de pago', 'Importe pendiente', 'Saldo pendiente'],
    thanks: [
      'Gracias por su confianza.',
      'Forma de pago: transferencia bancaria.',
      'Inscrita en el Registro Mercantil de Madrid.',
    ],
    products: [
      'Servicio de consultoría',
      'Papel A4 caja',
      'Instalación eléctrica',
      'Licencia anual',
      'Silla de oficina',
      'Mano de obra',
      'Desplazamiento',
      'Pintura blanca',
      'Curso de formación',
      'Cable de red',
    ],
    units: ['ud', 'h', 'kg', 'm'],
    companies: [
      'Suministros Ibáñez S.L.',
      'Talleres Rubio S.A.',
      'Gestoría Navarro SLU',
      'Bodegas Campo Alto S.L.',
      'Electricidad Vega SL',
    ],
    people: ['Doña Carmen Ortiz', 'Colegio San José', 'Clínica Torres', 'Hotel Miramar'],
    streets: ['Calle Mayor 15', 'Avda. de la Paz 8', 'C/ Serrano 102', 'Plaza España 3'],
    towns: ['28013 Madrid', '08002 Barcelona', '41001 Sevilla', '46002 Valencia'],
    country: 'España',
    rates: [21, 10],
    taxId: 'CIF ESA28015865',
    iban: 'IBAN ES91 2100 0418 4502 0005 1332',
    currency: 'EUR',
    money: [comma('.')('# €'), comma('.')('#'), comma('.')('# EUR'), comma('.')('#€')],
    dates: [dmy('/'), dmy('-'), long('es-ES'), short('/')],
  },
  it: {
    title: ['FATTURA', 'Fattura'],
    number: ['Fattura n.', 'Numero fattura', 'Fattura N°', 'N. fattura', 'Numero documento', 'Fattura nr.'],
    date: ['Data fattura', 'Data', 'Data documento', 'Data di emissione', 'Data emissione'],
    due: ['Scadenza', 'Data scadenza', 'Data di scadenza', 'Scadenza pagamento'],
    customerNumber: ['Codice cliente', 'N. cliente'],
    order: ['Vs. ordine', 'Ordine n.', 'Rif. ordine'],
    buyer: ['Cliente', 'Spett.le', 'Destinatario', 'Intestatario'],
    columns: {
      pos: ['N.', 'Riga', '#'],
      text: ['Descrizione', 'Articolo', 'Prodotto', 'Servizio'],
      quantity: ['Quantità', 'Q.tà', 'Qta'],
      unit: ['U.M.', 'UM'],
      price: ['Prezzo', 'Prezzo unitario', 'Prezzo unit.'],
      amount: ['Importo', 'Totale', 'Importo totale'],
    },
    code: ['Codice', 'Cod.'],
    rateTitle: ['IVA', 'Aliquota IVA'],
    net: ['Imponibile', 'Totale imponibile', 'Totale netto', 'Subtotale', 'Importo netto'],
    tax: ['IVA %', 'IVA (%)', 'Totale IVA', 'Imposta %', 'I.V.A. %'],
    gross: [
      'Totale fattura',
      'Totale documento',
      'TOTALE',
      'Totale da pagare',
      'Netto a pagare',
      'Importo totale',
      'Totale IVA inclusa',
    ],
    paid: ['Acconto', 'Acconto versato', 'Importo pagato'],
    open: ['Saldo', 'Residuo da pagare', 'Saldo da pagare'],
    thanks: [
      'Grazie per la collaborazione.',
      'Pagamento: bonifico bancario 30 gg.',
      'Contributo CONAI assolto ove dovuto.',
    ],
    products: [
      'Consulenza tecnica',
      'Carta A4 risma',
      'Installazione impianto',
      'Licenza annuale',
      'Sedia da ufficio',
      'Manodopera',
      'Trasferta',
      'Vernice bianca',
      'Corso di formazione',
      'Cavo di rete',
    ],
    units: ['pz', 'ore', 'kg', 'm', 'nr'],
    companies: [
      'Officina Bianchi S.r.l.',
      'Pasticceria Conti S.n.c.',
      'Studio Ferrari S.p.A.',
      'Edil Marino Srl',
      'Vini del Colle S.r.l.',
    ],
    people: ['Sig.ra Lucia Greco', 'Istituto Manzoni', 'Farmacia Costa', 'Albergo Bellavista'],
    streets: ['Via Garibaldi 26', 'Piazza Dante 4', 'Corso Italia 101', 'Viale Europa 7'],
    towns: ['20121 Milano MI', '00185 Roma RM', '10121 Torino TO', '70121 Bari BA'],
    country: 'Italia',
    rates: [22, 10],
    taxId: 'P.IVA IT00743110157',
    iban: 'IBAN IT60 X054 2811 1010 0000 0123 456',
    currency: 'EUR',
    money: [comma('.')('€ #'), comma('.')('# €'), comma('.')('#'), comma('.')('EUR #')],
    dates: [dmy('/'), dmy('-'), long('it-IT'), dmy('.')],
  },
  nl: {
    title: ['FACTUUR', 'Factuur'],
    number: ['Factuurnummer', 'Factuurnr.', 'Factuur nr.', 'Factuur', 'Fact. nr.'],
    date: ['Factuurdatum', 'Datum', 'Datum factuur'],
    due: ['Vervaldatum', 'Te betalen voor', 'Uiterste betaaldatum', 'Betaaldatum', 'Vervaldag'],
    customerNumber: ['Klantnummer', 'Debiteurnummer', 'Klantnr.'],
    order: ['Uw bestelling', 'Ordernummer', 'Uw referentie'],
    buyer: ['Klant', 'Factuuradres', 'Factuur aan', 'Afnemer'],
    columns: {
      pos: ['Nr.', 'Regel', '#'],
      text: ['Omschrijving', 'Artikel', 'Product', 'Dienst'],
      quantity: ['Aantal', 'Uren'],
      unit: ['Eenheid', 'Per'],
      price: ['Prijs', 'Stukprijs', 'Eenheidsprijs', 'Tarief'],
      amount: ['Bedrag', 'Totaal', 'Totaalprijs'],
    },
    code: ['Artikelnr.', 'Code'],
    rateTitle: ['BTW', 'BTW %'],
    net: ['Subtotaal', 'Totaal excl. btw', 'Nettobedrag', 'Bedrag excl. BTW', 'Totaal exclusief BTW'],
    tax: ['BTW %', '% btw', 'Btw (%)', 'BTW-bedrag', 'BTW hoog %'],
    gross: [
      'Totaal incl. btw',
      'Totaal',
      'Totaalbedrag',
      'Te betalen',
      'Totaal te betalen',
      'Factuurbedrag',
      'Totaal inclusief BTW',
    ],
    paid: ['Aanbetaling', 'Reeds betaald', 'Vooruitbetaald'],
    open: ['Nog te betalen', 'Openstaand bedrag', 'Restant'],
    thanks: [
      'Bedankt voor uw opdracht.',
      'Gelieve het bedrag binnen 14 dagen over te maken.',
      'Op al onze leveringen zijn onze voorwaarden van toepassing.',
    ],
    products: [
      'Advies en begeleiding',
      'Kopieerpapier A4',
      'Installatie ketel',
      'Jaarlicentie',
      'Bureaustoel',
      'Arbeidsloon',
      'Reiskosten',
      'Muurverf wit',
      'Training op locatie',
      'Netwerkkabel',
    ],
    units: ['st', 'uur', 'kg', 'm'],
    companies: [
      'Van Dijk Installaties B.V.',
      'Bakkerij De Molen BV',
      'Jansen & Zonen V.O.F.',
      'Noordzee Logistiek N.V.',
      'Studio Tulp B.V.',
    ],
    people: ['Mevrouw A. Visser', 'Basisschool De Linde', 'Tandarts Mulder', 'Hotel Zeezicht'],
    streets: ['Dorpsstraat 21', 'Keizersgracht 100', 'Stationsplein 5', 'Industrieweg 33'],
    towns: ['1016 EE Amsterdam', '3011 AB Rotterdam', '5611 CK Eindhoven', '9712 HX Groningen'],
    country: 'Nederland',
    rates: [21, 9],
    taxId: 'BTW nr. NL810098866B01',
    iban: 'IBAN NL91 ABNA 0417 1643 00',
    currency: 'EUR',
    money: [comma('.')('€ #'), comma('.')('#'), comma('.')('EUR #'), comma('.')('€#')],
    dates: [dmy('-'), dmy('/'), long('nl-NL'), short('-')],
  },
  pt: {
    title: ['FATURA', 'Fatura', 'Factura'],
    number: ['Fatura n.º', 'Nº da fatura', 'Número da fatura', 'Fatura Nº', 'Documento nº'],
    date: ['Data da fatura', 'Data', 'Data de emissão', 'Data do documento'],
    due: ['Vencimento', 'Data de vencimento', 'Pagar até', 'Data limite de pagamento'],
    customerNumber: ['N.º cliente', 'Cód. cliente'],
    order: ['V/ encomenda', 'Encomenda n.º', 'Pedido'],
    buyer: ['Cliente', 'Faturar a', 'Exmo(s). Sr(s).'],
    columns: {
      pos: ['N.º', 'Linha', '#'],
      text: ['Descrição', 'Artigo', 'Designação', 'Produto'],
      quantity: ['Quantidade', 'Qtd.', 'Qtd'],
      unit: ['Unid.', 'Un'],
      price: ['Preço', 'Preço unitário', 'Preço unit.'],
      amount: ['Valor', 'Total', 'Valor total'],
    },
    code: ['Código', 'Ref.'],
    rateTitle: ['IVA', 'Taxa IVA'],
    net: ['Subtotal', 'Total sem IVA', 'Total líquido', 'Incidência', 'Valor líquido'],
    tax: ['IVA %', 'IVA (%)', 'Total IVA', 'Valor IVA'],
    gross: ['Total', 'Total a pagar', 'Total da fatura', 'Total com IVA', 'TOTAL EUR', 'Valor total'],
    paid: ['Adiantamento', 'Valor pago', 'Sinal'],
    open: ['Em dívida', 'Valor em dívida', 'Saldo'],
    thanks: [
      'Obrigado pela sua preferência.',
      'Pagamento por transferência bancária a 30 dias.',
      'Processado por programa certificado.',
    ],
    products: [
      'Serviço de consultoria',
      'Resma papel A4',
      'Instalação elétrica',
      'Licença anual',
      'Cadeira de escritório',
      'Mão de obra',
      'Deslocação',
      'Tinta branca',
      'Formação no local',
      'Cabo de rede',
    ],
    units: ['un', 'h', 'kg', 'm'],
    companies: [
      'Silva & Matos, Lda.',
      'Padaria Central Lda',
      'Construções Almeida S.A.',
      'Tecnoserviços Unipessoal Lda',
      'Vinhos do Vale, Lda.',
    ],
    people: ['Sra. Ana Ribeiro', 'Escola Básica n.º 2', 'Farmácia Lopes', 'Hotel Atlântico'],
    streets: ['Rua das Flores 18', 'Av. da Liberdade 200', 'Travessa do Carmo 4', 'Largo da Sé 1'],
    towns: ['1250-096 Lisboa', '4000-123 Porto', '3000-213 Coimbra', '8000-135 Faro'],
    country: 'Portugal',
    rates: [23, 6],
    taxId: 'NIF PT501964843',
    iban: 'IBAN PT50 0002 0123 1234 5678 9015 4',
    currency: 'EUR',
    money: [comma('.')('# €'), comma(' ')('# €'), comma('.')('#'), comma('.')('# EUR')],
    dates: [dmy('/'), dmy('-'), iso, long('pt-PT')],
  },
};
