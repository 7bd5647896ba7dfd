import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Problem } from '../../problem/problem.ts';
import type { WorkerPool } from '../pool.ts';
import type { OcrCall, TrainedData } from './ocr-worker.ts';
import type { ReadOptions, ReadWord, Recogniser } from './recogniser.ts';

const require = createRequire(import.meta.url);

/**
 * Reads one language with tesseract.js in the pool's threads, offline: trained data come from the package
 * `@tesseract.js-data/…` of the language. Throws `ocr-failed` when it is not installed.
 */
export function createBundledTesseract(pool: WorkerPool<OcrCall>, language = 'eng'): Recogniser {
  return new BundledTesseract(pool, findLanguage(language));
}

function findLanguage(code: string): TrainedData {
  try {
    const manifest = require.resolve(`@tesseract.js-data/${code}/package.json`);
    const folder = join(dirname(manifest), '4.0.0_best_int');
    if (existsSync(join(folder, `${code}.traineddata.gz`))) return { code, folder };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
  }
  throw new Problem('ocr-failed', {
    detail: `There are no trained data for "${code}"; install Tesseract with this language, or @tesseract.js-data/${code}`,
  });
}

class BundledTesseract implements Recogniser {
  readonly name: string;
  readonly #pool: WorkerPool<OcrCall>;
  readonly #language: TrainedData;

  constructor(pool: WorkerPool<OcrCall>, language: TrainedData) {
    const manifest = readFileSync(require.resolve('tesseract.js/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    this.name = `tesseract.js-${version}-${language.code}`;
    this.#pool = pool;
    this.#language = language;
  }

  async read(png: Uint8Array, { subject, signal, timeoutMs }: ReadOptions): Promise<readonly ReadWord[]> {
    const call: OcrCall = { kind: 'read', png, language: this.#language };
    return (await this.#pool.run(call, { subject, signal, timeoutMs })) as readonly ReadWord[];
  }

  async close(): Promise<void> {
    // The threads belong to the pool, whose owner closes it.
  }
}
