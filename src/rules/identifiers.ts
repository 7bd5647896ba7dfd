import { countrySpecs, isValidBIC, isValidIBAN } from 'ibantools';
import { checkVAT, countries } from 'jsvat';

/** The registered numbers that are recognised. */
export type IdentifierKind = 'iban' | 'bic' | 'vat' | 'gstin' | 'pan';

/** A registered number in a text. */
export interface Identifier {
  readonly kind: IdentifierKind;
  /** Without spaces and marks, upper case. */
  readonly value: string;
  /** Result of the checksum; null for kinds that have none (PAN, some VAT ids). */
  readonly valid: boolean | null;
  /** Offsets into the text given. */
  readonly start: number;
  readonly end: number;
}

const IBAN_START = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ ]?[A-Z0-9]{2})/g;
const BIC = /(?<![A-Z0-9])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Z0-9])/g;
const GSTIN = /(?<![A-Z0-9])\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9](?![A-Z0-9])/g;
const PAN = /(?<![A-Z0-9])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Z0-9])/g;
const VAT =
  /(?<![A-Z0-9])(?:AT ?U|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)(?:[-. ]{0,3}[A-Z0-9]){7,13}(?![A-Z0-9])/g;

/**
 * Finds IBANs (any country, checked by modulo 97 and length), BICs beside one, EU, UK, Swiss and Norwegian VAT ids, Indian GSTINs (with
 * checksum) and PANs. A number that has the form but fails its checksum is returned with `valid: false`: samples and
 * misread digits look like that, and the reader of the document should know.
 */
export function findIdentifiers(text: string): Identifier[] {
  if (!/[A-Z]/.test(text) || !/\d/.test(text)) return [];
  const found: Identifier[] = [];
  const add = (identifier: Identifier): void => {
    if (!found.some((other) => identifier.start < other.end && identifier.end > other.start))
      found.push(identifier);
  };
  for (const match of text.matchAll(IBAN_START)) {
    const iban = ibanAt(text, match.index);
    if (iban) add(iban);
  }
  for (const match of text.matchAll(GSTIN)) {
    add({ kind: 'gstin', value: match[0], valid: isValidGstin(match[0]), ...place(match) });
  }
  for (const match of text.matchAll(PAN)) add({ kind: 'pan', value: match[0], valid: null, ...place(match) });
  for (const match of text.matchAll(VAT)) {
    const vat = vatAt(match);
    if (vat) add(vat);
  }
  // Eight capitals alone are a word; beside its label or an IBAN they are a BIC.
  if (/\b(?:BIC|SWIFT|IBAN)\b/i.test(text)) {
    for (const match of text.matchAll(BIC)) {
      if (isValidBIC(match[0])) add({ kind: 'bic', value: match[0], valid: null, ...place(match) });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Checksum of a GSTIN: base-36 digits weighted 1, 2, 1, 2, …, the sums of quotient and remainder by 36 added up. */
export function isValidGstin(gstin: string): boolean {
  if (!/^\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]$/.test(gstin)) return false;
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const product = Number.parseInt(gstin[i]!, 36) * (i % 2 === 0 ? 1 : 2);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return ((36 - (sum % 36)) % 36).toString(36).toUpperCase() === gstin[14];
}

/** Country (ISO 3166-1 alpha-2) a registered number belongs to; null when it does not say. */
export function countryOf(identifier: Identifier): string | null {
  if (identifier.kind === 'gstin' || identifier.kind === 'pan') return 'IN';
  if (identifier.kind === 'bic') return identifier.value.slice(4, 6);
  const prefix = identifier.value.slice(0, 2);
  if (prefix === 'EL') return 'GR';
  return prefix === 'XI' ? 'GB' : prefix;
}

/** The letters and digits of an IBAN may be grouped in any way: as many as its country prescribes are taken. */
function ibanAt(text: string, start: number): Identifier | null {
  const length = countrySpecs[text.slice(start, start + 2) as keyof typeof countrySpecs]?.chars;
  if (!length) return null;
  let value = '';
  let at = start;
  for (; at < text.length && value.length < length; at++) {
    const letter = text[at]!;
    if (/[A-Z0-9]/.test(letter)) value += letter;
    else if (letter !== ' ' && letter !== '\u00a0' && letter !== '-') break;
  }
  if (value.length < length) return null;
  const valid = isValidIBAN(value);
  // Without a right checksum only what is labelled so, or grouped in fours, is taken for an account.
  if (!valid && !/iban/i.test(text) && !/^[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){3}/.test(text.slice(start)))
    return null;
  return { kind: 'iban', value, valid, start, end: at };
}

function vatAt(match: RegExpExecArray): Identifier | null {
  // The pattern takes as much as it can: words after the number are given back one by one.
  let taken = match[0];
  for (;;) {
    const value = taken.replace(/[-. ]/g, '');
    const result = checkVAT(value, countries);
    if (result.isValidFormat && /\d{4}/.test(value)) {
      return {
        kind: 'vat',
        value,
        valid: result.isValid,
        start: match.index,
        end: match.index + taken.length,
      };
    }
    const shorter = taken.replace(/[-. ]+[A-Z0-9]+$/, '');
    if (shorter === taken) return null;
    taken = shorter;
  }
}

function place(match: RegExpExecArray): { start: number; end: number } {
  return { start: match.index, end: match.index + match[0].length };
}
