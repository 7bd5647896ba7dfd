import { availableParallelism } from 'node:os';
import type { Box, PageText, Word } from '../../domain/page-text.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import type { OcrEngine, PdfCallOptions, RenderedPage } from '../pdf.ts';
import { WorkerPool } from '../pool.ts';
import { workerThreads } from '../worker-threads.ts';
import { createBundledTesseract } from './bundled-tesseract.ts';
import type { OcrAnswers, OcrCall } from './ocr-worker.ts';
import { meanConfidence, type ReadOptions, type ReadWord, type Recogniser } from './recogniser.ts';
import { drawSheet, findDoubt, settleDoubt } from './second-look.ts';
import {
  forAnalysis,
  LETTER_PIXELS,
  planStraightening,
  type Straightening,
  type StraightPicture,
  straightenPicture,
} from './straighten-picture.ts';
import { createSystemTesseract, findTesseract } from './system-tesseract.ts';

/** How pictures are read; everything has a default. */
export interface OcrEngineOptions {
  /** Pictures read at a time; default one a core. */
  readonly workers?: number;
  /** Milliseconds a page may take unless a call says otherwise, waiting not counted; default 120,000. */
  readonly timeoutMs?: number;
  /** `system` wants an installed Tesseract; `bundled` never uses it; default: the installed one where there is one. */
  readonly program?: 'auto' | 'system' | 'bundled';
  /** Tesseract's codes, such as `deu`; default: up to three that are installed, or English. The bundled one reads one. */
  readonly languages?: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** Changes with what is done to pictures before they are read: words kept from before do not count then. */
const PREPARATION = 8;
/** Mean confidence from which print is taken to stand upright; upside down it stays far below. */
const SURELY_UPRIGHT = 0.6;

/** Makes an engine; nothing starts before the first page. */
export function createOcrEngine(options: OcrEngineOptions = {}): OcrEngine {
  return new TesseractEngine(options);
}

type Page = Parameters<OcrEngine['recognise']>[1];

interface Reading {
  readonly words: readonly ReadWord[];
  /** Pieces of ink of the size of letters, in pixels of the straight picture. */
  readonly letters: readonly Box[];
  readonly picture: StraightPicture;
  /** Mean confidence, longer words weighing more; 0 without words. */
  readonly confidence: number;
}

class TesseractEngine implements OcrEngine {
  readonly #options: OcrEngineOptions;
  readonly #pool: WorkerPool<OcrCall>;
  #recogniser: Recogniser | null = null;

  constructor(options: OcrEngineOptions) {
    this.#options = options;
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    this.#pool = new WorkerPool({
      start: workerThreads({ script: new URL(`./ocr-worker${extension}`, import.meta.url) }),
      size: options.workers ?? availableParallelism(),
    });
  }

  get name(): string {
    return `${this.#reader().name}-prepared-${PREPARATION}`;
  }

  async recognise(picture: RenderedPage, page: Page, options: PdfCallOptions = {}): Promise<PageText> {
    const subject = `the picture of page ${page.pageNumber}`;
    const { signal, timeoutMs = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS } = options;
    const ask = async <Kind extends OcrCall['kind']>(
      call: OcrCall & { readonly kind: Kind },
    ): Promise<OcrAnswers[Kind]> =>
      (await this.#pool.run(call, { subject, signal, timeoutMs })) as OcrAnswers[Kind];
    try {
      const { picture: small, scale, contrast } = await forAnalysis(picture.bytes, picture);
      const analysis = await ask({ kind: 'analyse', picture: small });
      const plan = planStraightening(analysis, { ...picture, scale, contrast });
      const read = async (straightening: Straightening): Promise<Reading> => {
        let letters: readonly Box[] = [];
        const straight = await straightenPicture(picture.bytes, picture, straightening, async (level) => {
          const cleaned = await ask({ kind: 'erase-rules', picture: level, letterHeight: LETTER_PIXELS });
          letters = boxesOf(cleaned.letters);
          return cleaned.picture;
        });
        const words = await this.#reader().read(straight.png, { subject, signal, timeoutMs });
        return { words, letters, picture: straight, confidence: meanConfidence(words) };
      };
      let best = await read(plan);
      // Which end is up shows only in what can be read; a picture without print needs no second look.
      if (analysis.letterHeight !== null && best.confidence < SURELY_UPRIGHT) {
        const turned = await read({
          ...plan,
          quarterTurns: (plan.quarterTurns + 2) as Straightening['quarterTurns'],
        });
        if (turned.confidence > best.confidence) best = turned;
      }
      const words = await this.#lookAgain(best, { subject, signal, timeoutMs });
      return toPageText({ ...best, words }, picture, page);
    } catch (error) {
      throw toOcrProblem(error, subject);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#recogniser?.close()]);
  }

  /** What was read without being sure of it is read once more, and only that. */
  async #lookAgain({ words, letters, picture }: Reading, options: ReadOptions): Promise<readonly ReadWord[]> {
    const { gray } = picture;
    const strips = findDoubt(words, letters, { ...gray, letterHeight: LETTER_PIXELS });
    if (strips.length === 0) return words;
    const sheet = await drawSheet(gray, strips, LETTER_PIXELS);
    return settleDoubt(words, sheet, await this.#reader().read(sheet.png, options));
  }

  #reader(): Recogniser {
    this.#recogniser ??= this.#choose();
    return this.#recogniser;
  }

  #choose(): Recogniser {
    const { program = 'auto', languages } = this.#options;
    const installed = program === 'bundled' ? null : findTesseract();
    const lacking = (languages ?? []).filter((language) => !installed?.languages.includes(language));
    if (installed !== null && lacking.length === 0) {
      const workers = this.#pool.size;
      return createSystemTesseract(installed, { workers, ...(languages === undefined ? {} : { languages }) });
    }
    if (program === 'system' || (languages ?? []).length > 1) {
      throw new Problem('ocr-failed', {
        detail: `Tesseract 5 was not found on the search path${lacking.length > 0 ? ` with ${lacking.join(', ')}` : ''}; install it, or ask for one language without it`,
      });
    }
    return createBundledTesseract(this.#pool, languages?.[0]);
  }
}

function boxesOf(numbers: Int32Array): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < numbers.length; at += 4) {
    boxes.push([numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!]);
  }
  return boxes;
}

function toPageText(
  { words, picture }: Pick<Reading, 'words' | 'picture'>,
  given: RenderedPage,
  page: Page,
): PageText {
  const toX = page.width / given.width;
  const toY = page.height / given.height;
  const placed = words.map(({ text, x0, y0, x1, y1, confidence }): Word => {
    const box = picture.toGiven([x0, y0, x1, y1]);
    return {
      text,
      box: [round(box[0] * toX), round(box[1] * toY), round(box[2] * toX), round(box[3] * toY)],
      confidence,
    };
  });
  const { pageNumber, width, height } = page;
  return { pageNumber, width, height, words: placed, origin: 'ocr', imageCoverage: 1 };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function toOcrProblem(error: unknown, subject: string): Problem {
  if (isProblem(error) && (error.code === 'cancelled' || error.code === 'ocr-failed')) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Problem('ocr-failed', {
    detail: `Recognising ${subject} failed: ${reason}`,
    subject,
    cause: error,
  });
}
