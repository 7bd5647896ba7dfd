const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML; what XML cannot hold is written as spreadsheets do, `_x0001_` (ECMA-376, 22.9.2.19). */
export function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/_x[0-9A-Fa-f]{4}_/g, (match) => `_x005F${match}`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
      .replace(/[\u0000-\u0008\u000b\u000c\u000d-\u001f\ufffe\uffff]/g, escaped)
      .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
  );
}

function escaped(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
