import { RunProgress } from '../app.ts';
import { resultToWire, toWire } from '../domain/wire.ts';
import type { Run, RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { EXIT, exitCodeOfRun } from './exit-code.ts';
import { extrapolate } from './extrapolation.ts';
import type { Phrase } from './flow.ts';
import { onLeave } from './leaving.ts';
import { printSummary, type SummaryOptions } from './print-summary.ts';
import type { ProgressDisplay } from './progress-display.ts';
import { startDisplay } from './start-display.ts';

const STOPPING =
  'Stopping: nothing new starts, calls in flight end and are kept. Press Ctrl-C again to leave now; nothing is lost either way.';

/** How a run is followed. */
export interface FollowOptions extends SummaryOptions {
  readonly json?: boolean;
  /** True when the documents are listed on standard input, which is then no keyboard. */
  readonly listOnInput?: boolean;
}

/**
 * Follows a run to its end: progress on standard error (live on a terminal, lines elsewhere, JSON with `--json`),
 * summary at the end. Ctrl-C once stops gently, twice leaves at once; nothing is lost either way. On a terminal keys
 * pause, resume and quit. Answers the exit code.
 */
export async function follow(
  leafcutter: Leafcutter,
  options: FollowOptions,
  start: () => Promise<Run>,
): Promise<number> {
  const run = await start();
  const steering = new Steering(run);
  let display: ProgressDisplay | undefined;
  const interrupt = (): void => {
    if (steering.stopping) process.exit(EXIT.interrupted);
    steering.stop();
    display?.notice(STOPPING);
  };
  const stay = onLeave(interrupt);
  let summary: RunSummary;
  try {
    display = options.json ? followAsJson(leafcutter) : await showRun(leafcutter, steering, options);
    if (options.json && !options.out?.length) await printResults(run);
    summary = await run.summary;
  } finally {
    stay();
    await display?.end();
  }
  if (options.json) {
    const wire = toWire({ type: 'summary', ...summary, extrapolation: extrapolate(summary) ?? undefined });
    process.stderr.write(`${JSON.stringify(wire)}\n`);
  } else await printSummary(leafcutter, summary, options);
  return exitCodeOfRun(summary);
}

/** What a person has asked of a run so far. */
class Steering {
  readonly run: Run;
  stopping = false;
  #paused = false;

  constructor(run: Run) {
    this.run = run;
  }

  pause(): void {
    this.#paused = true;
    this.run.pause();
  }

  resume(): void {
    this.#paused = false;
    this.run.resume();
  }

  stop(): void {
    this.stopping = true;
    this.run.stop();
  }

  hint(): readonly Phrase[] {
    if (this.stopping) {
      return [
        { text: 'Stopping: nothing new starts', tone: 'review' },
        { text: 'calls in flight end and are kept' },
        { text: 'q or Ctrl-C again leaves now, nothing is lost' },
      ];
    }
    if (this.#paused) {
      return [
        { text: 'Paused: nothing new starts', tone: 'review' },
        { text: 'r resume' },
        { text: 'q quit' },
      ];
    }
    return [{ text: 'p pause' }, { text: 'q quit (goes on later)' }];
  }
}

async function showRun(
  leafcutter: Leafcutter,
  steering: Steering,
  { listOnInput }: FollowOptions,
): Promise<ProgressDisplay> {
  const { run } = steering;
  const progress = new RunProgress(run.jobId, {
    store: leafcutter.store,
    now: Date.now,
    lanes: () => leafcutter.laneStates(),
  });
  const forget = leafcutter.onEvent(progress.listen);
  const display = await startDisplay({
    // What a run cannot read from its store it reports itself; the picture stays as it was.
    look: () => progress.look().then(noWord, noWord),
    progress: () => progress.progress(),
    listen: (listener) => leafcutter.onEvent(listener),
    hint: () => steering.hint(),
    keys: listOnInput
      ? null
      : {
          p: () => steering.pause(),
          r: () => steering.resume(),
          // As the terminal's own Ctrl-C.
          q: () => void process.kill(process.pid, 'SIGINT'),
        },
  });
  return {
    notice: display.notice,
    end: async () => {
      await display.end();
      forget();
    },
  };
}

const noWord = (): void => {};

async function printResults(run: Run): Promise<void> {
  try {
    for await (const result of run) process.stdout.write(`${JSON.stringify(resultToWire(result))}\n`);
  } catch {
    // The summary carries the same problem and is reported once, there.
  }
}

function followAsJson(leafcutter: Leafcutter): ProgressDisplay {
  const forget = leafcutter.onEvent((event) => process.stderr.write(`${JSON.stringify(toWire(event))}\n`));
  return { notice: () => {}, end: async () => void forget() };
}
