import type { Phrases } from './languages.ts';

/** Labels before the document's own number. */
export const NUMBER: Phrases = {
  en:
    'number date|invoice number date|invoice no date|document number date|invoice number|invoice no|invoice nr|invoice num|invoice #|invoice id|invoice ref|invoice reference|invoice code|invoice|inv no|inv number|inv #|inv nr|inv id|' +
    'bill|bill number|bill no|bill #|bill id|bill nr|tax invoice number|tax invoice no|tax invoice #|tax invoice|receipt number|receipt no|receipt #|receipt id|receipt nr|receipt|' +
    'document number|document no|document #|document id|doc no|doc number|doc #|credit note number|credit note no|credit note #|credit note|credit memo number|credit memo no|' +
    'credit memo #|debit note number|debit note no|debit note|voucher no|voucher number|cash memo no|memo no|slip no|folio no|folio number|folio #|statement number|statement no|statement ref|statement reference|statement of services|statement of charges|' +
    'proforma invoice no|proforma invoice number|pro forma invoice no|your invoice no|our invoice no|sales invoice no|sales invoice number|commercial invoice no|cash bill no|cash bill|invoice serial no|serial no of invoice|sales invoice|vat invoice|commercial invoice|service invoice|self billing invoice|proforma invoice|pro forma invoice|invoice credit note',
  de:
    'nummer datum|nr datum|rechnungsnummer datum|rechnungs nr datum|rechnung datum|belegnummer datum|beleg datum|abrechnung nr|abrechnungsnummer|abrechnungs nr|abrechnungsnr|jahresrechnung nr|beitragsrechnung nr|rechnungsnummer|rechnungsnr|rechnungs nr|rechnungs nummer|rechnungs no|rechnung nr|rechnung nummer|rechnung no|rechnung #|rechnung|re nr|re nummer|rg nr|rg nummer|rechn nr|rechnr|renr|' +
    'belegnummer|belegnr|beleg nr|beleg nummer|bon nr|bonnr|bonnummer|kassenbon nr|gutschriftsnummer|gutschriftnummer|gutschrift nr|gutschriftnr|gutschrift|dokumentnummer|dokument nr|dokumentennummer|' +
    'quittungsnummer|quittung nr|quittung|faktura nr|fakturanummer|fakturanr|handelsrechnung 380 nr|handelsrechnung nr|rechnungskennung|stornorechnung nr|abschlagsrechnung nr|schlussrechnung nr|teilrechnung nr|abschlagsrechnung|schlussrechnung|teilrechnung|honorarrechnung|honorarrechnung nr|honorarnote|honorarnote nr|sammelrechnung|sammelrechnung nr|stornorechnung|proformarechnung|verkaufsrechnung|verkaufsrechnung nr|rechnungskorrektur|rechnungskorrektur nr|liquidation nr|monatsrechnung|monatsrechnung nr',
  fr:
    'numero date|numero et date|no et date|facture date|numero de facture|no de facture|no facture|facture no|facture numero|facture #|num facture|num de facture|n facture|facture n|facture|numero facture|reference facture|ref facture|' +
    'reference de la facture|no de la facture|numero de la facture|facture num|nr facture|facture nr|no d avoir|note de credit no|note de credit n|note de credit numero|avoir no|avoir|numero d avoir|no du document|numero du document|no document|no de piece|piece no|' +
    'numero de piece|ticket no|no de ticket|no ticket|recu no|no de recu|numero de recu|note no|no de note|facture acquittee no|facture proforma no|note d honoraires|note d honoraires no|note d honoraires n|facture de vente|facture de vente no|facture d acompte|facture d acompte no|facture de solde|facture d avoir|facture d avoir no|facture proforma|facture de situation no|appel no|appel de charges no|releve no|no de releve',
  es:
    'numero fecha|numero y fecha|factura fecha|numero de factura|no de factura|no factura|num factura|num de factura|numero factura|factura no|factura numero|factura num|factura #|n de factura|n factura|factura n|factura|factura nro|' +
    'nro de factura|nro factura|nro fact|no fra|fra no|fra|numero de documento|no documento|no de documento|numero documento|numero de recibo|recibo no|no de recibo|ticket no|no de ticket|no ticket|num ticket|' +
    'factura simplificada no|factura simplificada|codigo de factura|referencia de factura|num fra|factura rectificativa no|numero de abono|abono no|comprobante no|comp nro|nro comprobante|factura de venta|factura de venta no|factura proforma|factura proforma no|factura rectificativa|minuta no|nota de abono|nota de credito no|factura electronica no',
  it:
    'numero data|numero e data|fattura data|numero fattura|numero della fattura|numero di fattura|n fattura|no fattura|nr fattura|num fattura|n della fattura|fattura n|fattura no|fattura nr|fattura numero|fattura num|fattura #|fattura|fatt n|' +
    'numero documento|n documento|nr documento|num documento|documento n|documento nr|documento no|documento numero|doc n|n doc|nr doc|numero doc|ricevuta n|ricevuta nr|numero ricevuta|scontrino n|' +
    'nota di credito n|nota di credito nr|numero progressivo|fattura di vendita n|fattura di vendita|fattura accompagnatoria n|fattura accompagnatoria|fattura immediata|fattura immediata n|fattura differita n|parcella|parcella n|parcella nr|notula n|nota di credito|fattura proforma|fattura pro forma n|bolletta n|bolletta no|numero bolletta|n bolletta|conto n|avviso n|avviso di pagamento n|fattura elettronica n|avviso di parcella n',
  nl:
    'nummer datum|factuur datum|factuurnummer|factuurnr|factuur nr|factuur nummer|factuur no|factuur #|factuur|nummer factuur|fact nr|factnr|bonnummer|bonnr|bon nr|kassabon nr|creditnota nr|creditnotanummer|creditnota|creditfactuurnummer|' +
    'documentnummer|documentnr|document nr|notanummer|nota nr|kwitantienummer|kwitantie nr|factuurkenmerk|factuurreferentie|verkoopfactuur nr|verkoopfactuur|verzamelfactuur|verzamelfactuur nr|voorschotfactuur|voorschotfactuur nr|proforma factuur|eindafrekening nr|jaarafrekening nr|afrekening nr|creditfactuur|creditfactuur nr',
  pt:
    'numero data|numero e data|fatura data|numero da fatura|no da fatura|no fatura|fatura no|fatura numero|fatura #|num fatura|n da fatura|fatura n|fatura|factura no|numero da factura|numero da nota|numero da nota fiscal|nota fiscal no|' +
    'no da nota fiscal|nota fiscal|nf e no|nfe no|nf no|recibo no|no do recibo|numero do recibo|numero do documento|no do documento|documento no|no documento|fatura recibo no|fatura recibo|fatura simplificada no|' +
    'fatura simplificada|nota de credito no|nota de credito|doc no|fatura nr|numero do pedido fatura',
  hi: 'बिल संख्या|बिल क्रमांक|बिल नंबर|बिल नं|बिल सं|बिल|चालान संख्या|चालान नंबर|चालान नं|चालान क्रमांक|चालान|रसीद संख्या|रसीद नंबर|रसीद क्रमांक|रसीद नं|रसीद|बीजक संख्या|बीजक क्रमांक|बीजक नंबर|बीजक नं|बीजक|इनवॉइस नंबर|इनवॉइस संख्या|इनवॉइस नं|इनवॉइस|इनवॉयस नंबर|इनवॉयस संख्या|इनवॉयस|कर चालान संख्या|कर बीजक संख्या|कैश मेमो नंबर|वाउचर संख्या|दस्तावेज़ संख्या|क्रेडिट नोट संख्या',
  ms: 'no invois|no resit|invois no|no bil|bil no',
  sv: 'faktura no|kvitto nr|kvitto|kreditfaktura|verifikationsnummer|fakturanummer|fakturanr|faktura nr|faktura nummer|faktura|kreditfaktura nr|kvittonummer',
  da: 'faktura no|kvittering nr|bilagsnr|bilag nr|kreditnota|fakturanummer|fakturanr|faktura nr|faktura nummer|faktura|kreditnota nr',
  nb: 'faktura no|kvittering nr|bilagsnr|bilagsnummer|kreditnota|fakturanummer|fakturanr|faktura nr|faktura nummer|faktura|kreditnota nr',
  pl: 'numer dokumentu|nr dokumentu|faktura proforma nr|faktura zaliczkowa nr|faktura koncowa nr|rachunek nr|nr rachunku uproszczonego|fv nr|numer faktury|nr faktury|faktura nr|faktura vat nr|faktura vat|faktura|faktura numer|faktura korygujaca nr|paragon nr',
  hu: 'szamla sorszama|szamla azonosito|szamla azonositoja|nyugtaszam|bizonylat szama|bizonylat sorszama|szamlaszam|szamla sorszama|szamla szama|szamla sorszam|sorszam|bizonylatszam|szamla',
  cs: 'faktura c|cislo faktury|faktura cislo|c faktury|faktura danovy doklad|faktura danovy doklad c|faktura danovy doklad cislo|danovy doklad|danovy doklad c|cislo danoveho dokladu|cislo dokladu|doklad c|c dokladu|zalohova faktura c|zalohova faktura|dobropis c|opravny danovy doklad c|uctenka c',
  ro: 'factura nr|factura seria|factura seria si numarul|numar factura|nr factura|nr facturii|numarul facturii|factura numarul|factura numar|factura fiscala nr|factura fiscala|bon fiscal nr|chitanta nr',
  fi: 'laskun numero|laskun nro|laskun no|lasku nro|lasku no|lasku numero|laskunumero|laskunro|lasku|hyvityslasku|hyvityslaskun numero|kuitti nro|kuitin numero|kuitti|tositenumero',
  tr: 'fatura no|fatura numarasi|fatura nr|belge no|belge numarasi|fis no|makbuz no|e fatura no|e arsiv fatura no',
};

