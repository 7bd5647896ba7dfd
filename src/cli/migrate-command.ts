import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { migrateStore } from '../app.ts';
import { loadConfig } from '../config/config.ts';
import { Problem } from '../problem/problem.ts';

interface MigrateOptions {
  readonly from?: string;
}

/** `leafcutter migrate` */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the schema of DATABASE_URL up to date; move a store of one machine into it')
    .option('--from <folder>', 'folder of the store to copy (a LEAFCUTTER_HOME); end its jobs first')
    .action(migrate);
}

async function migrate({ from }: MigrateOptions): Promise<void> {
  const { databaseUrl } = loadConfig(process.env);
  if (databaseUrl === undefined) {
    throw new Problem('invalid-option', {
      detail: 'migrate works on a PostgreSQL database: set DATABASE_URL to its address',
    });
  }
  const onJob = (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} jobs`);
  };
  const { steps, jobs, known, answers } = await migrateStore({
    url: databaseUrl,
    ...(from === undefined ? {} : { from: join(resolve(from), 'leafcutter.db'), onJob }),
  });
  if (from !== undefined && process.stderr.isTTY) process.stderr.write('\n');
  process.stdout.write(
    steps === 0 ? 'The schema is up to date\n' : `The schema was brought up to date (${steps} steps)\n`,
  );
  if (from === undefined) return;
  process.stdout.write(
    `${jobs} jobs and ${answers} answers were copied${known > 0 ? `; ${known} jobs were there already` : ''}. The files below ${from} (blobs, uploads) are still needed: keep the folder, or share it\n`,
  );
}
