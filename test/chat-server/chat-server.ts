import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHAT_PATHS, type ChatFormat, type ChatRequest, chatAnswer, chatError, readChat } from './formats.ts';

export type { ChatFormat, ChatRequest } from './formats.ts';

/** What the server does with one request. */
export type ChatBehaviour =
  | { readonly kind: 'text'; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'refusal' }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset'; readonly midway: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'broken-body' };

/** A running server. */
export interface ChatServer {
  /** Base URL up to and with `/v1`. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** Requests whose client left before the answer. */
  readonly abandoned: number;
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address that speaks OpenAI's Responses and Chat Completions and Anthropic's Messages
 * formats, as the unmodified AI SDK uses them.
 */
export async function startChatServer(options: {
  readonly behave: (request: ChatRequest) => ChatBehaviour;
  /** Keys that are accepted; default: any. */
  readonly keys?: readonly string[];
}): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  let abandoned = 0;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const format = CHAT_PATHS[req.url ?? ''];
    if (format === undefined) return send(res, 404, { error: { message: 'No such path' } });
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const apiKey = String(
      req.headers['x-api-key'] ?? req.headers.authorization?.replace(/^Bearer /, '') ?? '',
    );
    if (options.keys && !options.keys.includes(apiKey)) {
      const message = `Incorrect API key provided: ${apiKey}.`;
      return send(res, 401, chatError(format, message, 'invalid_api_key'));
    }
    const request: ChatRequest = { format, apiKey, body, ...readChat(body) };
    requests.push(request);
    res.once('close', () => {
      if (!res.writableFinished) abandoned += 1;
    });
    carryOut(options.behave(request), request, req, res);
  }

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (!res.destroyed && !res.headersSent)
        send(res, 500, { error: { message: `The loopback server failed: ${error}` } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get abandoned() {
      return abandoned;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function carryOut(
  behaviour: ChatBehaviour,
  { format, model }: { readonly format: ChatFormat; readonly model: string },
  req: IncomingMessage,
  res: ServerResponse,
): void {
  switch (behaviour.kind) {
    case 'text':
      send(res, 200, chatAnswer(format, model, behaviour.text, 'stop'), behaviour.headers);
      return;
    case 'truncated':
      send(res, 200, chatAnswer(format, model, '{"items":[{"na', 'length'));
      return;
    case 'refusal':
      send(res, 200, chatAnswer(format, model, '', 'refusal'));
      return;
    case 'error': {
      const { status, message = 'The loopback server was told to fail.', code = 'error' } = behaviour;
      send(res, status, chatError(format, message, code), behaviour.headers);
      return;
    }
    case 'broken-body':
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');
      return;
    case 'reset':
      if (behaviour.midway) {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        res.write('{"id":', () => req.socket.resetAndDestroy());
      } else req.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}

function send(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
