import { readSync, writeSync } from 'node:fs';
import type { ProcessReply, ProcessRequest } from './child-processes.ts';
import { FrameReader, FrameWriter } from './frames.ts';

const REQUESTS_FD = 3;
const REPLIES_FD = 4;
const PIECE_BYTES = 64 * 1024;
/** Answers that travel together at most: half of what a worker is given, so that more comes while it does the rest. */
const MOST_HELD = 4;
/** Milliseconds an answer is held at most, besides those of the next. */
const HOLD_MS = 8;
const writer = new FrameWriter();
/** Requests at hand after the present one for which its answer may wait. */
let behind = 0;
let held = 0;
let heldSinceMs = 0;

/** Writes a reply to the parent, and the bytes its `bulk` names; waits as long as it takes. Values may be held. */
export function sendReply(reply: ProcessReply, bytes?: Uint8Array): void {
  writer.write(reply, bytes);
  if (reply.kind === 'value' && behind > 0 && ++held < MOST_HELD) {
    const now = performance.now();
    if (held === 1) heldSinceMs = now;
    if (now - heldSinceMs < HOLD_MS) return;
  }
  held = 0;
  const frames = writer.take();
  let done = 0;
  while (done < frames.length) done += writeSync(REPLIES_FD, frames, done);
}

/**
 * Answers one request after the other until the parent closes the pipe. Waits in the system instead of the event loop,
 * which would cost a tenth of the time in which a page is read; so nothing else runs in this process. Requests of
 * one `arrival` lay in the pipe together. The request in work stands in `present`, which the parent sees: so values can
 * travel together, which takes half the time, and the parent still knows which request hung or ended this process.
 */
export function serveRequests<Call>(
  answer: (request: ProcessRequest<Call>, arrival: number) => void,
  present: Float64Array,
): void {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const reader = new FrameReader();
  for (let arrival = 0; ; arrival++) {
    const count = readSync(REQUESTS_FD, piece, 0, PIECE_BYTES, null);
    if (count === 0) return;
    const frames = reader.push(piece.subarray(0, count));
    behind = frames.length;
    for (const { message } of frames) {
      const request = message as ProcessRequest<Call>;
      behind--;
      present[0] = request.id;
      answer(request, arrival);
    }
  }
}
