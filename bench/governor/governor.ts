/**
 * The governor and its peers against every provider of test/governor/scenarios.json: in virtual time, or over HTTP on
 * loopback in scaled time (1:20).
 *
 * Run: `npm run bench -- governor [--http] [--only A01,A03] [--clients Leafcutter,AIMD]`. Without `--http` all scenarios take
 * about two minutes; with it a scenario takes its own time over 20, for each client.
 */
import { parseArgs } from 'node:util';
import { type Measured, measure, missedGoals } from '../../test/governor/measure.ts';
import { SCENARIOS, type Scenario } from '../../test/governor/scenario.ts';
import { simulate } from '../../test/governor/simulate.ts';
import { printTable } from '../print-table.ts';
import { runOverHttp } from './over-http.ts';
import { CLIENTS } from './peers.ts';

/** Over HTTP each of these limits once: request buckets, fixed and sliding minutes, tokens, cap, outage, interactive. */
const SHORT_HTTP = ['A01', 'A02', 'A04', 'A17', 'B03', 'C02', 'C04'];
/** Twelve hours of provider time: what a peer has not ended by then it will not end. */
const LIMIT_MS = 12 * 3_600_000;

const { values } = parseArgs({
  options: {
    http: { type: 'boolean', default: false },
    only: { type: 'string' },
    clients: { type: 'string' },
  },
});
const wanted = values.only?.split(',') ?? (values.http ? SHORT_HTTP : null);
const scenarios = SCENARIOS.filter(({ id }) => !wanted || wanted.some((start) => id.startsWith(start)));
const clients = Object.entries(CLIENTS).filter(
  ([name]) => !values.clients || values.clients.split(',').includes(name),
);

async function run(scenario: Scenario, name: string): Promise<Measured> {
  const makeClient = CLIENTS[name]!;
  return measure(
    scenario,
    values.http
      ? await runOverHttp(scenario, makeClient)
      : simulate(scenario, makeClient, { limitMs: LIMIT_MS }),
  );
}

const text = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits));

const rows: string[][] = [];
const behind: string[] = [];
let missed = 0;
for (const scenario of scenarios) {
  const ratios = new Map<string, number>();
  for (const [name] of clients) {
    const measured = await run(scenario, name);
    const lost = measured.lost > 0 ? `${measured.lost} lost` : measured.ratio.toFixed(3);
    if (measured.lost === 0) ratios.set(name, measured.ratio);
    const goal = scenario.goal[values.http ? 'http' : 'virtualClock'];
    const gaps = name === 'Leafcutter' ? missedGoals(measured, goal) : [];
    missed += gaps.length > 0 ? 1 : 0;
    rows.push([
      name === clients[0]?.[0] ? scenario.id : '',
      name,
      lost,
      text(measured.steadyUsePct, 0),
      text(measured.wastedPct, 2),
      String(measured.early),
      text(measured.recoveryS, 0),
      text(measured.addedWaitS, 1),
      gaps.join('; '),
    ]);
  }
  const ours = ratios.get('Leafcutter');
  for (const [name, ratio] of ratios)
    if (ours !== undefined && ratio < ours - 0.001)
      behind.push(`${scenario.id}: ${name} ${ratio.toFixed(3)} < ${ours.toFixed(3)}`);
}
printTable(
  `Governor and peers, ${values.http ? 'over HTTP in time scaled 1:20' : 'in virtual time'}`,
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
  rows,
);
process.stdout.write(`\nLeafcutter misses a goal in ${missed} of ${scenarios.length} scenarios.\n`);
process.stdout.write(
  behind.length > 0
    ? `A peer ends earlier in:\n  ${behind.join('\n  ')}\n`
    : 'No peer ends earlier in any.\n',
);
