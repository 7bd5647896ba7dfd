import { statfs } from 'node:fs/promises';
import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import type { LaneState } from '../leafcutter.ts';
import { toProblem } from '../problem/problem.ts';
import { EXIT } from './exit-code.ts';
import { OPTIONS, type SharedOptions } from './options.ts';

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly good: boolean;
  readonly says: string;
}

/** Below this much free disk a night's run is in danger. */
const LITTLE_DISK_BYTES = 1_000_000_000;

/** `leafcutter doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and the configuration; says what works and what does not')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(async (options: SharedOptions) => {
      const checks = await examine(options);
      if (options.json) process.stdout.write(`${JSON.stringify(checks)}\n`);
      else
        for (const { good, name, says } of checks)
          process.stdout.write(`${good ? 'ok ' : 'BAD'}  ${name.padEnd(10)} ${says}\n`);
      if (checks.some(({ good }) => !good)) process.exitCode = EXIT.fatal;
    });
}

/** What the last run learnt of a lane. */
function describeLane({
  lane,
  requestsPerMinute,
  tokensPerMinute,
  inFlightLimit,
  breaker,
  trouble,
  refused,
  sent,
}: LaneState): string {
  const limits = [
    requestsPerMinute === null ? null : `${Math.round(requestsPerMinute)} requests/min`,
    tokensPerMinute === null ? null : `${Math.round(tokensPerMinute)} tokens/min`,
    inFlightLimit === null ? null : `${Math.round(inFlightLimit)} in flight`,
  ].filter(Boolean);
  return `${lane}: ${limits.join(', ') || 'no limit met'}; ${refused} of ${sent} calls refused${breaker === 'closed' ? '' : `; ${trouble ?? `breaker ${breaker}`}`}`;
}

async function examine(options: SharedOptions): Promise<Check[]> {
  const checks: Check[] = [{ name: 'node', good: true, says: process.version }];
  const look = async (name: string, what: () => Promise<string>): Promise<void> => {
    try {
      checks.push({ name, good: true, says: await what() });
    } catch (error) {
      checks.push({ name, good: false, says: toProblem(error).detail });
    }
  };
  await look('store', async () => {
    const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
    try {
      await leafcutter.store.checkIntegrity();
      await look('disk', async () => {
        const { bavail, bsize } = await statfs(leafcutter.directory);
        const free = bavail * bsize;
        if (free < LITTLE_DISK_BYTES)
          throw new Error(`only ${Math.round(free / 1e6)} MB free beside the store`);
        return `${(free / 1e9).toFixed(1)} GB free beside the store`;
      });
      await look('passages', () => leafcutter.describePassages());
      await look('pdf', () => leafcutter.pdf.describe());
      await look('ocr', async () => leafcutter.ocr?.name ?? 'off: pages without text need a model');
      await look('models', async () => leafcutter.describeModels());
      for (const lane of await leafcutter.lastLaneStates())
        await look('quota', async () => describeLane(lane));
      await look('memory', async () => {
        const { memoryMonitoring, memoryThrottleMegabytes, memoryLimitMegabytes } = leafcutter.config;
        if (!memoryMonitoring) return 'not watched';
        return `new work waits above ${memoryThrottleMegabytes} MB, nothing starts above ${memoryLimitMegabytes} MB`;
      });
      return `${leafcutter.directory}, intact`;
    } finally {
      await leafcutter.close();
    }
  });
  return checks;
}
