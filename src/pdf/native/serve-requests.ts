import { readSync, writeSync } from 'node:fs';
import type { ProcessReply, ProcessRequest } from './child-processes.ts';
import { FrameReader, FrameWriter } from './frames.ts';

const REQUESTS_FD = 3;
const REPLIES_FD = 4;
const PIECE_BYTES = 64 * 1024;
const writer = new FrameWriter();

/** Writes a reply to the parent, and the bytes its `bulk` names; waits as long as it takes. */
export function sendReply(reply: ProcessReply, bytes?: Uint8Array): void {
  writer.write(reply, bytes);
  const frame = writer.take();
  let done = 0;
  while (done < frame.length) done += writeSync(REPLIES_FD, frame, done);
}

/**
 * Answers one request after the other until the parent closes the pipe. Waits in the system instead of the event loop,
 * which would cost a tenth of the time in which a page is read; so nothing else runs in this process. Requests of
 * one `arrival` lay in the pipe together.
 */
export function serveRequests<Call>(answer: (request: ProcessRequest<Call>, arrival: number) => void): void {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const reader = new FrameReader();
  for (let arrival = 0; ; arrival++) {
    const count = readSync(REQUESTS_FD, piece, 0, PIECE_BYTES, null);
    if (count === 0) return;
    for (const { message } of reader.push(piece.subarray(0, count)))
      answer(message as ProcessRequest<Call>, arrival);
  }
}
