import { typeset } from '../support/typeset.ts';
import { MORE_STYLED_INVOICES } from './more-invoice-styles.ts';
import type { StyledInvoice } from './styled-invoice.ts';

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
  ...MORE_STYLED_INVOICES,
];
