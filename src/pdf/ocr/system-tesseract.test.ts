import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createSystemTesseract } from './system-tesseract.ts';

afterEach(() => void vi.unstubAllEnvs());

it.skipIf(process.platform !== 'linux')(
  'is in no group with this process, so that Ctrl-C takes no page from it, and has no key of it',
  async () => {
    vi.stubEnv('GEMINI_API_KEY', 'secret');
    const folder = await mkdtemp(join(tmpdir(), 'leafcutter-tesseract-'));
    const command = join(folder, 'tesseract');
    // Fields of a process after its name: state, parent, group.
    await writeFile(
      command,
      `#!/bin/sh\ncat /proc/$$/stat > "${join(folder, 'stat')}"\nenv > "${join(folder, 'env')}"\nexit 1\n`,
    );
    await chmod(command, 0o755);
    const recogniser = createSystemTesseract(
      { command, version: '5.0.0', languages: ['eng'] },
      { workers: 1 },
    );
    const reading = recogniser.read(new Uint8Array(8), { subject: 'page 1', timeoutMs: 60_000 });
    await expect(reading).rejects.toMatchObject({ code: 'ocr-failed' });
    const groupOf = (stat: string) => stat.split(') ').at(-1)!.split(' ')[2];
    const theirs = groupOf(await readFile(join(folder, 'stat'), 'latin1'));
    expect(theirs).not.toBe(groupOf(await readFile('/proc/self/stat', 'latin1')));
    const environment = await readFile(join(folder, 'env'), 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain('secret');
  },
);
