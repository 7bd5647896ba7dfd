import type { Phrases } from './languages.ts';

/** Labels of the day the document was made out. */
export const ISSUE_DATE: Phrases = {
  en:
    'invoice date|date of invoice|inv date|bill date|billing date|date of bill|date issued|issue date|issued on|issued at|issued|date of issue|issuing date|receipt date|date of receipt|document date|doc date|tax invoice date|' +
    'credit note date|credit memo date|debit note date|invoiced on|invoice dated|tax point|date tax point|tax point date|statement date|purchase date|date of purchase|date of invoicing|bill dt|invoice dt|inv dt|date raised|billed on',
  de:
    'rechnungsdatum|rechnungs datum|datum der rechnung|rechnung vom|ausstellungsdatum|ausgestellt am|belegdatum|erstellt am|rechnung datum|re datum|fakturadatum|gutschriftsdatum|dokumentdatum|rechnungstag|kaufdatum|rechnungs dat|' +
    'datum rechnung|dokumentendatum|rechnungsstellung|rg datum|ausgestellt|beleg datum',
  fr: 'date de facture|date de la facture|date facture|date de facturation|date d emission|date emission|emise le|emis le|facture du|facture en date du|date du document|date de la piece|date d edition|editee le|edite le|date document|date piece|date d etablissement|facturee le|date du recu|date d achat',
  es: 'fecha de factura|fecha factura|fecha de la factura|fecha de emision|fecha emision|fecha de expedicion|fecha expedicion|fecha de facturacion|emitida el|emitido el|fecha doc|fecha del documento|fecha documento|fecha de documento|fecha y hora|fecha fra|f factura|fecha de compra',
  it: 'data fattura|data della fattura|data di fatturazione|data emissione|data di emissione|data documento|data del documento|emessa il|emesso il|data doc|data fatt|data acquisto|data ricevuta',
  nl: 'factuurdatum|factuur datum|datum factuur|datum van afgifte|afgiftedatum|facturatiedatum|uitgiftedatum|documentdatum|datum document|bondatum|aankoopdatum|opgemaakt op',
  pt: 'data da fatura|data de emissao|data emissao|data da emissao|data do documento|data fatura|emitida em|emitido em|data da nota|data de faturacao|data documento|data da factura|data de compra|dt emissao|dt de emissao',
  hi: 'बिल दिनांक|बिल तारीख|बिल की तारीख|बिल तिथि|बिल की तिथि|चालान दिनांक|चालान तिथि|चालान की तारीख|बीजक दिनांक|बीजक तिथि|बीजक की तारीख|रसीद दिनांक|रसीद की तारीख|जारी दिनांक|जारी करने की तारीख|जारी करने की तिथि|इनवॉइस दिनांक|इनवॉइस तारीख|इनवॉइस की तारीख|इनवॉइस तिथि|इनवॉयस दिनांक|इनवॉयस तिथि',
  sv: 'datum faktura|faktureringsdatum|kvittodatum|fakturadatum',
  da: 'dato for faktura|udstedelsesdato|bilagsdato|fakturadag|fakturadato|faktura dato',
  nb: 'utstedelsesdato|bilagsdato|fakturadato|faktura dato',
  pl: 'data faktury|data dokumentu|wystawiono|data wyst|data wystawienia|wystawiono dnia|data wystawienia faktury',
  hu: 'szamla datuma|kiallitas napja|kelt|kiallitva|keltezes|kelte|szamla kelte|szamla kelt|kiallitas datuma|kiallitas kelte',
  cs: 'datum vystaveni|vystaveno|vystaveno dne|dne vystaveni|datum vystaveni dokladu|datum vystaveni faktury|datum vystavenia|vystavene|datum vyhotovenia|datum vyhotoveni|den vystaveni',
  ro: 'data emiterii|data facturii|data emitere|data factura|data emiterii facturii|data facturare|emisa la|data eliberarii|data zi luna an',
  fi: 'laskun paivays|laskun paivamaara|laskun pvm|laskupaiva|laskupvm|laskutuspaiva|lasku pvm|paivays|kuitin paivays',
  tr: 'fatura tarihi|duzenleme tarihi|duzenlenme tarihi|belge tarihi|fis tarihi|fatura duzenleme tarihi',
};

