import { latinDigits } from './fold.ts';

/** Marks that name one currency. A bare `$` is taken for US dollars, a bare `¥` for yen, `kr` for no one in particular. */
const MARKS: readonly (readonly [mark: string, code: string])[] = [
  ['US$', 'USD'],
  ['A$', 'AUD'],
  ['AU$', 'AUD'],
  ['C$', 'CAD'],
  ['CA$', 'CAD'],
  ['NZ$', 'NZD'],
  ['HK$', 'HKD'],
  ['S$', 'SGD'],
  ['R$', 'BRL'],
  ['RM', 'MYR'],
  ['₹', 'INR'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['$', 'USD'],
  ['¥', 'JPY'],
  ['₩', 'KRW'],
  ['₽', 'RUB'],
  ['₺', 'TRY'],
  ['TL', 'TRY'],
  ['₫', 'VND'],
  ['฿', 'THB'],
  ['₦', 'NGN'],
  ['₪', 'ILS'],
  ['₴', 'UAH'],
  ['₱', 'PHP'],
  ['Rs.', 'INR'],
  ['Rs', 'INR'],
  ['RS.', 'INR'],
  ['RS', 'INR'],
  ['rs.', 'INR'],
  ['Re.', 'INR'],
  ['SFr.', 'CHF'],
  ['Fr.', 'CHF'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['Ft', 'HUF'],
  ['Euro', 'EUR'],
  ['euro', 'EUR'],
  ['EURO', 'EUR'],
  ['Rupees', 'INR'],
  ['रु.', 'INR'],
  ['रु', 'INR'],
  ['रू.', 'INR'],
  ['रू', 'INR'],
  ['रुपये', 'INR'],
  ['रुपए', 'INR'],
  ['रूपये', 'INR'],
];

const CODES = new Set(
  (
    'AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GHS HKD HUF IDR ILS INR ISK JOD JPY KES KRW KWD ' +
    'LKR MAD MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU ' +
    'VND XAF XOF ZAR'
  ).split(' '),
);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const ALTERNATIVES = [...MARKS]
  .sort((a, b) => b[0].length - a[0].length)
  .map(([mark]) => escaped(mark))
  .join('|');
const LEADING = new RegExp(`^(?:(${ALTERNATIVES})|([A-Z]{3})(?![A-Za-z]))[\\s:]*`);
const TRAILING = new RegExp(`\\s*(?:(${ALTERNATIVES})|(?<![A-Za-z])([A-Z]{3}))$`);

const BY_MARK = new Map(MARKS);

function codeOf(mark: string | undefined, code: string | undefined): string | null {
  if (mark !== undefined) return BY_MARK.get(mark) ?? null;
  return code !== undefined && CODES.has(code) ? code : null;
}

/** The ISO 4217 code a word stands for (`₹`, `Rs.`, `EUR`); null when it is no currency. */
export function currencyOf(text: string): string | null {
  const trimmed = text.trim().replace(/^[([]+|[)\]:]+$/g, '');
  const mark = BY_MARK.get(trimmed);
  return mark ?? (CODES.has(trimmed) ? trimmed : null);
}

/** Takes a currency mark or code off either end, and the Indian `/-` behind a round sum. */
export function splitCurrency(text: string): { readonly currency: string | null; readonly rest: string } {
  let rest = text.trim().replace(/\s*(?:\/-|\/=|,-|\.-)$/, '');
  let currency: string | null = null;
  const lead = LEADING.exec(rest);
  const leadCode = lead && codeOf(lead[1], lead[2]);
  if (lead && leadCode !== null) {
    currency = leadCode;
    rest = rest.slice(lead[0].length);
  }
  const trail = TRAILING.exec(rest);
  const trailCode = trail && codeOf(trail[1], trail[2]);
  if (trail && trailCode !== null) {
    currency ??= trailCode;
    rest = rest.slice(0, trail.index);
  }
  return { currency, rest: rest.trim() };
}

/** One form for the many spaces, dashes and apostrophes that number writers use. */
export function normaliseNumerals(text: string): string {
  if (/^[!-_a-~]*$/.test(text)) return text;
  return (
    latinDigits(text)
      // Fonts without the sign of the rupee print its last byte.
      .replace(/^\u00b9(?=\d[\d,]*\.\d\d$)/, '\u20b9')
      .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
      .replace(/[\u2010-\u2015\u2212\uff0d]/g, '-')
      .replace(/[\u2018\u2019\u02bc\u00b4`\u2032]/g, "'")
      .replace(/[\uff0c]/g, ',')
      .trim()
  );
}
