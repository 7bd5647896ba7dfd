import type { ModelRequest } from './model.ts';

/** The prompt; where nothing enforces the schema (`schemaMode: 'none'`), followed by the schema in words. */
export function promptWithSchema(request: ModelRequest): string {
  if (request.schemaMode !== 'none') return request.prompt;
  return [
    request.prompt,
    '',
    'Answer with one JSON value and nothing else. It must follow this JSON Schema:',
    JSON.stringify(request.jsonSchema),
  ].join('\n');
}
