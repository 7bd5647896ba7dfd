import type { Phrases } from './languages.ts';

/** Labels before the one who sends the bill. */
export const SELLER: Phrases = {
  en:
    'seller|vendor|supplier|sold by|service provider|issued by|issuer|merchant|billed by|bill from|invoice from|remit to|remit payment to|please remit to|make checks payable to|make cheques payable to|pay to|payee|vendor name|supplier name|seller name|biller|provider|' +
    'company name|account name|account holder|beneficiary|beneficiary name|name of supplier|consignor|payable to|make all checks payable to|from|in favor of|in favour of|payment to be made in favor of|all payment to be made in favor of|hotel details|sold and shipped by|fulfilled by|merchant name|store name',
  de: 'verkaufer|verkaeufer|lieferant|rechnungssteller|rechnungsersteller|aussteller|leistungserbringer|absender|auftragnehmer|zahlungsempfanger|kontoinhaber|kontobezeichnung|anbieter|rechnungsaussteller|verkaufer name|inhaber|handler|zahlungsempfaenger|verkaufer kontoname|verkauft durch|verkauf durch|verkauft von|verkauft und versandt durch',
  fr: 'fournisseur|vendeur|emetteur|prestataire|expediteur|beneficiaire|emis par|emise par|titulaire du compte|titulaire|vendu par|societe|nom du vendeur|raison sociale|etabli par|a l ordre de|creancier|emetteur de la facture',
  es: 'vendedor|proveedor|emisor|expedidor|emitido por|emitida por|beneficiario|titular|titular de la cuenta|prestador|razon social|datos del emisor|datos fiscales|vendido por|datos de la empresa|acreedor|empresa',
  it: 'fornitore|cedente prestatore|cedente|venditore|mittente|emittente|prestatore|intestatario del conto|beneficiario|intestato a|ragione sociale|emessa da|venduto da|cedente prestatore fornitore',
  nl: 'leverancier|verkoper|afzender|ten name van|t n v|tnv|begunstigde|rekeninghouder|leverancier naam|verkocht door|dienstverlener|factuur van|uitgever',
  pt: 'fornecedor|vendedor|emitente|emissor|prestador|prestador de servicos|beneficiario|titular|titular da conta|emitido por|razao social|vendido por|dados do emitente|favorecido',
  hi: 'विक्रेता|आपूर्तिकर्ता|प्रेषक|जारीकर्ता|सेवा प्रदाता|विक्रेता का नाम|आपूर्तिकर्ता का नाम|फर्म का नाम|दुकान का नाम',
  sv: 'avsandare|utfardare|saljare|leverantor',
  da: 'afsender|udsteder|saelger|leverandor',
  nb: 'avsender|utsteder|selger|leverandor',
  pl: 'sprzedajacy|zleceniobiorca|wykonawca|sprzedawca|wystawca|dostawca',
  hu: 'kiallito|szamla kiallitoja|szolgaltato|elado|szallito|kibocsato|szamlakibocsato',
  cs: 'dodavatel|prodavajici|predavajuci|vystavil|dodavatel prodavajici|poskytovatel',
  ro: 'furnizor|furnizorul|vanzator|vanzatorul|prestator|emitent',
  fi: 'myyja|laskuttaja|toimittaja|lahettaja',
  tr: 'satici|satici firma|gonderici|duzenleyen',
};

