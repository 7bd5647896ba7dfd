import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Control characters, line separators, and marks that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text from documents and file names made safe for a terminal: nothing in it can move, turn or colour anything. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).toWellFormed().replace(UNPRINTABLE, '\u2423');
}

/** `1 h 02 min`, `3 min 05 s`, `4.2 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return minutes < 60
    ? `${minutes} min ${two(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** Least width in which a last column is broken into lines; in less it is left as it is. */
const LEAST_LAST = 20;

/**
 * Lines up cells in columns; cells that look like numbers are set right. A last column that is wider than `columns` leaves
 * room for goes on below itself; default: as wide as it comes.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const widthOf = (name: string, column: number): number =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length));
  const widths = header.map(widthOf);
  const last = header.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = columns - before;
  if (room >= LEAST_LAST) widths[last] = Math.min(widths[last]!, room);
  const numeric = header.map((_, column) => rows.every((row) => /^[-\d.,%$ ]*$/.test(row[column] ?? '')));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const lines = (row: readonly string[]): string => {
    const [first = '', ...more] = broken(row[last] ?? '', widths[last]!);
    return [line([...row.slice(0, last), first]), ...more.map((text) => ' '.repeat(before) + text)].join(
      '\n',
    );
  };
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(lines)].join('\n');
}

/** Text in lines of `width` at the most, broken between words; a longer word stands alone. */
function broken(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A path as one would name it from here; an address as it is. */
export function shortest(path: string): string {
  if (!path.startsWith('/') && !/^[a-z]:\\/i.test(path)) return path;
  const here = relative(process.cwd(), path);
  return here.length < path.length && !here.startsWith('..') ? here || '.' : path;
}
