import type { DocumentState } from '../domain/states.ts';
import { plural } from '../domain/wording.ts';
import type { DocumentSurvey } from '../store/store.ts';
import { flow } from './flow.ts';
import type { Paint, Tone } from './paint.ts';

/** What a cell says of its documents: the worst there is among them. */
interface Mark {
  readonly sign: string;
  readonly tone: Tone;
  readonly means: string;
}

const FAILED: Mark = { sign: 'F', tone: 'failed', means: 'failed' };
const PARTIAL: Mark = { sign: 'P', tone: 'partial', means: 'partial' };
const REVIEW: Mark = { sign: 'R', tone: 'review', means: 'needs review' };
const CANCELLED: Mark = { sign: 'X', tone: 'quiet', means: 'cancelled' };
const BEGUN: Mark = { sign: '▒', tone: 'working', means: 'in work' };
const WAITING: Mark = { sign: '·', tone: 'quiet', means: 'to come' };
const GOOD: Mark = { sign: '█', tone: 'good', means: 'good' };
/** In the order of the legend. */
const MARKS = [GOOD, BEGUN, WAITING, REVIEW, PARTIAL, FAILED, CANCELLED];

/** The worst state of a group, and whether it is done; a group that is done in part is in work. */
function markOf(count: (state: DocumentState) => number): Mark {
  if (count('failed') > 0) return FAILED;
  if (count('partial') > 0) return PARTIAL;
  if (count('needs_review') > 0) return REVIEW;
  if (count('cancelled') > 0) return CANCELLED;
  const done = count('succeeded') + count('skipped') > 0;
  if (count('running') + count('waiting') > 0) return BEGUN;
  if (count('pending') === 0) return GOOD;
  return done ? BEGUN : WAITING;
}

/**
 * All documents in their order as cells in at most `lines` lines, each cell for as many documents as that takes, and a
 * legend below; no lines for a single document, of which a map says nothing.
 */
export function heatMap(
  { groups, groupSize }: DocumentSurvey,
  { columns, lines, paint }: { readonly columns: number; readonly lines: number; readonly paint: Paint },
): string[] {
  if (groups.length < 2 || lines < 1) return [];
  const perCell = Math.ceil(groups.length / (columns * lines));
  const cells: Mark[] = [];
  for (let start = 0; start < groups.length; start += perCell) {
    const cell = groups.slice(start, start + perCell);
    cells.push(markOf((state) => cell.reduce((sum, group) => sum + (group[state] ?? 0), 0)));
  }
  const rows: string[] = [];
  for (let start = 0; start < cells.length; start += columns) {
    rows.push(drawn(cells.slice(start, start + columns), paint));
  }
  return [...rows, ...legend(new Set(cells), { columns, paint, documents: perCell * groupSize })];
}

/** Neighbours of one kind are painted in one go: a frame is written many times. */
function drawn(cells: readonly Mark[], paint: Paint): string {
  let row = '';
  for (let start = 0; start < cells.length; ) {
    let end = start;
    while (cells[end] === cells[start] && end < cells.length) end++;
    const { sign, tone } = cells[start]!;
    row += paint(tone, sign.repeat(end - start));
    start = end;
  }
  return row;
}

function legend(
  present: ReadonlySet<Mark>,
  so: { readonly columns: number; readonly paint: Paint; readonly documents: number },
): string[] {
  const shown = MARKS.filter((mark) => present.has(mark));
  const signs = shown.map(({ sign, tone, means }) => ({ text: `${sign} ${means}`, tone }));
  const scale = { text: `(a cell: ${plural(so.documents, 'document')}, the worst shows)` };
  return flow(so.documents > 1 ? [...signs, scale] : signs, { ...so, between: '  ' });
}
