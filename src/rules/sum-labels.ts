import { currencyOf } from './currency.ts';
import { fold } from './fold.ts';
import { SUM_PHRASES, SUM_WORDS, type SumKind } from './lexicon/total-words.ts';
import { PhraseBook, type Token, tokenise } from './phrases.ts';

/** What a label may mean, with a weight from 0 (nothing) to 10 (says exactly that). */
export type SumMeaning = Partial<Record<SumKind, number>>;

const PHRASES = new PhraseBook<SumKind>(
  (Object.keys(SUM_PHRASES) as (keyof typeof SUM_PHRASES)[]).map(
    (kind) => [kind, SUM_PHRASES[kind]] as const,
  ),
);
const WORDS = new Map<string, Set<keyof typeof SUM_WORDS>>();
for (const feature of Object.keys(SUM_WORDS) as (keyof typeof SUM_WORDS)[]) {
  for (const list of Object.values(SUM_WORDS[feature])) {
    for (const word of list.split('|').flatMap((phrase) => fold(phrase).split(' '))) {
      WORDS.set(word, (WORDS.get(word) ?? new Set()).add(feature));
    }
  }
}

const FILLERS = new Set(
  (
    'in of the this a an at on for to and is im von auf der die das den dem des am zum fur und en de la le les du sur pour d l el los las del y por il lo gli e di su per van het voor op o os da do dos das ' +
    'na no em hl rm rs amt amount amounts betrag bedrag value currency eur euro euros usd gbp chf inr myr sgd aud cad dollars pounds rupees s m u sum total totals sr zrl zr note'
  ).split(' '),
);
/** German and Dutch join words: the last one says what the sum is. */
const COMPOUNDS: readonly (readonly [end: RegExp, kind: SumKind])[] = [
  [/\p{L}{3}(?:rabatt|nachlass|korting|skonto)$/u, 'allowances'],
  [/\p{L}{3}(?:kosten|pauschale|zuschlag|toeslag|gebuhr)$/u, 'charges'],
];
const ADDED = /\b(?:zzgl|zuzuglich|plus|zuzugl|add|mas|piu|plus|vermeerderd|acrescido|\+)\b/;

/**
 * What a sum's label means: whole phrases of the lexicon first, else the words it is made of (`Total (incl. 19 % MwSt.)`
 * is a gross total, `Valor total sem IVA` a net one). Empty when it names no sum.
 */
export function understandSum(words: readonly string[], ocr: boolean): SumMeaning {
  // "Total EUR 19%": money and rates say nothing about the kind.
  const letters = words.filter((word) => /\p{L}|[#%&]/u.test(word) && currencyOf(word) === null);
  const raw = tokenise(letters).filter(
    (token) => !/^\d/.test(token.text) && token.text !== '%' && token.text !== '#',
  );
  if (raw.length === 0 || raw.length > 14) return {};
  // Stains before a label are read as a letter or two: "Ne TOTAL".
  const clean = ocr
    ? raw.slice(
        Math.max(
          0,
          raw.findIndex((token) => token.text.length > 2),
        ),
      )
    : raw;
  const tokens = ocr ? PHRASES.correct(clean) : raw;
  const whole = wholePhrase(tokens, ocr);
  if (whole) return whole;
  return byWords(tokens);
}

function wholePhrase(tokens: readonly Token[], ocr: boolean): SumMeaning | null {
  for (let at = 0; at < tokens.length; at++) {
    const match = PHRASES.longestAt(tokens, at);
    if (match) {
      // A misread currency mark (`RH` for `RM`) says nothing either.
      const rest = tokens
        .slice(match.last + 1)
        .filter((token) => !FILLERS.has(token.text) && !(ocr && token.text.length < 3));
      if (rest.length === 0) return { [match.meaning]: 10 };
      return null;
    }
    if (!FILLERS.has(tokens[at]!.text)) return null;
  }
  // Nothing but fillers: "Total", "Sum", "Amount in EUR".
  return tokens.some((token) => WORDS.get(token.text)?.has('total')) ? { total: 6 } : null;
}

function byWords(tokens: readonly Token[]): SumMeaning {
  const text = tokens.map((token) => token.text).join(' ');
  const features = tokens.map((token) => WORDS.get(token.text));
  const at = (feature: keyof typeof SUM_WORDS): number => features.findIndex((set) => set?.has(feature));
  const has = (feature: keyof typeof SUM_WORDS): boolean => at(feature) >= 0;
  const first = firstPhrase(tokens);
  const long = tokens.length > 7 ? 0.45 : 1;
  const meaning = (given: SumMeaning): SumMeaning =>
    Object.fromEntries(Object.entries(given).map(([kind, weight]) => [kind, weight * long]));
  if (
    first &&
    ['charges', 'allowances', 'prepaid', 'rounding', 'carried', 'tender', 'none'].includes(first)
  ) {
    return meaning({ [first]: 6 });
  }
  const joined = tokens.length <= 3 && !first ? compoundOf(tokens) : undefined;
  if (joined) return { [joined]: 6 };
  const total = has('total') || has('gross') || has('invoice') || has('due');
  if (has('tax')) {
    if (ADDED.test(text)) return meaning(total && at('total') < at('tax') ? { net: 7, tax: 4 } : { tax: 8 });
    if (has('excluded') && !has('included'))
      return meaning(total || has('net') ? { net: 9 } : { net: 6, tax: 3 });
    if (has('included')) {
      // "GST included in total" is the tax; "Total including GST" is not.
      if (!total) return meaning(at('included') === 0 ? { tax: 7, gross: 2 } : { tax: 5, gross: 4 });
      return meaning(
        at('tax') < at('included') && at('total') > at('included')
          ? { tax: 6, gross: 3 }
          : { gross: 9, tax: 3 },
      );
    }
    if (has('net') || first === 'net') return meaning({ net: 5, tax: 2 });
    return meaning(has('gross') ? { gross: 4, tax: 3 } : { tax: 7 });
  }
  if (has('due')) return meaning({ due: 7 });
  if (first === 'gross' || first === 'net' || first === 'due') return meaning({ [first]: 5 });
  if (has('gross')) return meaning({ gross: 6 });
  if (has('net') && has('total')) return meaning({ net: 6 });
  if (has('excluded') && has('total')) return meaning({ net: 5, total: 2 });
  // "Gesamt", "Totale", "Importe": the word and nothing else.
  if (tokens.every((token) => WORDS.get(token.text)?.has('total') || FILLERS.has(token.text)))
    return meaning({ total: 6 });
  if (has('total'))
    return meaning(has('invoice') ? { gross: 7 } : at('total') === 0 ? { total: 3 } : { total: 2 });
  return first ? meaning({ [first]: 3 }) : {};
}

function compoundOf(tokens: readonly Token[]): SumKind | undefined {
  return COMPOUNDS.find(([end]) => tokens.some((token) => end.test(token.text)))?.[1];
}

function firstPhrase(tokens: readonly Token[]): SumKind | null {
  for (let at = 0; at < tokens.length; at++) {
    const match = PHRASES.longestAt(tokens, at);
    if (match) return match.meaning;
    if (!FILLERS.has(tokens[at]!.text)) return null;
  }
  return null;
}
