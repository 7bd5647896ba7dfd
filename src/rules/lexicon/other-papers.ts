/** Titles of papers that ask nobody to pay, as folded text that leads its piece of a line. */
export const OTHER_TITLES: readonly (readonly [
  what: 'benefits' | 'payslip' | 'remittance',
  title: RegExp,
])[] = [
  [
    'benefits',
    /^(?:explanation of (?:medical |dental )?benefits|(?:claim|benefits?) (?:summary|statement)|summary of benefits|(?:releve|decompte) (?:de |des )?(?:remboursements?|prestations)|leistungsabrechnung|erstattungsmitteilung|liquidacion de (?:prestaciones|reembolsos?)|prospetto (?:dei )?rimborsi|vergoedingenoverzicht|declaratieoverzicht)\b/,
  ],
  [
    'payslip',
    /^(?:pay ?slip|pay ?stub|salary slip|wage slip|earnings statement|bulletin de (?:salaire|paie)|fiche de paie|gehaltsabrechnung|lohnabrechnung|entgeltabrechnung|verdienstabrechnung|nomina|recibo de (?:nomina|vencimento|salarios?)|busta paga|cedolino|loonstrook|salarisspecificatie)\b/,
  ],
  [
    'remittance',
    /^(?:remittance advice|payment advice|remittance|zahlungsavis|avis de (?:paiement|reglement|virement)|aviso de (?:pago|pagamento)|avviso di pagamento (?:effettuato|eseguito)|betalingsadvies|betaalspecificatie)\b/,
  ],
];

/** Titles of contracts, as folded text that leads its line. */
export const CONTRACT_TITLES =
  /^(?:[\p{L}-]+ ){0,4}(?:agreement|contract|contrat|contrato|contratto|overeenkomst|\p{L}*vertrag|terms of (?:engagement|business|service))\b/u;

/** Titles of an insurer's columns, folded: what it accepts, what it pays, and what is left to the insured. */
export const INSURER_COLUMNS = {
  accepts:
    /\b(?:allowed|approved|eligible|covered|negotiated|plan discount|not covered|erstattungsfahig\w*|beihilfefahig\w*|base de remboursement|base remb\w*|cubierto|ammess[oi]|vergoedbaar)\b/,
  pays: /\b(?:(?:plan|we|insurance|insurer|benefits?) (?:paid|pays?)|paid by (?:us|plan|your plan)|amount we paid|erstattung(?:sbetrag)?|erstattet|rembours(?:e|es|ement)|reembols(?:o|ado)|rimbors(?:o|ato)|vergoed|vergoeding)\b/,
  owes: /\b(?:(?:your|member|patient|you) (?:responsibility|may owe|owe|share|cost)|eigenanteil|selbstbehalt|reste a (?:votre )?charge|a (?:su|tu) cargo|a (?:suo|tuo) carico|eigen (?:bijdrage|risico))\b/,
} as const;

/** What an insurer's paper says of itself, folded. */
export const SAYS_NO_BILL =
  /\b(?:explanation of (?:medical |dental )?benefits|(?:this|it) is not (?:a|your) (?:bill|invoice)|dies ist keine rechnung|ceci n'est pas une facture|esto no es una factura|questa non e una fattura|dit is geen (?:factuur|rekening))\b/;
