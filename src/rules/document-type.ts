import type { InvoiceDocumentType } from './invoice-facts.ts';
import type { Phrases } from './lexicon/languages.ts';
import type { Paper } from './paper.ts';
import { PhraseBook, tokenise } from './phrases.ts';

/** Titles by kind; where kinds share a phrase the first has it. */
const TITLES: Readonly<Record<Exclude<InvoiceDocumentType, 'other'>, Phrases>> = {
  credit_note: {
    en: 'credit note|creditnote|creditinvoice|credit memo|tax credit note|credit invoice|credit advice|sale return|sales return|sales return note',
    de: 'gutschrift|rechnungskorrektur|stornorechnung|storno',
    fr: 'avoir|note de credit|facture d avoir',
    es: 'factura rectificativa|nota de credito|abono|nota de abono',
    it: 'nota di credito|nota credito',
    nl: 'creditnota|creditfactuur|credit factuur',
    pt: 'nota de credito|nota credito',
    hi: 'क्रेडिट नोट|जमा पत्र',
    sv: 'kreditfaktura|kreditnota',
    da: 'kreditnota',
    nb: 'kreditnota|kreditfaktura',
    pl: 'faktura korygujaca|korekta faktury',
    hu: 'jovairo szamla|helyesbito szamla|sztorno szamla',
    cs: 'dobropis|opravny danovy doklad',
    ro: 'factura storno|nota de credit',
    fi: 'hyvityslasku',
    tr: 'iade faturasi',
  },
  debit_note: {
    en: 'debit note|debit memo',
    de: 'lastschriftanzeige|belastungsanzeige',
    fr: 'note de debit',
    es: 'nota de debito|nota de cargo',
    it: 'nota di debito',
    nl: 'debetnota',
    pt: 'nota de debito',
    hi: 'डेबिट नोट',
  },
  proforma: {
    en: 'proforma invoice|pro forma invoice|proforma',
    de: 'proformarechnung|proforma rechnung',
    fr: 'facture proforma|facture pro forma',
    es: 'factura proforma|factura pro forma',
    it: 'fattura proforma|fattura pro forma',
    nl: 'proformafactuur|pro forma factuur',
    pt: 'fatura proforma|fatura pro forma',
    hi: 'प्रोफार्मा इनवॉइस|प्रोफॉर्मा चालान',
    cs: 'zalohova faktura|proforma faktura',
    ro: 'factura proforma|proforma',
    pl: 'faktura proforma|faktura pro forma',
    hu: 'dijbekero|proforma szamla',
    sv: 'proformafaktura',
    da: 'proformafaktura',
    nb: 'proformafaktura',
    fi: 'proformalasku',
    tr: 'proforma fatura',
  },
  quotation: {
    en: 'quotation|quote|estimate|offer',
    de: 'angebot|kostenvoranschlag',
    fr: 'devis',
    es: 'presupuesto|cotizacion',
    it: 'preventivo|offerta',
    nl: 'offerte',
    pt: 'orcamento|cotacao',
    hi: 'कोटेशन|दर पत्रक|निविदा',
    sv: 'offert',
    da: 'tilbud',
    nb: 'tilbud',
    pl: 'oferta',
    hu: 'arajanlat',
    cs: 'cenova nabidka|nabidka',
    ro: 'oferta|oferta de pret',
    fi: 'tarjous',
    tr: 'teklif|fiyat teklifi',
  },
  order: {
    en: 'purchase order|purchaseorder|order confirmation|sales order|order acknowledgement',
    de: 'auftragsbestatigung|bestellung',
    fr: 'bon de commande|confirmation de commande',
    es: 'pedido|orden de compra|confirmacion de pedido',
    it: 'conferma d ordine|ordine di acquisto|conferma ordine',
    nl: 'orderbevestiging|inkooporder',
    pt: 'nota de encomenda|ordem de compra',
    sv: 'orderbekraftelse|inkopsorder',
    da: 'ordrebekraeftelse|indkobsordre',
    nb: 'ordrebekreftelse',
    pl: 'potwierdzenie zamowienia|zamowienie',
    hu: 'visszaigazolas|megrendeles',
    cs: 'objednavka|potvrzeni objednavky',
    ro: 'comanda|confirmare de comanda',
    fi: 'tilausvahvistus|tilaus',
    tr: 'siparis|siparis formu',
  },
  delivery_note: {
    en: 'delivery note|packing slip|packing list|delivery challan|goods received note|waybill',
    de: 'lieferschein',
    fr: 'bon de livraison',
    es: 'albaran',
    it: 'documento di trasporto|bolla di consegna',
    nl: 'pakbon|afleverbon',
    pt: 'guia de remessa|guia de transporte',
    hi: 'डिलीवरी चालान|सुपुर्दगी चालान',
    cs: 'dodaci list',
    ro: 'aviz de insotire|aviz de insotire a marfii',
    fi: 'lahete|lahetysluettelo',
    tr: 'sevk irsaliyesi|irsaliye',
    pl: 'wydanie zewnetrzne|dokument wz|list przewozowy',
    hu: 'szallitolevel',
    sv: 'foljesedel|packsedel',
    da: 'folgeseddel',
    nb: 'pakkseddel|folgeseddel',
  },
  statement: {
    en: 'statement of account|account statement|bank statement|statement of accounts',
    de: 'kontoauszug',
    fr: 'releve de compte',
    es: 'extracto de cuenta|estado de cuenta',
    it: 'estratto conto',
    nl: 'rekeningafschrift|bankafschrift',
    pt: 'extrato de conta|extrato bancario',
    hi: 'खाता विवरण',
    cs: 'vypis z uctu',
    ro: 'extras de cont',
    fi: 'tiliote',
    tr: 'hesap ekstresi|hesap ozeti',
    pl: 'wyciag bankowy|wyciag z rachunku',
    hu: 'bankszamlakivonat|szamlakivonat',
    sv: 'kontoutdrag',
    da: 'kontoudtog',
    nb: 'kontoutskrift',
  },
  receipt: {
    en: 'receipt|payment receipt|sales receipt|cash receipt|official receipt',
    de: 'quittung|kassenbon|kassenbeleg|bon|kassenzettel',
    fr: 'recu|ticket de caisse|ticket',
    es: 'recibo|ticket|factura simplificada',
    it: 'ricevuta|scontrino|documento commerciale|ricevuta fiscale',
    nl: 'bon|kassabon|kwitantie',
    pt: 'recibo|fatura simplificada|talao',
    hi: 'रसीद|भुगतान रसीद|नकद रसीद|कैश मेमो',
    sv: 'kvitto',
    da: 'kvittering',
    nb: 'kvittering',
    pl: 'paragon|paragon fiskalny',
    hu: 'nyugta',
    cs: 'uctenka|pokladni doklad|stvrzenka',
    ro: 'bon fiscal|chitanta',
    fi: 'kuitti',
    tr: 'fis|makbuz',
  },
  invoice: {
    en: 'invoice|tax invoice|bill|bill of supply|sales invoice|commercial invoice|cash bill',
    de: 'rechnung|handelsrechnung|faktura|abschlagsrechnung|schlussrechnung|teilrechnung',
    fr: 'facture|note d honoraires',
    es: 'factura',
    it: 'fattura|parcella',
    nl: 'factuur|nota',
    pt: 'fatura|factura|nota fiscal|fatura recibo',
    hi: 'बिल|चालान|बीजक|कर बीजक|कर चालान|टैक्स इनवॉइस|इनवॉइस|इनवॉयस|जीएसटी बिल|नकद बिल|आपूर्ति बिल',
    sv: 'faktura',
    da: 'faktura',
    nb: 'faktura',
    pl: 'faktura|faktura vat',
    hu: 'szamla',
    cs: 'faktura|faktura danovy doklad|danovy doklad',
    ro: 'factura|factura fiscala',
    fi: 'lasku',
    tr: 'fatura|e fatura|e arsiv fatura',
  },
};