/** Labels that say "number" without saying of what; right only where nothing better stands. */
export const WEAK_NUMBER: Phrases = {
  en: 'number|no|nr|#|ref no|ref|ref #|reference no|reference number|reference|our ref|booking id|booking no|booking number|booking reference|confirmation number|confirmation no|confirmation|transaction no|transaction id|trans no|trans #|trans|txn no|check no|check #|chk|ticket #|ticket|order confirmation|doc|reservation number|rcpt|rcpt no|slip',
  de: 'nummer|nr|no|vorgangsnummer|vorgang nr|vorgangsnr|unser zeichen|referenz|referenznummer|buchungsnummer|aktenzeichen|beleg|bon',
  fr: 'numero|no|reference|ref|votre reference|numero de reservation|ticket',
  es: 'numero|no|num|nro|referencia|ref|ticket|n operacion',
  it: 'numero|n|nr|no|riferimento|rif|scontrino',
  nl: 'nummer|nr|referentie|kenmerk|ons kenmerk|boekingsnummer|bon',
  pt: 'numero|no|n|referencia|ref|num',
  hi: 'संख्या|क्रमांक|नंबर|नं|संदर्भ|संदर्भ संख्या',
  cs: 'variabilni symbol|var symbol',
  ro: 'seria|numar',
  fi: 'numero|nro',
  tr: 'no|numara',
  pl: 'numer|nr|nr dok',
  hu: 'azonosito|hivatkozasi szam',
  sv: 'nr|nummer',
  da: 'nr|nummer',
  nb: 'nr|nummer',
};

