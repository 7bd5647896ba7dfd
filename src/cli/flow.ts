import type { Paint, Tone } from './paint.ts';

/** A few words that stay together on a line. */
export interface Phrase {
  readonly text: string;
  readonly tone?: Tone;
}

const SEPARATOR = ' · ';

/** Sets phrases one after another, broken between them where a line is full; what follows a label is set in below it. */
export function flow(
  phrases: readonly Phrase[],
  so: { readonly columns: number; readonly paint: Paint; readonly label?: string; readonly between?: string },
): string[] {
  if (phrases.length === 0) return [];
  const { columns, paint, label, between = SEPARATOR } = so;
  const lines: string[] = [];
  const indent = label ? '  ' : '';
  let line = label ? `${paint('strong', label)}  ` : '';
  let width = label ? label.length + 2 : 0;
  let gap = '';
  for (const { text, tone } of phrases) {
    if (width + gap.length + text.length > columns && width > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
      width = indent.length;
      gap = '';
    }
    line += gap + (tone ? paint(tone, text) : text);
    width += gap.length + text.length;
    gap = between;
  }
  return [...lines, line];
}
