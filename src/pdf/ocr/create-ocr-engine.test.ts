import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOcrEngine } from './create-ocr-engine.ts';
import { ocrEngineContract } from './ocr.contract.ts';
import { findTesseract } from './system-tesseract.ts';

ocrEngineContract('bundled', () => createOcrEngine({ program: 'bundled', workers: 1 }));

const installed = findTesseract();
if (installed === null) {
  console.warn('NOT TESTED: no Tesseract 5 is installed; the recogniser that uses it was left out');
} else {
  ocrEngineContract('system', () => createOcrEngine({ program: 'system', workers: 2, languages: ['eng'] }));
}

describe('createOcrEngine', () => {
  it('refuses a language it has no data for', async () => {
    const engine = createOcrEngine({ program: 'bundled', languages: ['xyz'] });
    expect(() => engine.name).toThrow(/no trained data for "xyz"/);
    await engine.close();
  });

  it('refuses several languages without an installed Tesseract that has them', async () => {
    const engine = createOcrEngine({ languages: ['eng', 'xyz'] });
    expect(() => engine.name).toThrow(/with .*xyz/);
    await engine.close();
  });

  it.skipIf(process.platform === 'win32')('reads version and languages, the common ones first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leafcutter-tesseract-'));
    const command = join(folder, 'tesseract');
    const languages = ['afr', 'chi_sim', 'deu', 'eng', 'equ', 'osd', 'script/Latin'];
    const lines = [
      '#!/bin/sh',
      'if [ "$1" = --version ]; then echo "tesseract 5.3.4"; exit; fi',
      'echo "List of available languages in here (7):"',
      ...languages.map((language) => `echo ${language}`),
    ];
    await writeFile(command, `${lines.join('\n')}\n`, { mode: 0o755 });
    expect(findTesseract(command)).toEqual({
      command,
      version: '5.3.4',
      languages: ['eng', 'deu', 'afr', 'chi_sim'],
    });
    await rm(folder, { recursive: true });
  });

  it('does not take a program for Tesseract that is none', () => {
    expect(findTesseract('leafcutter-no-such-program')).toBeNull();
    expect(findTesseract(process.execPath)).toBeNull();
  });
});
