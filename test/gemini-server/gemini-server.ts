import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BatchAction,
  type BatchEnd,
  Batches,
  type BatchView,
  handleBatches,
  type LineReply,
} from './batches-api.ts';
import type { Behaviour } from './behaviour.ts';
import { type CacheAction, Caches, handleCaches } from './caches-api.ts';
import { FileStore } from './file-store.ts';
import { type FileAction, handleFiles } from './files-api.ts';
import { keyOf, readBody, sendJson, sendWrongKey } from './http.ts';
import { type Plan, planResponse } from './plan.ts';
import { type GeminiRequest, readGenerateBody } from './request.ts';
import { type GeminiStats, Recorder } from './stats.ts';
import { errorBody, type TokenCount } from './wire.ts';

export { type Behaviour, QUOTA } from './behaviour.ts';
export type { FileAction } from './files-api.ts';
export type { GeminiRequest } from './request.ts';
export type { CallRecord, GeminiStats } from './stats.ts';

/** How the server behaves. */
export interface GeminiServerOptions {
  /** The right answer to a request, as the value that goes out as JSON; default `{}`. */
  readonly answer?: (request: GeminiRequest) => unknown;
  /** What happens to a request; undefined: a complete answer. */
  readonly behave?: (request: GeminiRequest) => Behaviour | undefined;
  /** Time until the answer, in milliseconds, unless the behaviour says otherwise; default 0. */
  readonly latencyMs?: number | ((request: GeminiRequest) => number);
  /** Keys that are accepted; default: any that is not empty. */
  readonly keys?: readonly string[];
  /** Default: 560 a page and one for four characters of text. */
  readonly tokens?: (request: GeminiRequest, text: string) => TokenCount;
  /** How many looks at a new file find it in PROCESSING; default 1. */
  readonly processingPolls?: number;
  /** Uploaded files end as FAILED. */
  readonly processingFails?: boolean;
  /** What happens to a request about files: hang, cut the connection, an HTTP status; undefined: it works. */
  readonly behaveFiles?: (action: FileAction) => 'hang' | 'reset' | number | undefined;
  /** How many looks at a new batch find it at work; default 1. */
  readonly batchPolls?: number | (() => number);
  /** How a batch ends; default: it succeeds. `behave` decides about its lines: what hangs is missing in the output. */
  readonly endBatch?: (batch: BatchView) => BatchEnd;
  /** HTTP status that a request for embeddings is refused with; undefined: it works. */
  readonly behaveEmbeddings?: () => number | undefined;
  /** What happens to a request about batches; a creation that hangs or is cut off has happened all the same. */
  readonly behaveBatches?: (action: BatchAction) => 'hang' | 'reset' | number | undefined;
  /** Least tokens of a cached content; default 4,096. */
  readonly minCachedTokens?: number;
  /** An HTTP status that a request about cached contents fails with; undefined: it works. */
  readonly behaveCaches?: (action: CacheAction) => number | undefined;
  /** Clock that cached contents expire by, in milliseconds since 1970; default the system's. */
  readonly cachesNow?: () => number;
  /** Clock of the records, in milliseconds; default the monotonic one. Latencies are real in any case. */
  readonly now?: () => number;
  /** 0 (default): any free port. */
  readonly port?: number;
}

interface EmbedBody {
  readonly requests: readonly {
    readonly content: { readonly parts: readonly { readonly text: string }[] };
    readonly outputDimensionality?: number;
  }[];
}

