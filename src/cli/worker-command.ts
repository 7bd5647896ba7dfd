import { Command, InvalidArgumentError } from 'commander';
import { createLeafcutter } from '../app.ts';
import type { Problem } from '../problem/problem.ts';
import { EXIT } from './exit-code.ts';
import { OPTIONS } from './options.ts';

interface WorkerCommandOptions {
  readonly home?: string;
  readonly grace: number;
  readonly healthPort?: number;
  readonly healthHost: string;
}

/** The same trouble is told so often at the most. */
const TELL_EVERY_MS = 10_000;

/** `leafcutter worker` */
export function workerCommand(): Command {
  return new Command('worker')
    .description('work on documents of jobs that other processes run; needs DATABASE_URL')
    .option('--grace <seconds>', 'how long documents in work may take to end when it is stopped', seconds, 20)
    .option('--health-port <number>', 'answer /health/live and /health/ready there', portNumber)
    .option('--health-host <address>', 'where health is answered', '127.0.0.1')
    .addOption(OPTIONS.home())
    .action(work);
}

async function work(options: WorkerCommandOptions): Promise<void> {
  // Loaded here: no other command needs it.
  const { runWorker } = await import('../worker/worker.ts');
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  const ending = new AbortController();
  const end = (): void => {
    if (ending.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write(
      'Ending: documents in work are finished or go back into the queue. Once more to leave now; nothing is lost.\n',
    );
    ending.abort();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  let toldMs = Number.NEGATIVE_INFINITY;
  const onTrouble = (problem: Problem): void => {
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    process.stderr.write(`${problem.detail} (${problem.code}); going on when that is over\n`);
  };
  try {
    await runWorker(leafcutter, {
      signal: ending.signal,
      graceMs: options.grace * 1000,
      healthPort: options.healthPort ?? null,
      healthHost: options.healthHost,
      onTrouble,
      onStart: (port) => {
        process.stderr.write('Working on the documents of any job; Ctrl-C ends it\n');
        if (port !== null) process.stderr.write(`Health is answered at port ${port}\n`);
      },
    });
  } finally {
    await leafcutter.close();
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('It is a number of seconds, 0 to 86400.');
}

function portNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('It is a number, 0 to 65535.');
}
