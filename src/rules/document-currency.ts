import { currencyOf } from './currency.ts';
import { fold } from './fold.ts';
import type { Paper } from './paper.ts';
import { countryOfPaper } from './paper-country.ts';
import type { PlacedWord } from './straighten.ts';
import type { SumCandidate } from './sum-candidates.ts';

const LABEL = /^(?:currency|wahrung|waehrung|rechnungswahrung|devise|moneda|divisa|valuta|moeda|monnaie)$/;

const WORDS: Readonly<Record<string, string>> = {
  euro: 'EUR',
  euros: 'EUR',
  dollars: 'USD',
  pounds: 'GBP',
  sterling: 'GBP',
  rupees: 'INR',
  ringgit: 'MYR',
  francs: 'CHF',
  franken: 'CHF',
  reais: 'BRL',
};

/** Money that is spelt out with the country whose it is. */
const SPELT: readonly (readonly [RegExp, string])[] = [
  [/\bsingapore dollars?\b/, 'SGD'],
  [/\bhong kong dollars?\b/, 'HKD'],
  [/\b(?:australian|aust\.?) dollars?\b/, 'AUD'],
  [/\bcanadian dollars?\b/, 'CAD'],
  [/\bnew zealand dollars?\b/, 'NZD'],
  [/\b(?:u\.?s\.?|united states|american) dollars?\b/, 'USD'],
  [/\bindian rupees?\b/, 'INR'],
  [/\b(?:british pounds?|pounds? sterling)\b/, 'GBP'],
  [/\b(?:swiss francs?|schweizer franken|francs suisses)\b/, 'CHF'],
  [/\b(?:danske kroner|danish kron(?:er|e))\b/, 'DKK'],
  [/\b(?:norske kroner|norwegian kron(?:er|e))\b/, 'NOK'],
  [/\b(?:svenska kronor|swedish kron(?:or|a))\b/, 'SEK'],
  [/\b(?:malaysian ringgit|ringgit malaysia)\b/, 'MYR'],
];

/** Currency of a country, where a paper names none. */
const OF_COUNTRY: Readonly<Record<string, string>> = {
  IN: 'INR',
  GB: 'GBP',
  CH: 'CHF',
  SE: 'SEK',
  DK: 'DKK',
  NO: 'NOK',
  PL: 'PLN',
  CZ: 'CZK',
  HU: 'HUF',
  RO: 'RON',
  BG: 'BGN',
  BR: 'BRL',
  MY: 'MYR',
  US: 'USD',
  CA: 'CAD',
  AU: 'AUD',
  PH: 'PHP',
  SG: 'SGD',
};
const EURO = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK';
/** A bare dollar sign is one of these where the paper says so. */
const DOLLARS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:ABN|A\.B\.N|ACN|Australia|NSW|QLD)\b/, 'AUD'],
  [/\b(?:HST|QST|PST|Canada|Ontario|Quebec|Québec|Alberta)\b/, 'CAD'],
  [/\b(?:Singapore|GST Reg)\b/, 'SGD'],
  [/\b(?:New Zealand|NZBN)\b/, 'NZD'],
  [/\b(?:Hong Kong)\b/, 'HKD'],
];

/** A currency with the words that show it; no words where only the country told. */
export interface CurrencyReading {
  readonly code: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
}

/**
 * The currency of the sums (ISO 4217): the one named by a label or standing at the totals, else at most amounts, else
 * spelt out, else that of the seller's country; null when nothing tells.
 */
export function readCurrency(
  paper: Paper,
  sums: readonly SumCandidate[],
  country: string | null,
): CurrencyReading | null {
  const votes = new Map<string, number>();
  // "Sdn Bhd" ends the name of a Malaysian company; the dinar of Bahrain stands with its amounts.
  const malaysian = !paper.lines.some((line) => line.amounts.some((amount) => amount.currency === 'BHD'));
  const vote = (code: string | null | undefined, weight: number): void => {
    if (code && !(malaysian && code === 'BHD')) votes.set(code, (votes.get(code) ?? 0) + weight);
  };
  let bareDollar = 0;
  for (const line of paper.lines) {
    const { words } = line.line;
    for (const amount of line.amounts) {
      vote(amount.currency, 1);
      if (amount.currency === 'USD' && !/us/i.test(amount.text)) bareDollar++;
    }
    for (const [index, word] of words.entries()) {
      const bare = fold(word.text).replace(/[^a-z]/g, '');
      if (LABEL.test(bare)) {
        for (const next of words.slice(index + 1, index + 4))
          vote(currencyOf(next.text.replace(/[().,]/g, '')), 12);
      }
      // A code in capitals or a sign, in titles such as "Total (EUR)".
      if (word.text.length <= 6)
        vote(currencyOf(word.text.replace(/[().,:]/g, '')), /[A-Z]{3}/.test(word.text) ? 1 : 0.5);
      // A column titled "Amount (RM)".
      const titled = /\(([A-Za-z]{2,3}\.?)\)$/.exec(word.text);
      if (titled) vote(currencyOf(titled[1]!), 1);
      if (bare.length > 3) vote(WORDS[bare], 0.5);
    }
  }
  for (const { line } of paper.lines) {
    const text = fold(line.text);
    for (const [pattern, code] of SPELT) if (pattern.test(text)) vote(code, 2);
  }
  for (const sum of sums) if (['gross', 'due', 'total'].includes(sum.kind)) vote(sum.currency, 3);
  const [best, second] = [...votes].sort((a, b) => b[1] - a[1]);
  if (!best) {
    const shown = country ?? countryOfPaper(paper);
    const code = shown === null ? undefined : EURO.includes(shown) ? 'EUR' : OF_COUNTRY[shown];
    return code ? { code, confidence: 0.6, words: [], pageNumber: 1 } : null;
  }
  const share = best[1] / (best[1] + (second?.[1] ?? 0));
  if (best[0] === 'USD' && bareDollar > 0) {
    const text = paper.lines.map((line) => line.line.text).join(' ');
    const code = dollarOf(text);
    if (code !== 'USD') return { code, confidence: 0.7, ...shownBy('USD', paper, sums) };
    // The United States have no such tax: it is another dollar, and nothing says which.
    if (/\bGST\b/.test(text) && !/\bUSD?\b|US\$/.test(text)) return null;
  }
  return { code: best[0], confidence: Math.min(0.97, 0.5 + 0.47 * share), ...shownBy(best[0], paper, sums) };
}

/** Which dollar (ISO 4217) a bare sign is on a paper of this text: one that the paper speaks of, else that of the United States. */
export function dollarOf(text: string): string {
  if (/\bUSD?\b|US\$|US dollar/i.test(text)) return 'USD';
  return DOLLARS.find(([pattern]) => pattern.test(text))?.[1] ?? 'USD';
}

/** Where the currency stands: at the total, else at any amount, else as a code of its own. */
function shownBy(
  code: string,
  paper: Paper,
  sums: readonly SumCandidate[],
): Pick<CurrencyReading, 'words' | 'pageNumber'> {
  const total = sums.find((one) => one.currency === code && ['gross', 'due', 'total'].includes(one.kind));
  if (total) return { words: total.words, pageNumber: total.line.pageNumber };
  for (const line of paper.lines) {
    const amount = line.amounts.find((one) => one.currency === code);
    if (amount) return { words: amount.words, pageNumber: line.pageNumber };
    const word = line.line.words.find((one) => currencyOf(one.text.replace(/[().,:]/g, '')) === code);
    if (word) return { words: [word], pageNumber: line.pageNumber };
  }
  return { words: [], pageNumber: 1 };
}
