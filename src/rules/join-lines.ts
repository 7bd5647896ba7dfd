import { description, isCharge, nonNumbers } from './charge-line.ts';
import { labelBefore } from './line-label.ts';
import type { Line } from './lines.ts';
import type { PlacedWord } from './straighten.ts';
import type { AssignOptions, CellLine } from './table-cells.ts';
import type { Column } from './table-header.ts';
import { timesRow } from './times-row.ts';

/** Lines that are one row; `money` when they carry a charge or a labelled amount. */
export interface Draft {
  readonly lines: CellLine[];
  readonly money: boolean;
}

function opensBracket(text: string): boolean {
  return (text.match(/[([]/g) ?? []).length > (text.match(/[)\]]/g) ?? []).length;
}

const UPPER = /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u;

/** Where the letters of a line stand: the lower edge of its words without tails. */
function baseline(line: Line): number {
  const bottoms = (words: readonly PlacedWord[]): number[] =>
    words.map((word) => word.box[3]).sort((a, b) => a - b);
  const level = bottoms(line.words.filter((word) => !/[gjpqy(),;|[\]{}Q]/.test(word.text)));
  const all = level.length > 0 ? level : bottoms(line.words);
  return all[all.length >> 1]!;
}

/** Points between the lower edge of a line and the upper edge of the one below it. */
const gap = (upper: CellLine, lower: CellLine): number => lower.line.box[1] - upper.line.box[3];

const pitch = (a: Line, b: Line): number => baseline(b) - baseline(a);

/** Usual distance between rows that follow each other directly, in points; null when too few do. */
function rowPitch(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): number | null {
  const charges = entries.map((entry) => isCharge(entry, columns, options));
  const found = entries.flatMap((entry, index) =>
    charges[index] && charges[index + 1] ? [pitch(entry.line, entries[index + 1]!.line)] : [],
  );
  return found.length < 3 ? null : found.sort((a, b) => a - b)[found.length >> 1]!;
}

