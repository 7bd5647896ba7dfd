import { normaliseTitle } from './column-titles.ts';

/** What a row that is no charge says: `sub-total` of some rows, `total` of the document, `carried` over a page break. */
export type LabelKind = 'sub-total' | 'total' | 'tax' | 'discount' | 'round-off' | 'carried' | 'payment';

/** What a label at the start of a row says that the row is. */
export interface RowLabel {
  readonly kind: LabelKind;
  /**
   * False when the label may as well name a charge (`Total Protein`, `Pharmacy Total`): arithmetic or the row's other
   * cells must decide.
   */
  readonly certain: boolean;
  /** What a named total is the total of, in lower case; empty when it says nothing certain (`Total Protein`). */
  readonly of: string;
}

const words = (list: string): Set<string> => new Set(list.split(' '));

const FILLER = words(
  'rs inr eur euro usd gbp chf rupees in of for the a and to be is amt amount no de del la le les des der die das und fur von den en el y e il di per van het da do dos das os as a o em ' +
    'total bill invoice only value current here due your this now factura facture factuur fatura rechnung recibo bolletta nota',
);

const ROUND =
  /\b(?:round(?:ed|ing)? ?(?:off|up|down)|roundoff|rounding|rounded|rundung\w*|arrondi\w*|redondeo|arrotondamento|afronding|arredondamento)\b|^round$/;
/** Words that carry a sum over a page break, and words that do so only when nothing else is said (a blood film is `BF`). */
const CARRIED =
  /\b(?:carried|brought|carry|bring) (?:forward|over|down)\b|\bsuma y sigue\b|^(?:ubertrag|zwischensumme) (?:von|auf|vom|aus) (?:seite|blatt)\b|^(?:suma|total) (?:anterior|y sigue)$|^(?:total|solde) (?:a )?report(?:er|e)?$|^report (?:de la )?page\b|^riporto (?:da|a) pagina\b|^transport(?:eren)? (?:van|naar) pagina\b|^transporte da pagina\b/;
const CARRIED_ALONE =
  /^(?:total |amount |balance |amt )?(?:[bc] ?f(?:wd)?|c o|b d|c d|(?:zwischen)?ubertrag|(?:a )?report(?:er)?|riporto|transport(?:eren)?|a transportar|transporte|continued)$/;
const PAYMENT = words(
  'paid payment payments received receipt advance deposit refund refundable balance outstanding change tendered cash card visa mastercard upi cheque neft prepaid ' +
    'insurance insurer tpa approved sanctioned copay coinsurance credit bezahlt anzahlung erhalten gezahlt ruckgeld saldo restbetrag acompte regle paye rendu especes carte solde ' +
    'pagado anticipo cambio efectivo tarjeta acconto pagato contanti resto voldaan betaald aanbetaling wisselgeld pago adiantamento troco dinheiro cartao',
);
const TAX =
  /^(?:add |plus |zzgl |inkl |incl |including |included |davon |dont |di cui |waarvan |of which |output |input |total |enthaltene |gesetzl |sum |summe |gesamt )*(?:vat|gst|cgst|sgst|igst|utgst|ugst|cess|tax|taxes|sales tax|service tax|luxury tax|state tax|city tax|mwst|ust|umsatzsteuer|mehrwertsteuer|steuer|mwst betrag|steuerbetrag|ust betrag|tva|t v a|iva|i v a|btw|imposto|impuestos|imposta|icms|hst|pst|tps|tvq|central tax|integrated tax|(?:insurance )?premium tax|versicherungs?steuer|assurantiebelasting|(?:(?:city|county|state|local|room|hotel|lodging|occupancy|transient|tourism|tourist|municipal|federal|excise|sales|use) )+tax(?:es)?|retencion(?: irpf)?|irpf|ritenuta(?: d? ?acconto)?|tds|withholding(?: tax)?|retenue a la source)\b(.*)$/;
