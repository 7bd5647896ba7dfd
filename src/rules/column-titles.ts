import { fold } from './fold.ts';
import { PLAIN_TITLES } from './lexicon/plain-titles.ts';

/** What a column of a table of charges holds. `gross`: before discount; `amount`: what the line comes to, as printed. */
export type ColumnRole =
  | 'serial'
  | 'code'
  | 'description'
  | 'date'
  | 'quantity'
  | 'unit'
  | 'batch'
  | 'expiry'
  | 'mrp'
  | 'rate'
  | 'gross'
  | 'discount'
  | 'discount-rate'
  | 'taxable'
  | 'tax'
  | 'tax-rate'
  | 'amount'
  | 'other';

/** How plainly a title says that its column is the line's final amount: net beats total beats amount. */
export type AmountStrength = 0 | 1 | 2 | 3;

/** What the title of a column says about its cells. */
export interface ColumnTitle {
  readonly role: ColumnRole;
  readonly strength: AmountStrength;
}

/** Titles by role, in English, German, French, Spanish, Italian, Dutch and Portuguese (Hindi ones are turned into English); without accents and marks. */
const TITLES: Readonly<Record<Exclude<ColumnRole, 'amount'>, string>> = {
  // What was paid or given back stands beside the charges and is none.
  other:
    'credit|credits|paid|payment|payments|credit amount|haben|zahlung|zahlungen|gutschrift|bezahlt|encaissement|paiement|paiements|abono|abonos|haber|accredito|accrediti|avere|betaald|betaling|betalingen|credito|creditos|pagamento|pagamentos',
  serial:
    'sl|sl no|slno|sno|s no|sr|sr no|srno|si no|no|nr|n|num|pos|pos nr|position|line|line no|item no|lfd nr|lfd|numero|regel|lin|ord',
  code:
    'item number|product id|stock code|catalogue no|catalog no|cat no|produkt nr|produktnr|sachnummer|codigo articulo|ref art|codice art|codice prodotto|bestelcode|productcode|productnummer|codigo produto|codigo artigo|cod artigo|cod produto|num article|code|item code|hsn|hsn code|hsn sac|hsn sac code|sac|sac code|cpt|cpt code|service code|product code|part|sku no|model|model no|sku|ref|reference|part no|part number|article no|material|' +
    'artikelnummer|artikel nr|art nr|artnr|artikelnr|bestellnummer|nummer|produktcode|referencia|codigo|cod|codice|articolo n|artikelcode|cod art|cod articolo|art n|article code|artigo n o|code article|cod producto|artikel no|ref no|n article|cod prodotto|sacc|ean|ndc|rev code|charge code|icd',
  description:
    'name of tax|tax head|name of charge|head of account|nature of charge|charge type|treatment|treatments|service rendered|labor|labour|labor performed|arbeit|arbeiten ausgefuhrt|arbeitsleistung|behandlung|operation|operations|travaux|intervention|acte|actes|soins|mano de obra|operacion|trabajos|recambio|recambios|tratamiento|lavorazione|ricambi|ricambio|manodopera|trattamento|behandeling|werkzaamheid|onderdeel|onderdelen|tratamento|mao de obra|pecas|preisbestandteil|gebuhrenart|abgabeart|item and description|item details|line item|line items|description of charges|description of work|description of supply|services provided|product service|products services|goods and services|product and description|charge details|posten|artikelbeschreibung|produktbezeichnung|produktname|artikelname|leistungsbezeichnung|gegenstand|arbeiten|tatigkeiten|designation des articles|designation produit|nom du produit|nature de la prestation|prestations realisees|description des services|descripcion del producto|descripcion del servicio|detalles|conceptos facturados|articulos|productos|servicios|descrizione dei beni|descrizione beni e servizi|natura e qualita dei beni|beni e servizi|voce|descrizione servizio|descrizione merce|articoli|prodotti|servizi|prestazioni|beschrijving|producten|diensten|specificatie|artikelen|artikel omschrijving|omschrijving artikel|benaming|designacao|designacao do artigo|descricao do produto|descricao do servico|produtos|servicos|mercadoria|descricao dos produtos|descricao dos servicos|description|item description|description of goods|description of services|description of goods and services|description of service|goods|particulars|particular|item|items|item name|' +
    'product|products|product name|product description|service|services|service name|service description|name of service|name of item|details|detail|medicine|medicine name|drug|drug name|' +
    'name|charge description|charge head|head|investigation|investigations|test|test name|tests|procedure|narration|article|activity|task|work|expense|category|merchant|purpose|expense type|' +
    'number called|called number|number dialled|numero appele|gewahlte rufnummer|zielrufnummer|numero llamado|numero chiamato|gebeld nummer|numero chamado|' +
    'bezeichnung|beschreibung|artikel|artikelbezeichnung|leistung|leistungen|produkt|text|ware|warenbezeichnung|leistungsbeschreibung|' +
    'designation|libelle|produit|prestation|prestations|objet|intitule|descripcion|concepto|conceptos|articulo|producto|servicio|detalle|' +
    'descrizione|articolo|prodotto|servizio|prestazione|omschrijving|dienst|artikelomschrijving|descricao|produto|servico|discriminacao|denominacao|oggetto|goods services|descrizione articolo|descrizione prodotto|descripcion articulo|concepto descripcion|artigo|artigos|descritivo|werkzaamheden|product omschrijving|description produit|nature|nature des prestations|tatigkeit|position beschreibung|item service|items services|services rendered|work performed|item descricao',
  date: 'date|invoice date|posting date|transaction date|service date|bill date|dt|date of service|dos|order date|txn date|datum|leistungsdatum|fecha|fecha de factura|fecha factura|fecha operacion|data|data fattura|data documento|data de emissao|date de facture|date facture|date de facturation|date time|service dt|charge date',
  quantity:
    'aw|arbeitswerte|temps h|zeit h|time hrs|tiempo h|shipped|qty shipped|quantity shipped|qty invoiced|invoiced|qty delivered|delivered|usage|consumption|used|units used|kwh|geliefert|verbrauch|anz stk|menge stk|consommation|quantite livree|livre|consumo|cantidad servida|servido|quantita consegnata|consegnato|verbruik|geleverd|aantal geleverd|quantidade entregue|entregue|qty|quantity|qnty|qty hrs|qty hours|qty days|units|nos|no of units|hours|hrs|days|no of days|pcs|count|billed qty|sold qty|qty sold|visits|sessions|' +
    'menge|anzahl|stk|stuck|stunden|std|tage|qte|quantite|nombre|nb|heures|cant|cantidad|uds|unidades|horas|ctd|quantita|qta|q ta|ore|aantal|uren|hoeveelheid|qtd|qtde|quantidade|quant|qt|anz|qt e|quantita totale|unidades vendidas|hrs qty|quantity hours|hours qty|menge std|ore q ta|pieces|stuks|q',
  unit: 'u med|einh|unite mesure|unit of measurement|maat|unit|uom|u m|unit of measure|per|pack|packing|pkg|einheit|me|unite|u|unidad|ud|unita|um|eenheid|per unit|un|unid|eh|eenh|mengeneinheit|unit measure|unidad medida|unita di misura|unidade medida|unite de mesure|u de m|unidade',
  batch: 'batch|batch no|batch number|lot|lot no|b no|bno|charge nr|charge no',
  expiry: 'exp|expiry|exp date|exp dt|expiry date|expiry dt|exp dt',
  mrp: 'mrp|m r p|mrp rs',
  rate:
    'unit price excl|price ex vat|price ex|unit price ex vat|rate per hour|charge per unit|cost each|cost per unit|unit amount|amount per unit|nettopreis|netto preis|preis pro stk|listenpreis|tagessatz|arbeitspreis|prix unitaire net|prix unit net|pu net|prix unitaire ttc|pu ttc|precio venta|pvp|pvp ud|precio un|prezzo unitario netto|prezzo un netto|costo unitario|prezzo cad|prijs per st|stukprijs excl|eenheidsprijs excl|bedrag per eenheid|preco liquido|preco venda|pvp unit|p unitario liquido|price kwh|unit rate p|rate|price|unit price|unit rate|unit cost|price per unit|price unit|cost|item rate|unit charge|tariff|each|rate per unit|price each|hourly rate|net price|per day|' +
    'preis|einzelpreis|e preis|epreis|stuckpreis|ep|einzel|vk preis|preis einheit|stundensatz|einzelpreis netto|prix|prix unitaire|prix unit|pu|p u|pu ht|p u ht|prix u|prix unitaire ht|prix ht|' +
    'precio|precio unitario|precio unit|p unitario|p unit|precio ud|prezzo|prezzo unitario|prezzo unit|p unit|prijs|stukprijs|eenheidsprijs|prijs per stuk|prijs stuk|tarief|' +
    'preco|preco unitario|preco unit|stuksprijs|prezzo un|prezzo unit|pr unit|preco un|preco unid|prix unit ht|prix un|prix un ht|prix unitaire hors taxe|precio unidad|preis pro einheit|preis stk|preis je einheit|einheitspreis|unit price net|price net|unit net|net unit price|tarif|tarif horaire|uurtarief|tariffa|tarifa hora|prijs excl|prijs per eenheid|rate hr|rate hour|charge rate|prix net|precio neto|prezzo netto|listino|unit value|list price|valor unitario|valor unit|vl unit|v unit|vlr unit|tarifa|taux horaire',
  gross:
    'gross|gross amount|gross amt|gross total|gross value|brutto|bruttobetrag|billed amount|billed amt|total charges',
  discount:
    'discount|disc|disc amt|discount amt|discount amount|disc amount|dis|concession|concession amt|rebate|less|rabatt|nachlass|remise|dto|descuento|desc|sconto|korting|desconto|savings|sc|sc %|sconti|rem|remises|rab|dcto|disc value|korting bedrag',
  'discount-rate':
    'desconto %|descuento %|remise en %|sconto in %|korting in %|disc pct|discount pct|discount rate|disc %|discount %|dis %|rabatt %|remise %|dto %|% dto|sconto %|korting %|desc %|rab %|rabatt in %|disc percent',
  taxable:
    'taxable val|net taxable value|grondslag|incidencia|base de incidencia|basisbetrag|bemessungsgrundlage|taxable|taxable value|taxable amount|taxable amt|assessable value|imponibile|base imponible|base|base ht',
  tax:
    'montant de la tva|importe iva|cuota iva|importo iva|valor iva|valor do iva|iva valor|taxes|sales tax|ust betrag eur|tax|vat|gst|cgst|sgst|igst|utgst|cess|tax amt|tax amount|gst amt|gst amount|cgst amt|sgst amt|igst amt|cgst amount|sgst amount|igst amount|vat amount|vat amt|' +
    'mwst|ust|steuer|steuerbetrag|umsatzsteuer|ust betrag|mwst betrag|tva|montant tva|iva|btw|btw bedrag|imposto|impuesto|imposta|icms|ipi',
  'tax-rate':
    'vat rate %|aliquota %|aliquota iva %|taux de tva|taux de tva %|tva taux|btw percentage|mwst in %|ust in %|taxa iva|taxa de iva|taxa iva %|taux tva %|tipo de iva|tipo iva %|btw tarief %|tax rate %|tax %|vat %|gst %|cgst %|sgst %|igst %|tax rate|vat rate|gst rate|mwst %|ust %|ust satz|mwst satz|steuersatz|steuer %|tva %|taux tva|taux|iva %|% iva|aliquota|aliquota iva|' +
    'btw %|btw tarief|tipo iva|tipo|taxa|aliq|vat code|iva codice|btw code|mwst satz %|sales tax %|tax code|% tva|% vat|% mwst|% ust|% btw|% gst',
};

