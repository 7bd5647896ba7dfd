import { parentPort } from 'node:worker_threads';
import { createWorker, OEM, type Worker } from 'tesseract.js';
import type { PoolReply, PoolRequest } from '../pool-worker.ts';
import { analysePicture, type GrayPicture, letterBoxes, type PictureAnalysis } from './analyse-picture.ts';
import { eraseRules } from './erase-rules.ts';
import { parseTsv, type ReadWord, TESSERACT_PARAMETERS } from './recogniser.ts';

/** What this thread can be asked. */
export type OcrCall =
  | { readonly kind: 'analyse'; readonly picture: GrayPicture }
  /** Takes the rules out of a level picture whose letters are this high. */
  | { readonly kind: 'erase-rules'; readonly picture: GrayPicture; readonly letterHeight: number }
  | { readonly kind: 'read'; readonly png: Uint8Array; readonly language: TrainedData };

/** A language and the folder of its `traineddata.gz`. */
export interface TrainedData {
  readonly code: string;
  readonly folder: string;
}

/** What each call answers. */
export interface OcrAnswers {
  readonly analyse: PictureAnalysis;
  /** `letters` holds four whole numbers for each piece of ink of the size of a letter: x0, y0, x1, y1. */
  readonly 'erase-rules': { readonly picture: GrayPicture; readonly letters: Int32Array };
  readonly read: readonly ReadWord[];
}

const port = parentPort!;
let tesseract: Promise<Worker> | null = null;

port.on('message', ({ id, call }: PoolRequest<OcrCall>) => {
  answer(call).then(
    (value) => reply({ kind: 'value', id, value, memoryBytes: 0 }),
    (error: unknown) => reply({ kind: 'broken', id, reason: describe(error) }),
  );
});
reply({ kind: 'ready' });

async function answer(call: OcrCall): Promise<OcrAnswers[OcrCall['kind']]> {
  if (call.kind === 'analyse') return analysePicture(call.picture);
  if (call.kind === 'erase-rules') {
    const { picture, letterHeight } = call;
    const ink = eraseRules(picture, letterHeight);
    return { picture, letters: letterBoxes(ink, picture) };
  }
  tesseract ??= start(call.language);
  const { data } = await (await tesseract).recognize(Buffer.from(call.png), {}, { text: false, tsv: true });
  return parseTsv(data.tsv ?? '');
}

async function start({ code, folder }: TrainedData): Promise<Worker> {
  const worker = await createWorker(code, OEM.LSTM_ONLY, {
    langPath: folder,
    cacheMethod: 'none',
    // Failures come back through the promise of each call.
    errorHandler: () => undefined,
  });
  // Its types name the most used parameters only.
  await worker.setParameters({ ...TESSERACT_PARAMETERS } as Parameters<Worker['setParameters']>[0]);
  return worker;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reply(message: PoolReply): void {
  port.postMessage(message);
}
