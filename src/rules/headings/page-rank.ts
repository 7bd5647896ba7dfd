const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** The value of a Roman numeral; null for anything else. */
export function romanValue(text: string): number | null {
  const letters = text.toLowerCase();
  if (!/^[ivxlcdm]+$/.test(letters)) return null;
  let value = 0;
  for (const [index, letter] of [...letters].entries()) {
    const here = ROMAN[letter]!;
    value += here < (ROMAN[letters[index + 1] ?? ''] ?? 0) ? -here : here;
  }
  return value;
}

/** The place of a printed page in its book: front matter in Roman numerals comes before page 1. */
export function pageRank(label: string): number {
  const plain = /^\d+$/.test(label) ? Number(label) : null;
  if (plain !== null) return plain;
  const compound = /^(\d+)[-\u2013](\d+)$/.exec(label);
  if (compound) return Number(compound[1]) * 1000 + Number(compound[2]);
  return -5000 + (romanValue(label) ?? 9000);
}
