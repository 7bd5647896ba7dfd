import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import type { Pacer } from './pacer.ts';

/** Events of so long go out together: many readers of a busy job cost a write each, not one for each event. */
const GATHER_MS = 200;
/** Most that is written to a reader in one go, in characters. */
const MAX_WRITE = 64 * 1024;

/** Times of a stream, in milliseconds. */
export interface StreamTimes {
  /** Between signs of life on a silent stream; default 15 s. */
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long is let go: it comes back with `Last-Event-ID`; default 60 s. */
  readonly stalledMs: number;
}

/** The times that suit browsers and proxies. */
export const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, stalledMs: 60_000 };

/** What a stream of a job's events needs. */
export interface StreamParts {
  readonly log: EventLog;
  readonly jobId: string;
  /** Shared by the streams of a server. */
  readonly pacer: Pacer;
  /** The job as it stands, and whether nothing more will happen to it. */
  snapshot(): Promise<{ readonly body: unknown; readonly rests: boolean }>;
  readonly times: StreamTimes;
}

/** Number of the first event that a reader with this `Last-Event-ID` lacks; null: it has to start with a snapshot. */
export function resumeAt(log: EventLog, jobId: string, lastEventId: string | undefined): number | null {
  const match = /^([\w]+)-(\d{1,15})$/.exec(lastEventId ?? '');
  if (!match || match[1] !== log.epoch) return null;
  const from = Number(match[2]);
  return log.reaches(jobId, from) ? from : null;
}

/**
 * Streams a job's events to one reader until the job rests or the reader leaves. It writes only what the reader takes:
 * one that falls behind what is kept gets a `snapshot` in place of what it missed, one that takes nothing is let go.
 */
export class EventStream {
  readonly #parts: StreamParts;
  readonly #response: ServerResponse;
  #from: number | null;
  #gathering: NodeJS.Timeout | undefined;
  #stalled: NodeJS.Timeout | undefined;
  #sending = false;
  #again = false;
  /** True when the job may have come to rest since it was last looked at. */
  #mayRest = true;
  #ended = false;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unlisten: () => void;

  constructor(parts: StreamParts, response: ServerResponse, from: number | null) {
    this.#parts = parts;
    this.#response = response;
    this.#from = from;
    this.#unlisten = parts.log.onEvent(parts.jobId, () => this.#gather());
    this.#heartbeat = setInterval(() => this.#beat(), parts.times.heartbeatMs).unref();
    response.on('drain', () => this.#drained());
    response.on('close', () => this.#release());
    response.on('error', () => this.#release());
    // A reader that lost the connection waits so long before it comes back.
    this.#write('retry: 2000\n\n');
    void this.#send();
  }

  /** Ends the stream; the reader comes back to whoever serves then. */
  end(): void {
    if (this.#ended) return;
    this.#release();
    this.#response.end();
  }

  /** Has the stream look whether the job rests. */
  rested(): void {
    this.#mayRest = true;
    this.#gather();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#parts.pacer.add(() => {
        this.#gathering = undefined;
        void this.#send();
      });
    }, GATHER_MS);
  }

  async #send(): Promise<void> {
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#again && !this.#ended && !this.#stalled) {
        this.#again = false;
        await this.#sendMore();
      }
    } catch {
      // The store is closing or the job was removed: the reader asks again and is told.
      this.end();
    } finally {
      this.#sending = false;
    }
  }

  async #sendMore(): Promise<void> {
    const { log, jobId, snapshot } = this.#parts;
    if (this.#from === null || !log.reaches(jobId, this.#from)) {
      const next = log.next(jobId);
      const { body } = await snapshot();
      this.#from = next;
      this.#write(`id: ${log.epoch}-${next}\nevent: snapshot\ndata: ${JSON.stringify(body)}\n\n`);
      this.#again = true;
      return;
    }
    const { bytes, next } = log.read(jobId, this.#from, MAX_WRITE);
    this.#from = next;
    if (bytes.length > 0) {
      this.#write(bytes);
      this.#again = true;
      return;
    }
    if (!this.#mayRest) return;
    this.#mayRest = false;
    const { body, rests } = await snapshot();
    if (!rests) return;
    if (log.next(jobId) !== next) {
      this.#mayRest = true;
      this.#again = true;
      return;
    }
    this.#write(`event: end\ndata: ${JSON.stringify(body)}\n\n`);
    this.end();
  }

  #write(data: string | Buffer): void {
    if (this.#ended || this.#response.write(data)) return;
    this.#stalled ??= setTimeout(() => this.#response.destroy(), this.#parts.times.stalledMs).unref();
  }

  #drained(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    void this.#send();
  }

  #beat(): void {
    if (!this.#stalled) this.#write(': still here\n\n');
  }

  #release(): void {
    this.#ended = true;
    this.#unlisten();
    clearTimeout(this.#gathering);
    clearTimeout(this.#stalled);
    clearInterval(this.#heartbeat);
  }
}