/** Titles of the final amount, weakest first. */
const AMOUNTS: readonly string[] = [
  'ext cost|extended cost|amount ex vat|total charge|total price excl|sum total|zeilenbetrag|valeur|valore|amount excl|amount excl tax|amount incl vat|amount incl tax|amount inc vat|importe con iva|total incl vat|total inc vat|amount|amt|value|charge|charges|price total|total price|extended price|extension|fee|fees|cost total|claimed amount|betrag|preis gesamt|summe|wert|montant|montante|importe|importo|bedrag|valor|vlr|debit|debits|cargo|cargos|debe|addebito|addebiti|dare|debito|debitos|kosten|leistung betrag|debit amount|charge amount|guest charges|belastung',
  'total incl|gesamt brutto|bruttosumme|total ligne ht|montant total ht|total ht net|prix total ht|total importe|total con iva|totale imponibile|importo riga|totale euro|regeltotaal|totaal incl|totaal incl btw|bedrag incl btw|total com iva|total s iva|total c iva|gesamt in eur|summe netto|line total excl|importo totale netto|total|total amount|total amt|line total|item total|item amount|total cost|total value|gesamt|gesamtpreis|gesamtbetrag|g preis|gpreis|gp|total ht|montant ht|total ttc|montant ttc|prix total|montant total|' +
    'importe total|totale|importo totale|prezzo totale|totaal|totaalbedrag|totaalprijs|valor total|vl total|v total|vlr total|preco total|subtotaal|subtotale|ext price|ext amount|extended amount|extended|line amount|line value|line net|row total|totaal excl btw|totaal excl|total ligne|total net ht|importe linea|total linea|totale riga|totale netto|valor liquido total|zeilensumme|positionsbetrag|gesamt netto|gesamt eur|total excl vat|total ex vat|totaal ex btw|bedrag excl|bedrag excl btw|amount excl vat|total sin iva|total hors taxes|montant net|montant net ht|importe bruto|total eur|total brut|precio total|subtotal|sub total|gesamtpreis netto',
  'nettowert|nettogesamt|gesamtnetto|nettosumme|nettobetrag eur|totaal netto|totale netto riga|total liquido|importe liquido|net line amount|net|net amount|net amt|net total|net value|net payable|netto|nettobetrag|net price total|amount payable|payable|payable amount|total net|netto bedrag|importe neto|importo netto|valor liquido|final amount|netamt|net rs',
];

