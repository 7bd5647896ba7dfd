import type { Phrases } from './languages.ts';

/** What a labelled sum is. `total` may be net or gross; `tender` is money handed over; `none` is no sum of money at all. */
export type SumKind =
  | 'total'
  | 'gross'
  | 'net'
  | 'tax'
  | 'due'
  | 'prepaid'
  | 'lines'
  | 'charges'
  | 'allowances'
  | 'rounding'
  /** Owed from before: part of what is due, not of this document's total. */
  | 'carried'
  | 'tender'
  | 'none';

/** Whole labels with a meaning of their own. Other labels are understood by their words, see `SUM_WORDS`. */
export const SUM_PHRASES: Readonly<Record<Exclude<SumKind, 'total'>, Phrases>> = {
  gross: {
    en: 'grand total|gross total|gross amount|total gross|gross total amount|invoice total|invoice amount|total invoice amount|total invoice value|invoice value|total invoice|bill total|bill amount|total bill|total for this invoice|total this invoice|order total|total charge|total charges|nett total|net total rounded|total rounded|rounded total|total sale|total sales|total after rounding|total bill amount|total amount after tax|total after tax|final total|final amount|total cost|total price|sum total',
    de: 'gesamtbetrag|gesamtsumme|rechnungsbetrag|rechnungsgesamtbetrag|rechnungsendbetrag|bruttobetrag|bruttosumme|brutto|summe brutto|gesamt brutto|gesamtbrutto|endbetrag|endsumme|rechnungssumme|gesamtpreis|gesamtrechnungsbetrag|rechnungstotal|gesamttotal|bruttorechnungsbetrag|bruttogesamtbetrag|gesamtbetrag brutto',
    fr: 'total ttc|montant ttc|montant total ttc|total general|ttc|prix ttc|total toutes taxes comprises|total t t c|montant de la facture|montant facture|total facture|montant total|total de la facture|montant global|somme totale',
    es: 'total factura|importe total|total general|importe factura|monto total|total de la factura|importe total factura|total documento|total con impuestos|importe liquido|total impuestos incluidos',
    it: 'totale fattura|totale documento|totale complessivo|totale ivato|totale generale|importo totale|totale lordo|importo lordo|importo totale documento|totale importo|totale imponibile e iva|importo fattura|importo complessivo',
    nl: 'totaalbedrag|totaal bedrag|eindtotaal|factuurbedrag|factuurtotaal|eindbedrag|totaal factuur|bruto totaal|brutobedrag|bruto bedrag|totale prijs|totaalprijs',
    pt: 'total da fatura|total fatura|valor total|total geral|montante total|total documento|valor da fatura|total do documento|valor total da nota|total da nota|total da factura',
    hi: 'कुल राशि|कुल योग|सकल योग|महायोग|कुल जोड़|सर्वयोग|बिल राशि|बिल की राशि|चालान राशि|कुल बिल राशि|कुल मूल्य|कर सहित कुल|कुल भुगतान|कुल',
    ms: 'jumlah besar|jumlah',
  },
  net: {
    en: 'sub total|subtotal|net total|net amount|total net|net total amount|net subtotal|taxable amount|taxable value|total taxable value|total taxable amount|net value|net|goods total|total before tax|amount before tax|total amount before tax|gross amount before tax|total without tax|net invoice amount|tax base|total goods|before tax|pre tax total|sub total amount|basic amount|assessable value',
    de: 'nettobetrag|netto|summe netto|gesamt netto|netto gesamt|nettosumme|zwischensumme|gesamtbetrag netto|nettogesamtbetrag|nettowert|warenwert|gesamtnetto|total netto|nettowarenwert|rechnungsbetrag netto|steuerbasisbetrag|steuerbarer betrag|gesamtsumme netto|netto betrag|netto summe|warenwert netto|nettorechnungsbetrag|zwischentotal|nettogesamt|entgelt|bemessungsgrundlage|nettoumsatz',
    fr: 'prix ht|total ht|montant ht|total hors taxes|total h t|montant total ht|sous total|sous total ht|net ht|total net ht|base ht|total net|montant net|montant net ht|montant hors taxe|montant hors taxes|total hors taxe|net commercial|ht|total brut ht|base imposable|total hors tva|montant hors tva|total h tva|total htva',
    es: 'base imponible|subtotal|total sin iva|importe neto|total neto|importe sin iva|total base imponible|sub total|base|neto|total base|suma|total imponible|base iva|total sin impuestos',
    it: 'imponibile|totale imponibile|totale netto|subtotale|sub totale|importo netto|netto|totale merce|totale senza iva|base imponibile|totale merci|totale parziale|netto merce',
    nl: 'subtotaal|sub totaal|nettobedrag|netto bedrag|netto|totaal netto|grondslag|goederenbedrag|totaal exclusief|tussentotaal|nettototaal|maatstaf van heffing',
    pt: 'subtotal|sub total|valor liquido|total liquido|base tributavel|incidencia|total iliquido|base de incidencia|base de calculo|total da mercadoria|total de mercadorias|base imponivel|valor dos produtos',
    hi: 'उप योग|उप कुल|कर योग्य राशि|कर योग्य मूल्य|करयोग्य मूल्य|कर पूर्व राशि|शुद्ध राशि|मूल राशि|टैक्सेबल वैल्यू|कर से पहले कुल',
  },
  tax: {
    en: 'output cgst|output sgst|output igst|output gst|output vat|central tax|integrated tax|central gst|state gst|integrated gst|total gst amount|sales and use tax|use tax|county tax|vat total amount|ut tax|gst total|vat|tax|sales tax|gst|total tax|tax total|total vat|vat total|vat amount|tax amount|value added tax|hst|pst|qst|service tax|igst|cgst|sgst|utgst|cess|total gst|gst amount|state tax|local tax|city tax|total tax amount|output tax|sst|consumption tax|occupancy tax|room tax|tax payable|taxes|taxes and fees',
    de: 'mwst|ust|umsatzsteuer|mehrwertsteuer|umsatzsteuerbetrag|mehrwertsteuerbetrag|mwst betrag|ust betrag|steuerbetrag|steuer|summe mwst|summe ust|steuersumme|gesamtsteuer|mwst gesamt|ust gesamt|gesamt mwst|gesamtbetrag mwst|gesamtbetrag der umsatzsteuer|steuern',
    fr: 'tva|total tva|montant tva|montant de la tva|total taxes|taxes|t v a|total t v a|montant total tva|montant des taxes|taxe|total taxe',
    es: 'iva|cuota iva|importe iva|total iva|cuota|impuestos|total impuestos|i v a|igic|cuota de iva|importe impuestos|impuesto|total cuota iva|total cuota',
    it: 'iva|imposta|totale iva|importo iva|totale imposta|imposte|totale imposte|ammontare iva|i v a|totale i v a|importo imposta',
    nl: 'btw|btw bedrag|totaal btw|bedrag btw|omzetbelasting|b t w|btw totaal|belasting',
    pt: 'iva|total iva|valor iva|imposto|total imposto|total impostos|valor do iva|icms|iss|total de iva|i v a|total do iva|impostos|valor do imposto|total de impostos',
    hi: 'कर|कर राशि|कुल कर|जीएसटी|जी एस टी|सीजीएसटी|सी जी एस टी|एसजीएसटी|एस जी एस टी|आईजीएसटी|आई जी एस टी|यूटीजीएसटी|केंद्रीय कर|राज्य कर|एकीकृत कर|टैक्स|कुल टैक्स|वैट|उपकर|सेवा कर|जीएसटी राशि',
  },
  due: {
    en: 'amount due|balance due|total due|total amount due|amount payable|total payable|total amount payable|payable amount|to pay|payable|net payable|net amount payable|balance payable|amount owed|amount to pay|please pay|due amount|pay this amount|balance outstanding|total outstanding|amount outstanding|outstanding amount|outstanding balance|total to pay|remaining balance|amount due now|total balance due|balance|invoice balance|current balance|you owe|total balance|new balance|payment due amount|net due|total now due|amount remaining|balance if any|left to pay|balance to pay|still to pay|remaining amount|amount still due|rest to pay',
    de: 'zahlbetrag|zu zahlender betrag|zu zahlen|offener betrag|restbetrag|falliger betrag|noch zu zahlen|forderungsbetrag|zahlungsbetrag|zu uberweisender betrag|offener rechnungsbetrag|verbleibender betrag|uberweisungsbetrag|abbuchungsbetrag|noch offen|zu bezahlen|zu zahlender gesamtbetrag|restforderung|offener saldo|saldo|ausstehender betrag|zahllast|zu begleichen|zu begleichender betrag|nachzahlung|nachzahlungsbetrag|restzahlung|restsumme|noch zu entrichten|verbleibende forderung|ihre nachzahlung|zu zahlender restbetrag|noch offener betrag',
    fr: 'net a payer|net a payer ttc|net a payer en euros|net a payer eur|reste a payer|solde|total a payer|montant a payer|solde a payer|a payer|solde du|reste du|total du|montant du|net a regler|montant net a payer|somme a payer|reste a regler|montant restant du|a regler|reste du|restant du|solde a regler|restant a payer|votre solde',
    es: 'total a pagar|importe a pagar|a pagar|saldo|importe pendiente|pendiente|liquido a pagar|total pendiente|pendiente de pago|saldo pendiente|neto a pagar|total liquido|cantidad a pagar|monto a pagar|resta por pagar|por pagar|resto a pagar|resta|queda por pagar|importe restante',
    it: 'totale da pagare|netto a pagare|da pagare|importo da pagare|saldo|importo dovuto|totale dovuto|netto da pagare|totale a pagare|importo a pagare|residuo|saldo da pagare|a pagare|da saldare|residuo da pagare|rimanenza da pagare|saldo a pagare|ancora da pagare|importo residuo|resto da pagare',
    nl: 'te betalen|totaal te betalen|te betalen bedrag|openstaand bedrag|nog te betalen|te voldoen|verschuldigd bedrag|bedrag te betalen|restant|openstaand saldo|openstaand|totaal te voldoen|saldo|te ontvangen|bij te betalen|nog te voldoen|nog openstaand|resterend bedrag|restbedrag|resteert te betalen|resterend saldo',
    pt: 'total a pagar|valor a pagar|saldo|em divida|montante a pagar|a pagar|total a liquidar|montante devido|valor em divida|liquido a pagar|saldo em divida|valor liquido a pagar|em falta|por pagar|por liquidar|falta pagar|valor em falta|restante a pagar|montante em divida',
    hi: 'देय राशि|कुल देय|कुल देय राशि|शेष राशि|बकाया राशि|भुगतान योग्य राशि|शुद्ध देय राशि|देय|नेट देय|वर्तमान देय राशि',
  },
  prepaid: {
    en: 'prepaid|amount paid|paid amount|deposit|deposit paid|advance|advance paid|advance payment|down payment|less payments|payments received|payment received|less deposit|less advance|payments|paid to date|already paid|prepayment|paid|total paid|less paid|payments credits|payment made|payments made|less amount paid|credit applied|previous payments|less payment received|less payments received|applied balance|applied credit|credits applied|balance applied|account credit|instalments paid|installments paid|less instalments|less installments|advances|less advances|paid on account|payments on account|payments to date|amount received|amounts received',
    de: 'anzahlung|anzahlungen|vorausbezahlt|vorausbezahlter betrag|vorauszahlung|vorauszahlungen|erhaltene anzahlungen|erhaltene anzahlung|bereits gezahlt|bereits bezahlt|gezahlt|anzahlungsbetrag|abschlagszahlung|abschlagszahlungen|erhaltene zahlungen|abzuglich anzahlung|abzgl anzahlung|bereits geleistete zahlungen|bereits gezahlter betrag|gezahlter betrag|abzuglich vorauszahlung|zahlungseingang|geleistete anzahlung|teilzahlung|teilzahlungen|geleistete anzahlungen|geleistete abschlage|geleistete abschlagszahlungen|geleistete vorauszahlungen|abzuglich geleisteter abschlage|abzgl geleisteter abschlage|abzuglich geleisteter abschlagszahlungen|abzuglich abschlagszahlungen|abzgl abschlagszahlungen|abzuglich geleisteter zahlungen|abzuglich gezahlter abschlage|abzgl gezahlter abschlage|ihre zahlungen|ihre abschlagszahlungen|gezahlte abschlage|abschlagsbetrage|abzuglich anzahlungen|abzgl anzahlungen|guthaben verrechnet|verrechnetes guthaben',
    fr: 'acompte|acomptes|deja paye|deja regle|acompte verse|acomptes verses|arrhes|avance|montant deja paye|deja verse|acompte recu|paiements recus|montant paye|montant regle|avances|paye|acomptes deduits|total acomptes|acomptes regles|mensualites versees|vos paiements|vos versements|versements|mensualites deja payees|acomptes factures|avoir impute|deduction acompte',
    es: 'anticipo|anticipos|pagado|a cuenta|entrega a cuenta|importe pagado|entregas a cuenta|ya pagado|total pagado|pagos recibidos|senal|suma anticipos|pago recibido|pagos a cuenta|pago a cuenta|pagos realizados|pagos anticipados|importe abonado|saldo a favor aplicado',
    it: 'acconto|acconti|gia pagato|anticipo|importo pagato|acconto versato|gia versato|pagato|acconti versati|totale acconti|pagamenti ricevuti|acconti gia versati|acconti gia fatturati|acconti fatturati|pagamenti effettuati|versamenti',
    nl: 'vooruitbetaald|aanbetaling|reeds betaald|voorschot|reeds voldaan|betaald|al betaald|vooruitbetaling|betaald bedrag|ontvangen betaling|ontvangen betalingen|betaalde voorschotten|voorschotten|voorschotbedragen|betaalde termijnen|termijnbedragen|in rekening gebrachte voorschotten|reeds betaalde voorschotten|betaalde bedragen|reeds gefactureerd',
    pt: 'adiantamento|adiantamentos|sinal|ja pago|valor pago|entrada|total pago|montante pago|pagamento recebido|pagamentos recebidos|pagamentos por conta|pagamento por conta|pagamentos efetuados|valores pagos',
    hi: 'अग्रिम|अग्रिम राशि|अग्रिम भुगतान|भुगतान की गई राशि|प्राप्त राशि|जमा राशि|जमा|चुकाई गई राशि',
  },
  lines: {
    en: 'items total|item total|items subtotal|item subtotal|merchandise total|merchandise subtotal|line total|sum of lines|total of items|total lines|goods value|item s subtotal',
    de: 'positionssumme|summe positionen|summe der positionen|summe aller positionen|summe artikel|artikelsumme|gesamtwert der positionen',
    fr: 'total marchandises|total marchandise|valeur marchandises|montant marchandises|total fournitures|total lignes|total des lignes|total articles|somme des lignes',
    es: 'importe mercancia|total mercancia|total mercancias|total lineas|suma de lineas|total articulos|importe bruto|total bruto',
    it: 'totale righe|totale articoli|totale merce lordo',
    nl: 'totaal regels|totaal artikelen|totaal regelbedragen',
    pt: 'total mercadoria|total da mercadoria|valor mercadoria|total dos servicos|total linhas|total dos artigos|total dos produtos|total de linhas',
    hi: 'वस्तुओं का योग|मदों का योग',
  },
  charges: {
    en: 's & h|s h|shipping and packing|freight out|freight in|packing and handling|fuel charge|courier charges|courier|cartage|loading charges|insurance charges|postage and handling|transportation|transportation charges|shipping|shipping and handling|shipping & handling|shipping handling|shipping cost|shipping costs|shipping charges|shipping fee|delivery|delivery charge|delivery charges|delivery fee|delivery cost|freight|freight charges|postage|postage & packing|postage and packing|handling|handling fee|p & p|surcharge|service charge|svc chg|serv charge|service fee|tip|gratuity|total charges and surcharges|packaging|packing charges|packing & forwarding|packing and forwarding|carriage|insurance|transport charges|fuel surcharge|processing fee|booking fee|convenience fee|additional charges|additional charge|extra charge|extra charges|charge|charges|other charges|shipping total',
    de: 'versand|versandkosten|fracht|frachtkosten|porto|lieferkosten|zuschlage|zuschlag|gesamtbetrag der zuschlage|versandkostenpauschale|verpackung|verpackungskosten|porto und verpackung|transportkosten|versand und verpackung|bearbeitungsgebuhr|trinkgeld|liefergebuhr|servicegebuhr|summe zuschlage|versandpauschale',
    fr: 'frais de port|port|livraison|frais de livraison|transport|frais de transport|frais d expedition|frais|port et emballage|frais annexes|frais de dossier|pourboire|frais de gestion|eco participation|frais de service',
    es: 'gastos de envio|portes|envio|gastos envio|transporte|recargo|propina|gastos de transporte|otros gastos|gastos|flete|cargos',
    it: 'spese di spedizione|spedizione|consegna|spese spedizione|spese|trasporto|spese di trasporto|spese incasso|imballo|spese accessorie|spese varie|coperto|bollo|mancia|spese di imballo',
    nl: 'verzendkosten|porto|toeslag|bezorgkosten|vrachtkosten|leveringskosten|transportkosten|administratiekosten|fooi|toeslagen|vracht|servicekosten|verpakkingskosten',
    pt: 'portes|portes de envio|frete|envio|despesas de envio|valor do frete|taxa de entrega|outras despesas|gorjeta|taxa de servico|transporte',
    hi: 'डाक खर्च|भाड़ा|मालभाड़ा|परिवहन|परिवहन शुल्क|डिलीवरी शुल्क|पैकिंग|पैकिंग शुल्क|अन्य शुल्क|अतिरिक्त शुल्क|सेवा शुल्क|हैंडलिंग शुल्क|ढुलाई',
  },
  allowances: {
    en: 'withholding|withholding tax|tds|less tds|tax withheld|discount|discounts|total discount|less discount|trade discount|cash discount|allowance|allowances|total allowances|rebate|coupon|promotion|promo|promo code|savings|less|discount amount|member discount|promotional discount|loyalty discount|bill discount|voucher',
    de: 'quellensteuer|steuerabzug|rabatt|rabatte|nachlass|abschlag|abschlage|gesamtbetrag der abschlage|gesamtrabatt|abzgl rabatt|abzuglich rabatt|preisnachlass|kundenrabatt|gutschein|summe abschlage|warenrabatt|treuerabatt|mengenrabatt|sofortrabatt',
    fr: 'retenue a la source|retenue de garantie|remise|remises|escompte|reduction|rabais|ristourne|remise globale|total remises|remise commerciale|total remise|reductions|bon d achat',
    es: 'retencion|retencion irpf|irpf|retenciones|descuento|descuentos|dto|dcto|bonificacion|descuento comercial|total descuento|total descuentos|rebaja|dto pp|dto comercial|descuento pronto pago|importe dto',
    it: 'ritenuta|ritenuta d acconto|ritenuta acconto|sconto|sconti|totale sconto|totale sconti|abbuono|sconto incondizionato|buono sconto|sconto merce',
    nl: 'korting|kortingen|totale korting|kortingsbedrag|betalingskorting|actiekorting|totaal korting',
    pt: 'retencao|retencao na fonte|retencao irs|desconto|descontos|total descontos|total de descontos|desconto comercial|desconto financeiro|total desconto|valor do desconto',
    hi: 'छूट|कुल छूट|बट्टा|रियायत|डिस्काउंट|विशेष छूट|व्यापार छूट',
  },
  rounding: {
    en: 'less round off|less rounding|less rounded off|less rounding off|add round off|add rounding off|round off less|round off add|less roundoff|rounded off less|rounding|round off|roundoff|rounded off|rounding adjustment|rounding adj|rounding amount|round|rounding off|rounding difference|rnd adj|rounding adjust|bill rounding',
    de: 'rundung|rundungsdifferenz|rundungsbetrag|rundungsausgleich',
    fr: 'arrondi|arrondis|montant d arrondi|difference d arrondi',
    es: 'redondeo|ajuste redondeo',
    it: 'arrotondamento|arrotondamenti',
    nl: 'afronding|afrondingsverschil|afrondingen',
    pt: 'arredondamento|acerto',
    ms: 'pelarasan|pembundaran',
    hi: 'पूर्णांकन|राउंड ऑफ|पूर्णांक|राउंड ऑफ़',
  },
  carried: {
    en: 'previous balance|previous unpaid balance|opening balance|balance brought forward|balance forward|past due|past due amount|prior balance|arrears|unpaid balance|previous outstanding|last balance',
    de: 'vorsaldo|saldovortrag|offener saldo aus vorrechnungen|ruckstand|alter saldo',
    fr: 'solde precedent|ancien solde|report a nouveau|arrieres',
    es: 'saldo anterior|deuda anterior',
    it: 'saldo precedente|arretrati',
    nl: 'vorig saldo|openstaand van vorige facturen|oud saldo',
    pt: 'saldo anterior|divida anterior',
    hi: 'पिछला बकाया|पूर्व बकाया|पिछला शेष|गत शेष',
  },
  tender: {
    en: 'pay|cash|change|change due|tender|tendered|cash tendered|amount tendered|visa|visa card|mastercard|master card|master|amex|american express|card|credit card|debit card|card payment|cash received|received|amount received|cash paid|paid by card|change amount|cash change|e wallet|gift card|paypal|eftpos|debit|credit|cash amt|cash amount|payment|payment type|payment method|cash payment|nets|upi',
    de: 'bar|bargeld|gegeben|ruckgeld|ec karte|ec cash|girocard|kartenzahlung|kreditkarte|barzahlung|wechselgeld|zuruck|bar gegeben|karte|maestro|gegeben bar',
    fr: 'especes|rendu|carte bancaire|cb|cheque|rendu monnaie|monnaie|carte|a rendre|reglement|mode de reglement|recu|carte bleue|monnaie rendue',
    es: 'efectivo|cambio|entregado|tarjeta|contado|devolucion|importe entregado|recibido|visa|su cambio|tarjeta de credito|forma de pago',
    it: 'contanti|resto|contante|carta|bancomat|pagamento contante|pagamento elettronico|importo pagato contante|carta di credito|assegni',
    nl: 'contant|wisselgeld|pin|pinnen|retour|betaald met|ontvangen|terug|betaalpas|pinbetaling|creditcard',
    pt: 'troco|dinheiro|multibanco|cartao|numerario|entregue|recebido|cartao de credito|cartao de debito|pix',
    ms: 'tunai|baki',
    hi: 'नकद|नकद भुगतान|वापसी|नकदी|कार्ड|यूपीआई|चेक',
  },
  none: {
    en: 'total qty|total quantity|qty total|total items|no of items|number of items|items count|item count|total weight|total hours|total days|total pieces|total units|total nights|total points|points|points earned|total savings|you saved|exchange rate|total pages|total packages|no of pcs|total no of items|total item|total tax rate|closing balance|credit limit|minimum payment|total cartons|total pax|you have saved|tax rate|total rooms|total boxes|discount rate',
    de: 'gesamtmenge|gesamtgewicht|anzahl positionen|gesamtstunden|punkte|umrechnungskurs|steuersatz|kurs|anzahl artikel|artikelanzahl|stammkapital|grundkapital|summe stunden|gesamtanzahl|mahngebuhr',
    fr: 'nombre d articles|quantite totale|poids total|points|total articles nb|capital|capital social|au capital de|nb articles|taux|indemnite forfaitaire|penalite|indemnite forfaitaire de recouvrement|total heures',
    es: 'total unidades|total articulos uds|peso total|puntos|numero de articulos|total horas|capital social|tipo de cambio|tipo iva|cantidad total',
    it: 'totale pezzi|numero articoli|peso totale|punti|totale ore|capitale sociale|cap soc|totale quantita|totale colli|aliquota|n colli|cambio',
    nl: 'aantal artikelen|totaal aantal|totaal gewicht|punten|totaal uren|wisselkoers|aantal colli|btw tarief|btw percentage',
    pt: 'quantidade total|total de itens|numero de artigos|peso total|pontos|capital social|total horas|taxa|no de artigos|total de artigos|cambio',
    hi: 'कुल मात्रा|कुल नग|कुल वस्तुएं|कुल वजन|कुल आइटम',
  },
};

