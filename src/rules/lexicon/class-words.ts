import type { Phrases } from './languages.ts';

/** Titles of an employee's claim for expenses. */
export const EXPENSE_FORM: Phrases = {
  en: 'expense report|expense claim|expense reimbursement|expense statement|expenses claim|travel expense report|travel expense claim|travel expenses|travel and expense|travel claim|travel reimbursement|reimbursement form|reimbursement claim|reimbursement request|employee expense report|employee reimbursement|claim form|local conveyance|tour bill|travelling allowance|traveling allowance|ta da bill|mileage claim|per diem claim|t&e report|t & e report|expense voucher|statement of expenses|trip report',
  de: 'reisekostenabrechnung|spesenabrechnung|reisekosten|auslagenerstattung|auslagenabrechnung|spesenbeleg|erstattungsantrag|kilometerabrechnung',
  fr: 'note de frais|notes de frais|frais de deplacement|etat de frais|demande de remboursement|ordre de mission',
  es: 'hoja de gastos|nota de gastos|liquidacion de gastos|gastos de viaje|informe de gastos|reembolso de gastos|rendicion de gastos',
  it: 'nota spese|rimborso spese|rimborso chilometrico|trasferta nota|richiesta di rimborso',
  nl: 'declaratie|declaratieformulier|onkostendeclaratie|reiskostendeclaratie|onkostennota',
  pt: 'relatorio de despesas|nota de despesas|mapa de despesas|reembolso de despesas|ajudas de custo',
};

/** Labels of the one who claims. */
export const EMPLOYEE_NAME: Phrases = {
  en: 'employee name|emp name|name of employee|name of the employee|employee|claimant|claimant name|claimed by|submitted by|traveller|traveler|traveller name|traveler name|staff name|associate name|name of claimant|requested by|name of traveller',
  de: 'mitarbeiter|name des mitarbeiters|reisender|name des reisenden|antragsteller|mitarbeitername',
  fr: 'salarie|nom du salarie|collaborateur|nom du collaborateur|demandeur',
  es: 'empleado|nombre del empleado|trabajador|solicitante',
  it: 'dipendente|nome dipendente|richiedente|nome del dipendente',
  nl: 'medewerker|naam medewerker|werknemer|declarant',
  pt: 'funcionario|nome do funcionario|colaborador|nome do colaborador|requerente',
};
/** Labels of the number an employer gives an employee. */
export const EMPLOYEE_CODE: Phrases = {
  en: 'employee code|emp code|employee id|emp id|employee no|employee number|emp no|staff no|staff id|staff code|personnel number|personnel no|associate id|employee #|ecode|e code|payroll no|payroll number',
  de: 'personalnummer|personal nr|personalnr|pers nr|mitarbeiternummer|mitarbeiter nr',
  fr: 'matricule|no matricule|numero de salarie|code salarie',
  es: 'numero de empleado|no empleado|codigo de empleado',
  it: 'matricola|numero dipendente|codice dipendente',
  nl: 'personeelsnummer|werknemernummer|medewerkernummer',
  pt: 'numero de funcionario|no funcionario|matricula|codigo do funcionario',
};
/** Labels of the department or cost centre of an employee. */
export const DEPARTMENT: Phrases = {
  en: 'department|dept|cost center|cost centre|division|business unit|function',
  de: 'abteilung|kostenstelle|bereich',
  fr: 'departement|service|centre de cout',
  es: 'departamento|centro de coste',
  it: 'reparto|dipartimento|centro di costo',
  nl: 'afdeling|kostenplaats',
  pt: 'departamento|centro de custo',
};