const LOOKUP = new Map<string, ColumnTitle>();
for (const [role, titles] of Object.entries(TITLES)) {
  for (const title of titles.split('|')) LOOKUP.set(title, { role: role as ColumnRole, strength: 0 });
}
for (const [index, titles] of AMOUNTS.entries()) {
  for (const title of titles.split('|')) {
    LOOKUP.set(title, { role: 'amount', strength: (index + 1) as AmountStrength });
  }
}

const PLAIN_STRENGTHS: Readonly<Record<string, AmountStrength>> = { amounts: 1, totals: 2, nets: 3 };
for (const [role, phrases] of Object.entries(PLAIN_TITLES)) {
  const strength = PLAIN_STRENGTHS[role] ?? 0;
  const title = { role: strength > 0 ? 'amount' : (role as ColumnRole), strength } satisfies ColumnTitle;
  for (const one of Object.values(phrases).flatMap((list) => list.split('|'))) {
    if (!LOOKUP.has(one)) LOOKUP.set(one, title);
  }
}

const UNITS_OF_MONEY =
  /\b(?:rs|inr|eur|euro|usd|gbp|chf|pln|zl|czk|kc|huf|ft|ron|lei|sek|dkk|nok|kr|try|tl|brl|sgd|aud|nzd|cad|in|rupees|excl|incl|exkl|inkl|h t|ht hors taxe)\b/g;

