import type { ModelCapabilities } from '../model.ts';

/** How much detail of a page the model looks at; more detail costs more input tokens. */
export type MediaResolution = 'low' | 'medium' | 'high';

/** Input tokens of one PDF page by resolution; Gemini 2 knows one size only. ai.google.dev, document processing. */
const PAGE_TOKENS: Readonly<Record<MediaResolution, number>> = { low: 280, medium: 560, high: 1_120 };
const PAGE_TOKENS_GEMINI_2 = 258;

/** What a Gemini model can do. Unknown names are taken for the newest family. */
export function geminiCapabilities(options: {
  readonly model: string;
  /** Vertex AI has no Files API. */
  readonly vertex: boolean;
  /** Undefined: the provider's default, medium for PDF pages. */
  readonly mediaResolution: MediaResolution | undefined;
}): ModelCapabilities {
  const generation2 = /^gemini-(1|2)\b/.test(options.model);
  return {
    pdfInput: true,
    imageInput: true,
    schemaOutput: true,
    files: !options.vertex,
    // Vertex AI takes batches from a storage bucket only.
    batch: !options.vertex,
    caching: true,
    contextTokens: 1_048_576,
    maxOutputTokens: /^gemini-(1|2\.0)/.test(options.model) ? 8_192 : 65_536,
    imageLongEdge: 1_536,
    tokensPerPage: generation2 ? PAGE_TOKENS_GEMINI_2 : PAGE_TOKENS[options.mediaResolution ?? 'medium'],
  };
}

/** Tokens below which the provider keeps no prompt (ai.google.dev, context caching). */
export function minCachedTokens(model: string): number {
  return /^gemini-(1|2)\b/.test(model) ? 2_048 : 4_096;
}
