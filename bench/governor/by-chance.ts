import { runByChance } from '../../test/governor/by-chance.ts';

const KINDS = ['bucket', 'fixed', 'sliding'] as const;
const WAITS = [undefined, 1_000] as const;
/** Calls against a real limit of 60 a minute: five minutes of it. */
const LIMITED = { calls: 300, perMin: 60, medianMs: 8_000 };

/** The middle and the largest of the values that seeds lead to. */
function spread(values: readonly number[]): { readonly middle: number; readonly largest: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { middle: sorted[Math.floor(sorted.length / 2)]!, largest: sorted.at(-1)! };
}

const waitText = (waitMs: number | undefined): string =>
  waitMs === undefined ? 'none' : `${waitMs / 1_000} s`;

/** A table of runs against providers that refuse by chance: its header and its rows. */
export interface ChanceTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** 1,000 calls without a limit: seconds over an oracle, over the seeds from 1 on. */
export function withoutLimit(seeds: number): ChanceTable {
  const rows = [0.01, 0.03, 0.1].flatMap((prob) =>
    WAITS.flatMap((waitMs) =>
      [300, 8_000, 40_000].map((medianMs) => {
        const { middle, largest } = spread(
          Array.from({ length: seeds }, (_, seed) => {
            const one = { prob, medianMs, ...(waitMs === undefined ? {} : { waitMs }) };
            const { makespanMs, idealMs } = runByChance(one, seed + 1);
            return (makespanMs - idealMs) / 1_000;
          }),
        );
        return [
          `${prob * 100} %`,
          waitText(waitMs),
          `${medianMs / 1_000} s`,
          middle.toFixed(0),
          largest.toFixed(0),
        ];
      }),
    ),
  );
  return { header: ['refused', 'Retry-After', 'calls of', 'middle, s over', 'worst, s over'], rows };
}

/** 300 calls against a limit of 60 a minute of which one in ten is refused by chance as well: makespan over an oracle's. */
export function besideLimit(seeds: number): ChanceTable {
  const { calls, perMin, medianMs } = LIMITED;
  const rows = KINDS.flatMap((kind) =>
    (['none', 'retryAfterSeconds'] as const).flatMap((hint) =>
      WAITS.map((waitMs) => {
        const limits = [{ dim: 'req' as const, kind, perMin }];
        const one = { prob: 0.1, medianMs, calls, limits, hint, ...(waitMs === undefined ? {} : { waitMs }) };
        const runs = Array.from({ length: seeds }, (_, seed) => runByChance(one, seed + 1));
        const ratio = spread(runs.map(({ makespanMs, idealMs }) => makespanMs / idealMs));
        const refused = spread(runs.map((run) => (100 * run.refused) / run.sent));
        return [
          kind,
          hint === 'none' ? 'none' : 'seconds',
          waitText(waitMs),
          ratio.middle.toFixed(2),
          ratio.largest.toFixed(2),
          refused.middle.toFixed(0),
        ];
      }),
    ),
  );
  const header = [
    '60 a minute',
    'its Retry-After',
    "chance's",
    'middle / ideal',
    'worst / ideal',
    'refused %',
  ];
  return { header, rows };
}
