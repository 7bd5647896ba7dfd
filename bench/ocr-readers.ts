import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOcrEngine } from '../src/pdf/ocr/create-ocr-engine.ts';
import { parseTsv } from '../src/pdf/ocr/recogniser.ts';
import { findTesseract } from '../src/pdf/ocr/system-tesseract.ts';
import type { OcrEngine } from '../src/pdf/pdf.ts';

/** Every way to read a picture that is here: ours with each Tesseract, and the installed one as it comes. */
export function ocrReaders(): { readonly name: string; readonly engine: OcrEngine }[] {
  const ours = (program: 'bundled' | 'system') => ({
    name: `${program}, ours`,
    engine: createOcrEngine({ program, workers: 1, languages: ['eng'] }),
  });
  if (findTesseract() !== null)
    return [ours('bundled'), ours('system'), { name: 'system, as it comes', engine: plainTesseract() }];
  console.log('ABSENT: Tesseract 5 on the search path');
  return [ours('bundled')];
}

/**
 * Seconds of processor time of this process and of the children that have ended: wall time says nothing on a machine that
 * others use as well.
 */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000 + childrenSeconds();
}

/** From Linux's account of this process (proc(5), cutime and cstime, in hundredths of a second). */
function childrenSeconds(): number {
  const account = readFileSync('/proc/self/stat', 'utf8');
  const [children, ofSystem] = account
    .slice(account.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15);
  return (Number(children) + Number(ofSystem)) / 100;
}

/** `tesseract picture -`: what one gets without what this program does to a picture before. */
function plainTesseract(): OcrEngine {
  const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
  const file = join(folder, 'picture.png');
  return {
    name: 'tesseract',
    async recognise(picture, { pageNumber, width, height }) {
      writeFileSync(file, picture.bytes);
      const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
      const { stdout } = spawnSync('tesseract', [file, '-', '-l', 'eng', 'tsv'], { encoding: 'utf8', env });
      const [toX, toY] = [width / picture.width, height / picture.height];
      const words = parseTsv(stdout).map(({ text, x0, y0, x1, y1, confidence }) => ({
        text,
        box: [x0 * toX, y0 * toY, x1 * toX, y1 * toY] as const,
        confidence,
      }));
      return { pageNumber, width, height, words, origin: 'ocr', imageCoverage: 1 };
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
