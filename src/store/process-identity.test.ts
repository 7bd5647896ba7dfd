import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isProcessRunning, THIS_PROCESS } from './process-identity.ts';

const MODULE = new URL('./process-identity.ts', import.meta.url).href;

it('knows itself, and nobody else by its number', () => {
  expect(isProcessRunning(THIS_PROCESS)).toBe(true);
  expect(isProcessRunning(`${process.pid}:1`)).toBe(false);
});

it('knows another process until it ends', async () => {
  const script = `
    const { THIS_PROCESS } = await import(${JSON.stringify(MODULE)});
    process.stdout.write(THIS_PROCESS);
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  const identity = String(said);
  expect(identity.split(':')[0]).toBe(String(child.pid));
  expect(isProcessRunning(identity)).toBe(true);
  // Elsewhere nothing tells a number that was taken over.
  if (existsSync('/proc/self/stat')) expect(isProcessRunning(`${child.pid}:1`)).toBe(false);
  child.stdin.end();
  await once(child, 'exit');
  expect(isProcessRunning(identity)).toBe(false);
});

it.runIf(existsSync('/proc/self/stat'))(
  'takes one that was killed for ended, though its parent never asks',
  async () => {
    // The shell becomes a program that waits for none of its children.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = await once(parent.stdout, 'data');
      const processId = Number(said);
      // Until then it is a shell, which does ask.
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'latin1')).toBe('sleep\n');
      const fields = (): string[] => readFileSync(`/proc/${processId}/stat`, 'latin1').split(' ');
      const identity = `${processId}:${fields()[21]}`;
      expect(isProcessRunning(identity)).toBe(true);
      process.kill(processId, 'SIGKILL');
      await expect.poll(() => fields()[2]).toBe('Z');
      expect(isProcessRunning(identity)).toBe(false);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

it('takes no nonsense for a process', () => {
  for (const identity of ['', '0:1', '-1:1', 'x:1', '1.5:2']) expect(isProcessRunning(identity)).toBe(false);
});
