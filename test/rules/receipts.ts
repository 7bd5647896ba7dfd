import type { PageText } from '../../src/domain/page-text.ts';
import { typeset } from '../support/typeset.ts';

/** A made-up slip of a till and what it says. */
export interface Receipt {
  readonly what: string;
  readonly page: PageText;
  readonly seller: string;
  readonly date: string;
  readonly total: string;
  readonly currency: string;
  readonly number: string | null;
}

const slip = (text: string): PageText => typeset(text, { origin: 'ocr', confidence: 0.93 });

/** Slips as tills in several countries print them: the ways to say the total, to give change and to sum up the tax. */
export const RECEIPTS: readonly Receipt[] = [
  {
    what: 'totals before and with tax, and a summary with a total of its own',
    seller: 'Perniagaan Tan Seng Huat',
    date: '2018-01-04',
    total: '44.73',
    currency: 'MYR',
    number: 'CS00017543',
    page: slip(`
        PERNIAGAAN TAN SENG HUAT
              (91109-A)
         NO 12, JALAN AIR JERNIH,
            53200, KUALA LUMPUR
             TEL : 03-40210000
           GST ID : 000750670000
          SIMPLIFIED TAX INVOICE
CASH
DOC NO.        : CS00017543      DATE: 04/01/2018
CASHIER        : USER            TIME: 15:39:00
ITEM           QTY     S/PRICE   AMOUNT    TAX
2402            1        3.71      3.71    SR
25MM NIPPLE
1462            2        0.64      1.27    SR
SEAL TAPE
1748            1        5.83      5.83    SR
32MM SOCKET
2247            1       33.92     33.92    SR
1 BALL VALVE
     TOTAL QTY: 5                 44.73
     TOTAL SALES (EXCLUDING GST) :  42.20
                     DISCOUNT :      0.00
                    TOTAL GST :      2.53
                     ROUNDING :      0.00
     TOTAL SALES (INCLUSIVE OF GST) :  44.73
                         CASH :     44.73
                       CHANGE :      0.00
GST SUMMARY
TAX CODE       %       AMT(RM)   TAX(RM)
SR             6         42.20      2.53
           TOTAL :       42.20      2.53
GOODS SOLD ARE NOT RETURNABLE, THANK YOU.`),
  },
  {
    what: 'due, pay and change, with the tax included in a remark',
    seller: 'QUEENS CONFECTIONERY S/B',
    date: '2017-02-02',
    total: '7.50',
    currency: 'MYR',
    number: 'GKJ30785111',
    page: slip(`
QUEENS CONFECTIONERY S/B 271500-U (GKJ)
LOT NO. G23, GIANT KELANA
PUSAT BANDAR KELANA, PETALING
TEL NO: 03 - 7803 0000
(GST ID : 000294060000)
          TAX INVOICE
INV NO :GKJ30785111     DATE:02/02/17 19:46
CASHIER:FT10060         CTR :01
CODE       DESC       QTY    RM    D%    AMT
201026 SCONE - M       1    7.50   0     7.50 S
           QTY         1                 7.50
                 ROUNDING ADJ            0.00
                 DUE                     7.50
                 PAY                    20.00
                 CHANGE                 12.50
     (TOTAL INCLUDED GST @ 6% : 0.42)
THANK YOU PLEASE COME AGAIN!!`),
  },
  {
    what: 'a restaurant with a rounded total, cash and change',
    seller: 'SAKURA KITCHEN SDN BHD',
    date: '2018-01-17',
    total: '29.70',
    currency: 'MYR',
    number: '9722',
    page: slip(`
      SAKURA KITCHEN SDN BHD
            1202000-P
   19-1, JALAN MALINJA 2, TAMAN RAYA,
      53100 SETAPAK, KUALA LUMPUR
             INVOICE
INVOICE: 9722              CASHIER: ADMIN
POS NO: 1                  TABLE: 03
DATE : 17/1/2018           12:12:21
PAX: 0
ITEM             QTY   U/P(RM)  DISC(%)  AMT(RM)
CHICKEN BENTO
BEN02             1     12.90    0.00     12.90
CURRY RICE SET
SET10             1      6.90    0.00      6.90
FISH SET
TS02              1      9.90    0.00      9.90
  SUB TOTAL BEFORE DISCOUNT           RM 29.70
  SERVICE CHARGE                       RM 0.00
  TOTAL SALES                         RM 29.70
  ROUNDING ADJUSTMENT                  RM 0.00
  TOTAL                               RM 29.70
CASH                                  RM 30.00
CHANGE                                 RM 0.30`),
  },
  {
    what: 'a total with tax, tax repeated below',
    seller: 'MR BUILDER (M) SDN BHD',
    date: '2018-03-26',
    total: '28.00',
    currency: 'MYR',
    number: null,
    page: slip(`
       MR BUILDER (M) SDN BHD
        (CO. REG :860600-D)
  KAWASAN PERINDUSTRIAN BALAKONG,
   43300 SERI KEMBANGAN, SELANGOR
     (GST ID NO :000306020000)
          -TAX INVOICE-
PILLAR SINK TAP 87601                  *S
9074624             1 X 19.90    19.90
SEAL TAPE                              *S
9180501             1 X  0.80     0.80
COLANDER 24.5CM                        *S
9067474             1 X  7.30     7.30
ITEM(S) : 3                  QTY(S) : 3
TOTAL INCL. GST@6%             RM 28.00
CASH                           RM 40.00
CHANGE                         RM 12.00
GST @6% INCLUDED IN TOTAL       RM 1.58
26-03-18 15:25 SHO1 ZJ86   T1 R000112587
   EXCHANGE ARE ALLOWED WITHIN
      7 DAY WITH RECEIPT .`),
  },
  {
    what: 'number and date at the foot',
    seller: 'SENG GIAP TRADING SDN BHD',
    date: '2017-09-30',
    total: '66.00',
    currency: 'MYR',
    number: 'CS-020811',
    page: slip(`
SENG GIAP TRADING SDN BHD
NO. 135, JALAN BANGI, 43500
SEMENYIH, SELANGOR
TEL : 03-87230000       FAX : 03-87230001
COMPANY REG NO :  557000-H
GST REG NO     :  000436630000
              TAX INVOICE
  NAME : CASH
1. 3.5 LITRE COATING
   1.0000                    48.00   SR
2. THINNER 1 GALLON
   1.0000                    18.00   SR
TOTAL SALES INCLUSIVE GST @6%   66.00
                   ROUND ADJ     0.00
                   FINAL TOTAL  66.00
                   CASH         66.00
                   CHANGE        0.00
GST SUMMARY        AMOUNT(RM)   TAX(RM)
SR @ 6%                 62.26      3.74
INV NO : CS-020811      DATE : 30-09-2017
AGENT :
          THANK YOU
       PLEASE COME AGAIN`),
  },
  {
    what: 'a parking ticket with a stay from and to',
    seller: 'ORION REALTIES SDN BHD',
    date: '2018-05-30',
    total: '5.00',
    currency: 'MYR',
    number: '3521/0602/00611',
    page: slip(`
ORION REALTIES SDN BHD
(GST REGISTRATION NO : 000650240000)
27, JALAN SULTAN,
50250 KUALA LUMPUR.
TEL : + 6 03 2026 0000
  TAX INVOICE
TAX INVOICE NO. 3521/0602/00611
                 30/05/18 11:01
010100 PAY PARKING TICKET      5.00 RM
30/05/18 10:45 - 30/05/18 11:01
LENGTH OF STAY: 0 DY. 0 HR. 16 MIN.
     AMOUNT INCL. GST          5.00 RM
     ACCEPTED TOTAL            5.00 RM
     GST 6%                    0.28 RM
          THANK YOU`),
  },
  {
    what: 'a German till with two rates',
    seller: 'Frischemarkt Lehmann e.K.',
    date: '2023-11-04',
    total: '11.36',
    currency: 'EUR',
    number: '4711',
    page: slip(`
      Frischemarkt Lehmann e.K.
           Hauptstr. 8
          04109 Leipzig
       UID Nr. DE136695976
                             EUR
Brötchen                    1,20 B
Käse Gouda                  4,29 B
Spülmittel                  2,49 A
Kaffee                      3,38 B
SUMME               EUR    11,36
Geg. BAR            EUR    20,00
Rückgeld BAR        EUR     8,64
Steuer %    Netto   Steuer  Brutto
A= 19,0%     2,09    0,40    2,49
B=  7,0%     8,29    0,58    8,87
Gesamtbetrag 10,38   0,98   11,36
Bon-Nr. 4711      Kasse 2
04.11.2023     17:42
   Vielen Dank für Ihren Einkauf`),
  },
  {
    what: 'a French till',
    seller: 'SUPERETTE DU PORT',
    date: '2022-06-18',
    total: '18.45',
    currency: 'EUR',
    number: '000233',
    page: slip(`
        SUPERETTE DU PORT
        3 quai des Brumes
         56100 LORIENT
      Tel : 02 97 00 00 00
Ticket N° 000233    18/06/2022 10:22
PAIN CAMPAGNE            2,10 €
BEURRE DOUX              2,95 €
VIN BLANC               13,40 €
TOTAL TTC               18,45 €
CARTE BANCAIRE          18,45 €
TVA      HT      TVA     TTC
5,5%    4,79    0,26    5,05
20%    11,17    2,23   13,40
MERCI DE VOTRE VISITE`),
  },
  {
    what: 'a Spanish bar',
    seller: 'BAR LA PLAZA S.L.',
    date: '2021-09-12',
    total: '23.90',
    currency: 'EUR',
    number: '2021/1873',
    page: slip(`
         BAR LA PLAZA S.L.
      Plaza Mayor 4, 37001 Salamanca
         NIF: B12345674
FACTURA SIMPLIFICADA: 2021/1873
Fecha: 12/09/2021 14:31    Mesa: 7
CANT  DESCRIPCION     PRECIO  IMPORTE
 2    Menu del dia     10,00    20,00
 2    Cafe solo         1,30     2,60
 1    Agua              1,30     1,30
TOTAL                         23,90 €
BASE 21,73   IVA 10%  2,17
Entregado                     30,00
Cambio                         6,10
GRACIAS POR SU VISITA`),
  },
  {
    what: 'an American till with sales tax and a tip line',
    seller: 'Lakeside Diner LLC',
    date: '2024-03-09',
    total: '41.58',
    currency: 'USD',
    number: '20417',
    page: slip(`
          Lakeside Diner LLC
         88 Harbor Blvd
       Portland, OR 97205
Server: Kim       Table 12     Guests 2
Check #: 20417
03/09/2024 7:12 PM
2 Burger Deluxe           25.00
1 Caesar Salad             9.50
2 Iced Tea                 4.00
Subtotal                 $38.50
Sales Tax 8%              $3.08
Total                    $41.58
Visa ****1234            $41.58
Tip   ______   Thank you!`),
  },
];