/** Decides whether a line of text only goes on with the row above it, or heads what follows. */
function goesOn(
  text: CellLine,
  above: CellLine,
  following: readonly CellLine[],
  columns: readonly Column[],
  usualPitch: number | null,
): boolean {
  const name = description(above, columns);
  if (!name || !description(text, columns)) return false;
  const { line } = text;
  const size = Math.max(line.size, above.line.size);
  const gapUp = line.box[1] - above.line.box[3];
  if (gapUp > 1.8 * size) return false;
  if (opensBracket(name.text) || /[,&/(-]$|\b(?:and|with|of|for|und|mit|et|de|y|e|en)$/i.test(name.text))
    return true;
  const first = line.words[0]!;
  if (/^[\p{Ll}(&/-]/u.test(first.text)) return true;
  const left = name.words[0]!.box[0];
  if (line.size > 1.25 * above.line.size || first.box[0] < left - 0.7 * size) return false;
  if (UPPER.test(line.text) && !UPPER.test(name.text)) return false;
  if (first.box[0] > left + 0.7 * size && first.box[0] < left + 6 * size) return true;
  // The lines of a wrapped name stand closer together than rows do.
  const up = pitch(above.line, line);
  if (usualPitch !== null && up > 0.88 * usualPitch) return false;
  let last = line;
  for (const next of following) {
    const down = pitch(last, next.line);
    if (down > 1.2 * up) return gapUp < 0.9 * size;
    if (down < 0.85 * up) return false;
    last = next.line;
  }
  return following.length === 0 && gapUp < 0.9 * size;
}

/**
 * True when the lines of text between charges tell more about the charge above them: there is none before the first
 * charge, as there would be if they were headings, and most charges have some.
 */
function areDetails(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): boolean {
  const charges = entries.map(
    (entry) => isCharge(entry, columns, options) || labelBefore(entry.line, options) !== null,
  );
  if (charges[0] !== true) return false;
  let all = 0;
  let followed = 0;
  for (const [index, charge] of charges.entries()) {
    if (!charge || labelBefore(entries[index]!.line, options)) continue;
    all++;
    if (charges[index + 1] === false) followed++;
  }
  return all >= 2 && followed * 2 > all;
}

/** A line that says what is charged: its name, or, where no column holds names, some words at all. */
function isNamed(entry: CellLine, columns: readonly Column[]): boolean {
  if (/\p{L}\p{M}*\p{L}/u.test(description(entry, columns)?.text ?? '')) return true;
  const words = nonNumbers(entry);
  // A unit and a code of an article name nothing.
  const enough = columns.some((column) => column.role === 'description' && column.title !== '') ? 9 : 2;
  return /\p{L}\p{M}*\p{L}/u.test(words) && (words.match(/\p{L}/gu)?.length ?? 0) >= enough;
}

/** Puts lines together into rows: wrapped names with their row, numbers without a name with the name above. */
export function joinLines(
  entries: readonly CellLine[],
  columns: readonly Column[],
  options: AssignOptions,
): Draft[] {
  const drafts: Draft[] = [];
  const details = areDetails(entries, columns, options);
  const usualPitch = rowPitch(entries, columns, options);
  let pending: CellLine[] = [];
  let nameless = false;
  // The charge above names nothing, so far.
  let bare = false;
  const flush = (below: CellLine | undefined): void => {
    const above = drafts[drafts.length - 1];
    let joinable = above?.money === true;
    for (const [index, text] of pending.entries()) {
      const last = above?.lines[above.lines.length - 1];
      if (
        joinable &&
        above &&
        last &&
        (details ||
          (bare && (index === 0 || gap(last, text) < 0.6 * text.line.size)) ||
          goesOn(text, last, [...pending.slice(index + 1), ...(below ? [below] : [])], columns, usualPitch) ||
          (nameless && index === 0))
      ) {
        above.lines.push(text);
      } else {
        joinable = false;
        drafts.push({ lines: [text], money: false });
      }
    }
    pending = [];
  };
  for (const entry of entries) {
    const charge = isCharge(entry, columns, options) || labelBefore(entry.line, options) !== null;
    if (!charge) {
      pending.push(entry);
      continue;
    }
    // "2 x 3.50" names nothing: the name stands on the line above.
    const times = timesRow(entry.line, options);
    const named = times ? times.before.length > 0 : isNamed(entry, columns);
    const above: CellLine[] = [];
    const last = pending[pending.length - 1];
    const before = drafts[drafts.length - 1]?.lines.at(-1);
    // Names stand below their numbers where the charge above has none and is nearer.
    const ofBefore = bare && before && pending[0] && last && gap(before, pending[0]) < gap(last, entry);
    const over = pending[pending.length - 2] ?? before;
    // Among charges with details below them, a line nearer to the one above is a detail of that.
    const isDetail = details && last && over && gap(over, last) <= gap(last, entry);
    if (
      !named &&
      last &&
      !ofBefore &&
      !isDetail &&
      gap(last, entry) < 1.3 * Math.max(entry.line.size, last.line.size)
    ) {
      above.unshift(pending.pop()!);
      // All lines of a wrapped name, set close together.
      while (times && pending.length > 0) {
        const next = pending[pending.length - 1]!;
        const over = pending[pending.length - 2] ?? before;
        if (
          gap(next, above[0]!) > 0.6 * next.line.size ||
          (over && gap(over, next) <= gap(next, above[0]!) + 1)
        )
          break;
        above.unshift(pending.pop()!);
      }
    }
    flush(above[0] ?? entry);
    const [top] = above;
    nameless = !named && top !== undefined && entry.line.box[1] < top.line.box[3] + 0.2 * entry.line.size;
    bare = !named && top === undefined && (times !== null || columns.some((column) => column.coded));
    drafts.push({ lines: [...above, entry], money: true });
  }
  // What stands below the last charge is a part of the table only as far as it follows closely.
  const end = pending.findIndex((text, index) => {
    const above = (pending[index - 1] ?? entries[entries.length - pending.length - 1])?.line;
    return !above || text.line.box[1] - above.box[3] > 1.2 * Math.max(text.line.size, above.size);
  });
  if (end >= 0) pending = pending.slice(0, end);
  flush(undefined);
  return drafts;
}
