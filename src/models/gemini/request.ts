import {
  MediaResolution as ApiResolution,
  ThinkingLevel as ApiThinking,
  type Content,
  type GenerateContentConfig,
  type Part,
} from '@google/genai';
import type { ContentPart, ModelRequest } from '../model.ts';
import { promptWithSchema } from '../prompt-with-schema.ts';
import type { MediaResolution } from './capabilities.ts';
import { toGeminiSchema } from './schema.ts';

/** How long the model thinks before it answers; thinking is billed as output. */
export type ThinkingLevel = 'minimal' | 'low' | 'medium' | 'high';

const RESOLUTION: Readonly<Record<MediaResolution, ApiResolution>> = {
  low: ApiResolution.MEDIA_RESOLUTION_LOW,
  medium: ApiResolution.MEDIA_RESOLUTION_MEDIUM,
  high: ApiResolution.MEDIA_RESOLUTION_HIGH,
};

const THINKING: Readonly<Record<ThinkingLevel, ApiThinking>> = {
  minimal: ApiThinking.MINIMAL,
  low: ApiThinking.LOW,
  medium: ApiThinking.MEDIUM,
  high: ApiThinking.HIGH,
};

/** A document part as bytes. */
export type BinaryPart = Exclude<ContentPart, { type: 'text' }>;

/** Where a document part travels: inside the request, or uploaded before. */
export interface Placement {
  readonly part: BinaryPart;
  readonly upload: boolean;
}

/**
 * Above this many bytes in one request, documents are uploaded instead: base64 of 15 MB holds up the event loop for
 * 100 ms and multiplies in memory.
 */
export const INLINE_MAX_BYTES = 4 * 1024 * 1024;

/** Decides for each document part, in order, whether it still fits inside the request. */
export function placeParts(parts: readonly ContentPart[], filesAvailable: boolean): Placement[] {
  let inlineBytes = 0;
  return parts
    .filter((part) => part.type !== 'text')
    .map((part) => {
      const upload = filesAvailable && inlineBytes + part.bytes.byteLength > INLINE_MAX_BYTES;
      if (!upload) inlineBytes += part.bytes.byteLength;
      return { part, upload };
    });
}

/** Media type of a document part. */
export function mediaTypeOf(part: BinaryPart): string {
  return part.type === 'pdf' ? 'application/pdf' : part.mediaType;
}

/**
 * The request's content in its own order, the prompt last. `uris` holds the address of each uploaded part,
 * by its place in `placements`.
 */
export function toContents(
  request: ModelRequest,
  placements: readonly Placement[],
  uris: ReadonlyMap<number, string>,
  kept: { readonly promptKept: boolean } = { promptKept: false },
): Content[] {
  let placed = 0;
  const shown = request.parts.map((shownPart): Part => {
    if (shownPart.type === 'text') return { text: shownPart.text };
    const index = placed++;
    const { part } = placements[index]!;
    const mimeType = mediaTypeOf(part);
    const fileUri = uris.get(index);
    return fileUri === undefined
      ? { inlineData: { mimeType, data: base64(part.bytes) } }
      : { fileData: { mimeType, fileUri } };
  });
  // The provider has a kept prompt before everything else already.
  const prompt = kept.promptKept ? [] : [{ text: promptWithSchema(request) }];
  return [{ role: 'user', parts: [...shown, ...prompt] }];
}

/** The generation settings of a request. */
export function toConfig(
  request: ModelRequest,
  options: {
    readonly mediaResolution: MediaResolution | undefined;
    readonly thinkingLevel: ThinkingLevel | undefined;
    readonly maxOutputTokens: number;
  },
): GenerateContentConfig {
  return {
    responseMimeType: 'application/json',
    ...(request.schemaMode === 'none'
      ? {}
      : { responseJsonSchema: toGeminiSchema(request.jsonSchema, request.schemaMode ?? 'full') }),
    ...(request.maxOutputTokens === undefined
      ? {}
      : { maxOutputTokens: Math.min(request.maxOutputTokens, options.maxOutputTokens) }),
    ...(options.mediaResolution === undefined
      ? {}
      : { mediaResolution: RESOLUTION[options.mediaResolution] }),
    ...(options.thinkingLevel === undefined
      ? {}
      : { thinkingConfig: { thinkingLevel: THINKING[options.thinkingLevel] } }),
    // The SDK would otherwise ask on by itself, each time billed, outside the governor and the budget.
    automaticContinuation: false,
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
