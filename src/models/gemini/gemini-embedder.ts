import { GoogleGenAI } from '@google/genai';
import { isProblem, Problem } from '../../problem/problem.ts';
import { startAttempt } from '../attempt.ts';
import { keyFingerprint } from '../key-fingerprint.ts';
import type { Embedder } from '../model.ts';
import { toGeminiProblem } from './errors.ts';
import { createTransport } from './transport.ts';

/** How to reach a Gemini embedding. */
export interface GeminiEmbedderOptions {
  /** Such as `gemini-embedding-001`. */
  readonly model: string;
  readonly apiKey: string;
  /** Default: Google's. */
  readonly baseUrl?: string;
  /** Longest time one call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Shorter than the model's longest: a third of the disk at nearly the same quality (the provider's own table). */
const DIMENSIONS = 768;
/** What one request to batchEmbedContents may hold. */
const MAX_BATCH = 100;
const GEMINI_URL = 'https://generativelanguage.googleapis.com';

/** A Gemini embedding over Google's SDK, one try a call; errors as the `Model` interface says. Close ends its connections. */
export function createGeminiEmbedder(options: GeminiEmbedderOptions): Embedder & { close(): Promise<void> } {
  const { model, apiKey, timeoutMs, now } = options;
  const id = `gemini/${model}`;
  const transport = createTransport();
  const sdk = new GoogleGenAI({
    vertexai: false,
    apiKey,
    apiVersion: 'v1beta',
    httpOptions: { fetch: transport.fetch, baseUrl: options.baseUrl ?? GEMINI_URL },
  });
  return {
    id,
    lane: `gemini:${keyFingerprint(apiKey)}:${model}`,
    maxBatch: MAX_BATCH,
    async embed(texts, purpose, caller) {
      using attempt = startAttempt({ caller, timeoutMs, model: id });
      const { signal } = attempt;
      if (signal.aborted) throw signal.reason;
      return await transport.run(signal, async (exchange) => {
        try {
          const taskType = purpose === 'document' ? 'RETRIEVAL_DOCUMENT' : 'RETRIEVAL_QUERY';
          const answer = await attempt.race(
            sdk.models.embedContent({
              model,
              contents: [...texts],
              config: { taskType, outputDimensionality: DIMENSIONS },
            }),
          );
          const vectors = (answer.embeddings ?? []).map(({ values }) => unit(values ?? []));
          if (vectors.length !== texts.length || vectors.some(({ length }) => length !== DIMENSIONS)) {
            throw new Problem('model-malformed', {
              detail: `${id} gave ${vectors.length} vectors for ${texts.length} texts, or vectors of another length`,
              disposition: 'retry',
            });
          }
          // The provider counts nothing back: four characters a token is its own rule of thumb.
          const inputTokens = Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4);
          return { vectors, inputTokens };
        } catch (error) {
          if (signal.aborted && !isProblem(error)) throw signal.reason;
          throw toGeminiProblem(error, {
            model: id,
            schemaMode: 'none',
            header: exchange.header,
            sent: exchange.sent(),
            vertex: false,
            nowMs: now(),
          });
        }
      });
    },
    close: () => transport.close(),
  };
}

/** Shortened vectors come without length 1. */
function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}
