import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
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

it('takes no nonsense for a process', () => {
  for (const identity of ['', '0:1', '-1:1', 'x:1', '1.5:2']) expect(isProcessRunning(identity)).toBe(false);
});