/** Labels before the one who is to pay. */
export const BUYER: Phrases = {
  en:
    'bill to|billed to|bill to address|billing address|billing to|bill to party|sold to|sold to party|invoice to|invoiced to|invoice address|buyer|buyer name|customer|customer name|customer details|customer address|client|client name|client details|to|attn|attention|recipient|guest name|guest|' +
    'patient name|patient|purchaser|prepared for|charge to|billed for|bill recipient|invoice recipient|receiver|details of receiver|details of receiver billed to|consignee|buyer bill to|consignee ship to|name of customer|m s|messrs|member name|tenant|student name|payer|received from',
  de: 'kaufer|kaeufer|kunde|kundenname|rechnungsempfanger|rechnungsempfaenger|rechnung an|an|empfanger|empfaenger|leistungsempfanger|rechnungsadresse|rechnungsanschrift|auftraggeber|kaufer leistungsempfanger|rechnungsempfanger name|patient|gast|besteller|kundenadresse|kundendaten|herr|frau|herrn|firma|zahlungspflichtiger',
  fr: 'client|acheteur|destinataire|facture a|facturee a|facturer a|adresse du client|adresse de facturation|adresse client|nom du client|coordonnees client|adresse facturation|adresse de facture|destine a|a l attention de|facturation|client facture|doit|preneur|adresse a|facturation a|pour le compte de|vos identifiants|payeur|adherent|abonne',
  es: 'cliente|comprador|facturar a|facturado a|datos del cliente|destinatario|direccion de facturacion|nombre del cliente|datos cliente|receptor|facturacion|nombre cliente|senor|senores|a la atencion de|pagador|adquirente',
  it: 'cliente|acquirente|cessionario committente|cessionario|committente|spett le|spettabile|spett|intestatario|intestata a|destinatario|indirizzo di fatturazione|egr sig|fatturare a|fattura a|dati cliente|cliente committente|alla cortese attenzione',
  nl: 'klant|koper|factuuradres|afnemer|aan|debiteur|factuur aan|klantgegevens|gefactureerd aan|ter attentie van|t a v|klantnaam|ontvanger|opdrachtgever|factuur voor|factuur t n v|gegevens klant',
  pt: 'cliente|comprador|adquirente|faturar a|faturado a|destinatario|exmo s|exmo s sr s|exmos senhores|exmo senhor|dados do cliente|endereco de cobranca|morada de faturacao|nome do cliente|tomador|tomador de servicos|sacado|nome razao social',
  hi: 'ग्राहक|क्रेता|खरीदार|खरीददार|प्राप्तकर्ता|ग्राहक का नाम|क्रेता का नाम|खरीदार का नाम|बिल प्राप्तकर्ता|सेवा में|श्री|श्रीमती|मेसर्स|उपभोक्ता|उपभोक्ता का नाम|मरीज का नाम|रोगी का नाम|बिल टू|पार्टी का नाम|नाम',
  sv: 'mottagare|kund|kopare|faktureras|fakturaadress|fakturamottagare|faktureringsadress|faktura till',
  da: 'modtager|kundens navn|kunde|kober|faktureringsadresse|fakturaadresse|faktura til',
  nb: 'mottaker|kunde|kjoper|fakturaadresse|faktura til',
  pl: 'zamawiajacy|zleceniodawca|nabywca odbiorca|klient|nabywca|kupujacy|odbiorca|platnik',
  hu: 'vasarlo|vevo neve|vevo|megrendelo',
  cs: 'odberatel|kupujici|kupujuci|zakaznik|prijemce|objednatel|prijemce odberatel',
  ro: 'cumparator|cumparatorul|beneficiar|beneficiarul|clientul',
  fi: 'ostaja|asiakas|laskutusosoite|vastaanottaja|tilaaja|laskun vastaanottaja',
  tr: 'sayin|alici|musteri|musteri adi',
};

/** Labels before an address that goods go to. */
export const SHIP_TO: Phrases = {
  en: 'ship to|shipped to|deliver to|delivery address|shipping address|delivered to|delivery to|ship to address|deliver to party|place of supply|place of delivery|site address|service address|delivery',
  de: 'lieferadresse|lieferanschrift|lieferung an|versandadresse|versand an|abweichender warenempfanger|warenempfanger|lieferort|leistungsort|lieferempfanger|abweichende lieferadresse',
  fr: 'adresse de livraison|livre a|livraison a|lieu de livraison|livraison|livrer a|livraison adresse references|adresse livraison|lieu d intervention',
  es: 'direccion de envio|direccion de entrega|enviar a|lugar de entrega|entregar en|domicilio de entrega',
  it: 'indirizzo di spedizione|indirizzo di consegna|destinazione|luogo di consegna|luogo di destinazione|spedire a|destinazione merce|destinazione diversa',
  nl: 'afleveradres|bezorgadres|leveradres|verzendadres|leveren aan|leveringsadres',
  pt: 'morada de entrega|endereco de entrega|local de entrega|local de descarga|entregar em|local de carga|morada de envio',
  hi: 'डिलीवरी का पता|प्रेषण पता|शिप टू|माल भेजने का पता|आपूर्ति का स्थान|वितरण पता',
  sv: 'leveransadress',
  da: 'leveringsadresse',
  nb: 'leveringsadresse',
  pl: 'miejsce dostawy|adres wysylki|adres dostawy',
  hu: 'szallitasi cim',
  cs: 'dodaci adresa|misto dodani|konecny prijemce|misto urceni',
  ro: 'adresa de livrare|loc livrare|punct de livrare',
  fi: 'toimitusosoite',
  tr: 'teslimat adresi|sevk adresi',
};

/** Marks of a company's legal form; matched as whole words of the folded name, points removed. */
export const LEGAL_FORMS: readonly string[] = (
  'gmbh|mbh|gmbh & co kg|gmbh & co|ag|kg|kgaa|ohg|gbr|ug|ug haftungsbeschrankt|haftungsbeschrankt|e k|ek|e v|ev|eg|se|gesmbh|ges m b h|' +
  'sb|s b|ltd|limited|llc|llp|lp|inc|incorporated|corp|corporation|company|co|plc|pvt ltd|private limited|pte ltd|pty ltd|sdn bhd|bhd|co ltd|cic|pc|pllc|' +
  'sarl|s a r l|sas|s a s|sasu|sa|s a|eurl|sci|snc|scop|s n c|s c|scp|selarl|auto entrepreneur|' +
  'sl|s l|slu|s l u|s l l|sll|s coop|sociedad limitada|sociedad anonima|' +
  'srl|s r l|srls|spa|s p a|sapa|societa cooperativa|s n c di|' +
  'bv|b v|nv|n v|vof|v o f|bvba|cvba|' +
  'lda|l da|limitada|unipessoal|unipessoal lda|ltda|eireli|epp|mei|' +
  'oy|oyj|ab|aps|a s|as|asa|sp z o o|sp zoo|spolka|s r o|kft|zrt|nyrt|bt|d o o|doo|ood|eood|a d|sro|tbk|pt|kk|gk'
).split('|');
