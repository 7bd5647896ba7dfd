import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { book, endlessPage, onePage } from '../../../test/fixtures/pdf-samples.ts';
import { pdfEngineContract } from '../pdf.contract.ts';
import type { PooledEngine } from '../pooled-engine.ts';
import { findPdfium } from './find-pdfium.ts';
import { createNativeEngine, type NativeEngineOptions } from './native-engine.ts';

const library = findPdfium().path;
const contract = pdfEngineContract('native', () => createNativeEngine({ workers: 2, library }));

it('has run the whole contract', () => {
  expect(contract.ran()).toBe(37);
});

describe('native engine', () => {
  let folder: string;
  let good: string;
  let endless: string;
  const engines: PooledEngine[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-native-'));
    good = join(folder, 'good.pdf');
    endless = join(folder, 'endless.pdf');
    await writeFile(good, await book(3));
    await writeFile(endless, endlessPage());
  });
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** One engine with one process, and that process. */
  async function start(
    options: Partial<NativeEngineOptions> = {},
  ): Promise<{ engine: PooledEngine; pid: number }> {
    const before = await childrenOf(process.pid);
    const engine = createNativeEngine({ library, workers: 1, ...options });
    engines.push(engine);
    await engine.ready();
    const [pid] = (await childrenOf(process.pid)).filter((child) => !before.includes(child));
    return { engine, pid: pid! };
  }

  it('ends a page that never ends at its deadline, and only that', async () => {
    const { engine, pid } = await start();
    const bad = engine.words(endless, 1, { timeoutMs: 200 });
    const words = engine.words(good, 1);
    await expect(bad).rejects.toMatchObject({ code: 'pdf-timeout', subject: endless });
    expect((await words).words).toHaveLength(5);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });

  it('ends a page that takes all memory, and only that', async () => {
    const { engine } = await start({ memoryLimitBytes: 160 * 2 ** 20 });
    const bad = engine.words(endless, 1);
    const words = engine.words(good, 1);
    await expect(bad).rejects.toMatchObject({
      code: 'pdf-crashed',
      subject: endless,
      detail: expect.stringContaining('160 MiB'),
    });
    expect((await words).words).toHaveLength(5);
  });

  it('goes on after its process is killed in the middle of a call', async () => {
    const { engine, pid } = await start();
    const bad = engine.words(endless, 1);
    const words = engine.words(good, 1);
    process.kill(pid, 'SIGKILL');
    await expect(bad).rejects.toMatchObject({ code: 'pdf-crashed', subject: endless });
    expect((await words).words).toHaveLength(5);
  });

  it('stays through signals meant for its parent', async () => {
    const { engine, pid } = await start();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    expect((await engine.words(good, 1)).words).toHaveLength(5);
    expect(isAlive(pid)).toBe(true);
  });

  it('does not hand keys to the process that reads files', async () => {
    vi.stubEnv('SOME_API_KEY', 'secret-of-the-parent');
    const { pid } = await start();
    vi.unstubAllEnvs();
    expect(await readFile(`/proc/${pid}/environ`, 'latin1')).not.toContain('secret-of-the-parent');
  });

  it('leaves no process behind when its parent is killed in the middle of a call', async () => {
    const code = `
      import { createNativeEngine } from ${JSON.stringify(new URL('native-engine.ts', import.meta.url))};
      const engine = createNativeEngine({ workers: 1, library: ${JSON.stringify(library)} });
      await engine.ready();
      engine.words(${JSON.stringify(endless)}, 1);
      console.log('reading');
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const [pid] = await childrenOf(parent.pid!);
    parent.kill('SIGKILL');
    try {
      await vi.waitFor(() => expect(isAlive(pid!)).toBe(false), { timeout: 5_000 });
    } finally {
      if (isAlive(pid!)) process.kill(pid!, 'SIGKILL');
    }
  });

  it('answers large pictures one after the other, each whole, from memory used again', async () => {
    const { engine } = await start();
    const files = await Promise.all(
      ['0 g', '1 g'].map(async (colour, i) => {
        const path = join(folder, `page-${i}.pdf`);
        await writeFile(path, onePage(`${colour} 0 0 300 200 re f`));
        return path;
      }),
    );
    const options = { format: 'png', gray: true, longEdge: 4000 } as const;
    const pages = await Promise.all(
      Array.from({ length: 8 }, (_, i) => engine.render(files[i % 2]!, 1, options)),
    );
    for (const [i, { bytes }] of pages.entries()) {
      const { channels } = await sharp(bytes).stats();
      const colour = i % 2 === 0 ? 0 : 255;
      expect(channels[0]).toMatchObject({ min: colour, max: colour });
    }
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1');
  return list.split(' ').filter(Boolean).map(Number);
}

/** False for a process that is gone or waits to be collected by its parent. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
