import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiError,
  type BatchJob,
  FileState,
  type GenerateContentConfig,
  type GenerateContentResponse,
  type GoogleGenAI,
  JobState,
} from '@google/genai';
import { isProblem, Problem } from '../../problem/problem.ts';
import type { Attempt } from '../attempt.ts';
import type { BatchLine, BatchReply, BatchState, ModelBatches, ModelRequest } from '../model.ts';
import { toGeminiProblem } from './errors.ts';
import { readAnswer } from './finish.ts';
import { isAbsent } from './remote-files.ts';
import { placeParts, toContents } from './request.ts';
import type { ExchangeView } from './transport.ts';

/** What batches of one model need. */
export interface GeminiBatchesOptions {
  readonly sdk: GoogleGenAI;
  /** Name at the provider. */
  readonly model: string;
  /** Our id of the model, for the sentences in Problems. */
  readonly id: string;
  readonly configure: (request: ModelRequest) => GenerateContentConfig;
  /** Runs SDK calls as one attempt and throws Problems only. */
  attempt<Value>(
    caller: AbortSignal,
    timeoutMs: number,
    work: (attempt: Attempt, exchange: ExchangeView) => Promise<Value>,
  ): Promise<Value>;
  /** Longest time a small request, or the download of the replies, may take. */
  readonly timeoutMs: number;
  readonly uploadTimeoutMs: number;
  readonly now: () => number;
}

const POLL_FILE_MS = 250;
const PAGE_SIZE = 100;

/** The states of the API that say more than that the batch is at work. */
const STATES: Readonly<Partial<Record<JobState, BatchState>>> = {
  [JobState.JOB_STATE_SUCCEEDED]: 'succeeded',
  [JobState.JOB_STATE_PARTIALLY_SUCCEEDED]: 'succeeded',
  [JobState.JOB_STATE_FAILED]: 'failed',
  [JobState.JOB_STATE_CANCELLED]: 'cancelled',
  [JobState.JOB_STATE_EXPIRED]: 'expired',
};

/** One line of the replies' file. */
interface WireReply {
  readonly key?: string;
  readonly response?: GenerateContentResponse;
  readonly error?: { readonly code?: number; readonly message?: string };
}

/**
 * Gemini's Batch API. Requests always travel in an uploaded JSONL file: its lines carry their keys back, while users
 * report that replies to inlined requests come without the metadata they were sent with, and then nothing ties an answer
 * to its question.
 */
