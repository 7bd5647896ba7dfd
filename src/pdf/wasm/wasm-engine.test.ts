import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { onePage, textAt } from '../../../test/fixtures/pdf-samples.ts';
import { pdfEngineContract } from '../pdf.contract.ts';
import { createWasmEngine } from './wasm-engine.ts';

const contract = pdfEngineContract('WASM', () => createWasmEngine({ workers: 2 }));

it('has run the whole contract', () => {
  expect(contract.ran()).toBe(37);
});

it('keeps a program alive that waits for nothing but the compiling', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-wasm-'));
  try {
    const path = join(folder, 'page.pdf');
    await writeFile(path, onePage(textAt(72, 700, 'Here')));
    const program = `
      const { createWasmEngine } = await import(${JSON.stringify(new URL('./wasm-engine.ts', import.meta.url).href)});
      const engine = createWasmEngine({ workers: 1 });
      const { pageCount } = await engine.open(${JSON.stringify(path)});
      console.log(pageCount);
      await engine.close();`;
    // All of it at once, not each function at its first call: that takes longer than the program has other work.
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--no-wasm-lazy-compilation',
      '--input-type=module',
      '--eval',
      program,
    ]);
    expect(stdout).toBe('1\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