const TAX_TAIL = words(
  'vat gst cgst sgst igst utgst tax mwst ust tva iva btw amount amt total gesamt summe totale totaal rate on of at the in rs inr eur usd payable auf von sur sobre su over central state betrag montant importe valor included inclus inbegriffen ' +
    'standard reduced net netto base incl excl output sales goods parts labor labour materials services service value taxable and',
);
/** "Total including tax" is a total, "total tax" a tax. */
const WITH_TAX =
  /^(?:total|totale|totaal|summe|sum|gesamt\w*|montant|amount|grand total|net|netto|brutto\w*)\b.*\b(?:ttc|(?:incl|inkl|including|inclusive|mit|with|inclus)\b.*\b(?:tax|taxes|vat|gst|mwst|ust|umsatzsteuer|steuer|tva|iva|btw|imposto))\b/;
const DISCOUNT =
  /^(?:less |minus |total |abzgl |abzuglich |moins |menos |meno |af |trade |cash |special |spl |bill |overall |additional |staff |hospital |pharmacy |management |global |gesamtbetrag der |summe der )*(discounts?|allowances?|abschlage?|sondernachlass|disc|concession|rebate|rabatt|nachlass|skonto|remise|ristourne|descuento|dto|sconto|korting|desconto|waiver|write off|coupon|voucher|savings)\b(.*)$/;
const SUB_TOTAL =
  /\b(?:sub ?totals?|subtotale?|subtotaal|zwischensumme|teilsumme|positionssumme|warenwert|summe waren|rechnungssumme (?:ohne|netto)|nettosumme|summe netto|netto(?:betrag|summe)?|sous total|totale parziale|totale imponibile|imponibile|base imponible|total ht|total hors tva|total net ht|taxable (?:amount|value|total)|net taxable|before (?:tax|discount)|excl(?:uding)? (?:tax|vat|gst)|total excl|totaal excl|items? total|(?:category|group|section|department|head|service|page|items?) (?:wise )?total|total (?:of )?(?:this )?(?:category|group|section|page|items?))\b/;
const TOTAL_WORDS = words(
  'total totals grand net netto bill invoice final overall payable pay amount amt sum due charges charge gesamt gesamtbetrag gesamtsumme rechnungsbetrag rechnungssumme endbetrag endsumme summe zahlbetrag zahlen zu brutto bruttobetrag betrag ' +
    'ttc ht te montant payer general generale importe pagar totale fattura documento dovuto totaal totaalbedrag betalen bedrag valor geral fatura liquido a receber incl inkl including tax taxes vat gst mwst tva iva btw ' +
    'pagare dovuta pendiente reste net netto liquidar voldoen zahlbar ' +
    'gesamtkosten hospital estimated patient inclusive all after discount round rounded off rupees apres taxable bruttosumme bruto gross ust steuer exkl excl ohne hors',
);
const TOTAL_MARK =
  /\b(?:totals?|totale|totaal\w*|gesamt\w*|summe|endbetrag|endsumme|rechnungsbetrag|rechnungssumme|zahlbetrag|brutto(?:betrag|summe)|gross (?:amount|amt|total|value)|te betalen|zu zahlen|net(?:to)? a payer|reste a payer|montant ttc|a pagare?|da pagare|a liquidar|te voldoen|(?:net|bill|invoice|final|grand|payable) (?:amount|amt|payable|bill|total|sum)|payable|(?:amount|total) due|due amount|to (?:be )?pa(?:y|id)|net rs|importe|sum)\b/;

/** What an earlier bill or statement left, in the words of other languages than English. */
const EARLIER_BALANCE =
  /^(?:solde (?:precedent|anterieur|reporte|initial)|saldo (?:anterior|precedente|inicial|iniziale|vorjahr|vormonat|(?:der|aus) (?:der )?(?:letzten|vorigen)\b.*)|(?:alter|bisheriger|vorheriger|letzter|vorig|vorige|oud) saldo|ancien solde|balance (?:last|from last|of last) (?:statement|bill|invoice))$/;
