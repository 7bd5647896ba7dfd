const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  '’': "'",
  '‘': "'",
  '´': "'",
  '`': "'",
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
};

/**
 * The two signs of Devanagari that are drawn elsewhere than they are written: short i before its consonant, r above the
 * next one. Many files hold them in the order they are drawn in; without them both orders are the same.
 */
const MOVING_SIGNS = /\u093f|\u0930\u094d/g;

/** Devanagari digits as the digits that numbers are read in; length-preserving. */
export function latinDigits(text: string): string {
  return /[\u0966-\u096f]/.test(text)
    ? text.replace(/[\u0966-\u096f]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    : text;
}

/**
 * Lower case without accents, typographic dashes, quotes and spaces made plain: the form in which texts are compared.
 * Not length-preserving (`ß` becomes `ss`, two signs of Devanagari are left out).
 */
export function fold(text: string): string {
  let plain = true;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 126) {
      plain = false;
      break;
    }
  }
  if (plain) return text.toLowerCase();
  return latinDigits(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(MOVING_SIGNS, '')
    .toLowerCase()
    .replace(/[ßæœøłđı’‘´`–—‐‑−\u00a0\u202f]/g, (letter) => LETTERS[letter] ?? letter);
}