/** Labels that say "date" without saying of what. */
export const WEAK_DATE: Phrases = {
  en: 'date|dated|dt|date time|transaction date|txn date|trans date|printed on|print date|sale date',
  de: 'datum|vom|den|datum uhrzeit|uhrzeit datum|am',
  fr: 'date|le|en date du|fait le|du',
  es: 'fecha|fecha hora|a',
  it: 'data|del|data ora|il',
  nl: 'datum|d d|datum tijd|dd',
  pt: 'data|data hora|em|data e hora',
  hi: 'दिनांक|तारीख|तिथि|दि',
  ms: 'tarikh',
  da: 'den|dato',
  nb: 'dato',
  hu: 'datum',
  cs: 'datum|dne|ze dne|zo dna',
  ro: 'data|din',
  fi: 'paivamaara|pvm|paiva',
  tr: 'tarih|tarihi',
  pl: 'data|dnia|z dnia',
  sv: 'datum',
};

/** Labels of the day by which the money is due. */
export const DUE_DATE: Phrases = {
  en:
    'direct debit date|debit date|collection date|due date|payment due date|payment due by|payment due on|payment due|date due|due on|due by|due|pay by|payable by|please pay by|to be paid by|pay before|pay on or before|payment deadline|invoice due date|invoice due|due for payment|payable on or before|' +
    'last date of payment|last date for payment|amount due by|total amount due by|payment date|settlement date|payment by|payment is due|remit until|please remit until|pay until|please pay until|please pay the amount until|please pay the amount by|please pay this amount by|remit by|please remit by|payable until|payment until',
  de:
    'ohne abzug bis zum|ohne abzug bis|abbuchung am|abbuchungsdatum|lastschrifteinzug am|wird abgebucht am|fallig am|fallig bis|fallig zum|fallig|faellig am|faellig bis|faellig|falligkeit|faelligkeit|falligkeitsdatum|faelligkeitsdatum|falligkeitstag|zahlbar bis|bezahlbar bis|zu bezahlen bis|zahlbar bis zum|zahlbar bis spatestens|zahlbar am|zahlbar zum|ist zahlbar zum|zahlungsziel|zahlungsfrist|zu zahlen bis|zahlung bis|' +
    'uberweisen sie bis zum|uberweisen sie bis|ueberweisen sie bis zum|uberweisung bis|spatestens bis|spatestens bis zum|bis spatestens|bis zum|zahlungstermin|zahlbar ohne abschlag bis|zahlbar ohne abzug bis|zahlung fallig am|begleichen sie bis|uberweisen sie den betrag bis|uberweisen sie den betrag bis zum|uberweisen sie den gesamtbetrag bis|uberweisen sie den gesamtbetrag bis zum|uberweisen sie den rechnungsbetrag bis|uberweisen sie den rechnungsbetrag bis zum|zahlungseingang bis|zahlbar innerhalb 30 tagen netto bis|netto bis|' +
    'valuta|falligkeit der zahlung',
  fr: 'date de prelevement|preleve le|date d echeance|date echeance|echeance|echeance le|echeance de paiement|date limite de paiement|date limite de reglement|payable le|payable avant le|payable jusqu au|a payer avant le|a regler avant le|a regler le|a payer le|date de reglement|reglement le|date de paiement|paiement avant le|paiement au plus tard le|a payer jusqu au|echeances|date limite|date d exigibilite|payer avant le|veuillez payer avant le|merci de payer avant le|veuillez regler avant le|merci de regler avant le',
  es: 'fecha de cargo|fecha de adeudo|fecha de vencimiento|fecha vencimiento|fecha vto|vencimiento|vencimientos|vence el|vence|fecha limite de pago|fecha limite|pagar antes del|fecha de pago|vencimiento el|vto|f vencimiento|pago antes del|pagadero antes del|fecha de vto|pagar antes de|favor pagar antes de|favor pagar antes del|favor de pagar antes del',
  it: 'data di addebito|data addebito|data di scadenza|data scadenza|scadenza pagamento|scadenza|scadenze|scade il|da pagare entro|da pagare entro il|pagamento entro|pagamento entro il|entro il|pagabile entro|data pagamento|pagare entro|pagare entro il|si prega di pagare entro|si prega di pagare entro il|data di pagamento|scad',
  nl: 'incassodatum|afschrijfdatum|vervaldatum|verval datum|vervaldag|te betalen voor|te betalen uiterlijk|betalen voor|betaal voor|uiterste betaaldatum|uiterste betaaldag|betaaldatum|uiterlijk betalen op|te voldoen voor|betaling voor|gelieve te betalen voor|uiterlijk|betaaltermijn tot',
  pt: 'data de debito|data do debito|data de vencimento|data vencimento|data do vencimento|vencimento|vence em|pagar ate|data limite de pagamento|data limite|pagamento ate|vencimento em|dt vencimento|pagavel ate|data de pagamento',
  hi: 'देय तिथि|देय दिनांक|देय तारीख|भुगतान तिथि|भुगतान की अंतिम तिथि|अंतिम तिथि|नियत तिथि|भुगतान की तारीख|भुगतान देय तिथि|अंतिम भुगतान तिथि',
  sv: 'forfallodatum faktura|betaldatum|att betala senast den|forfallodatum|forfallodag|forfaller|betalas senast|sista betalningsdag|att betala senast|oss tillhanda senast',
  da: 'forfaldsdag|betalingsfrist|sidste betalingsdag|betales inden|forfald den|forfaldsdato|betalingsdato|betales senest|forfald|forfalder|sidste rettidige betalingsdag|senest den',
  nb: 'betal innen|betalingsdato|forfaller den|forfallsdato|forfall|forfaller|betales innen|betalingsfrist',
  pl: 'termin platn|platnosc do|zaplata do|termin|zaplacic do|termin platnosci|termin zaplaty|platne do|data platnosci',
  hu: 'hatarido|fizetes hatarideje|fizetesi hat|esedekes|fizetesi hatarido|esedekesseg|fizetesi hatarido datuma|esedekesseg datuma',
  cs: 'datum splatnosti|splatnost|splatnost faktury|splatne do|splatno|splatno do|den splatnosti|uhradte do|datum splatnosti faktury|splatne dna',
  ro: 'data scadenta|data scadentei|scadenta|scadenta la|scadent la|termen de plata|termen plata|data limita de plata|de platit pana la|data scadenta facturii',
  fi: 'erapaiva|erapvm|laskun erapaiva|maksettava viimeistaan|viimeinen maksupaiva|erapaivamaara|maksupaiva',
  tr: 'vade tarihi|son odeme tarihi|odeme tarihi|vade|son odeme|odeme vadesi',
};

