import { createHash } from 'node:crypto';
import { ABSENT, type StoredCache } from './caches-api.ts';
import type { FileStore } from './file-store.ts';

/** A document inside a request, wherever it travelled. */
export interface RequestDocument {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** True when it came by upload. */
  readonly uploaded: boolean;
}

/** One request to generate, as the scripts see it. */
export interface GeminiRequest {
  /** Order of arrival, from 0. */
  readonly index: number;
  /** How often this question has been asked, from 1. */
  readonly attempt: number;
  /** Hash of texts and documents: the same question has the same key. */
  readonly key: string;
  readonly model: string;
  readonly apiKey: string;
  /** All texts, in order, joined by line breaks. */
  readonly prompt: string;
  readonly documents: readonly RequestDocument[];
  /** The JSON Schema sent along; null when there is none. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly generationConfig: Readonly<Record<string, unknown>>;
  /** Types of the parts in order, to check that documents come first. */
  readonly order: readonly ('document' | 'text')[];
  /** Calls being worked on, this one included. */
  readonly inFlight: number;
  /** True for a line of a batch. */
  readonly batch: boolean;
  /** Tokens of the prompt that came from a cached content; its text is part of `prompt`. */
  readonly cachedTokens: number;
}

interface WirePart {
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly fileData?: { readonly mimeType: string; readonly fileUri: string };
}

interface WireRequest {
  readonly contents?: readonly { readonly parts?: readonly WirePart[] }[];
  readonly generationConfig?: Readonly<Record<string, unknown>>;
  readonly cachedContent?: string;
  readonly systemInstruction?: unknown;
}

/** Where a request's contents may be beside itself. */
interface Elsewhere {
  readonly files: FileStore;
  readonly cached: (name: string) => StoredCache | null;
}

/** Reads a request's body; a string says why it is refused. */
export function readGenerateBody(
  body: Buffer,
  apiKey: string,
  { files, cached }: Elsewhere,
):
  | Pick<
      GeminiRequest,
      'key' | 'prompt' | 'documents' | 'schema' | 'generationConfig' | 'order' | 'cachedTokens'
    >
  | { readonly status: number; readonly message: string } {
  const wire = JSON.parse(body.toString('utf8')) as WireRequest;
  const texts: string[] = [];
  const documents: RequestDocument[] = [];
  const order: ('document' | 'text')[] = [];
  const cache = wire.cachedContent === undefined ? null : cached(wire.cachedContent);
  if (wire.cachedContent !== undefined && !cache) return { status: 403, message: ABSENT };
  if (cache && wire.systemInstruction !== undefined) {
    return {
      status: 400,
      message:
        'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.',
    };
  }
  for (const part of (wire.contents ?? []).flatMap((content) => content.parts ?? [])) {
    if (part.text !== undefined) {
      texts.push(part.text);
      order.push('text');
    } else if (part.inlineData) {
      const bytes = Buffer.from(part.inlineData.data, 'base64');
      documents.push({ mediaType: part.inlineData.mimeType, bytes, uploaded: false });
      order.push('document');
    } else if (part.fileData) {
      const name = `files/${part.fileData.fileUri.split('files/')[1] ?? ''}`;
      const file = files.files.get(name);
      if (!file || file.apiKey !== apiKey) {
        return {
          status: 403,
          message: `You do not have permission to access the File ${name.slice(6)} or it may not exist.`,
        };
      }
      if (file.state !== 'ACTIVE') {
        return { status: 400, message: `The File ${name.slice(6)} is not in an ACTIVE state.` };
      }
      documents.push({ mediaType: file.mimeType, bytes: file.bytes, uploaded: true });
      order.push('document');
    }
  }
  // Whether a prompt is kept or sent along, it is the same question.
  if (cache) texts.push(cache.text);
  const generationConfig = wire.generationConfig ?? {};
  const schema = (generationConfig.responseJsonSchema ?? generationConfig.responseSchema ?? null) as Readonly<
    Record<string, unknown>
  > | null;
  const hash = createHash('sha256').update(texts.join('\n'));
  for (const document of documents) hash.update('\0').update(withoutStamps(document));
  return {
    key: hash.digest('hex').slice(0, 16),
    prompt: texts.join('\n'),
    documents,
    schema,
    generationConfig,
    order,
    cachedTokens: cache?.tokens ?? 0,
  };
}

/** A PDF without its identifier and times: PDFium draws new ones each time it saves the same page. */
function withoutStamps({ mediaType, bytes }: RequestDocument): Buffer {
  if (mediaType !== 'application/pdf') return bytes;
  const stamps = /\/(?:ID\s*\[[^\]]*\]|(?:Creation|Mod)Date\s*\([^)]*\))/g;
  return Buffer.from(bytes.toString('latin1').replace(stamps, ''), 'latin1');
}

/** Pages of a PDF by its page objects; 1 for pictures and for PDFs that hide them in compressed streams. */
export function countPages(document: RequestDocument): number {
  if (document.mediaType !== 'application/pdf') return 1;
  return Math.max(1, document.bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 1);
}
