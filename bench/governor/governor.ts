/**
 * The governor and its peers against every provider of test/governor/scenarios.json: in virtual time, or over HTTP on
 * loopback in scaled time.
 *
 * Run: `npm run bench -- governor [--http] [--only A01,A03] [--clients Leafcutter,AIMD] [--jobs 4] [--faster 20]`. Without
 * `--http` all scenarios take about two minutes. With it Leafcutter meets all of them and the peers a named part, `--jobs` at
 * a time, and a peer is stopped at three times the ideal: what takes longer has lost. Rows are printed as they come.
 *
 * `npm run bench -- governor --by-chance [--seeds 12]` is about refusals that are of no limit instead, of ours alone.
 */
import { parseArgs } from 'node:util';
import { ideal } from '../../test/governor/ideal.ts';
import { type Measured, measure, missedGoals } from '../../test/governor/measure.ts';
import { SCENARIOS, type Scenario } from '../../test/governor/scenario.ts';
import { simulate } from '../../test/governor/simulate.ts';
import { printTable, startTable } from '../print-table.ts';
import { besideLimit, withoutLimit } from './by-chance.ts';
import { runOverHttp } from './over-http.ts';
import { CLIENTS } from './peers.ts';

/** Over HTTP peers meet these: each kind of limit, hint and trouble once, the shortest of them. */
const PEERS_OVER_HTTP = 'A01,A02,A04,A13,A16,A17,B03,C02,C04,D04,E03,F02,G02,K02'.split(',');
/** Over HTTP a run is stopped at so many times the ideal. */
const LONGEST_OVER_HTTP = 3;
const OURS = 'Leafcutter';

const { values } = parseArgs({
  options: {
    http: { type: 'boolean', default: false },
    only: { type: 'string' },
    clients: { type: 'string' },
    jobs: { type: 'string', default: '4' },
    faster: { type: 'string', default: '20' },
    'by-chance': { type: 'boolean', default: false },
    seeds: { type: 'string', default: '12' },
  },
});
if (values['by-chance']) {
  const seeds = Number(values.seeds);
  for (const [title, { header, rows }] of [
    [`Refused by chance, no limit, ${seeds} seeds`, withoutLimit(seeds)],
    [`Refused by chance one in ten, and a limit, ${seeds} seeds`, besideLimit(seeds)],
  ] as const) {
    printTable(title, header, rows);
  }
  process.exit(0);
}
const starts = (scenario: Scenario, list: readonly string[] | undefined): boolean =>
  list === undefined || list.some((start) => scenario.id.startsWith(start));
const wanted = SCENARIOS.filter((scenario) => starts(scenario, values.only?.split(',')));
const names = Object.keys(CLIENTS).filter(
  (name) => !values.clients || values.clients.split(',').includes(name),
);
const runs = wanted.flatMap((scenario) =>
  names
    .filter((name) => !values.http || name === OURS || starts(scenario, PEERS_OVER_HTTP))
    .map((name) => ({ scenario, name })),
);

if (runs.length === 0) throw new Error('No scenario or client begins with, or has, the name that was given');

async function run({ scenario, name }: (typeof runs)[number]): Promise<Measured> {
  const makeClient = CLIENTS[name]!;
  if (!values.http) return measure(scenario, simulate(scenario, makeClient));
  const limitMs = LONGEST_OVER_HTTP * ideal(scenario).makespanMs;
  const timeScale = 1 / Number(values.faster);
  return measure(scenario, await runOverHttp(scenario, makeClient, { timeScale, limitMs }));
}

const text = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits));

const missed = new Set<string>();
const reached = new Map<string, Map<string, Measured>>();

/** A row of the table. */
function rowOf({ scenario, name }: (typeof runs)[number], measured: Measured): readonly string[] {
  const goal = scenario.goal[values.http ? 'http' : 'virtualClock'];
  const gaps = name === OURS ? missedGoals(measured, goal) : [];
  if (gaps.length > 0) missed.add(scenario.id);
  const ofScenario = reached.get(scenario.id) ?? new Map<string, Measured>();
  reached.set(scenario.id, ofScenario.set(name, measured));
  const unfinished = values.http
    ? `over ${LONGEST_OVER_HTTP}, ${measured.lost} left`
    : `${measured.lost} lost`;
  return [
    scenario.id,
    name,
    measured.lost > 0 ? unfinished : measured.ratio.toFixed(3),
    text(measured.steadyUsePct, 0),
    text(measured.wastedPct, 2),
    String(measured.early),
    text(measured.recoveryS, 0),
    text(measured.addedWaitS, 1),
    gaps.join('; '),
  ];
}

const table = startTable(
  `Governor and peers, ${values.http ? `over HTTP in time scaled 1:${values.faster}` : 'in virtual time'}`,
  [
    'scenario',
    'client',
    'makespan / ideal',
    'quota used %',
    'refused %',
    'early retries',
    'recovery s',
    'added wait s',
    'goal missed',
  ],
);
for (const scenario of values.http ? wanted : []) ideal(scenario);
const left = [...runs];
const work = async (): Promise<void> => {
  for (let next = left.shift(); next !== undefined; next = left.shift())
    table.row(rowOf(next, await run(next)));
};
await Promise.all(Array.from({ length: values.http ? Number(values.jobs) : 1 }, work));
table.end();

/** What a client reached, short enough to stand beside the others: makespan over ideal, and the share refused. */
function short(measured: Measured | undefined): string {
  if (measured === undefined) return '';
  const { lost, ratio, wastedPct } = measured;
  return lost > 0 ? `${lost} lost` : `${ratio.toFixed(3)} (${wastedPct.toFixed(2)} %)`;
}

if (!values.http && names.length > 1) {
  printTable(
    'Side by side: makespan over ideal (refused)',
    ['scenario', ...names],
    [...reached].map(([id, ofScenario]) => [id, ...names.map((name) => short(ofScenario.get(name)))]),
  );
}

const behind = [...reached].flatMap(([id, ofScenario]) => {
  const ours = ofScenario.get(OURS)?.ratio ?? 0;
  return [...ofScenario]
    .filter(([, { lost, ratio }]) => lost === 0 && ratio < ours - 0.001)
    .map(([name, { ratio }]) => `${id}: ${name} ${ratio.toFixed(3)} < ${ours.toFixed(3)}`);
});
process.stdout.write(`\n${OURS} misses a goal in ${missed.size} of ${wanted.length} scenarios.\n`);
process.stdout.write(
  behind.length > 0
    ? `A peer ends earlier in:\n  ${behind.join('\n  ')}\n`
    : 'No peer ends earlier in any.\n',
);
// A client that was stopped may still have calls to make.
process.exit(0);
