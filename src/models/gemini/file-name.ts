import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * Names of uploaded files say who uploads and when, so that whoever finds one can tell a file in use from one left
 * behind: `lc-<time>-<host>-<pid>-<process><random>`, all in base 36; within Google's 40 letters, digits and dashes.
 */
const NAME = /^files\/lc-([0-9a-z]+)-([0-9a-f]{6})-([0-9a-z]+)-([0-9a-f]{4})[0-9a-f]{6}$/;

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

/** Tells this process from an earlier one that had the same process number, as every container's first has. */
const PROCESS = randomBytes(2).toString('hex');

/** A file of another machine is taken for left behind after this time: no call lasts that long. */
export const ABANDONED_AFTER_MS = 60 * 60_000;

/** A new file name that no other upload has. */
export function createFileName(nowMs: number): string {
  const random = randomBytes(3).toString('hex');
  return `files/lc-${nowMs.toString(36)}-${HOST}-${process.pid.toString(36)}-${PROCESS}${random}`;
}

/** True when nobody can be using the file any more: its process has ended, or it is too old to be in use. */
export function isAbandoned(name: string, nowMs: number): boolean {
  const match = NAME.exec(name);
  if (!match) return true;
  const [, time, host, pid, processToken] = match;
  if (nowMs - Number.parseInt(time!, 36) > ABANDONED_AFTER_MS) return true;
  if (host !== HOST) return false;
  const number = Number.parseInt(pid!, 36);
  return number === process.pid ? processToken !== PROCESS : !isRunning(number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
