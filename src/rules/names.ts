import { fold } from './fold.ts';
import { LEGAL_FORMS } from './lexicon/party-labels.ts';
import { ADDRESS_WORDS, TITLE_WORDS } from './lexicon/title-words.ts';

const FORMS: ReadonlySet<string> = new Set(LEGAL_FORMS);
const LONGEST_FORM = 4;
const known = new Map<string, boolean>();
/** The same lines are asked for again and again within a document. */
const MOST_KNOWN = 5000;

/** The folded words of a name, points and other marks removed. */
export function nameTokens(text: string): string[] {
  return fold(text)
    .replace(/[.']/g, '')
    .split(/[^\p{L}\p{M}\p{N}&]+/u)
    .filter((token) => token !== '');
}

/** True when the text ends in, or holds, a company's legal form (`GmbH & Co. KG`, `Sdn Bhd`, `S.r.l.`). */
export function hasLegalForm(text: string): boolean {
  let has = known.get(text);
  if (has === undefined) {
    // "Price (inc GST)" is no company.
    has = !INCLUDED.test(text) && legalFormAt(nameTokens(withoutAccentedPairs(text))) !== null;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, has);
  }
  return has;
}

const INCLUDED = /\binc\.? (?:gst|vat|tax|hst|iva|btw|tva)\b/i;

/** True when the text is a legal form and nothing else. */
export function isLegalForm(text: string): boolean {
  const tokens = nameTokens(text);
  return tokens.length > 0 && (FORMS.has(tokens.join(' ')) || tokens.every((token) => FORMS.has(token)));
}

/** The name without its legal form, as one comparable text: two spellings of one company have the same key. */
export function nameKey(text: string): string {
  const tokens = nameTokens(text);
  const form = legalFormAt(tokens);
  const kept = form === null || form.from === 0 ? tokens : tokens.slice(0, form.from);
  return kept.join(' ');
}

/**
 * The name at the start of a text that may go on with an address or other details: `Bei Spiel GmbH ● Ecke 12` →
 * `Bei Spiel GmbH`. Empty when what is left has no letters.
 */
export function cutName(text: string): string {
  let name = text.replace(/^[\s:;,.\-–—·•●|*#>]+/, '');
  // A bullet or bar ends the name; a dash does when an address follows.
  name = name.split(/\s*[·•●∙|‧▪■]\s*/)[0]!;
  const dash = /^(.{3,60}?)\s+[-–—]\s+(.*)$/.exec(name);
  if (dash && (/\d/.test(dash[2]!) || hasLegalForm(dash[1]!))) name = dash[1]!;
  const comma = /^(.{3,60}?),\s*(.*)$/.exec(name);
  if (comma && /\d/.test(comma[2]!) && !hasLegalForm(comma[2]!.split(',')[0]!)) name = comma[1]!;
  const form = legalFormEnd(name);
  // Text after the legal form is another matter, except a few words ("AG Salzgitter").
  if (form !== null && /\d|:/.test(name.slice(form))) name = name.slice(0, form);
  name = name.replace(/[\s:;,\-–—(*]+$/, '').replace(/^\((.*)\)$/, '$1');
  return /\p{L}\p{M}*\p{L}/u.test(name) ? name.trim() : '';
}

/** True when the text cannot be a name: titles, addresses, contacts, sentences, numbers. */
export function isNoName(text: string): boolean {
  const tokens = nameTokens(text);
  const letters = (text.match(/[\p{L}\p{M}]/gu) ?? []).length;
  if (letters < 3 || letters < 0.4 * text.replace(/\s/g, '').length || text.length > 90) return true;
  if (tokens.length > 10 || /[@]|www\.|https?:|\.(?:com|de|fr|org|net)\b/i.test(text)) return true;
  if (tokens.every((token) => TITLE_WORDS.has(token) || FORMS.has(token) || /^\d+$/.test(token))) return true;
  if (isLegalForm(text)) return true;
  // "Verkauft von", "Issued by": the name comes after it.
  if (/\s(?:von|by|par|por|da|dal|van|door|de|to|an|für|for|pour|per|voor|para)$/i.test(text)) return true;
  if (/^\(.*\)$/.test(text) || /[!?]$/.test(text)) return true;
  if (/:\s*\S/.test(text) || /:$/.test(text)) return true;
  return isAddress(text);
}

/** True for a line of an address: post code, house number, street word. */
export function isAddress(text: string): boolean {
  // "3011 AB Rotterdam" holds the letters of a legal form.
  if (hasLegalForm(text) && !/^\d/.test(text)) return false;
  const tokens = nameTokens(text);
  const number = tokens.some((token) => /^\d+[a-z]?$/.test(token) || /^\d{1,4}[-/]\d+/.test(token));
  if (
    number &&
    tokens.some(
      (token) =>
        ADDRESS_WORDS.has(token) ||
        /(?:strasse|str|weg|platz|allee|gasse|straat|laan|kade|gracht|plein|singel|dreef|steeg|ufer|damm|chaussee|promenade|gade|vej)$/.test(
          token,
        ),
    )
  ) {
    return true;
  }
  if (/^(?:[A-Z]{1,3}[- ])?\d{4,6}(?:[- ]?[A-Z]{2})?[ ,]+\p{L}/u.test(text)) return true;
  if (/^(?:no\.?\s?|lot\s|#)?\d{1,5}[-\w/&,\s]{0,12},?\s+\p{L}/iu.test(text) && tokens.length > 2)
    return true;
  return /\b[A-Z]{2} \d{5}(?:-\d{4})?\b/.test(text) || /\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b/.test(text);
}

/** True for a street without its number: `Main Road`, `Via Roma`. */
export function isStreet(text: string): boolean {
  const tokens = nameTokens(text);
  const [first, last] = [tokens[0] ?? '', tokens.at(-1) ?? ''];
  if (tokens.length < 2 || tokens.length > 4 || hasLegalForm(text)) return false;
  return STREET_ENDS.has(last) || STREET_BEGINS.has(first);
}

const STREET_ENDS = new Set(
  'street st road rd avenue ave lane drive boulevard blvd highway marg nagar strasse'.split(' '),
);
const STREET_BEGINS = new Set(
  'rue avenue boulevard calle avenida avda via viale piazza corso rua travessa ulica ul'.split(' '),
);

/** True for a text with a post code: four to six digits, or the British form. */
export function hasPostCode(text: string): boolean {
  return /\d{4,6}/.test(text) || /\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b/.test(text);
}

/** Words that open the name of a street, before the house number. */
const STREET =
  /^(?:c\/|calle|avda|avenida|av|paseo|plaza|rua|travessa|praca|largo|via|viale|corso|piazza|vicolo|rue|boulevard|bd|chemin|impasse|allee|avenue|place|quai)\b[. ]*\s*\p{L}/u;

/** True for a text that opens with a street and its number: `Avda. de la Paz, 33 - 48005 Bilbao`. */
export function opensWithStreet(text: string): boolean {
  return (
    STREET.test(fold(text)) &&
    /^[^\d-]{4,40}[, ]\s*(?:n[.º°o]* ?)?\d{1,4}\b/i.test(text) &&
    !hasLegalForm(text)
  );
}

/** "Sé" and "Às" are words that lose their accent when names are compared; legal forms have none. */
function withoutAccentedPairs(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/(?<!\p{L})\p{L}\p{M}*\p{L}(?!\p{L})/gu, (pair) =>
    /^[a-z]{2}$/i.test(pair) ? pair : 'xxxx',
  );
}

function legalFormAt(tokens: readonly string[]): { from: number; to: number } | null {
  for (let from = 0; from < tokens.length; from++) {
    for (let length = Math.min(LONGEST_FORM, tokens.length - from); length > 0; length--) {
      const form = tokens.slice(from, from + length).join(' ');
      // "Co", "SE", "AS" and the like are words as well: only as the last word, and never alone.
      const common = form === 'company' || form === 'corporation' || form === 'limited';
      const short =
        form.length <= 2 &&
        !['ag', 'kg', 'bv', 'nv', 'sl', 'sa', 'ab', 'oy', 'lp', 'sas', 'sb'].includes(form);
      if (
        FORMS.has(form) &&
        (from > 0 || form.length > 3) &&
        (!(short || common) || from + length === tokens.length)
      ) {
        return { from, to: from + length };
      }
    }
  }
  return null;
}

/** Offset behind the legal form in the text; null when it has none. */
function legalFormEnd(text: string): number | null {
  const words = [...text.matchAll(/\S+/g)];
  for (let count = 1; count <= words.length; count++) {
    const end = words[count - 1]!.index + words[count - 1]![0].length;
    const form = legalFormAt(nameTokens(withoutAccentedPairs(text.slice(0, end))));
    if (form === null) continue;
    // Forms of several words go on: "GmbH & Co. KG".
    let last = end;
    for (let more = count; more < Math.min(words.length, count + 3); more++) {
      const longer = words[more]!.index + words[more]![0].length;
      const tail = nameTokens(text.slice(words[count - 1]!.index, longer)).join(' ');
      if (FORMS.has(tail)) last = longer;
    }
    return last;
  }
  return null;
}
