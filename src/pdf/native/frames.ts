/** Bytes before a message: the length of its JSON, and that of the bytes after it. */
const HEAD_BYTES = 8;
/** Of one part of a frame; larger answers travel otherwise, and the longest outlines are far below. */
const MAX_PART_BYTES = 2 ** 28;
const NO_BYTES = new Uint8Array(0);

/** A message as it comes out of a pipe, with the bytes that came along; none for most. */
export interface Frame {
  readonly message: unknown;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Writes messages for a pipe one behind the other, again and again into the same memory. */
export class FrameWriter {
  #buffer = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  write(message: unknown, bytes: Uint8Array = NO_BYTES): void {
    const json = JSON.stringify(message);
    const at = this.#length;
    // A unit of a string takes three bytes at most.
    const most = at + HEAD_BYTES + json.length * 3 + bytes.length;
    if (this.#buffer.length < most) {
      const larger = Buffer.allocUnsafeSlow(most * 2);
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    const jsonBytes = this.#buffer.write(json, at + HEAD_BYTES);
    this.#buffer.writeUInt32LE(jsonBytes, at);
    this.#buffer.writeUInt32LE(bytes.length, at + 4);
    this.#buffer.set(bytes, at + HEAD_BYTES + jsonBytes);
    this.#length = at + HEAD_BYTES + jsonBytes + bytes.length;
  }

  /** What was written since the last time; good until the next message is. */
  take(): Buffer {
    const frames = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return frames;
  }
}

/** Puts messages together from the pieces a pipe delivers. */
export class FrameReader {
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #json: Buffer | null = null;
  #bytes: Uint8Array<ArrayBuffer> = NO_BYTES;
  /** Bytes of the present frame taken so far. */
  #done = 0;

  /** The messages that are whole with this piece. Throws when it is none of `FrameWriter`. */
  push(piece: Buffer): Frame[] {
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      if (this.#json === null && this.#done === 0) {
        const end = wholeFrame(piece, at);
        if (end > 0) {
          frames.push(readFrame(piece, at));
          at = end;
          continue;
        }
      }
      if (this.#json === null) {
        at += this.#take(piece, at, this.#head, 0);
        if (this.#done < HEAD_BYTES) return frames;
        const jsonBytes = this.#head.readUInt32LE(0);
        const count = this.#head.readUInt32LE(4);
        if (Math.max(jsonBytes, count) > MAX_PART_BYTES) throw new RangeError('a frame is too long');
        this.#json = Buffer.allocUnsafe(jsonBytes);
        // Memory of its own: it may be kept long after the piece.
        this.#bytes = count === 0 ? NO_BYTES : new Uint8Array(count);
      }
      at += this.#take(piece, at, this.#json, HEAD_BYTES);
      at += this.#take(piece, at, this.#bytes, HEAD_BYTES + this.#json.length);
      if (this.#done < HEAD_BYTES + this.#json.length + this.#bytes.length) return frames;
      frames.push({ message: JSON.parse(this.#json.toString()), bytes: this.#bytes });
      this.#json = null;
      this.#done = 0;
    }
  }

  /** Fills the part of the frame that begins at `start` as far as the piece reaches. */
  #take(piece: Buffer, at: number, target: Uint8Array, start: number): number {
    const have = this.#done - start;
    if (have < 0 || have >= target.length) return 0;
    const count = Math.min(piece.length - at, target.length - have);
    target.set(piece.subarray(at, at + count), have);
    this.#done += count;
    return count;
  }
}

/** Where the frame at `at` ends; 0 when the piece holds a part of it only. */
function wholeFrame(piece: Buffer, at: number): number {
  if (piece.length - at < HEAD_BYTES) return 0;
  const end = at + HEAD_BYTES + piece.readUInt32LE(at) + piece.readUInt32LE(at + 4);
  return end <= piece.length ? end : 0;
}

/** Most frames come whole, and need not be put together. */
function readFrame(piece: Buffer, at: number): Frame {
  const start = at + HEAD_BYTES;
  const end = start + piece.readUInt32LE(at);
  const count = piece.readUInt32LE(at + 4);
  // Memory of its own: it may be kept long after the piece.
  const bytes = count === 0 ? NO_BYTES : new Uint8Array(count);
  if (count > 0) bytes.set(piece.subarray(end, end + count));
  return { message: JSON.parse(piece.toString('utf8', start, end)), bytes };
}
