const PAGE_BYTES = 65_536;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/**
 * Lowers the most memory a WebAssembly module may ever have, in its own bytes, so that a hostile file meets the end of
 * the module's memory and not that of the machine. The module must declare one memory with a maximum; throws
 * `RangeError` when it does not or when the new maximum does not fit in the place of the old one.
 * Layout: WebAssembly core specification, 5.5.8 (memory section) and 5.2.2 (LEB128).
 */
export function limitMemory(module: Uint8Array<ArrayBuffer>, maxBytes: number): Uint8Array<ArrayBuffer> {
  for (let at = 8; at < module.length; ) {
    const section = module[at]!;
    const [size, start] = readLeb(module, at + 1);
    if (section === MEMORY_SECTION) return writeMaximum(module, start, Math.floor(maxBytes / PAGE_BYTES));
    at = start + size;
  }
  throw new RangeError('The module declares no memory');
}

function writeMaximum(
  module: Uint8Array<ArrayBuffer>,
  start: number,
  pages: number,
): Uint8Array<ArrayBuffer> {
  const [count, flagsAt] = readLeb(module, start);
  const [flags, minimumAt] = readLeb(module, flagsAt);
  const [minimum, maximumAt] = readLeb(module, minimumAt);
  const [, end] = readLeb(module, maximumAt);
  const width = end - maximumAt;
  if (count !== 1 || (flags & HAS_MAXIMUM) === 0 || pages < minimum || pages >= 2 ** (7 * width)) {
    throw new RangeError(`The module's memory cannot be limited to ${pages} pages`);
  }
  const limited = module.slice();
  for (let i = 0; i < width; i++) {
    // A number may be written longer than it needs to be: every byte but the last says that more follow.
    limited[maximumAt + i] = ((pages >>> (7 * i)) & 0x7f) | (i < width - 1 ? 0x80 : 0);
  }
  return limited;
}

/** Reads an unsigned LEB128 number; answers it and the place after it. */
function readLeb(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError('The module ends early');
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}
