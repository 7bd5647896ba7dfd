import { readFileSync } from 'node:fs';

/** This process as text that no other process of this machine has: its number and when it began. */
export const THIS_PROCESS = `${process.pid}:${startOf(process.pid) ?? Math.round(performance.timeOrigin)}`;

/**
 * True while the process that called itself `identity` runs. Where the system does not tell when a process began (it
 * does on Linux), one that has taken over its number counts as the same: too careful, never too bold.
 */
export function isProcessRunning(identity: string): boolean {
  if (identity === THIS_PROCESS) return true;
  const [text, start] = identity.split(':');
  const processId = Number(text);
  if (!Number.isInteger(processId) || processId < 1 || processId === process.pid) return false;
  const found = startOf(processId);
  return found === null ? isAlive(processId) : found === start && !hasEnded(processId);
}

/** When a process began, in ticks since the machine did; null where that cannot be read. */
function startOf(processId: number): string | null {
  return statOf(processId)?.[22 - 3] ?? null;
}

/** A killed process keeps its entry until its parent asks for it, which some in containers never do. */
function hasEnded(processId: number): boolean {
  return statOf(processId)?.[3 - 3] === 'Z';
}

/** Fields of proc(5) from the third on: the name before them may hold blanks and brackets. */
function statOf(processId: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