const BOOK = new PhraseBook<Exclude<InvoiceDocumentType, 'other'>>(
  (Object.keys(TITLES) as (keyof typeof TITLES)[]).map((type) => [type, TITLES[type]] as const),
);

/** Titles are set wide: `I N V O I C E`. */
function joinLetters(text: string): string {
  return text.replace(/(?<!\S)(?:\p{L} ){3,}\p{L}(?!\S)/gu, (letters) => letters.replaceAll(' ', ''));
}

/** What the paper calls itself: a title alone in its piece near the top counts most, then its size, then any mention. */
export function readDocumentType(paper: Paper): {
  readonly type: InvoiceDocumentType;
  readonly score: number;
} {
  const votes = new Map<Exclude<InvoiceDocumentType, 'other'>, number>();
  const page = paper.pages[0];
  if (!page) return { type: 'other', score: 0 };
  const sizes = page.lines.map((line) => line.line.size).sort((a, b) => a - b);
  const usual = Math.max(1, sizes[sizes.length >> 1] ?? 10);
  for (const line of page.lines) {
    const height = line.line.box[1] / Math.max(1, page.height);
    for (const piece of line.pieces) {
      const tokens = tokenise(joinLetters(piece.text).split(' '));
      for (const match of BOOK.find(tokens)) {
        const rest = tokens.length - match.length;
        const leads = match.first === 0;
        // "Bestellung Nr. 4711" refers to an order, and a bill may.
        const refers =
          (match.meaning === 'order' || match.meaning === 'delivery_note' || match.meaning === 'quotation') &&
          (/^(?:no|nr|number|numero|num|id|vom|of|du|del|van|ref)$/.test(
            tokens[match.last + 1]?.text ?? '',
          ) ||
            piece.text.trimEnd().endsWith(':'));
        let score = refers ? 0.3 : leads ? (rest === 0 ? 4 : rest <= 4 ? 2.5 : 0.3) : rest <= 3 ? 1 : 0.15;
        if (line.line.size > 1.3 * usual) score *= 1.6;
        score *= height < 0.35 ? 1 : height < 0.5 ? 0.6 : 0.25;
        votes.set(match.meaning, Math.max(votes.get(match.meaning) ?? 0, score));
      }
    }
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= 0.6 ? { type: best[0], score: best[1] } : { type: 'other', score: 0 };
}