/** A running server. */
export interface GeminiServer {
  /** Base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What has been seen so far. */
  readonly stats: GeminiStats;
  /** Cuts what is open and ends. */
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address that speaks the wire format of the Gemini API: generateContent, embeddings,
 * the resumable Files API and batches over uploaded files, as the unmodified SDK uses them.
 */
export async function startGeminiServer(options: GeminiServerOptions = {}): Promise<GeminiServer> {
  const files = new FileStore();
  const batches = new Batches();
  const caches = new Caches();
  const cachesNow = options.cachesNow ?? Date.now;
  const recorder = new Recorder(files, batches, caches);
  const closing = new AbortController();
  const now = options.now ?? (() => performance.now());
  let nextIndex = 0;
  let url = '';

  async function generate(req: IncomingMessage, res: ServerResponse, model: string): Promise<void> {
    const apiKey = keyOf(req);
    const body = await readBody(req);
    if (!accepts(options, apiKey)) return sendWrongKey(res);
    const read = readGenerateBody(body, apiKey, {
      files,
      cached: (name) => caches.find(name, apiKey, cachesNow()),
    });
    if ('status' in read) return sendJson(res, read.status, errorBody(read.status, read.message));
    const request: GeminiRequest = {
      ...read,
      index: nextIndex++,
      attempt: recorder.ask(read.key),
      model,
      apiKey,
      inFlight: recorder.inFlight + 1,
      batch: false,
    };
    const call = recorder.open(request, now());
    const left = new AbortController();
    res.once('close', () => left.abort());
    let plan: Plan | undefined;
    let status: number | null = null;
    try {
      const behaviour = options.behave?.(request) ?? { kind: 'answer' as const };
      plan = await planResponse(request, behaviour, options);
      const gone = AbortSignal.any([left.signal, closing.signal]);
      if (plan.latencyMs > 0) await sleep(plan.latencyMs, undefined, { signal: gone });
      status = carryOut(plan, req, res);
      // `finish` means handed to the system; `close` without it that the client had left.
      if (!res.writableFinished && !left.signal.aborted) {
        await new Promise((resolve) => res.once('finish', resolve).once('close', resolve));
      }
    } catch (error) {
      if (!left.signal.aborted && !closing.signal.aborted) throw error;
    } finally {
      recorder.close(call, {
        kind: plan?.kind ?? 'failed',
        status,
        abandoned: plan?.kind !== 'reset' && !res.writableFinished,
        complete: plan?.complete ?? false,
        inputTokens: plan?.tokens.input ?? 0,
        outputTokens: plan?.tokens.output ?? 0,
        nowMs: now(),
        ...(plan?.retryDelayMs === undefined ? {} : { retryDelayMs: plan.retryDelayMs }),
      });
    }
  }

  /** Vectors that are near for texts that share pieces of words. */
  async function embed(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readBody(req);
    if (!accepts(options, keyOf(req))) return sendWrongKey(res);
    const behaved = options.behaveEmbeddings?.();
    if (behaved !== undefined)
      return sendJson(res, behaved, errorBody(behaved, 'The loopback server was told to fail.'));
    const { requests } = JSON.parse(body.toString()) as EmbedBody;
    const embeddings = requests.map(({ content, outputDimensionality = 768 }) => {
      const values = Array.from({ length: outputDimensionality }, () => 0);
      const text = content.parts
        .map((part) => part.text)
        .join(' ')
        .toLowerCase();
      for (let at = 0; at + 3 <= text.length; at++) {
        const place = [...text.slice(at, at + 3)].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
        values[place % outputDimensionality]! += 1;
      }
      return { values };
    });
    sendJson(res, 200, { embeddings });
  }

  /** Answers one line of a batch; what cannot be answered with a body is missing. */
  async function answerLine(line: { body: object; model: string; apiKey: string }): Promise<LineReply> {
    const read = readGenerateBody(Buffer.from(JSON.stringify(line.body)), line.apiKey, {
      files,
      cached: (name) => caches.find(name, line.apiKey, cachesNow()),
    });
    if ('status' in read) return { error: { code: read.status, message: read.message } };
    const request: GeminiRequest = {
      ...read,
      index: nextIndex++,
      attempt: recorder.ask(read.key),
      model: line.model,
      apiKey: line.apiKey,
      inFlight: 0,
      batch: true,
    };
    const call = recorder.open(request, now());
    const plan = await planResponse(request, options.behave?.(request) ?? { kind: 'answer' }, options);
    recorder.close(call, {
      kind: plan.kind,
      status: plan.send === 'json' ? plan.status : null,
      abandoned: false,
      complete: plan.complete,
      inputTokens: plan.tokens.input,
      outputTokens: plan.tokens.output,
      nowMs: now(),
    });
    if (plan.send !== 'json') return null;
    return plan.status === 200 ? { response: plan.body } : { error: (plan.body as { error: object }).error };
  }

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const handled = await handleBatches(req, res, {
      files,
      batches,
      polls: () =>
        typeof options.batchPolls === 'function' ? options.batchPolls() : (options.batchPolls ?? 1),
      end: options.endBatch,
      accepts: (apiKey) => accepts(options, apiKey),
      behave: options.behaveBatches,
      ask: answerLine,
    });
    if (handled) return;
    const kept = await handleCaches(req, res, {
      caches,
      minTokens: options.minCachedTokens ?? 4_096,
      now: cachesNow,
      accepts: (apiKey) => accepts(options, apiKey),
      behave: options.behaveCaches,
    });
    if (kept) return;
    await handleFiles(req, res, {
      files,
      recorder,
      url,
      polls: options.processingPolls ?? 1,
      fails: options.processingFails ?? false,
      accepts: (apiKey) => accepts(options, apiKey),
      behave: options.behaveFiles,
    });
  }

  const server = createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0]!;
    const [, model, method] =
      /^\/v1(?:beta)?\/(?:.*\/)?models\/([^/:]+):(generateContent|batchEmbedContents)$/.exec(path) ?? [];
    const work =
      req.method !== 'POST' || model === undefined
        ? route(req, res)
        : method === 'batchEmbedContents'
          ? embed(req, res)
          : generate(req, res, decodeURIComponent(model));
    work.catch((error: unknown) => {
      // A client that leaves in the middle of its own request ends the reading of it; the rest is a defect in a script.
      if (res.destroyed || res.headersSent || closing.signal.aborted) return;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      sendJson(res, 500, errorBody(500, `The loopback server failed: ${message}`));
    });
  });
  server.on('connection', () => recorder.connected());
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    get stats() {
      return recorder.read();
    },
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sends what was planned; answers the status, null when nothing complete went out. */
function carryOut(plan: Plan, req: IncomingMessage, res: ServerResponse): number | null {
  switch (plan.send) {
    case 'json':
      sendJson(res, plan.status, plan.body, plan.headers);
      return plan.status;
    case 'raw':
      res.writeHead(plan.status, { 'content-type': 'application/json' }).end(plan.text);
      return plan.status;
    case 'reset':
      if (plan.midway) {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        res.write('{"candidates":[', () => req.socket.resetAndDestroy());
      } else req.socket.resetAndDestroy();
      return null;
    case 'nothing':
      return null;
  }
}

function accepts(options: GeminiServerOptions, apiKey: string): boolean {
  return options.keys ? options.keys.includes(apiKey) : apiKey !== '';
}