/** What earlier bills left unpaid, or paid too much: no charge of this one. */
const ARREARS =
  /^(?:add |plus |less |total |any |your )?(?:arrears?|past due|overdue|unpaid balance|previous (?:dues?|bill|charges)|prior (?:dues?|amount due)|(?:amount (?:of|on|from) )?(?:your )?last bill|(?:amount|balance) past due|ruckstand|ruckstande|arrieres?|impayes?|deuda (?:anterior|pendiente)|atrasos?|recibos (?:anteriores|pendientes)|arretrati|importi precedenti|achterstand|achterstallig\w*|divida anterior|valores em atraso)\b|\bbalance (?:from|of|on) (?:your )?(?:last|previous|prior)\b/;
/** What an insurer took off or paid of the charge above it. */
const SETTLED =
  /^(?:[a-z]+ ){0,3}(?:contractual|contract|insurance|ins|plan|payer|medicare|medicaid|network|provider) (?:adjustments?|adj|write ?offs?|discounts?|allowances?|payments?)$/;
/** What a statement comes to, where it carries a balance on. */
const NEW_BALANCE =
  /^(?:new|closing|statement) balance$|^neuer saldo$|^nouveau solde$|^(?:nuevo|nuovo|nieuw|novo) saldo$/;
/** What instalments were paid beforehand, and what is left to pay after them. */
const LEFT_OVER =
  /^(?:abzuglich |abzgl |less |minus |moins |meno )?(?:(?:bereits|ihre|uw|vos|your) )?(?:(?:gezahlte[rn]?|geleistete[rn]?|betaalde|paid) )?(?:abschlage|abschlagszahlungen|vorauszahlungen|voorschotten|acomptes verses|acconti versati|pagos a cuenta)$|^(?:nachzahlung|nachforderung|nog te betalen|restant du|resta da pagare|resto por pagar)$/;
/** A payment for which the paper thanks, or that says whose or which it is. */
const THANKED =
  /^(?:your |direct debit |ihre |votre |su |uw |il suo |o seu )?(?:payments?|zahlung(?:seingang)?|lastschrift|paiement|prelevement|pago|pagamento|betaling|incasso|abbuchung)(?: (?:received|erhalten|recu|recibido|ricevuto|recebido|ontvangen))?(?: (?:thank you|thanks|vielen dank|danke|merci|gracias|grazie|obrigado|bedankt|dank u))?$/;

/** True for a name that speaks of a way of paying, or of something paid (`Visa xxxx 4412`, `Lastschrift vom 3.5.`). */
export function namesPayment(text: string): boolean {
  return normaliseTitle(text)
    .split(' ')
    .some(
      (token) =>
        PAYMENT.has(token) ||
        /^(?:karte|kreditkarte|ec|carta|bancomat|multibanco|lastschrift|uberweisung|zahlung|paiement|virement|pagamento|bonifico|transferencia|transfer|amex|maestro|paypal|ach|prelevement|incasso|betaling)$/.test(
          token,
        ),
    );
}

const DISCOUNT_TAIL = words(
  'discount tax allowed given on bill amount pharmacy total applied special trade cash and charges in',
);

