import { Command, Option } from 'commander';
import { createLeafcutter } from '../app.ts';
import { toWire } from '../domain/wire.ts';
import { count, dollars } from '../domain/wording.ts';
import { Problem } from '../problem/problem.ts';
import { createKey, SCOPES, type Scope } from '../server/api-key.ts';
import { dayOf, type KeyLimits, NO_LIMITS, readLimits, writeLimits } from '../server/key-limits.ts';
import type { KeyUse, Store } from '../store/store.ts';
import { printable, table } from './format.ts';
import { OPTIONS, parseBudget, parseCount, type SharedOptions } from './options.ts';

interface LimitArguments {
  readonly jobsPerDay?: string;
  readonly pagesPerDay?: string;
  readonly costPerDay?: string;
  readonly requestsPerMinute?: string;
}

/** `leafcutter keys create|limit|list|revoke` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('make, limit, list and revoke keys of the server');
  addLimitOptions(
    keys
      .command('create')
      .description('make a key and show it, this once')
      .argument('<name>', 'what or whom it is for')
      .addOption(
        new Option('--scope <scope>', 'read: look; write: submit, control and review; admin: all')
          .choices(SCOPES)
          .default('write'),
      ),
  )
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(async (name: string, options: SharedOptions & LimitArguments & { readonly scope: Scope }) => {
      const limits = { ...NO_LIMITS, ...parseLimits(options) };
      await withStore(options, async (store) => {
        const { key, text } = await createKey(store.keys, { name, scope: options.scope, nowMs: Date.now() });
        await writeLimits(store, key.id, limits);
        if (options.json) process.stdout.write(`${JSON.stringify({ id: key.id, key: text })}\n`);
        else {
          process.stdout.write(`${text}\n`);
          process.stderr.write(`Key ${key.id} for "${name}" (${key.scope}). It is not shown again.\n`);
        }
      });
    });
  addLimitOptions(
    keys
      .command('limit')
      .description('change what a key may use, within two seconds on a server that runs')
      .argument('<id>', 'see leafcutter keys list'),
  )
    .addOption(OPTIONS.home())
    .action((id: string, options: SharedOptions & LimitArguments) => {
      const changes = parseLimits(options);
      return withStore(options, async (store) => {
        const key = await store.keys.get(id);
        if (key === null || key.revokedMs !== null) throw noKey(id);
        const limits = { ...(await readLimits(store, id)), ...changes };
        await writeLimits(store, id, limits);
        process.stdout.write(`${id}  ${describeLimits(limits, null)}\n`);
      });
    });
  keys
    .command('list')
    .description('list the keys, what each may use and has used today (UTC)')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action((options: SharedOptions) =>
      withStore(options, async (store) => {
        const rows: string[][] = [];
        for (const { hash: _, ...key } of await store.keys.list()) {
          const { id, name, scope, createdMs, revokedMs } = key;
          const limits = await readLimits(store, id);
          const today = await store.keyUse.read(id, dayOf(Date.now()));
          if (options.json) process.stdout.write(`${JSON.stringify(toWire({ ...key, limits, today }))}\n`);
          const made = new Date(createdMs).toISOString().slice(0, 10);
          const called = `${revokedMs === null ? '' : '(revoked) '}${printable(name)}`;
          rows.push([id, made, scope, called, describeLimits(limits, today)]);
        }
        if (options.json) return;
        process.stdout.write(
          rows.length === 0
            ? 'No keys yet. Make one: leafcutter keys create NAME\n'
            : `${table(['key', 'created', 'scope', 'name', 'used today (UTC)'], rows)}\n`,
        );
      }),
    );
  keys
    .command('revoke')
    .description('make a key useless, within two seconds on a server that runs')
    .argument('<id>', 'see leafcutter keys list')
    .addOption(OPTIONS.home())
    .action((id: string, options: SharedOptions) =>
      withStore(options, async (store) => {
        if (!(await store.keys.revoke(id, Date.now()))) throw noKey(id);
        process.stdout.write(`Key ${id} is revoked.\n`);
      }),
    );
  return keys;
}

function addLimitOptions(command: Command): Command {
  return command
    .option('--jobs-per-day <count>', 'jobs it may submit a day (UTC); "any" lifts it')
    .option('--pages-per-day <count>', 'pages it may have read a day; "any" lifts it')
    .option('--cost-per-day <amount>', 'cost of its jobs a day, such as 5usd; "any" lifts it')
    .option('--requests-per-minute <count>', 'requests it may make a minute; "any" lifts it');
}

/** The limits that were named; `any` lifts one. */
function parseLimits(given: LimitArguments): Partial<KeyLimits> {
  const { jobsPerDay, pagesPerDay, costPerDay, requestsPerMinute } = given;
  const count = (name: string, text: string): number | null =>
    text === 'any' ? null : parseCount(name, text)!;
  return {
    ...(jobsPerDay === undefined ? {} : { jobsPerDay: count('--jobs-per-day', jobsPerDay) }),
    ...(pagesPerDay === undefined ? {} : { pagesPerDay: count('--pages-per-day', pagesPerDay) }),
    ...(costPerDay === undefined
      ? {}
      : { costMicrosPerDay: costPerDay === 'any' ? null : parseBudget(costPerDay) }),
    ...(requestsPerMinute === undefined
      ? {}
      : { requestsPerMinute: count('--requests-per-minute', requestsPerMinute) }),
  };
}

function describeLimits(limits: KeyLimits, today: KeyUse | null): string {
  const part = (
    unit: string,
    limit: number | null,
    used: number | undefined,
    write: (n: number) => string,
  ) => {
    if (limit === null && !used) return null;
    const of = limit === null ? '' : write(limit);
    return `${[used === undefined ? null : write(used), of].filter(Boolean).join(' of ')} ${unit}`;
  };
  const parts = [
    part('jobs', limits.jobsPerDay, today?.jobs, count),
    part('pages', limits.pagesPerDay, today?.pages, count),
    part('spent', limits.costMicrosPerDay, today?.costMicros, dollars),
    limits.requestsPerMinute === null ? null : `${count(limits.requestsPerMinute)} requests/min`,
  ].filter((text) => text !== null);
  return parts.join(', ') || (today ? 'nothing today, no limits' : 'no limits');
}

function noKey(id: string): Problem {
  return new Problem('invalid-option', {
    detail: `There is no good key ${id}; list them with "leafcutter keys list"`,
  });
}

async function withStore(options: SharedOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  try {
    await work(leafcutter.store);
  } finally {
    await leafcutter.close();
  }
}