/** Numbers that belong to something else; their values are never the document's number. */
export const OTHER_NUMBER: Phrases = {
  en:
    'order number|order no|order #|order id|order nr|order ref|order|purchase order|purchase order no|purchase order number|po number|po no|po #|po|p o no|p o number|p o #|your order|your order no|customer order no|' +
    'license|licence|license no|licence no|license number|licence number|license #|lic no|permit no|certificate no|customer number|customer no|customer id|customer nr|customer #|customer code|customer ref|customer reference|client number|client no|client id|client code|client ref|account number|account no|account #|account id|account|acct no|acct #|a c no|' +
    'delivery note|delivery note no|delivery no|delivery note number|quote no|quote number|quotation no|contract no|contract number|contract|project no|project number|project|job no|job number|vat number|vat no|vat id|vat reg no|' +
    'vat registration no|vat registration number|customer vat id|tax id|tax no|tax number|tin|ein|abn|acn|gst no|gst id|gst reg no|gst id no|gst number|gst registration no|gstin|gstin no|gstin uin|cin|pan|pan no|company no|company number|company reg no|' +
    'co reg no|registration no|registration number|reg no|roc no|business registration no|iban|bic|swift|swift code|sort code|ifsc|ifsc code|bank account|routing number|routing no|phone|phone no|tel|tel no|telephone|fax|fax no|mobile|' +
    'tracking no|tracking number|shipment no|item no|item number|part no|article no|serial no|serial number|serial nr|serial|sr no|s no|sl no|batch no|lot no|table no|table #|table|terminal|terminal id|terminal no|register|reg|pos|till|store no|store #|store|cashier|' +
    'server|operator|card no|card number|approval code|auth code|auth no|authorization|employee no|employee id|employee code|staff no|patient id|patient no|mrn|uhid|ip no|room no|room|hsn|hsn code|sac|mid|tid|batch|trace no|aid|rrn|' +
    'supplier number|supplier no|vendor number|vendor no|vendor id|payment reference|payment ref|bank reference|e way bill no|irn|ack no|original invoice no|original invoice number|original invoice|related invoice|related invoice no|associated invoice|applies to invoice|applied to invoice|against invoice|against invoice no|against bill no|reference invoice|reference invoice no|reference invoice number|corrected invoice|credits invoice|credit for invoice|in respect of invoice|re invoice|page|page no|member no|counter|queue no|covers|pax|guests|ref invoice',
  de:
    'serien nr|seriennr|bestellnummer|bestellnr|bestell nr|bestell nummer|bestellung nr|bestellung|bestellung nr kunde|ihre bestellung|ihre bestellnummer|auftragsnummer|auftragsnr|auftrags nr|auftrag nr|auftrag|kundennummer|kundennr|kunden nr|kd nr|kdnr|kundenreferenz|' +
    'ihre nummer|ihr zeichen|ihre referenz|lieferscheinnummer|lieferschein nr|lieferscheinnr|lieferschein|lieferantennummer|lieferanten nr|angebotsnummer|angebot nr|vertragsnummer|vertrag nr|vertragsnr|vertragskonto|projektnummer|projekt nr|projekt|steuernummer|' +
    'steuer nr|st nr|stnr|ust id|ustid|ust idnr|ust id nr|ustidnr|umsatzsteuer id|umsatzsteuer identifikationsnummer|uid|uid nr|mwst nr|handelsregister|handelsregisternummer|hrb|hra|kontonummer|konto nr|kto nr|kto|konto|blz|telefon|tel|fax|' +
    'telefax|mobil|fon|artikelnummer|artikel nr|art nr|art nr kunde|art nr lieferant|personalnummer|seriennummer|tisch|kasse|kassierer|filiale|terminal|markt|bediener|trace nr|beleg nr kartenzahlung|globale nummer|gln|gtin|urn identifikator|referenz des kaufers|leitweg id|mandatsreferenz|glaubiger id|' +
    'zahlernummer|zahler nr|marktlokation|zu rechnung|zur rechnung|zu rechnung nr|zur rechnung nr|zu rechnungsnummer|zur rechnungsnummer|bezug rechnung|ursprungsrechnung|ursprungliche rechnung|ursprungliche rechnungsnummer|ursprungsrechnung nr|originalrechnung|korrigierte rechnung|storno zu rechnung|referenzrechnung|bezugsrechnung|zimmer|zimmernummer|zimmer nr|seite|stylesheet version|weitere referenz|kundenkonto|debitorennummer|debitor nr|debitor',
  fr:
    'numero de serie|no de serie|n de serie|no de commande|numero de commande|commande no|commande|bon de commande|no bon de commande|no de bon de commande|no client|no de client|numero client|numero de client|code client|ref client|reference client|votre commande|client no|no de compte|compte|compte no|' +
    'bon de livraison|no bon de livraison|no de bon de livraison|bl no|no de devis|devis no|devis|no de contrat|no contrat|contrat no|contrat|no de projet|ref projet|projet|no tva|no de tva|tva no|tva intracommunautaire|no tva intracommunautaire|no de tva intracommunautaire|n tva|siret|siren|siren siret|' +
    'rcs|r c s|naf|code naf|ape|code ape|gln|tel|telephone|fax|portable|numero de dossier|no de dossier|dossier|dossier no|no de facture associee|facture associee|facture d origine|no facture d origine|facture origine|facture rectifiee|facture initiale|avoir sur facture|avoir sur facture no|sur facture|sur facture no|relatif a la facture|ref facture d origine|chambre|chambre no|no compteur|compteur|compteur no|pdl|point de livraison|ligne bc|no bon de vente|no bon de reception|service executant|ref appel d offres|ref comptable|' +
    'no article|code article|ref article|no de suivi|no lot|table|caisse|caissier|serveur|couverts|code banque|no compte|rib|nos references|vos references|reference avis de paiement|page|matricule',
  es:
    'numero de serie|no de serie|n de serie|no serie|numero de pedido|no de pedido|pedido no|pedido|su pedido|num pedido|orden de compra|numero de cliente|no de cliente|no cliente|cod cliente|codigo cliente|codigo de cliente|num cliente|cliente no|cuenta|numero de cuenta|no de cuenta|albaran|albaran no|no albaran|' +
    'numero de albaran|presupuesto|presupuesto no|contrato|no de contrato|numero de contrato|nif|cif|nif cif|dni|nie|rfc|ruc|cuit|vat|iva|telefono|tel|tfno|tlf|fax|movil|codigo|cod articulo|referencia articulo|mesa|caja|cajero|camarero|tpv|registro mercantil|expediente|pagina|factura rectificada|factura original|factura de origen|no factura original|factura que rectifica|rectifica a|factura rectificada no|abono de factura|sobre factura|habitacion|no habitacion|no contador|contador|matricula|cups',
  it:
    'numero di serie|numero seriale|n di serie|n serie|matricola n|numero ordine|n ordine|nr ordine|ordine n|ordine nr|ordine|vs ordine|rif ordine|numero cliente|n cliente|codice cliente|cod cliente|cliente n|codice|conto|numero conto|ddt|ddt n|n ddt|bolla n|preventivo n|preventivo|contratto n|contratto|numero contratto|p iva|partita iva|piva|' +
    'p iva c f|codice fiscale|cod fisc|cod fiscale|c f|cf|rea|tel|telefono|fax|cell|cellulare|codice destinatario|codice articolo|cod art|cig|cup|tavolo|cassa|operatore|coperti|codice sdi|sdi|pagina|matricola|cod pagamento|rif fattura|rif fatt|rif ft|riferimento fattura|fattura di riferimento|fattura di origine|fattura originale|fattura origine|a storno fattura|storno fattura|rif fattura n|camera|camera n|matricola contatore|contatore|pod|pdr|nr doc rif',
  nl:
    'serienummer|serienr|serie nr|ordernummer|order nr|ordernr|order|bestelnummer|bestelnr|bestelling|uw bestelling|uw referentie|uw kenmerk|uw ordernummer|klantnummer|klantnr|klant nr|klantcode|debiteurnummer|debiteurennummer|debiteurnr|debiteur nr|rekeningnummer|rekening|pakbon|pakbonnummer|leverbon|offertenummer|' +
    'offerte|contractnummer|contract|projectnummer|project|btw nummer|btw nr|btwnr|btw id|btw|kvk|kvk nummer|kvk nr|k v k|tel|telefoon|fax|mobiel|artikelnummer|artikel nr|tafel|kassa|medewerker|betalingskenmerk|relatienummer|relatienr|pagina|lidnummer|dossiernummer|betreft factuur|betreft factuurnummer|betreffende factuur|oorspronkelijke factuur|oorspronkelijk factuurnummer|originele factuur|originele factuurnummer|bij factuur|credit op factuur|kamer|kamernummer|kamer nr|meternummer|ean code',
  pt:
    'chave de acesso|chave acesso|protocolo de autorizacao|protocolo|codigo de verificacao|numero de serie|no de serie|n de serie|programa certificado n|programa certificado no|programa certificado|certificado no|software certificado no|numero da encomenda|encomenda no|encomenda|no encomenda|v encomenda|pedido|pedido no|numero do pedido|numero de cliente|numero do cliente|no cliente|cliente no|cod cliente|codigo do cliente|conta|numero da conta|guia de remessa|guia|orcamento no|orcamento|contrato no|contrato|nif|nipc|contribuinte|' +
    'no contribuinte|contribuinte no|cnpj|cpf|ie|inscricao estadual|tel|telefone|fax|telemovel|atcud|codigo|mesa|caixa|operador|ref artigo|referencia multibanco|entidade|capital social|pagina|serie|cc|n ident fiscal|fatura de origem|fatura origem|fatura original|doc origem|documento de origem|documento origem|referente a fatura|ref fatura|ref a fatura|quarto|quarto no|no contador|contador|no do contador',
  hi: 'आदेश संख्या|ऑर्डर संख्या|ऑर्डर नंबर|क्रय आदेश संख्या|ग्राहक संख्या|ग्राहक क्रमांक|ग्राहक कोड|उपभोक्ता संख्या|उपभोक्ता क्रमांक|खाता संख्या|खाता नंबर|खाता क्रमांक|मीटर संख्या|मीटर नंबर|मीटर क्रमांक|फोन|फ़ोन|दूरभाष|मोबाइल|मोबाइल नंबर|फोन नंबर|पिन कोड|पिन|पैन|पैन नंबर|पैन संख्या|जीएसटीआईएन|जीएसटी नंबर|जीएसटी संख्या|जी एस टी आई एन|पंजीकरण संख्या|वाहन संख्या|वाहन नंबर|ट्रक नंबर|ई वे बिल नंबर|ई वे बिल संख्या|बैंक खाता|आईएफएससी|आईएफएससी कोड|राज्य कोड|एचएसएन|एचएसएन कोड|पृष्ठ|पृष्ठ संख्या|पेज|मूल बिल संख्या|कमरा संख्या|कमरा नंबर|टेबल नंबर',
  sv: 'ert ordernr|er order|var order|kontonr|konto|iban|bic|offertnr|projekt|projektnr|foljesedel|avser faktura|sida|ert vat nr|vat nr|momsregnr|momsregistreringsnummer|kundnummer|kundnr|ordernr|ordernummer|org nr|organisationsnummer|bankgiro|plusgiro|ocr nummer|ocr nr|momsreg nr|var referens|er referens|telefon|referens',
  da: 'rekvisition|rekvisitionsnr|tilbud nr|projekt|sagsnr|sag nr|fi kortart|iban|side|vedr faktura|ean|ean nr|vores ref|deres ref|kundenr|kundenummer|ordrenr|ordrenummer|ordre nr|cvr|cvr nr|reg nr|konto nr|kontonr|varenummer|telefon|tlf|se nr',
  nb: 'kid|kundenummer|prosjekt|prosjektnr|side|deres ref|var ref|vedr faktura|iban|tilbud nr|mva nr|kundenr|kundenummer|ordrenr|ordrenummer|org nr|orgnr|organisasjonsnummer|kid nummer|kontonummer|kontonr|telefon|tlf',
  pl: 'bdo|pkwiu|nr klienta|numer klienta|kod klienta|umowa nr|nr umowy|wz nr|nr wz|konto|rachunek bankowy|nr rachunku|numer rachunku|iban|strona|pesel|do faktury|do faktury nr|dotyczy faktury|dotyczy faktury nr|korekta do faktury nr|nip|regon|krs|nr konta|numer konta|zamowienie nr|nr zamowienia|numer zamowienia|telefon|tel',
  hu: 'kozossegi adoszam|eu adoszam|ado szam|ugyfelszam|ugyfelkod|vevo azonosito|szamlaszam bank|bankszamla|bankszamla szam|statisztikai szam|nyilvantartasi szam|szerzodesszam|oldal|adoszam|bankszamlaszam|rendelesszam|megrendeles|megrendeles szama|cegjegyzekszam|vevokod|telefon|tel|fax',
  cs: 'ic|ico|dic|ic dph|bankovni ucet|cislo uctu|ucet|bankove spojenie|konstantni symbol|konst symbol|specificky symbol|objednavka|objednavka c|cislo objednavky|objednavky c|telefon|tel|zakaznicke cislo|cislo zakaznika|dodaci list|dodaci list c|smlouva c|zakazka c|zakazka',
  ro: 'cif|cui|c i f|c u i|cod fiscal|cod de identificare fiscala|reg com|nr reg com|nr ord reg com|reg comertului|cont|cont bancar|iban|comanda|nr comanda|comanda nr|aviz nr|nr aviz|telefon|tel|capital social|contract nr|cota tva|punct de lucru',
  fi: 'y tunnus|ytunnus|viitenumero|viitenro|viite|asiakasnumero|asiakasnro|asiakas nro|tilausnumero|tilausnro|tilaus|tilauksen numero|puhelin|puh|alv nro|alv tunnus|alv numero|tilinumero|tilinro|viitteenne|viitteemme|sopimusnumero|projekti|lahete nro|lahetteen numero',
  tr: 'vkn|tckn|vergi no|vergi numarasi|vergi kimlik no|v d|vergi dairesi|siparis no|siparis numarasi|irsaliye no|irsaliye numarasi|musteri no|musteri numarasi|telefon|ettn|mersis no|mersis|mersisno|ticaret sicil no|ticaretsicilno|ozellestirme no|hesap no|iban|sozlesme no',
};
