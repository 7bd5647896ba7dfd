import { typeset } from '../support/typeset.ts';
import type { StyledInvoice } from './styled-invoice.ts';

/** Phone bills, utilities, hotels, craftsmen and offices. */
export const MORE_STYLED_INVOICES: readonly StyledInvoice[] = [
  {
    what: 'a Portuguese stationer',
    seller: 'Papelaria Aurora, Lda.',
    number: 'FT 2023/118',
    date: '2023-07-19',
    gross: '61.50',
    currency: 'EUR',
    buyer: 'Colégio São Bento',
    lines: 2,
    page: typeset(`
Papelaria Aurora, Lda.                             Fatura FT 2023/118
Rua do Sol 8, 4000-123 Porto                       Original
NIF: 501964843
                                 Exmo.(s) Sr.(s)
Data de Emissão: 2023-07-19      Colégio São Bento
Vencimento: 2023-08-18           Av. Central 100
                                 4710-229 Braga
Código   Descrição              Qtd.   Preço Unit.   IVA     Total
P01      Cadernos A4             20       1,50       23%     30,00
P02      Canetas azuis           40       0,50       23%     20,00
Resumo do IVA
Taxa     Incidência     Valor IVA
23%         50,00          11,50
                                     Total Ilíquido     50,00
                                     Total IVA          11,50
                                     Total a Pagar   61,50 €`),
  },
  {
    what: 'a Dutch ride',
    seller: 'Ridewell B.V.',
    number: 'RWNL-0092-2023',
    date: '2023-10-02',
    gross: '18.43',
    currency: 'EUR',
    buyer: 'Lena Vos',
    page: typeset(`
Factuur                                     Ridewell B.V.
                                            Herengracht 1, 1015 BA Amsterdam
Gefactureerd aan                            BTW-nummer: NL810098866B01
Lena Vos
                                            Factuurnummer: RWNL-0092-2023
                                            Factuurdatum: 2 okt. 2023

Omschrijving                Aantal   BTW tarief    Nettobedrag
Vervoersdienst                1         9%           € 16,91

Totaal nettobedrag                                   € 16,91
Totaal btw 9%                                         € 1,52
Totaal te betalen                                    € 18,43`),
  },
  {
    what: 'a German phone bill',
    seller: 'Fernklang Telekommunikation GmbH',
    number: 'M23-10045567',
    date: '2023-05-08',
    gross: '39.95',
    currency: 'EUR',
    due: '2023-05-15',
    buyer: 'Paul Adler',
    page: typeset(`
Fernklang Telekommunikation GmbH, Postfach 10, 50667 Köln
Herrn
Paul Adler                               Kundennummer:          700 112 334
Ahornweg 3                               Rechnungsnummer:       M23-10045567
40210 Düsseldorf                         Rechnungsdatum:        08.05.2023
                                         Abrechnungszeitraum:   01.04. - 30.04.2023

Ihre Mobilfunkrechnung

Leistungen                                         Netto EUR    Brutto EUR
Grundpreis Tarif L                                     33,57         39,95
Verbindungen                                            0,00          0,00

Summe Nettobeträge                                                   33,57
Umsatzsteuer 19 %                                                     6,38
Rechnungsbetrag in EUR                                               39,95

Den Betrag buchen wir am 15.05.2023 von Ihrem Konto ab (fällig am 15.05.2023).
Fernklang Telekommunikation GmbH  Sitz: Köln  HRB 55555  USt-IdNr. DE136695976`),
  },
  {
    what: 'a French law office',
    seller: 'Cabinet Delmas & Associés',
    number: '2024-0056',
    date: '2024-02-12',
    gross: '1800.00',
    currency: 'EUR',
    buyer: 'SCI Les Tilleuls',
    page: typeset(`
Cabinet Delmas & Associés
Avocats au Barreau de Lyon
4 rue de la République                      SCI Les Tilleuls
69001 LYON                                  12 allée des Tilleuls
                                            69006 LYON

Lyon, le 12 février 2024

NOTE D'HONORAIRES N° 2024-0056
Affaire : SCI Les Tilleuls / Durand

Honoraires pour consultation et rédaction               1_500,00 €
TVA 20 %                                                  300,00 €
TOTAL TTC                                               1_800,00 €

Règlement à réception. IBAN FR14 2004 1010 0505 0001 3M02 606`),
  },
  {
    what: 'an American web service',
    seller: 'Paperplane Labs Inc.',
    number: 'INV0012345',
    date: '2022-07-01',
    gross: '1188.00',
    currency: 'USD',
    due: '2022-07-31',
    buyer: 'Acme Rockets LLC',
    lines: 2,
    page: typeset(`
Paperplane Labs Inc.                                              INVOICE
440 N Wolfe Rd
Sunnyvale, CA 94085                                    Invoice # INV0012345
billing@paperplane.example                             Invoice Date Jul 1, 2022
                                                       Invoice Amount $1,188.00 (USD)
                                                       Customer ID 16BjsA
BILLED TO                    SUBSCRIPTION              Payment Terms Net 30
Acme Rockets LLC             ID 9xKJ2                  Due Date Jul 31, 2022
100 Desert Rd                Billing Period Jul 1 to Jun 30, 2023
Tucson, AZ 85701             Next Billing Date Jul 1, 2023

DESCRIPTION                        UNITS      UNIT PRICE      AMOUNT (USD)
Team Plan (Annual)                    10         $108.00         $1,080.00
Support add-on                         1         $108.00           $108.00

                                               Total            $1,188.00
                                               Amount Due (USD) $1,188.00
NOTES
Thank you.`),
  },
  {
    what: 'an Italian builder',
    seller: 'Edilizia Ferri di Ferri Marco',
    number: '14/2023',
    date: '2023-04-20',
    gross: '5490.00',
    currency: 'EUR',
    buyer: 'Condominio Via Verdi 10',
    lines: 2,
    page: typeset(`
EDILIZIA FERRI di Ferri Marco                       Spett.le
Via dei Mille 8 - 40121 Bologna (BO)                CONDOMINIO VIA VERDI 10
P.IVA 00743110157                                   Via Verdi 10
                                                    40126 Bologna (BO)
FATTURA N. 14/2023 del 20/04/2023

DESCRIZIONE                                   Q.TA'    PREZZO     IMPORTO
Rifacimento intonaco facciata                     1  4.000,00    4.000,00
Noleggio ponteggio                                1    500,00      500,00

                                   Totale imponibile             4.500,00
                                   I.V.A. 22%                      990,00
                                   TOTALE FATTURA EURO           5.490,00
Pagamento: bonifico 30 gg d.f.`),
  },
  {
    what: 'a British wholesaler with discounts by line',
    seller: 'Northgate Supplies PLC',
    number: 'SI-77120',
    date: '2023-09-15',
    gross: '1044.00',
    currency: 'GBP',
    buyer: 'The Corner Shop',
    lines: 3,
    page: typeset(`
NORTHGATE SUPPLIES PLC                                        SALES INVOICE
Unit 9 Dock Road, Hull HU1 2AB                                Page 1 of 1
VAT Reg: GB 980 7806 84

Invoice To:              Deliver To:            Invoice No:       SI-77120
The Corner Shop          The Corner Shop        Invoice/Tax Date: 15/09/2023
4 High Street            4 High Street          Order No:         P4432
Beverley HU17 8BX        Beverley HU17 8BX      Account Ref:      CORN01

Code     Description            Qty    Price   Disc %       Net     VAT
AB100    Crisps box 48           10    25.00    10.00    225.00   45.00
CD200    Soft drinks 24x330      20    20.00     0.00    400.00   80.00
EF300    Chocolate bars           5    49.00     0.00    245.00   49.00
                                     Total Net Amount        870.00
                                     Total VAT Amount        174.00
                                     Invoice Total       £ 1,044.00`),
  },
  {
    what: 'a hotel folio',
    seller: 'Grand Harbour Hotel',
    number: 'HF-33021',
    date: '2022-11-18',
    gross: '402.00',
    currency: 'EUR',
    page: typeset(`
GRAND HARBOUR HOTEL
1 Quay Street, Dublin 1                       Folio No.    HF-33021
VAT No. IE6388047V                            Room         412
                                              Arrival      16/11/22
Ms Ingrid Dahl                                Departure    18/11/22
Oslo                                          Cashier      7

Date        Description              Charges       Credits
16/11/22    Accommodation             175.00
16/11/22    Dinner                     52.00
17/11/22    Accommodation             175.00
18/11/22    Visa                                    402.00
            Total                     402.00        402.00
            Balance Due                               0.00
VAT included 13.5%: 41.63`),
  },
  {
    what: 'a Dutch freelancer',
    seller: 'Tekstbureau Van Leeuwen',
    number: '2023018',
    date: '2023-06-30',
    gross: '907.50',
    currency: 'EUR',
    due: '2023-07-14',
    buyer: 'Gemeente Voorbeeld',
    lines: 1,
    page: typeset(`
Tekstbureau Van Leeuwen
Singel 12
3112 GK Schiedam
KvK 24123456
BTW-id NL001234567B12
IBAN NL91 ABNA 0417 1643 00

Gemeente Voorbeeld
T.a.v. afdeling Communicatie
Postbus 1
1000 AA Voorbeeld

FACTUUR

Factuurnummer      Factuurdatum      Vervaldatum
2023018            30-06-2023        14-07-2023

Omschrijving                      Uren     Tarief       Bedrag
Redactie jaarverslag                10    € 75,00     € 750,00

                              Subtotaal               € 750,00
                              BTW 21%                 € 157,50
                              Totaal                  € 907,50`),
  },
  {
    what: 'a Brazilian garage',
    seller: 'Oficina Mecânica Boa Vista Ltda',
    number: '000.045.871',
    date: '2023-08-21',
    gross: '1250.00',
    currency: 'BRL',
    lines: 2,
    page: typeset(`
OFICINA MECÂNICA BOA VISTA LTDA                 NOTA FISCAL Nº 000.045.871
Rua das Palmeiras, 300 - Campinas/SP            SÉRIE 1
CNPJ 12.345.678/0001-95                         DATA DE EMISSÃO 21/08/2023

DESTINATÁRIO
Nome/Razão Social: João da Silva
CPF: 123.456.789-09

CÓDIGO   DESCRIÇÃO                 QTD   V. UNIT      V. TOTAL
001      Troca de óleo               1    350,00        350,00
002      Pastilhas de freio          2    450,00        900,00
VALOR TOTAL DOS PRODUTOS                             1.250,00
VALOR TOTAL DA NOTA                               R$ 1.250,00`),
  },
  {
    what: 'a letter from a German painter',
    seller: 'Malerbetrieb Krause',
    number: '47/2021',
    date: '2021-06-03',
    gross: '714.00',
    currency: 'EUR',
    buyer: 'Familie Sommer',
    page: typeset(`
Malerbetrieb Krause
Inh. Uwe Krause
Gartenweg 2, 99084 Erfurt

Familie Sommer
Rosenstr. 5
99085 Erfurt
                                                    Erfurt, 03.06.2021
Rechnung 47/2021

Für die Malerarbeiten in Ihrem Wohnzimmer berechne ich:

Arbeitszeit 12 Std. à 40,00 €                            480,00 €
Material                                                 120,00 €
                                                         600,00 €
+ 19 % Mehrwertsteuer                                    114,00 €
                                                         714,00 €
Bitte überweisen Sie den Betrag auf das Konto DE89 3704 0044 0532 0130 00.`),
  },
  {
    what: 'a Japanese exporter',
    seller: 'Hikari Trading Co., Ltd.',
    number: 'HT-2023-0912',
    date: '2023-09-12',
    gross: '165000',
    currency: 'JPY',
    lines: 1,
    page: typeset(`
INVOICE                                  No. HT-2023-0912
                                         Date: 2023/09/12
To: Blue Heron Design Limited            Hikari Trading Co., Ltd.
                                         1-2-3 Kanda, Tokyo 101-0044

Description            Qty     Unit Price (JPY)     Amount (JPY)
Bamboo frames           50              3,000            150,000
                        Subtotal                         150,000
                        Consumption tax 10%               15,000
                        Total                           ¥165,000`),
  },
];