/** Sums of a claim, the one that counts first: reimbursed, approved, claimed. */
export const CLAIM_SUMS: readonly (readonly [
  kind: 'reimbursed' | 'approved' | 'claimed',
  phrases: Phrases,
])[] = [
  [
    'reimbursed',
    {
      en: 'total reimbursed|amount reimbursed|reimbursed amount|total reimbursable|reimbursable amount|net reimbursement|total reimbursement|amount reimbursable|due to employee|amount due to employee|net payable to employee|balance payable to employee|total due to employee|reimbursement amount|reimbursement total',
      de: 'erstattungsbetrag|auszahlungsbetrag|zu erstattender betrag|erstattung gesamt',
      fr: 'montant rembourse|total a rembourser|montant a rembourser|net a rembourser',
      es: 'total a reembolsar|importe a reembolsar|total reembolsado',
      it: 'totale da rimborsare|importo da rimborsare|totale rimborso',
      nl: 'totaal te vergoeden|te vergoeden bedrag|uit te betalen',
      pt: 'total a reembolsar|valor a reembolsar',
    },
  ],
  [
    'approved',
    {
      en: 'approved amount|total approved|amount approved|approved total|sanctioned amount|passed amount',
      de: 'genehmigter betrag|genehmigt gesamt',
      fr: 'montant approuve|total approuve',
      es: 'importe aprobado|total aprobado',
      it: 'importo approvato|totale approvato',
      nl: 'goedgekeurd bedrag|totaal goedgekeurd',
      pt: 'valor aprovado|total aprovado',
    },
  ],
  [
    'claimed',
    {
      en: 'total claimed|claimed amount|amount claimed|total claim|claim amount|claim total|total expenses|total expense|expenses total|total expenditure|grand total of expenses',
      de: 'summe auslagen|gesamtkosten|summe spesen|reisekosten gesamt|summe reisekosten|spesen gesamt',
      fr: 'total des frais|total frais|montant total des frais',
      es: 'total gastos|total de gastos',
      it: 'totale spese|totale nota spese',
      nl: 'totaal declaratie|totaal onkosten|totaal kosten',
      pt: 'total de despesas|total despesas',
    },
  ],
];

/** Trades whose papers an employee brings home from a journey or a meal. */
export const TRAVEL_WORDS: ReadonlySet<string> = new Set(
  (
    'taxi taxiunternehmen taxis cab uber ola lyft hotel hotels motel inn resort hostel lodging restaurant restaurante ristorante cafe caffe coffee bistro bar pub brasserie pizzeria trattoria gasthaus gasthof kantine ' +
    'bakery airline airlines airways flight boarding railway railways trains bahn metro bus parking parkhaus parkplatz toll fuel petrol tankstelle autogrill car rental mietwagen autovermietung kopitiam mamak kitchen grill sushi noodle food catering vegetarian ' +
    'conference seminar'
  ).split(' '),
);

/** Trades that deliver to companies as often as they serve a guest, folded. */
export const SUPPLIERS: ReadonlySet<string> = new Set(
  'bakery food catering fuel petrol rental kitchen coffee railway airlines bus metro seminar conference'.split(
    ' ',
  ),
);

/** Words on the slips of hotels and eating places. */
export const STAY_WORDS: ReadonlySet<string> = new Set(
  'guest guests room rooms checkin checkout arrival departure folio nights night table covers pax waiter server dine takeaway fare driver passenger km trip pickup ride cabin seat'.split(
    ' ',
  ),
);

/** Titles of the columns of an account: out, in, what is left; folded. */
export const LEDGER_COLUMNS: readonly ReadonlySet<string>[] = [
  'withdrawal withdrawals debit debits paid out soll lastschrift debit debito cargo cargos dare af addebiti addebito uscite levantamentos',
  'deposit deposits credit credits in haben gutschrift credito abono abonos avere bij accrediti accredito entrate depositos',
  'balance saldo solde kontostand',
].map((words) => new Set(words.split(' ')));

/** Papers that are neither bills nor claims, by what they say. */
export const IRRELEVANT_WORDS: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'bank statement',
    /\b(?:opening balance|closing balance|balance (?:brought|carried) forward|statement period|statement of account|account statement|kontoauszug|releve de compte|extracto bancario|estratto conto|rekeningafschrift|extrato bancario|available balance|bij schrijvingen|afschriften)\b/,
  ],
  [
    'explanation of benefits',
    /\b(?:explanation of (?:benefits|medical benefits)|(?:this|it) is not a bill|summary of benefits paid|leistungsabrechnung der krankenversicherung|decompte de remboursement|releve de prestations)\b/,
  ],
  [
    'payslip',
    /\b(?:payslip|pay slip|salary slip|net pay|gross pay|gehaltsabrechnung|lohnabrechnung|bulletin de paie|nomina|busta paga|loonstrook|recibo de vencimento|provident fund)\b/,
  ],
  [
    'contract',
    /\b(?:hereinafter|whereas|witnesseth|in witness whereof|this agreement|the parties agree|non-disclosure|confidentiality agreement|terms and conditions of this agreement|vertragspartner|ci-apres denomme)\b/,
  ],
  [
    'ledger',
    /\b(?:ledger account|general ledger|trial balance|debit balance|credit balance|balance confirmation|kontenblatt|grand livre)\b/,
  ],
  [
    'quotation',
    /\b(?:quotation|this quote|kostenvoranschlag|unser angebot|devis valable|presupuesto valido|preventivo valido)\b/,
  ],
  [
    'identity document',
    /\b(?:passport no|date of birth|driving licence|personalausweis|carte d'identite|election commission|aadhaar)\b/,
  ],
];
