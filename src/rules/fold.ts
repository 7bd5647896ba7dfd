const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
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
 * Lower case without accents, typographic dashes, quotes and spaces made plain: the form in which texts are compared.
 * Not length-preserving (`ß` becomes `ss`).
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
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßæœøłđ’‘´`–—‐‑−\u00a0\u202f]/g, (letter) => LETTERS[letter] ?? letter);
}
