import type { Progress } from '../app.ts';
import {
  describeClasses,
  describeFailures,
  describeLane,
  describePace,
  describeStates,
  describeUsage,
} from './describe-progress.ts';
import { flow, type Phrase } from './flow.ts';
import { duration, printable } from './format.ts';
import { heatMap } from './heat-map.ts';
import type { Paint, Tone } from './paint.ts';

/** A line of the display; a name gives way when the line is too long, and keeps its end. */
export type DisplayLine = string | { readonly lead: string; readonly name: string; readonly tail: string };

/** What a display may take up, and how it paints. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  /** Last line of all: what a person can do now. */
  readonly hint: readonly Phrase[];
  /** True once nothing changes any more: what was in work is left out. */
  readonly last: boolean;
}

const MAP_LINES = 8;
const LANES = 4;
/** Letters of a name that tell it from others; what is beside it gives way to them. */
const LEAST_NAME = 16;
/** A terminal reports no size at times; it has none narrower. */
const LEAST_COLUMNS = 20;

const TONES: Readonly<Record<string, Tone>> = {
  failed: 'failed',
  partial: 'partial',
  needs_review: 'review',
};

/**
 * The whole display as lines that fit the frame: what matters most stays when there is little room, so that a frame is
 * never taller than the terminal and never redrawn in pieces.
 */
export function progressLines(progress: Progress, frame: Frame): DisplayLine[] {
  const { paint, hint, last } = frame;
  const columns = Math.max(LEAST_COLUMNS, frame.columns);
  const write = (phrases: readonly Phrase[], label = ''): string[] =>
    flow(phrases, { columns, paint, label });
  const head = [
    ...write([...describePace(last ? { ...progress, etaMs: null } : progress), ...elapsed(progress)]),
    ...write(describeStates(progress)),
    ...write(describeUsage(progress)),
    ...write(describeClasses(progress), 'classes'),
    ...write(describeFailures(progress), 'failed of'),
  ];
  const foot = last ? [] : write(hint);
  // One row stays free for the cursor.
  let room = frame.rows - 1 - head.length - foot.length;
  const take = <Line>(lines: readonly Line[]): readonly Line[] => {
    const taken = lines.slice(0, Math.max(0, room));
    room -= taken.length;
    return taken;
  };
  const lanes = take(
    (progress.lanes ?? []).slice(0, LANES).flatMap((lane) => {
      const { name, phrases } = describeLane(lane);
      return write(phrases, name);
    }),
  );
  const mapLines = Math.min(MAP_LINES, room - 2);
  const map = progress.survey ? take(heatMap(progress.survey, { columns, lines: mapLines, paint })) : [];
  const attention = take(
    progress.attention.map(({ name, state, problem }) => {
      const words = state.replace('_', ' ');
      const shown = printable(name);
      const why = problem ? `: ${printable(problem.title)}` : '';
      // Which file it is comes before why.
      const fits = words.length + 1 + Math.min(shown.length, LEAST_NAME) + why.length <= columns;
      return {
        lead: `${paint(TONES[state] ?? 'strong', words)} `,
        name: shown,
        tail: fits ? why : '',
      };
    }),
  );
  const running = last
    ? []
    : take(
        progress.running.map(({ name, done, total, step }) => ({
          lead: paint('quiet', 'in work '),
          name: printable(name),
          tail: step ? ` ${step.name} ${step.done}/${step.total}` : total > 0 ? ` ${done}/${total}` : '',
        })),
      );
  const all: readonly (readonly DisplayLine[])[] = [head, map, [...lanes, ...running, ...attention], foot];
  const sections = all.filter(({ length }) => length > 0);
  // Where there is room to spare, sections stand apart.
  const air = room >= sections.length - 1 ? [''] : [];
  const lines = sections.flatMap((section, index) => (index === 0 ? section : [...air, ...section]));
  return lines.slice(0, Math.max(1, frame.rows - 1));
}

function elapsed({ elapsedMs }: Progress): Phrase[] {
  return [{ text: `${duration(elapsedMs)} so far` }];
}
