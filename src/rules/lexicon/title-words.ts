import { fold } from '../fold.ts';

/**
 * Words that titles, greetings and stamps consist of, folded: a text made only of these is no name. All languages in
 * one list.
 */
export const TITLE_WORDS: ReadonlySet<string> = new Set(
  (
    'invoice invoices tax bill bills receipt receipts statement credit debit note memo proforma pro forma commercial sales simplified simple cash original copy duplicate triplicate customer merchant page of no number date ' +
    'welcome thank you for your purchase order confirmation payment paid summary details detail total draft account official quotation quote estimate delivery the and to from web online services supplier gst vat ' +
    'visit again please come guest check bill to ship sold project document summary subject sent attn re fw internal confidential electronic computer generated this is a an in all by sample logo your here company name slogan transaction ' +
    'rechnung rechnungen gutschrift beleg quittung kassenbon kassenbeleg bon lieferschein angebot auftragsbestatigung mahnung kopie original seite datum rechnungskopie abschlagsrechnung schlussrechnung teilrechnung handelsrechnung bewirtungsbeleg kundenbeleg handlerbeleg vielen dank proformarechnung honorarrechnung honorarnote honorar liquidation sammelrechnung monatsrechnung jahresrechnung verbrauchsabrechnung abrechnung stornorechnung rechnungskorrektur ihre unsere verkaufsrechnung ausgangsrechnung dauerrechnung anzahlungsrechnung anschrift adresse empfanger absender ' +
    'facture factures avoir recu ticket devis commande bon livraison copie duplicata acquittee proforma merci de votre visite page note client vente caisse adresse honoraires dhonoraires notre votre situation travaux acompte rectificative ' +
    'factura facturas recibo ticket simplificada abono presupuesto pedido albaran copia gracias por su compra pagina original rectificativa cliente venta datos minuta honorarios recapitulativa ' +
    'fattura fatture ricevuta scontrino fiscale documento commerciale preventivo ordine copia grazie pagina nota di credito proforma vendita prestazione accompagnatoria differita parcella immediata notula onorario ' +
    'factuur facturen bon kassabon kwitantie creditnota offerte pakbon kopie bedankt pagina origineel klant proforma verkoopfactuur verzamelfactuur creditfactuur declaratie jaarafrekening eindafrekening voorschotfactuur uw ' +
    'fatura faturas recibo nota fiscal simplificada credito orcamento encomenda copia obrigado pagina original duplicado triplicado eletronica consumidor venda dinheiro guia remessa ' +
    'बिल चालान कर रसीद नकद मूल प्रति बीजक टैक्स इनवॉइस इनवॉयस प्रतिलिपि धन्यवाद जीएसटी कैश मेमो क्रेडिट नोट डेबिट ग्राहक पृष्ठ दिनांक तारीख संख्या के लिए का की स्वागत है आपका ' +
    'faktura fakturor kreditfaktura kreditnota kvitto kvittering kvittens kopia originalet korygujaca paragon szamla masolat eredeti peldany nyugta elado vevo ' +
    'invois resit cukai asal salinan terima kasih'
  )
    .split(' ')
    .map(fold),
);

/** Words of street names and parts of addresses, folded. */
export const ADDRESS_WORDS: ReadonlySet<string> = new Set(
  (
    'street st road rd avenue ave lane ln drive blvd boulevard suite ste floor flr unit box highway hwy court ct square sq parkway pkwy building bldg block plot sector nagar near opp opposite po p.o. dist district state pin pincode ' +
    'strasse str weg platz allee gasse ring ufer postfach etage stock rue avenue bd boulevard chemin impasse allee place route cedex bp quai calle avda av avenida plaza paseo carretera ctra poligono piso via viale piazza corso vicolo largo ' +
    'straat laan weg plein kade dreef postbus rua travessa praca estrada मार्ग रोड नगर गली सेक्टर बाजार चौक कॉलोनी जिला पिन मोहल्ला वार्ड तहसील ग्राम पोस्ट jalan jln lorong taman seksyen bandar jaya kawasan wilayah persekutuan lebuh persiaran'
  )
    .split(' ')
    .map(fold),
);

/** Labels of a row that holds a name, below a heading such as "Seller". */
export const NAME_LABELS: ReadonlySet<string> = new Set(
  'name company firma firmenname nom nombre nome naam denominazione societe bedrijf empresa bedrijfsnaam unternehmen'.split(
    ' ',
  ),
);
