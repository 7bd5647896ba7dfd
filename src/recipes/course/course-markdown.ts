/** Words that are to be read as they stand: none of their signs is markup. A gap stays one. */
export function asMarkdown(text: string): string {
  return text.replace(/_{3,}|[\\`*_[\]<>#|~]/g, (sign) => (sign.length > 1 ? sign : `\\${sign}`));
}

const HEADING = /^(#{1,6})(?= )/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A lesson's Markdown with its topmost headings on `level` and the others below them as they were; programs stay as they are. */
export function withHeadingsFrom(level: number, content: string): string {
  const lines = content.split('\n');
  const headings: { readonly at: number; readonly depth: number }[] = [];
  let fence = '';
  for (const [at, line] of lines.entries()) {
    const [, marks] = FENCE.exec(line) ?? [];
    if (fence !== '') {
      if (marks?.startsWith(fence)) fence = '';
    } else if (marks) fence = marks;
    else {
      const [, signs] = HEADING.exec(line) ?? [];
      if (signs) headings.push({ at, depth: signs.length });
    }
  }
  const top = Math.min(...headings.map(({ depth }) => depth));
  for (const { at, depth } of headings) {
    lines[at] = lines[at]!.replace(HEADING, '#'.repeat(Math.min(6, depth - top + level)));
  }
  return lines.join('\n');
}