const MONEY = /(?:^| )(?:rs|inr|eur|euro|usd|gbp|chf|pln|zl|czk|kc|huf|ft|ron|lei|sek|dkk|nok|kr|try|tl)$/;

/** Hindi titles and labels of rows by their English words, the longer ones first: regular expressions know no borders in them. */
const HINDI: readonly (readonly [hindi: string, english: string])[] = (
  [
    ['क्रम संख्या|क्र सं|क्रसं|क्र.सं.|क्र. सं.|क्र.|क्रमांक|क्रम', 'sr no'],
    [
      'वस्तु का विवरण|वस्तुओं का विवरण|माल का विवरण|सामान का विवरण|सेवा का विवरण|विवरण|वस्तु का नाम|वस्तु|मद|सामान|उत्पाद|सेवा|सामग्री|आइटम|दवा का नाम|दवा|जांच',
      'description',
    ],
    ['एचएसएन कोड|एचएसएन|एच एस एन|एचएसएन/एसएसी', 'hsn'],
    ['मात्रा|नग|संख्या', 'quantity'],
    ['इकाई|यूनिट', 'unit'],
    ['इकाई मूल्य|प्रति इकाई मूल्य|दर|भाव|प्रति नग', 'rate'],
    ['कर योग्य मूल्य|करयोग्य मूल्य|कर योग्य राशि', 'taxable value'],
    ['कर की दर|कर दर|जीएसटी दर|जीएसटी %|कर %', 'tax %'],
    ['सीजीएसटी', 'cgst'],
    ['एसजीएसटी', 'sgst'],
    ['आईजीएसटी', 'igst'],
    ['जीएसटी', 'gst'],
    ['छूट|बट्टा|डिस्काउंट', 'discount'],
    ['उप योग|उप-योग|उपयोग', 'sub total'],
    ['महायोग|सकल योग|कुल योग|सर्वयोग|कुल जोड़', 'grand total'],
    ['कुल देय राशि|देय राशि|कुल देय', 'amount payable'],
    ['शेष राशि|बकाया राशि', 'balance due'],
    ['कुल राशि|कुल मूल्य', 'total amount'],
    ['पूर्णांकन|राउंड ऑफ', 'round off'],
    ['अग्रिम राशि|अग्रिम', 'advance'],
    ['नकद', 'cash'],
    ['आगे ले जाया गया|अग्रेषित', 'carried forward'],
    ['पिछला शेष', 'brought forward'],
    ['पिछला बकाया|पूर्व बकाया|बकाया', 'arrears'],
    ['दिनांक|तारीख|तिथि', 'date'],
    ['राशि|मूल्य|धनराशि|रकम', 'amount'],
    ['कुल|योग', 'total'],
    ['टैक्स|कर', 'tax'],
    ['रुपये|रुपए|रु.|रु|रू.|रू', 'rs'],
  ] as const
)
  .flatMap(([list, english]) => list.split('|').map((hindi) => [fold(hindi), english] as const))
  .sort((a, b) => b[0].length - a[0].length);

