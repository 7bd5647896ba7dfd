import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { createLeafcutter, StoredProgress } from '../app.ts';
import { isFinalJobState, isRestingJobState } from '../domain/states.ts';
import { toWire } from '../domain/wire.ts';
import type { RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { EXIT, exitCodeOfRun } from './exit-code.ts';
import { leaving } from './leaving.ts';
import { OPTIONS, type SharedOptions } from './options.ts';
import { printSummary, whereOf } from './print-summary.ts';
import type { ProgressDisplay } from './progress-display.ts';
import { hereOrThere } from './remote/here-or-there.ts';
import { watchDisplay } from './watch-display.ts';

const LOOK_MS = 1_000;

/** `leafcutter watch <job>` */
export function watchCommand(): Command {
  return new Command('watch')
    .description(
      'follow a job that another terminal runs, or see how it ended; Ctrl-C leaves, the job goes on',
    )
    .argument('<job>', 'job id, see leafcutter jobs')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (jobId: string, options: SharedOptions) => {
          const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
          const { signal, end } = leaving();
          try {
            process.exitCode = await watch(leafcutter, jobId, { ...options, signal });
          } finally {
            end();
            await leafcutter.close();
          }
        },
        async (remote, jobId, options) => {
          const { watchThere } = await import('./remote/control-there.ts');
          await watchThere(remote, jobId, options);
        },
      ),
    );
}

type Seen = Awaited<ReturnType<StoredProgress['look']>>;

async function watch(
  leafcutter: Leafcutter,
  jobId: string,
  { json, home, signal }: Pick<SharedOptions, 'json' | 'home'> & { readonly signal: AbortSignal },
): Promise<number> {
  const stored = await openProgress(leafcutter, jobId);
  let seen = await stored.look();
  let display: ProgressDisplay | undefined;
  try {
    while (!signal.aborted && (await isRunning(leafcutter, seen))) {
      display ??= await show(stored, jobId, json ?? false);
      // It rejects for one reason: somebody leaves.
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
      seen = await stored.look();
    }
  } finally {
    await display?.end();
  }
  const summary = summaryOf(seen);
  const where = whereOf({ home });
  if (json) process.stdout.write(`${JSON.stringify({ type: 'summary', ...(toWire(summary) as object) })}\n`);
  if (signal.aborted) {
    if (!json) process.stderr.write(`The job goes on. Watch it again: leafcutter watch ${jobId}${where}\n`);
    return EXIT.interrupted;
  }
  if (!json) await printSummary(leafcutter, summary, { home });
  if (seen.job.state !== 'running') return exitCodeOfRun(summary);
  // Its process is gone without a word.
  if (!json)
    process.stderr.write(`No process runs the job any more. Go on: leafcutter resume ${jobId}${where}\n`);
  return EXIT.interrupted;
}

async function isRunning(leafcutter: Leafcutter, { job }: Seen): Promise<boolean> {
  if (isRestingJobState(job.state)) return false;
  return (await leafcutter.jobRunner(job.id)) !== null;
}

async function openProgress(leafcutter: Leafcutter, jobId: string): Promise<StoredProgress> {
  const recipe = leafcutter.recipes.get((await leafcutter.store.getJob(jobId))?.recipe ?? '');
  return new StoredProgress(jobId, {
    store: leafcutter.store,
    now: Date.now,
    ...(recipe?.classOf ? { classOf: (data) => recipe.classOf!(data) } : {}),
    lanes: () => leafcutter.laneStatesOfRunner(jobId),
  });
}

async function show(stored: StoredProgress, jobId: string, json: boolean): Promise<ProgressDisplay> {
  if (json) {
    const forget = stored.listen((event) => process.stderr.write(`${JSON.stringify(toWire(event))}\n`));
    return { notice: () => {}, end: async () => void forget() };
  }
  return watchDisplay(stored, `Watching job ${jobId}`);
}

function summaryOf({ job, counts, usage }: Seen): RunSummary {
  const endMs = isFinalJobState(job.state) && job.endedMs !== null ? job.endedMs : Date.now();
  return {
    jobId: job.id,
    state: job.state,
    counts,
    usage,
    durationMs: job.startedMs === null ? 0 : endMs - job.startedMs,
    processed: 0,
    ...(job.problem ? { problem: job.problem } : {}),
  };
}
