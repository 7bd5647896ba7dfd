import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import type { Pacer } from './pacer.ts';

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

/** A job as it stood at a moment. */
export interface Snapshot {
  /** Number of the event that came next then. */
  readonly next: number;
  readonly json: string;
  /** True when nothing more will happen to it. */
  readonly rests: boolean;
}

/** What a stream of a job's events needs. */
export interface StreamParts {
  readonly log: EventLog;
  readonly jobId: string;
  /** Shared by the streams of a server. */
  readonly pacer: Pacer;
  /** The job as it stands after this call; its readers share what is looked up. */
  snapshot(): Promise<Snapshot>;
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
  #isDue = false;
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
    this.#unlisten = parts.log.onEvents(parts.jobId, () => this.#wake());
    this.#heartbeat = setInterval(() => this.#beat(), parts.times.heartbeatMs).unref();
    response.on('drain', () => this.#drained());
    response.on('close', () => this.#release());
    response.on('error', () => this.#release());
    // A reader that lost the connection waits so long before it comes back.
    this.#write('retry: 2000\n\n');
    parts.log.tell(parts.jobId);
    this.#wake();
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
    this.#parts.log.tell(this.#parts.jobId);
    this.#wake();
  }

  #wake(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#parts.pacer.add(() => {
      this.#isDue = false;
      void this.#send();
    });
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
      const { next, json } = await snapshot();
      this.#from = next;
      this.#write(`id: ${log.epoch}-${next}\nevent: snapshot\ndata: ${json}\n\n`);
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
    const { json, rests } = await snapshot();
    if (!rests) return;
    if (log.tell(jobId) !== next) {
      this.#mayRest = true;
      this.#again = true;
      return;
    }
    this.#write(`event: end\ndata: ${json}\n\n`);
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
    clearTimeout(this.#stalled);
    clearInterval(this.#heartbeat);
  }
}
