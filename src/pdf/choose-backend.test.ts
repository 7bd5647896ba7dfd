import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type BackendOptions, type ChosenBackend, chooseBackend } from './choose-backend.ts';
import type { FoundPdfium } from './native/find-pdfium.ts';

const chosen: ChosenBackend[] = [];

async function choose(options: BackendOptions, find?: () => FoundPdfium): Promise<ChosenBackend> {
  const made = await chooseBackend({ workers: 1, ...options }, find);
  chosen.push(made);
  return made;
}

/** A shared library that is there for sure and no PDFium. */
const [other] = /\/\S+libc\.so\S*/.exec(readFileSync('/proc/self/maps', 'latin1'))!;

afterEach(async () => {
  await Promise.all(chosen.splice(0).map(({ engine }) => engine.close()));
});

describe('chooseBackend', () => {
  it('takes the native library by itself, and says which', async () => {
    const { engine, reason } = await choose({});
    expect(engine.name).toBe('pdfium-native');
    expect(reason).toMatch(/libpdfium\.so of @llamaindex\/liteparse-linux-x64-gnu \d/);
  });

  it('takes WASM when told', async () => {
    const { engine, reason } = await choose({ backend: 'wasm', library: '/no/such/library.so' });
    expect(engine.name).toBe('pdfium-wasm');
    expect(reason).toBe('as configured');
  });

  it.each([
    ['is not there', '/no/such/library.so', /cannot open shared object file/],
    ['lacks functions', other, /it lacks FPDF_\w+, FPDF_\w+, FPDF_\w+ and \d+ more/],
  ])('falls back to WASM when the library of the package %s, and says why', async (_, path, why) => {
    const { engine, reason } = await choose({}, () => ({ path, origin: 'the package' }));
    expect(engine.name).toBe('pdfium-wasm');
    expect(reason).toMatch(why);
  });

  it('falls back to WASM where there is no package, and says so', async () => {
    const { engine, reason } = await choose({}, () => {
      throw new Error('it is not installed');
    });
    expect(engine.name).toBe('pdfium-wasm');
    expect(reason).toContain('it is not installed');
  });

  it('never falls back when the native back end was asked for', async () => {
    await expect(choose({ backend: 'native' }, () => ({ path: other, origin: 'x' }))).rejects.toMatchObject({
      code: 'invalid-option',
      detail: expect.stringMatching(/LEAFCUTTER_PDF_BACKEND=native does not work here \(x: it lacks/),
    });
  });

  it('never falls back when a library was named', async () => {
    await expect(choose({ library: '/no/such/library.so' })).rejects.toMatchObject({
      code: 'invalid-option',
      detail: expect.stringMatching(
        /LEAFCUTTER_PDFIUM=\/no\/such\/library\.so .*LEAFCUTTER_PDF_BACKEND=wasm/,
      ),
    });
  });
});