function inEnglish(text: string): string {
  if (!/[\u0900-\u0965]/.test(text)) return text;
  let plain = ` ${fold(text)} `;
  for (const [hindi, english] of HINDI) {
    if (!plain.includes(hindi)) continue;
    // A word within another one is none.
    const alone = new RegExp(`(?<![\\p{L}\\p{M}])${hindi.replace(/[.]/g, '\\.')}(?![\\p{L}\\p{M}])`, 'gu');
    plain = plain.replace(alone, ` ${english} `);
  }
  return plain;
}

/** One form for a title: lower case, no accents, no marks except `%`, single spaces. */
export function normaliseTitle(text: string): string {
  const letters = /^[ -~]*$/.test(text)
    ? text
    : inEnglish(text)
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '');
  return letters
    .toLowerCase()
    .replace(/[ßøæœłıđ]/g, fold)
    .replace(/\bn\.?\s?[º°]/g, 'n o ')
    .replace(/[₹€£$]/g, ' ')
    .replace(/#/g, ' no ')
    .replace(/[^a-z0-9%\u0900-\u0963]+/g, ' ')
    .replace(/\s*%\s*/g, ' % ')
    .trim()
    .replace(/\bno no\b/g, 'no');
}

/** German builds titles by joining words: the last one says what it is. */
const COMPOUNDS: readonly (readonly [ending: RegExp, title: ColumnTitle])[] = [
  [/^(?!brutto)[a-z]{2,}preis$/, { role: 'rate', strength: 0 }],
  // The price of a unit that follows it: `Preis/AW`, `Prix/m3`, `Price per kg`.
  [
    /^(?:preis|prix|price|rate|precio|prezzo|prijs|preco|tarif|tarifa) (?:(?:per|pro|par|por|al|je|le|la|a) )?[a-z]{1,3}[0-9]?$/,
    { role: 'rate', strength: 0 },
  ],
  [/^[a-z]{3,}(?:betrag|summe|wert)$/, { role: 'amount', strength: 2 }],
  [/^[a-z]{3,}(?:nummer|nr|code)$/, { role: 'code', strength: 0 }],
  [/^[a-z]{3,}(?:menge|anzahl)$/, { role: 'quantity', strength: 0 }],
  [/^[a-z]{4,}(?:datum|date)$/, { role: 'date', strength: 0 }],
  [/^[a-z]{3,}(?:bezeichnung|beschreibung|text)$/, { role: 'description', strength: 0 }],
];

function compound(plain: string): ColumnTitle | null {
  return COMPOUNDS.find(([ending]) => ending.test(plain))?.[1] ?? null;
}

const read = new Map<string, ColumnTitle | null>();
/** Titles repeat within and across documents; the bound keeps a long run from growing for ever. */
const MOST_READ = 10_000;

/** What a column title stands for; null for words that title no column. `Amount (Rs.)` is read as `Amount`. */
export function columnTitle(text: string): ColumnTitle | null {
  const before = read.get(text);
  if (before !== undefined) return before;
  if (read.size >= MOST_READ) read.clear();
  const title = readTitle(text);
  read.set(text, title);
  return title;
}

function readTitle(text: string): ColumnTitle | null {
  const plain = normaliseTitle(text);
  if (plain === '') return null;
  const bare = plain.replace(UNITS_OF_MONEY, ' ').replace(/\s+/g, ' ').trim();
  const title =
    LOOKUP.get(plain) ??
    LOOKUP.get(bare) ??
    LOOKUP.get(plain.replace(/\bn o\b/, 'n')) ??
    LOOKUP.get(plain.replace(/\bn o\b/, 'no')) ??
    compound(bare);
  // A column of names has no currency: "Leistung EUR" is what the service costs.
  return title?.role === 'description' && MONEY.test(plain) ? { role: 'amount', strength: 1 } : title;
}

const VOCABULARY = new Set([...LOOKUP.keys()].flatMap((title) => title.split(' ')));

/** True for a word that occurs in some column title, or says in which money a column is. */
export function isTitleWord(text: string): boolean {
  const plain = normaliseTitle(text);
  return (
    plain === '' ||
    compound(plain) !== null ||
    plain.split(' ').every((word) => VOCABULARY.has(word) || /^(?:rs|inr|eur|usd|in|per|of|%)$/.test(word))
  );
}
