import type { PageText } from '../../src/domain/page-text.ts';
import { typeset } from '../support/typeset.ts';

/** A made-up invoice in the manner of a kind of sender, and what it says. */
export interface StyledInvoice {
  readonly what: string;
  readonly page: PageText;
  readonly seller: string;
  readonly number: string;
  readonly date: string;
  readonly gross: string;
  readonly currency: string;
  readonly due?: string;
  readonly buyer?: string;
  readonly lines?: number;
}

/** Invoices as subscriptions, shops, craftsmen, utilities and offices of several countries write them. */
export const STYLED_INVOICES: readonly StyledInvoice[] = [
  {
    what: 'a subscription',
    seller: 'Cloudcrate, Inc.',
    number: '4C2B1A9D-0007',
    date: '2023-06-14',
    gross: '59.00',
    currency: 'USD',
    due: '2023-06-14',
    buyer: 'Jane Example',
    lines: 1,
    page: typeset(`
Invoice                                                    Cloudcrate

Invoice number   4C2B1A9D-0007
Date of issue    June 14, 2023
Date due         June 14, 2023

Cloudcrate, Inc.                    Bill to
510 Townsend Street                 Jane Example
San Francisco, California 94103     12 Sample Road
United States                       Dublin
support@cloudcrate.example          jane@example.com

$59.00 USD due June 14, 2023

Description                                  Qty   Unit price      Amount
Pro plan                                       1       $59.00      $59.00
Jun 14 – Jul 14, 2023

                                   Subtotal                        $59.00
                                   Total                           $59.00
                                   Amount due                  $59.00 USD

4C2B1A9D-0007 · $59.00 USD due June 14, 2023                    Page 1 of 1`),
  },
  {
    what: 'an Indian tax invoice with a summary by HSN',
    seller: 'Vishnu Traders Pvt Ltd',
    number: 'VT/23-24/0187',
    date: '2023-11-07',
    gross: '11800.00',
    currency: 'INR',
    buyer: 'Ganga Electronics',
    lines: 2,
    page: typeset(`
                         TAX INVOICE                    (ORIGINAL FOR RECIPIENT)
Vishnu Traders Pvt Ltd               Invoice No.            Dated
14, MG Road, Pune - 411001           VT/23-24/0187          7-Nov-23
GSTIN/UIN: 27AAPFU0939F1ZV           Delivery Note          Mode/Terms of Payment
State Name : Maharashtra, Code : 27                         30 Days
Buyer (Bill to)                      Buyer's Order No.      Dated
Ganga Electronics                    PO-221                 2-Nov-23
5 Station Road, Nashik
GSTIN/UIN : 27AADCB2230M1ZT

Sl  Description of Goods     HSN/SAC    Quantity    Rate      per    Amount
No.
1   LED Bulb 9W              85395000   50 Nos      120.00    Nos    6,000.00
2   Wire 1.5 sq mm           85444999   20 Nos      200.00    Nos    4,000.00
                                                                    10,000.00
                             CGST                                      900.00
                             SGST                                      900.00
                  Total                 70 Nos                    ₹ 11,800.00
Amount Chargeable (in words)                                         E. & O.E
INR Eleven Thousand Eight Hundred Only
HSN/SAC      Taxable Value   CGST Rate  Amount   SGST Rate  Amount   Total
85395000       6,000.00        9%       540.00     9%       540.00   1,080.00
85444999       4,000.00        9%       360.00     9%       360.00     720.00
Total         10,000.00                 900.00              900.00   1,800.00
Company's PAN : AAPFU0939F
for Vishnu Traders Pvt Ltd
Authorised Signatory`),
  },
  {
    what: 'a German web shop',
    seller: 'Kaufhaus Digital S.à r.l.',
    number: 'DE23ABCDEF12',
    date: '2022-12-05',
    gross: '45.98',
    currency: 'EUR',
    buyer: 'Petra Probe',
    lines: 2,
    page: typeset(`
                                                         Rechnung
Petra Probe                                              Bezahlt
Musterweg 4                                              Zahlungsreferenznummer  3F4G5H6J7K
10115 Berlin                                             Verkauft von            Kaufhaus Digital S.à r.l.
DE                                                       USt-IDNr.               DE136695976

                                                         Rechnungsdatum /Lieferdatum     05 Dezember 2022
                                                         Rechnungsnummer                 DE23ABCDEF12
                                                         Zahlbetrag                      45,98 €

Rechnungsadresse             Lieferadresse               Verkauft von
Petra Probe                  Petra Probe                 Kaufhaus Digital S.à r.l.
Musterweg 4                  Musterweg 4                 38 avenue Kennedy
10115 Berlin                 10115 Berlin                L-1855 Luxemburg

Bestellinformationen
Bestelldatum      04 Dezember 2022
Bestellnummer     302-1234567-7654321

Beschreibung                  Menge   Stückpreis    USt. %   Stückpreis     Zwischensumme
                                      (ohne USt.)            (inkl. USt.)   (inkl. USt.)
USB Kabel 2m                    1       8,39 €       19%       9,98 €          9,98 €
Buch Gartenpflege               1      33,64 €        7%      36,00 €         36,00 €
Versandkosten                           0,00 €                 0,00 €          0,00 €
                                                  Gesamtpreis              45,98 €
USt. %       Zwischensumme (ohne USt.)      USt.
19%                8,39 €                   1,59 €
7%                33,64 €                   2,36 €
USt. Gesamt       42,03 €                   3,95 €`),
  },
  {
    what: 'a French host',
    seller: 'HEBERGEO SAS',
    number: 'FR41998877',
    date: '2021-02-03',
    gross: '7.19',
    currency: 'EUR',
    buyer: 'DUPONT Marie',
    lines: 1,
    page: typeset(`
HEBERGEO SAS
2 rue Kellermann - 59100 ROUBAIX
Tel : 1007                                        DUPONT Marie
                                                  18 rue du Four
Facture : FR41998877                              35000 RENNES
Date d'emission : 03/02/2021                      FR
Paiement : Carte bancaire

Reference    Abonnement                Quantite   Prix Unitaire HT   Prix HT
dom-21       Renouvellement domaine 1 an   1          5,99 €          5,99 €

                              Prix HT          5,99 €
                              TVA (20 %)       1,20 €
                              TOTAL TTC        7,19 €

Facture acquittee. SAS au capital de 10 174 560 € - RCS Lille Metropole 424 761 419 - TVA : FR22424761419`),
  },
  {
    what: 'a Dutch utility bill',
    seller: 'Stroomhuis B.V.',
    number: '1900 4432 118',
    date: '2020-09-21',
    gross: '132.50',
    currency: 'EUR',
    due: '2020-10-05',
    page: typeset(`
Stroomhuis B.V.
Postbus 500, 9700 AL Groningen                     De heer J. de Boer
                                                   Kerkstraat 9
Jaarnota                                           9711 AA Groningen
Datum                 21 september 2020
Notanummer            1900 4432 118
Klantnummer           70012345
Periode               1 september 2019 t/m 31 augustus 2020

Uw verbruik                                        €  1.512,50
Al in rekening gebrachte termijnen                 € -1.380,00
Te betalen                                         €    132,50
waarvan BTW 21%                                    €     23,00

U ontvangt deze nota omdat wij de stand hebben ontvangen.
Wij schrijven het bedrag rond 5 oktober 2020 af. Vervaldatum 5 oktober 2020.
KvK 01234567  BTW NL810098866B01  IBAN NL91 ABNA 0417 1643 00`),
  },
  {
    what: 'a credit note',
    seller: 'Harrow & Finch Ltd',
    number: 'CN-0091',
    date: '2024-05-02',
    gross: '-60.00',
    currency: 'GBP',
    buyer: 'Blue Heron Design Limited',
    lines: 1,
    page: typeset(`
Harrow & Finch Ltd                                     CREDIT NOTE
14 Mill Lane, Leeds LS1 4AB
                                   Credit Note Number:  CN-0091
Bill to:                           Date:                02/05/2024
Blue Heron Design Limited          Original invoice:    INV-2041
220 High Street

Description                     Qty      Price       Amount
Returned bracket                 -2      25.00       -50.00
                                        Net         £-50.00
                                        VAT 20%     £-10.00
                                        Total       £-60.00`),
  },
  {
    what: 'a Swiss office',
    seller: 'Alpenblick Treuhand AG',
    number: '2023-1187',
    date: '2023-03-28',
    gross: '1292.40',
    currency: 'CHF',
    due: '2023-04-27',
    buyer: 'Muster Immobilien AG',
    lines: 2,
    page: typeset(`
Alpenblick Treuhand AG, Bahnhofplatz 3, 6003 Luzern

Muster Immobilien AG
Seestrasse 12
8002 Zürich
                                                Luzern, 28. März 2023
Rechnung Nr. 2023-1187

Pos  Leistung                         Std.    Ansatz       Betrag CHF
1    Buchführung 1. Quartal             6.0    150.00          900.00
2    Steuererklärung                    2.0    150.00          300.00
     Zwischentotal                                           1'200.00
     MWST 7.7%                                                  92.40
     Total CHF                                               1'292.40

Zahlbar bis 27.04.2023     IBAN CH93 0076 2011 6238 5295 7
MWST-Nr. CHE-116.281.710 MWST`),
  },
  {
    what: 'the printed form of an Italian e-invoice',
    seller: 'TECNOLUX S.R.L.',
    number: '87/PA',
    date: '2022-11-30',
    gross: '1220.00',
    currency: 'EUR',
    due: '2022-12-31',
    buyer: 'COMUNE DI ESEMPIO',
    lines: 1,
    page: typeset(`
Cedente/prestatore (fornitore)              Cessionario/committente (cliente)
Identificativo fiscale ai fini IVA: IT00743110157   Codice fiscale: 80001234567
Denominazione: TECNOLUX S.R.L.              Denominazione: COMUNE DI ESEMPIO
Indirizzo: Via Roma 5                       Indirizzo: Piazza Municipio 1
Comune: Milano Provincia: MI                Comune: Esempio Provincia: BG

Tipologia documento    Numero documento   Data documento   Codice destinatario
TD01 fattura           87/PA              30-11-2022       UF1234

Descrizione              Quantità   Prezzo unitario   UM    %IVA    Prezzo totale
Lampade stradali LED        10,00          100,00      PZ    22,00       1.000,00

RIEPILOGHI IVA E TOTALI
esigibilità iva   %IVA    Totale imponibile   Totale imposta
S (scissione)     22,00            1.000,00           220,00

Totale documento                                      1.220,00
Modalità pagamento    Data scadenza    Importo
MP05 Bonifico         31-12-2022       1.220,00`),
  },
  {
    what: 'a Spanish freelancer with tax withheld',
    seller: 'María López Cano',
    number: '2024/03',
    date: '2024-03-31',
    gross: '1060.00',
    currency: 'EUR',
    buyer: 'Editorial Sol S.L.',
    lines: 1,
    page: typeset(`
FACTURA                                            Nº: 2024/03
                                                   Fecha: 31/03/2024
Emisor:                          Cliente:
María López Cano                 Editorial Sol S.L.
NIF 12345678Z                    CIF B12345674
C/ Luna 4, 28004 Madrid          C/ Mayor 1, 28013 Madrid

Concepto                                   Importe
Traducción de manual (25.000 palabras)   1.000,00 €

Base imponible                           1.000,00 €
IVA 21%                                    210,00 €
Retención IRPF -15%                       -150,00 €
TOTAL                                    1.060,00 €`),
  },
  {
    what: 'an American gardener',
    seller: 'Green Thumb Gardening',
    number: '1043',
    date: '2019-08-16',
    gross: '385.00',
    currency: 'USD',
    buyer: 'Mr. Allan Pierce',
    lines: 3,
    page: typeset(`
Green Thumb Gardening                              INVOICE
77 Orchard Way                                     No. 1043
Salem, OR 97301                                    August 16, 2019
(503) 555-0188

TO
Mr. Allan Pierce
9 Hill St
Salem, OR 97302

DESCRIPTION                              HOURS     RATE     AMOUNT
Hedge trimming                               4    45.00     180.00
Lawn aeration                                2    60.00     120.00
Mulch delivery                                              85.00
                                                  TOTAL    $385.00
Make all checks payable to Green Thumb Gardening`),
  },
  {
    what: 'a German software house with terms of payment',
    seller: 'Nordwind Software GmbH',
    number: 'NW-2291',
    date: '2024-01-15',
    gross: '3570.00',
    currency: 'EUR',
    buyer: 'Stadtwerke Beispielstadt',
    lines: 1,
    page: typeset(`
Nordwind Software GmbH · Deichstr. 9 · 20459 Hamburg
Stadtwerke Beispielstadt
Einkauf
Werkstr. 1
12345 Beispielstadt
                                                Hamburg, den 15.01.2024
Rechnung NW-2291                                Kundennr.: 50012
Ihre Bestellung 4500123 vom 02.01.2024          Leistungszeitraum: 01.01.2024 - 31.12.2024

Sehr geehrte Damen und Herren,
für unsere Leistungen erlauben wir uns zu berechnen:

Bezeichnung                          Anzahl      Einzelpreis €     Gesamt €
Wartung Software 2024                     1           3.000,00     3.000,00
Nettosumme                                                         3.000,00
Umsatzsteuer 19,00 %                                                 570,00
Rechnungsbetrag                                                    3.570,00

Zahlbar innerhalb von 14 Tagen ohne Abzug.
Nordwind Software GmbH  Amtsgericht Hamburg HRB 12345  Geschäftsführer: Jan Petersen`),
  },
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
