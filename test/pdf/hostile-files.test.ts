import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { createPdfEngine } from '../../src/pdf/pdf-engine.ts';
import { isProblem } from '../../src/problem/problem.ts';
import { book } from '../fixtures/pdf-samples.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus/hostile');
const present = existsSync(CORPUS);
if (!present) console.warn(`NOT TESTED: ${CORPUS} is not there, so no PDF back end reads its hostile files`);
const names = present ? readdirSync(CORPUS).filter((name) => !name.endsWith('.json')) : [];

/** What opening such a file may answer; `null`: it opens. PDFium finds fewer wrecks worth opening than others do. */
const OPENING: Readonly<Record<string, readonly (string | null)[]>> = {
  opens: [null, 'pdf-damaged', 'pdf-no-pages'],
  encrypted: ['pdf-encrypted'],
  empty: ['pdf-no-pages', 'pdf-damaged', 'file-empty'],
  corrupt: ['pdf-damaged', 'pdf-no-pages', 'unsupported-type'],
};
/** Refusals of a page or call of a file that opens; a deadline or a broken worker is not among them. */
const CALLS = [null, 'page-unreadable', 'pdf-damaged'];

async function codeOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
}

const codesOf = (calls: readonly Promise<unknown>[]) => Promise.all(calls.map(codeOf));

function expectedOf(name: string): { expected: string; damaged?: boolean } {
  const path = join(CORPUS, `${name.replace(/\.[^.]+$/, '')}.truth.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as { expected: string; damaged?: boolean };
}

describe.each(['wasm', 'native'] as const)('hostile files, %s', (backend) => {
  let folder: string;
  let good: string;
  let engine: PdfEngine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-hostile-'));
    good = join(folder, 'good.pdf');
    await writeFile(good, await book(2));
    engine = createPdfEngine({ backend, workers: 1 });
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  it.skipIf(!present)('open or are refused with the right reason, and every call ends', async () => {
    expect(names.length).toBeGreaterThan(20);
    const opened: string[] = [];
    for (const name of names) {
      const path = join(CORPUS, name);
      const { expected, damaged } = expectedOf(name);
      const opening = await codeOf(engine.open(path));
      expect(OPENING[expected], `${name} is ${expected}`).toContain(opening);
      if (expected === 'opens' && damaged !== true) expect(opening, name).toBeNull();
      if (opening !== null) continue;
      opened.push(name);
      const { attachments } = await engine.open(path);
      const codes = await codesOf([
        engine.pageInfo(path, 1),
        engine.outline(path),
        engine.words(path, 1),
        engine.render(path, 1, { format: 'png', gray: true, longEdge: 800 }),
        engine.slice(path, [1]),
        ...attachments.map(({ index }) => engine.attachment(path, index)),
      ]);
      for (const code of codes) expect(CALLS, name).toContain(code);
      expect((await engine.words(good, 1)).words, `after ${name}`).toHaveLength(5);
    }
    expect(opened.length).toBeGreaterThan(20);
  });

  it('cut off anywhere or overwritten, they never take the engine along', async () => {
    const whole = await book(6);
    const variants = Array.from({ length: 40 }, (_, i) => {
      const bytes = Buffer.from(whole);
      const at = Math.floor((whole.length * (i + 1)) / 42);
      if (i % 2 === 0) return bytes.subarray(0, at);
      bytes.fill(i % 4 === 1 ? 0xff : 0x20, at, at + 40);
      return bytes;
    });
    for (const [i, bytes] of variants.entries()) {
      const path = join(folder, `variant-${i}.pdf`);
      await writeFile(path, bytes);
      const codes = await codesOf([
        engine.open(path),
        engine.words(path, 1),
        engine.render(path, 2, { format: 'png', longEdge: 300 }),
        engine.slice(path, [1, 3]),
        engine.outline(path),
      ]);
      for (const code of codes) {
        expect([...CALLS, 'pdf-no-pages', 'unsupported-type'], `variant ${i}`).toContain(code);
      }
    }
    expect((await engine.words(good, 2)).words).toHaveLength(5);
  });
});
