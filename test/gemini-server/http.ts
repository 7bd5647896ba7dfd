import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorBody, errorInfo } from './wire.ts';

/** The key of a request: header, query or bearer token. */
export function keyOf(req: IncomingMessage): string {
  const header = req.headers['x-goog-api-key'];
  const query = new URL(req.url ?? '', 'http://loopback').searchParams.get('key');
  return String(header ?? query ?? req.headers.authorization?.replace(/^Bearer /, '') ?? '');
}

/** Answers as Google does to a key that is not valid. */
export function sendWrongKey(res: ServerResponse): void {
  sendJson(
    res,
    400,
    errorBody(400, 'API key not valid. Please pass a valid API key.', [errorInfo('API_KEY_INVALID')]),
  );
}

/** Sends a JSON body. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  res
    .writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

/** The whole body of a request. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
