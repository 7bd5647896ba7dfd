import type { Paper } from './paper.ts';

const STATES =
  'A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]';

/**
 * What only the papers of one country print. A letter or a digit that recognition took for another breaks most of them, so one that
 * is there counts.
 */
const SIGNS: readonly (readonly [country: string, sign: RegExp])[] = [
  // "Mobile, AL 36602"; other countries write five digits before the town, or no two letters.
  ['US', new RegExp(String.raw`\p{L}[.,]? (?:${STATES}) \d{5}(?:-\d{4})?(?![\d-])`, 'u')],
  ['US', /\b(?:F?EIN|Federal (?:Tax )?ID|Tax ID \(EIN\)):? ?#?\d\d-?\d{7}\b/i],
  ['CA', /\b[ABCEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d\b/],
  ['CA', /\b(?:HST|QST|TPS|TVQ)\b/],
  ['GB', /\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b/],
  ['MY', /\bSDN\.? ?BHD\b|\bRM ?\d/i],
  ['AU', /\bA\.?B\.?N\.?:? ?\d\d ?\d{3} ?\d{3} ?\d{3}\b/],
  ['IN', /\bIFSC\b|\bGSTIN\b|\bCGST\b|\bSGST\b|₹/],
  ['SG', /\bSINGAPORE \d{6}\b/i],
  ['PH', /\bVAT REG TIN\b|\bPHP\b|₱/],
];

/** Numbers of the North American plan with the area in brackets: the United States or Canada. */
const AMERICAN_PHONE = /(?<![\d)])\(\d{3}\) ?\d{3}-\d{4}(?!\d)/;

/**
 * The country whose addresses, tax numbers and names of taxes a paper shows, of whomever they are (ISO 3166-1 alpha-2); null where
 * nothing or more than one is shown. Telephone numbers count where nothing else does.
 */
export function countryOfPaper({ lines }: Pick<Paper, 'lines'>): string | null {
  const texts = lines.map(({ line }) => line.text);
  const found = new Set(
    SIGNS.flatMap(([country, sign]) => (texts.some((text) => sign.test(text)) ? [country] : [])),
  );
  if (found.size === 0 && texts.some((text) => AMERICAN_PHONE.test(text))) return 'US';
  return found.size === 1 ? [...found][0]! : null;
}
