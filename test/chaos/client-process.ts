import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CliEnd, runCli } from '../support/run-cli.ts';

const LOOK_MS = 100;
/** A helper process that outlives its killed parent by this much is taken for left behind. */
const ORPHAN_MS = 10_000;

/** One start of the command line, as the system sees it. */
export interface ClientEnd extends CliEnd {
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  /** Peak resident size of the process itself; 0 where the system does not tell. */
  readonly peakBytes: number;
  /** The same with the processes it started. */
  readonly peakTreeBytes: number;
  /** Processes it started that were still there long after it was killed. */
  readonly orphans: readonly string[];
}

/** Runs the command line, watching its memory; `kill` is called with a function that sends SIGKILL. */
export async function runClient(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  kill?: (kill: () => void) => void,
): Promise<ClientEnd> {
  const startedMs = Date.now();
  let peakBytes = 0;
  let peakTreeBytes = 0;
  let helpers: readonly string[] = [];
  let child: ChildProcess | undefined;
  const look = (): void => {
    const own = sizeOf(child?.pid ?? 0);
    if (own.peak === 0) return;
    const children = childrenOf(child!.pid!);
    peakBytes = Math.max(peakBytes, own.peak);
    peakTreeBytes = Math.max(
      peakTreeBytes,
      own.now + children.reduce((sum, pid) => sum + sizeOf(pid).now, 0),
    );
    helpers = children.map(identityOf).filter((helper) => helper !== null);
  };
  const timer = setInterval(look, LOOK_MS);
  const end = await runCli(args, {
    ...options,
    onStart(started) {
      child = started;
      kill?.(() => {
        look();
        started.kill('SIGKILL');
      });
    },
  });
  clearInterval(timer);
  return { ...end, startedMs, peakBytes, peakTreeBytes, orphans: await left(helpers) };
}

async function left(helpers: readonly string[]): Promise<readonly string[]> {
  const there = () => helpers.filter((helper) => identityOf(Number(helper.split(':')[0])) === helper);
  for (const until = Date.now() + ORPHAN_MS; there().length > 0 && Date.now() < until; ) await sleep(LOOK_MS);
  return there();
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Number and start of a living process; null when it is none, as of one that has ended and is not yet asked why. */
function identityOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || state === 'Z' ? null : `${pid}:${rest[18]}`;
}

function sizeOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = read(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended.
    return '';
  }
}
