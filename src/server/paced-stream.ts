import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Pacer } from './pacer.ts';

/** Times of a stream, in milliseconds. */
export interface StreamTimes {
  /** Between signs of life on a silent stream; default 15 s. */
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long is let go: it comes back with `Last-Event-ID`; default 60 s. */
  readonly stalledMs: number;
}

/** The times that suit browsers and proxies. */
export const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, stalledMs: 60_000 };

/** What a stream writes, and when. */
export interface PacedStreamParts {
  /** Shared by the streams of a server. */
  readonly pacer: Pacer;
  readonly times: StreamTimes;
  /** Writes the next piece; resolves to true when there may be more. What it rejects with ends the stream. */
  step(): Promise<boolean>;
  /** Called once when the stream is over. */
  onEnd(): void;
}

/** Begins an answer of server-sent events, with the headers that were set so far. */
export function beginEvents(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  return response;
}

/**
 * Server-sent events to one reader, in its turn among the others. It writes only what the reader takes; one that takes
 * nothing for too long is let go.
 */
export class PacedStream {
  readonly #parts: PacedStreamParts;
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #stalled: NodeJS.Timeout | undefined;
  #isDue = false;
  #stepping = false;
  #again = false;
  #ended = false;

  constructor(parts: PacedStreamParts, response: ServerResponse) {
    this.#parts = parts;
    this.#response = response;
    this.#heartbeat = setInterval(() => this.#beat(), parts.times.heartbeatMs).unref();
    response.on('drain', () => this.#drained());
    response.on('close', () => this.#release());
    response.on('error', () => this.#release());
    // A reader that lost the connection waits so long before it comes back.
    this.write('retry: 2000\n\n');
    this.wake();
  }

  /** Has it write in its turn what there is. */
  wake(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#parts.pacer.add(() => {
      this.#isDue = false;
      void this.#go();
    });
  }

  /** Writes a piece; nothing where the stream is over. */
  write(data: string | Buffer): void {
    if (this.#ended || this.#response.write(data)) return;
    this.#stalled ??= setTimeout(() => this.#response.destroy(), this.#parts.times.stalledMs).unref();
  }

  /** Ends the stream; the reader comes back to whoever serves then. */
  end(): void {
    if (this.#ended) return;
    this.#release();
    this.#response.end();
  }

  async #go(): Promise<void> {
    this.#again = true;
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      while (this.#again && !this.#ended && !this.#stalled) {
        this.#again = false;
        if (await this.#parts.step()) this.#again = true;
      }
    } catch {
      // The store is closing or what is told of was removed: the reader asks again and is told.
      this.end();
    } finally {
      this.#stepping = false;
    }
  }

  #drained(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    void this.#go();
  }

  #beat(): void {
    if (!this.#stalled) this.write(': still here\n\n');
  }

  #release(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#stalled);
    clearInterval(this.#heartbeat);
    this.#parts.onEnd();
  }
}