/** Words from which other labels of sums are understood: "Total (incl. 19 % MwSt.)", "Valor total sem IVA". */
export const SUM_WORDS: Readonly<
  Record<'total' | 'tax' | 'included' | 'excluded' | 'net' | 'gross' | 'due' | 'invoice', Phrases>
> = {
  total: {
    en: 'total|totals|sum|amount',
    de: 'gesamt|summe|total|betrag|gesamtleistung|bausumme|auftragssumme|honorarsumme|leistungssumme|rechnungssumme|rechnungsbetrag|gesamtbetrag|gesamtsumme|gesamtpreis|endbetrag|endsumme|positionssumme',
    fr: 'total|montant|somme',
    es: 'total|importe|monto|suma',
    it: 'totale|importo',
    nl: 'totaal|bedrag|totaalbedrag|factuurbedrag|totaalprijs',
    pt: 'total|montante|valor',
    ms: 'jumlah',
    hi: 'कुल|योग|राशि|जोड़|धनराशि',
  },
  tax: {
    en: 'vat|tax|taxes|gst|hst|sst',
    de: 'mwst|ust|umsatzsteuer|mehrwertsteuer|steuer|steuern',
    fr: 'tva|taxe|taxes',
    es: 'iva|impuestos|igic',
    it: 'iva|imposta|imposte|ivata|ivato',
    nl: 'btw',
    pt: 'iva|imposto|impostos',
    hi: 'कर|जीएसटी|टैक्स|सीजीएसटी|एसजीएसटी|आईजीएसटी',
  },
  included: {
    en: 'incl|inc|including|included|inclusive|includes|with|after',
    de: 'inkl|inklusive|incl|einschl|einschliesslich|mit|enthalten|enthaltene|enth',
    fr: 'incl|inclus|incluse|incluses|comprises|compris|comprise|ttc|avec|dont',
    es: 'incl|incluido|incluidos|incluida|con|inc',
    it: 'incl|inclusa|inclusi|incluso|compresa|compreso|con',
    nl: 'incl|inclusief|met|inc',
    pt: 'incl|incluido|incluidos|com|inc',
    hi: 'सहित|समेत|शामिल',
  },
  excluded: {
    en: 'excl|ex|exc|excluding|exclusive|excluded|without|before|net of|less|exclude',
    de: 'exkl|exklusive|excl|ohne|zzgl|zuzuglich|vor',
    fr: 'hors|ht|excl|sans|hors taxe|htva',
    es: 'sin|excl|excluido|antes',
    it: 'esclusa|escluse|escl|senza|esclusi',
    nl: 'excl|exclusief|ex|zonder',
    pt: 'sem|excl|excluido',
    hi: 'रहित|छोड़कर|पूर्व|बिना',
  },
  net: {
    en: 'net|nett|taxable|subtotal',
    de: 'netto|zwischensumme',
    fr: 'net|ht',
    es: 'neto|neta|base|imponible',
    it: 'netto|imponibile',
    nl: 'netto|subtotaal',
    pt: 'liquido|incidencia|iliquido',
    hi: 'शुद्ध|करयोग्य|नेट',
  },
  gross: {
    en: 'gross|grand',
    de: 'brutto',
    fr: 'ttc|brut',
    es: 'bruto',
    it: 'lordo',
    nl: 'bruto',
    pt: 'bruto',
    hi: 'सकल|महायोग',
  },
  due: {
    en: 'due|payable|owed|owing|pay|outstanding',
    de: 'zahlen|zahlbar|zahlung|fallig|offen|offener|zahlbetrag',
    fr: 'payer|regler',
    es: 'pagar|pendiente',
    it: 'pagare|dovuto|dovuta',
    nl: 'betalen|voldoen|openstaand',
    pt: 'pagar|divida|liquidar',
    hi: 'देय|बकाया|भुगतान',
  },
  invoice: {
    en: 'invoice|bill|receipt',
    de: 'rechnung|beleg',
    fr: 'facture',
    es: 'factura',
    it: 'fattura|documento',
    nl: 'factuur',
    pt: 'fatura|documento',
    hi: 'बिल|चालान|बीजक|इनवॉइस',
  },
};
