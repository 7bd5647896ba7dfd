import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ABANDONED_AFTER_MS, createFileName, isAbandoned } from './file-name.ts';

const NOW = 1_795_000_000_000;

it('fits what Google allows for a name: at most 40 small letters, digits and inner dashes', () => {
  const name = createFileName(NOW);
  expect(name).toMatch(/^files\/[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/);
  expect(createFileName(NOW)).not.toBe(name);
});

it('our own file is in use until it is too old', () => {
  const name = createFileName(NOW);
  expect(isAbandoned(name, NOW + ABANDONED_AFTER_MS)).toBe(false);
  expect(isAbandoned(name, NOW + ABANDONED_AFTER_MS + 1)).toBe(true);
});

it("a dead process's file is abandoned at once, a living one's is not", () => {
  const [prefix, time, host, pid, tail] = createFileName(NOW).split('-');
  const named = (number: number) => [prefix, time, host, number.toString(36), tail].join('-');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  expect(isAbandoned(named(dead), NOW)).toBe(true);
  expect(isAbandoned(named(process.ppid), NOW)).toBe(false);
  expect(pid).toBe(process.pid.toString(36));
});

it('an earlier process with our number is not us', () => {
  const name = createFileName(NOW);
  const token = name.slice(-10, -6);
  expect(isAbandoned(name.slice(0, -10) + (token === '0000' ? '1111' : '0000') + name.slice(-6), NOW)).toBe(
    true,
  );
});

it("another machine's file is left alone while it may be in use", () => {
  const parts = createFileName(NOW).split('-');
  parts[2] = parts[2] === '000000' ? '111111' : '000000';
  expect(isAbandoned(parts.join('-'), NOW)).toBe(false);
  expect(isAbandoned(parts.join('-'), NOW + ABANDONED_AFTER_MS + 1)).toBe(true);
});

it('a name of another form is nobody in use', () => {
  expect(isAbandoned('files/old', NOW)).toBe(true);
});
