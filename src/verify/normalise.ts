/** Letters that Unicode decomposition leaves whole, in the spelling that people use without them. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
};

const known = new Map<string, string>();
const KNOWN_LIMIT = 50_000;

/**
 * The letters and digits of `text` in lower case without Latin accents; ligatures are opened, everything else is left
 * out. Two spellings that differ only in case, spaces, accents and punctuation become the same.
 */
export function normalise(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  let out = '';
  if (/^[\x20-\x7e]*$/.test(text)) out = text.toLowerCase().replace(/[^a-z0-9]+/g, '');
  else {
    for (const character of text.normalize('NFKD').toLowerCase()) {
      if (SPELT_OUT[character]) out += SPELT_OUT[character];
      else if (/[\p{L}\p{N}]|[\p{M}--[\u0300-\u036f]]/v.test(character)) out += character;
    }
  }
  // Words repeat within and across pages; the bound keeps a long run from growing for ever.
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(text, out);
  return out;
}

// What recognition confuses, each class under one letter: 0/O/Q/D, 1/l/I/7/|, 5/S, 8/B, 2/Z, 6/G/9/q.
const CLASSES = new Map(
  ['o0qd', 'l1i7tj', 's5', 'b8', 'z2', 'g69', 'uv', 'ce', 'hk'].flatMap((letters) =>
    [...letters].map((letter) => [letter, letters[0]!] as const),
  ),
);

/** `text` (already normalised) with everything that recognition confuses made equal: 0/O, 1/l/I/7, 5/S, 8/B, rn/m … */
export function foldConfusions(text: string): string {
  let out = '';
  for (const letter of text.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/cl/g, 'd')) {
    out += CLASSES.get(letter) ?? letter;
  }
  return out;
}
