import { jsonSchema, type ModelMessage, Output } from 'ai';
import type { ModelRequest } from '../model.ts';
import { promptWithSchema } from '../prompt-with-schema.ts';
import { toSentSchema } from './schema.ts';

/** The request as messages: what it shows in its own order, the prompt last. */
export function toMessages(request: ModelRequest): ModelMessage[] {
  const shown = request.parts.map((part, index) =>
    part.type === 'text'
      ? { type: 'text' as const, text: part.text }
      : {
          type: 'file' as const,
          data: part.bytes,
          mediaType: part.type === 'pdf' ? 'application/pdf' : part.mediaType,
          // A neutral name: the real one may say more than the user wants to tell.
          ...(part.type === 'pdf' ? { filename: `document-${index + 1}.pdf` } : {}),
        },
  );
  const prompt = { type: 'text' as const, text: promptWithSchema(request) };
  return [{ role: 'user', content: [...shown, prompt] }];
}

/** What the answer should look like, and whether the provider is asked to guarantee it. */
export function toOutput(request: ModelRequest): { output: Output.Output; strict: boolean } {
  const mode = request.schemaMode ?? 'full';
  if (mode === 'none') return { output: Output.text(), strict: false };
  const { schema, strict } = toSentSchema(request.jsonSchema, mode);
  return { output: Output.object({ schema: jsonSchema(schema) }), strict };
}
