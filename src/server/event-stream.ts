import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import { PacedStream, type StreamTimes } from './paced-stream.ts';
import type { Pacer } from './pacer.ts';

/** Most that is written to a reader in one go, in characters. */
const MAX_WRITE = 64 * 1024;

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

/** The number in a `Last-Event-ID` of this `epoch`; null: there is none. */
export function numberOf(epoch: string, lastEventId: string | undefined): number | null {
  const match = /^([\w]+)-(\d{1,15})$/.exec(lastEventId ?? '');
  return match && match[1] === epoch ? Number(match[2]) : null;
}

/** Number of the first event that a reader with this `Last-Event-ID` lacks; null: it has to start with a snapshot. */
export function resumeAt(log: EventLog, jobId: string, lastEventId: string | undefined): number | null {
  const from = numberOf(log.epoch, lastEventId);
  return from !== null && log.reaches(jobId, from) ? from : null;
}

/**
 * Streams a job's events to one reader until the job rests or the reader leaves. One that falls behind what is kept gets
 * a `snapshot` in place of what it missed.
 */
export class EventStream {
  readonly #parts: StreamParts;
  readonly #stream: PacedStream;
  #from: number | null;
  /** True when the job may have come to rest since it was last looked at. */
  #mayRest = true;

  constructor(parts: StreamParts, response: ServerResponse, from: number | null) {
    this.#parts = parts;
    this.#from = from;
    const { log, jobId, pacer, times } = parts;
    const unlisten = log.onEvents(jobId, () => this.#stream.wake());
    this.#stream = new PacedStream({ pacer, times, step: () => this.#step(), onEnd: unlisten }, response);
    log.tell(jobId);
  }

  /** Ends the stream; the reader comes back to whoever serves then. */
  end(): void {
    this.#stream.end();
  }

  /** Has the stream look whether the job rests. */
  rested(): void {
    this.#mayRest = true;
    this.#parts.log.tell(this.#parts.jobId);
    this.#stream.wake();
  }

  async #step(): Promise<boolean> {
    const { log, jobId, snapshot } = this.#parts;
    if (this.#from === null || !log.reaches(jobId, this.#from)) {
      const { next, json } = await snapshot();
      this.#from = next;
      this.#stream.write(`id: ${log.epoch}-${next}\nevent: snapshot\ndata: ${json}\n\n`);
      return true;
    }
    const { bytes, next } = log.read(jobId, this.#from, MAX_WRITE);
    this.#from = next;
    if (bytes.length > 0) {
      this.#stream.write(bytes);
      return true;
    }
    if (!this.#mayRest) return false;
    this.#mayRest = false;
    const { json, rests } = await snapshot();
    if (!rests) return false;
    if (log.tell(jobId) !== next) {
      this.#mayRest = true;
      return true;
    }
    this.#stream.write(`event: end\ndata: ${json}\n\n`);
    this.#stream.end();
    return false;
  }
}