/** What the label of a row says; null when it names no total, tax, discount or payment. */
export function rowLabel(text: string): RowLabel | null {
  const plain = normaliseTitle(text);
  const tokens = plain.split(' ').filter((token) => token !== '' && token !== '%' && !/^\d+$/.test(token));
  if (tokens.length === 0 || tokens.length > 9) return null;
  const label = tokens.join(' ');
  const certain = (kind: LabelKind): RowLabel => ({ kind, certain: true, of: '' });
  if (/^(?:grand |net |sub )?total\b.*\brounded\b|^rounded (?:total|amount)/.test(label))
    return certain('total');
  if (ROUND.test(label) && tokens.length <= 4) return certain('round-off');
  if ((CARRIED.test(label) && tokens.length <= 6) || CARRIED_ALONE.test(label)) return certain('carried');
  if (WITH_TAX.test(label) && tokens.length <= 7) return certain('total');
  const tax = TAX.exec(label);
  // UST alone is ultrasound therapy as often as it is a tax.
  const sure = label !== 'ust' || /%/.test(text);
  if (tax && sure && tax[1]!.split(' ').every((token) => token.length < 2 || TAX_TAIL.has(token)))
    return certain('tax');
  if (SETTLED.test(label)) return certain('payment');
  const discount = DISCOUNT.exec(label);
  const tail = (discount?.[2] ?? '').split(' ').filter((token) => token !== '' && !FILLER.has(token));
  // A disc is operated on and a voucher is printed: such words need to stand alone.
  const weak = /^(?:disc|allowances?|abschlage?|waiver|write off|coupon|voucher|savings|dto)$/.test(
    discount?.[1] ?? '',
  );
  if (discount && (weak ? tail.every((token) => DISCOUNT_TAIL.has(token)) : tail.length <= 2)) {
    return certain('discount');
  }
  if (
    /^(?:less |total )?(?:payments?|amount|advance|deposit|erhaltene|bereits|montant deja|deja) (?:received|paid|anzahlung\w*|gezahlt|paye|recu)\b/.test(
      label,
    )
  ) {
    return certain('payment');
  }
  if (/^balance\b/.test(label) && tokens.length <= 5) return certain('payment');
  // What an earlier bill left, and what payers took off: neither is charged by this bill.
  if (
    /^(?:previous|prior|opening|last|old) (?:account |statement |bill )?balance\b/.test(label) &&
    tokens.length <= 6
  )
    return certain('payment');
  if (EARLIER_BALANCE.test(label) && tokens.length <= 6) return certain('payment');
  if (ARREARS.test(label) && tokens.length <= 7) return certain('payment');
  if (NEW_BALANCE.test(label)) return certain('total');
  if (LEFT_OVER.test(label)) return certain('payment');
  if (THANKED.test(label) && tokens.length <= 7) return certain('payment');
  if (/^totals?\b.*\badjustments?$|\badjustments? totals?$/.test(label) && tokens.length <= 6) {
    return certain('payment');
  }
  if (
    /^(?:total|sum of) new charges$|^new charges total$|^(?:your )?(?:current|new)(?: (?:charges|bill|amount))?$/.test(
      label,
    )
  )
    return certain('total');
  if (
    !/\b(?:charges?|fees?)\b/.test(label) &&
    tokens.some((token) => PAYMENT.has(token)) &&
    tokens.every(
      (token) =>
        PAYMENT.has(token) ||
        TOTAL_WORDS.has(token) ||
        FILLER.has(token) ||
        /^(?:by|less|from|already|amt|mode|at|minus|on|thanks|thank|you|with|refno|ref|avant|sur)$/.test(
          token,
        ),
    )
  ) {
    return certain('payment');
  }
  const isTotal = TOTAL_MARK.test(label);
  if (SUB_TOTAL.test(label)) {
    const of = label
      .replace(SUB_TOTAL, ' ')
      .split(' ')
      .filter((token) => token !== '' && !TOTAL_WORDS.has(token) && !FILLER.has(token));
    // "Subtotal gastrectomy" is an operation, "Sub total of Pharmacy" is a sum.
    const named = /\btotals? (?:of|for)\b|^(?:total )?taxable|^imponibile/.test(label);
    return { kind: 'sub-total', certain: of.length === 0 || named, of: of.join(' ') };
  }
  if (!isTotal) return null;
  if (tokens.every((token) => TOTAL_WORDS.has(token) || FILLER.has(token))) return certain('total');
  // "Total Protein" is a test; "Pharmacy Total" and "Total for Pharmacy" are sums of something.
  const prefixed = /^(?:grand )?totals?\b(?! (?:of|for)\b)/.test(label);
  const of = tokens.filter(
    (token) => !/^(?:total|totals|totale|totaal|summe|gesamt|sum|grand|charges|of|for)$/.test(token),
  );
  return { kind: 'sub-total', certain: false, of: prefixed ? '' : of.join(' ') };
}
