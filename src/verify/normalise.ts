import { fold } from '../rules/fold.ts';

const known = new Map<string, string>();
const KNOWN_LIMIT = 50_000;

/**
 * The letters and digits of `text` in lower case without Latin accents; ligatures are opened, everything else is left
 * out. Two spellings that differ only in case, spaces, accents and punctuation become the same.
 */
export function normalise(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const out = fold(text).replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
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
  for (const letter of text) out += CLASSES.get(letter) ?? letter;
  // After the classes, so that a pair is known whichever of its letters was misread as well: d stands with o, v with u.
  return out.replace(/rn/g, 'm').replace(/uu/g, 'w').replace(/cl/g, 'o');
}