/** Days that are neither: delivery, periods, orders, travel. */
export const OTHER_DATE: Phrases = {
  en:
    'delivery date|date of delivery|ship date|shipping date|shipped on|shipped|dispatch date|service date|date of service|date of supply|supply date|service period|billing period|period|period covered|from|to|until|order date|date of order|po date|' +
    'check in|check out|checkin|checkout|arrive|depart|arrival|departure|arrival date|departure date|start date|end date|date of birth|dob|expiry date|exp date|valid until|valid till|valid from|contract date|quote date|billing cycle|date of original invoice|original invoice date|discount date|training date|' +
    'admission date|discharge date|date of admission|date of discharge|doa|dod|delivery challan date|challan date|lr date|reference date|ack date|next billing date|since|as of|last updated|published|return by',
  de:
    'lieferdatum|leistungsdatum|liefer und leistungsdatum|lieferungs leistungsdatum|datum der lieferung|datum der leistung|leistungszeitraum|lieferzeitraum|abrechnungszeitraum|zeitraum|lieferung vom|leistung vom|bestelldatum|auftragsdatum|bestellung vom|auftrag vom|lieferschein vom|' +
    'anreise|abreise|ankunft|anreisedatum|abreisedatum|von|geburtsdatum|gultig bis|gultig ab|vertragsbeginn|skonto bis|zahlbar mit 2% skonto bis|zahlbar mit skonto bis|liefertermin|angebotsdatum|skonto innerhalb|stylesheet version|bestellung nr vom|lieferscheindatum|verfallsdatum',
  fr:
    'date de livraison|date de prestation|date de debut|date de fin|date de debut de prestation|date de fin de prestation|date debut|date fin|date de commande|date commande|commande du|livraison du|periode|periode du|periode de facturation|du|au|date de facture associee|date de naissance|' +
    'date d arrivee|arrivee|arrivee le|date de depart|depart le|date de devis|date d expedition|date de validite|date du bon de livraison|date de la prestation|bon de livraison du',
  es: 'fecha de entrega|fecha de operacion|fecha operacion|fecha de pedido|fecha pedido|fecha del pedido|periodo|periodo de facturacion|desde|hasta|fecha de nacimiento|fecha de albaran|fecha albaran|fecha de servicio|fecha entrada|fecha de entrada|entrada|llegada|fecha de llegada|salida|fecha de salida|fecha salida|fecha de inicio|fecha fin|valido hasta',
  it: 'data di consegna|data consegna|data ordine|data di ordine|data ddt|ddt del|ordine del|periodo|periodo di fatturazione|periodo di riferimento|arrivo|data arrivo|data di arrivo|partenza|data partenza|data di partenza|dal|al|data di nascita|data spedizione|data decorrenza|data inizio|data fine|data di trasporto|data trasporto|valido fino al',
  nl: 'leverdatum|leveringsdatum|datum levering|besteldatum|orderdatum|periode|factuurperiode|van|tot|tot en met|t m|verzenddatum|geboortedatum|offertedatum|geldig tot|pakbondatum|aankomst|aankomstdatum|vertrek|vertrekdatum|ingangsdatum|verrichtingsdatum|datum prestatie',
  pt: 'data de entrega|data da encomenda|data de encomenda|data do pedido|periodo|periodo de faturacao|de|ate|data de nascimento|data da entrega|data de carga|data de descarga|data de inicio|data de fim|data de saida|data saida|data entrada|data de entrada|entrada|chegada|data de chegada|saida|validade|valido ate|inicio de transporte',
  hi: 'आदेश दिनांक|आदेश तिथि|ऑर्डर दिनांक|ऑर्डर की तारीख|डिलीवरी दिनांक|डिलीवरी की तारीख|आपूर्ति दिनांक|आपूर्ति की तारीख|अवधि|बिलिंग अवधि|बिल अवधि|प्रेषण दिनांक|जन्म तिथि|भर्ती दिनांक|छुट्टी दिनांक|प्रवेश तिथि|आगमन|प्रस्थान|चेक इन|चेक आउट',
  sv: 'avser perioden|period|leveransdag|leveransdatum|orderdatum',
  da: 'periode|leveringsdag|leveringsdato|ordredato',
  nb: 'periode|leveringsdag|leveringsdato|ordredato',
  pl: 'data zakonczenia dostawy uslugi|data zakonczenia dostawy|data zakonczenia|data wykonania uslugi|data wykonania|data dokonania dostawy|data dostawy uslugi|okres|okres rozliczeniowy|data otrzymania zaplaty|data wplywu|data sprzedazy|data dostawy|data zamowienia|data dostawy wykonania uslugi',
  hu: 'teljesites ideje|teljesites napja|rendeles datuma|idoszak|elszamolasi idoszak|teljesites|teljesites datuma|telj datuma|teljesites kelte',
  cs: 'datum zdanitelneho plneni|datum uskutecneni zdanitelneho plneni|datum uskutecneni plneni|datum uskut zdan plneni|datum uzp|duzp|dat zdan plneni|datum dodani|datum dodania|datum plneni|datum objednavky|obdobi',
  ro: 'data livrarii|data livrare|data comenzii|perioada|data avizului|data comanda',
  fi: 'toimituspaiva|toimituspvm|tilauspaiva|tilauspvm|laskutuskausi|laskutusjakso|suorituspaiva|tilauksen paivays',
  tr: 'siparis tarihi|irsaliye tarihi|sevk tarihi|teslim tarihi|fiili sevk tarihi|donem|hizmet donemi',
};