export function createGeminiBatches(options: GeminiBatchesOptions): ModelBatches {
  const { sdk, model, id: modelId, attempt, timeoutMs } = options;

  /** One small request whose answer "there is none" is null. */
  function small<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value | null> {
    return attempt(signal, timeoutMs, async ({ race }) => {
      try {
        return await race(work());
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    });
  }

  function upload(id: string, path: string, caller: AbortSignal): Promise<string> {
    return attempt(caller, options.uploadTimeoutMs, async ({ race, signal }) => {
      const name = inputFile(id);
      let file = await race(
        sdk.files.upload({ file: path, config: { name, mimeType: 'application/jsonl' } }),
      );
      while (file.state === FileState.PROCESSING) {
        await sleep(POLL_FILE_MS, undefined, { signal });
        file = await race(sdk.files.get({ name }));
      }
      if (file.state !== FileState.FAILED) return name;
      throw new Problem('model-rejected', {
        detail: `${modelId} could not process the file of a batch`,
        subject: modelId,
      });
    });
  }

  async function* replies(job: BatchJob, caller: AbortSignal): AsyncGenerator<BatchReply> {
    const file = job.dest?.fileName;
    if (file === undefined) return;
    const folder = await mkdtemp(join(tmpdir(), 'leafcutter-batch-'));
    try {
      const downloadPath = join(folder, 'replies.jsonl');
      await attempt(caller, timeoutMs, ({ race }) => race(sdk.files.download({ file, downloadPath })));
      for await (const line of createInterface({
        input: createReadStream(downloadPath),
        crlfDelay: Infinity,
      })) {
        const reply = readReply(line);
        if (reply) yield reply;
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Null for a line that cannot be tied to its question: the question then counts as unanswered. */
  function readReply(line: string): BatchReply | null {
    const { key, response, error } = parseLine(line);
    if (key === undefined) return null;
    try {
      if (response) return { key, answer: readAnswer(response, modelId) };
      const status = error?.code ?? 500;
      throw new ApiError({ status: httpStatus(status), message: JSON.stringify({ error: error ?? {} }) });
    } catch (thrown) {
      const problem = isProblem(thrown)
        ? thrown
        : toGeminiProblem(thrown, {
            model: modelId,
            schemaMode: 'full',
            header: () => null,
            sent: true,
            vertex: false,
            nowMs: options.now(),
          });
      return { key, problem };
    }
  }

  return {
    async submit({ id, lines }, signal) {
      const folder = await mkdtemp(join(tmpdir(), 'leafcutter-batch-'));
      try {
        const path = join(folder, 'requests.jsonl');
        await pipeline(Readable.from(toJsonLines(lines, options)), createWriteStream(path), { signal });
        const fileName = await upload(id, path, signal);
        const job = await attempt(signal, timeoutMs, ({ race }) =>
          race(sdk.batches.create({ model, src: { fileName }, config: { displayName: id } })),
        );
        if (job.name !== undefined) return job.name;
        throw new Problem('model-malformed', {
          detail: `${modelId} did not name the batch it created`,
          subject: modelId,
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },

    find(id, signal) {
      return attempt(signal, timeoutMs, async ({ race }) => {
        const pages = await race(sdk.batches.list({ config: { pageSize: PAGE_SIZE } }));
        for await (const { displayName, name } of pages) if (displayName === id && name) return name;
        return null;
      });
    },

    async poll(name, signal) {
      const job = await small(signal, () => sdk.batches.get({ name }));
      return job === null ? 'gone' : ((job.state && STATES[job.state]) ?? 'running');
    },

    async *collect(name, signal) {
      const job = await small(signal, () => sdk.batches.get({ name }));
      if (job) yield* replies(job, signal);
    },

    async cancel(name, signal) {
      // One that has ended cannot be cancelled, and is refused as invalid.
      await small(signal, () => sdk.batches.cancel({ name })).catch((error: unknown) => {
        if (!isProblem(error) || error.code !== 'model-rejected') throw error;
      });
    },

    async delete({ id, name }, signal) {
      const job = name === null ? null : await small(signal, () => sdk.batches.get({ name }));
      const output = job?.dest?.fileName;
      await small(signal, () => sdk.files.delete({ name: inputFile(id) }));
      if (output !== undefined) await small(signal, () => sdk.files.delete({ name: output }));
      if (name !== null) await small(signal, () => sdk.batches.delete({ name }));
    },
  };
}

/** Name of the uploaded file of requests. */
function inputFile(id: string): string {
  return `files/${id}`;
}

async function* toJsonLines(
  lines: AsyncIterable<BatchLine>,
  { configure }: GeminiBatchesOptions,
): AsyncGenerator<string> {
  for await (const { key, request } of lines) {
    // A name that only the SDK knows; everything else is as the API has it.
    const { automaticContinuation: _, ...generationConfig } = configure(request);
    const contents = toContents(request, placeParts(request.parts, false), new Map());
    yield `${JSON.stringify({ key, request: { contents, generationConfig } })}\n`;
  }
}

function parseLine(line: string): WireReply {
  try {
    return JSON.parse(line) as WireReply;
  } catch {
    // Cut off or damaged: its question counts as unanswered.
    return {};
  }
}

/** Lines fail with codes of HTTP or of gRPC; only those that mean something to us are told apart (google.rpc.Code). */
function httpStatus(code: number): number {
  const ofGrpc: Readonly<Record<number, number>> = {
    3: 400,
    4: 504,
    5: 404,
    7: 403,
    8: 429,
    14: 503,
    16: 401,
  };
  return code >= 100 ? code : (ofGrpc[code] ?? 500);
}
