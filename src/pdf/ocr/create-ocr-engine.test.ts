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

  it('does not take a program for Tesseract that is none', () => {
    expect(findTesseract('leafcutter-no-such-program')).toBeNull();
    expect(findTesseract(process.execPath)).toBeNull();
  });
});
