import { ProgressMeter } from '../app.ts';
import { resultToWire, toWire } from '../domain/wire.ts';
import type { Run, RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { EXIT, exitCodeOfRun } from './exit-code.ts';
import { extrapolate } from './extrapolation.ts';
import { printSummary } from './print-summary.ts';
import type { ProgressDisplay } from './progress-display.ts';
import { startDisplay } from './start-display.ts';

/**
 * Follows a run to its end: progress on standard error (live on a terminal, lines elsewhere, JSON with `--json`),
 * summary at the end. Ctrl-C once stops gently, twice leaves at once; nothing is lost either way.
 * Answers the exit code.
 */
export async function follow(
  leafcutter: Leafcutter,
  options: { readonly json?: boolean; readonly out?: readonly string[] },
  start: () => Promise<Run>,
): Promise<number> {
  const meter = new ProgressMeter(Date.now);
  const forget = leafcutter.onEvent(meter.listen);
  const run = await start();
  const display = options.json
    ? followAsJson(leafcutter)
    : await startDisplay({
        progress: () => meter.progress(),
        listen: (listener) => leafcutter.onEvent(listener),
      });
  const release = onInterrupt(run, options);
  let summary: RunSummary;
  try {
    if (options.json && !options.out?.length) await printResults(run);
    summary = await run.summary;
  } finally {
    release();
    forget();
    await display.end();
  }
  if (options.json) {
    const wire = toWire({ type: 'summary', ...summary, extrapolation: extrapolate(summary) ?? undefined });
    process.stderr.write(`${JSON.stringify(wire)}\n`);
  } else await printSummary(leafcutter, summary, options.out ?? []);
  return exitCodeOfRun(summary);
}

async function printResults(run: Run): Promise<void> {
  try {
    for await (const result of run) process.stdout.write(`${JSON.stringify(resultToWire(result))}\n`);
  } catch {
    // The summary carries the same problem and is reported once, there.
  }
}

function followAsJson(leafcutter: Leafcutter): ProgressDisplay {
  const forget = leafcutter.onEvent((event) => process.stderr.write(`${JSON.stringify(toWire(event))}\n`));
  return { end: () => void forget() };
}

function onInterrupt(run: Run, { json }: { readonly json?: boolean }): () => void {
  let times = 0;
  const interrupt = (): void => {
    times++;
    if (times > 1) process.exit(EXIT.interrupted);
    run.stop();
    if (!json) {
      process.stderr.write(
        '\nStopping: nothing new starts, calls in flight end and are kept. Press Ctrl-C again to leave now; nothing is lost either way.\n',
      );
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}
