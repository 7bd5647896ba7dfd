import { describe, expect, it } from 'vitest';
import { limitMemory } from './limit-memory.ts';

// A module with one memory of 1 to 32,768 pages, exported as `m`.
const MODULE = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 6, 1, 1, 1, 0x80, 0x80, 2, 7, 5, 1, 1, 0x6d, 2, 0,
]);

function memoryOf(bytes: Uint8Array<ArrayBuffer>): { grow(pages: number): number } {
  const { m } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports as {
    m: { grow(pages: number): number };
  };
  return m;
}

describe('limitMemory', () => {
  it('makes memory end at the limit and not before', () => {
    const memory = memoryOf(limitMemory(MODULE, 4 * 65_536));
    expect(memory.grow(3)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it('leaves the given bytes alone', () => {
    const before = MODULE.slice();
    limitMemory(MODULE, 2 * 65_536);
    expect(MODULE).toEqual(before);
  });

  it('refuses a limit below the minimum or beyond the room for it, and a module without memory', () => {
    expect(() => limitMemory(MODULE, 0)).toThrow(RangeError);
    expect(() => limitMemory(MODULE, 2 ** 21 * 65_536)).toThrow(RangeError);
    expect(() => limitMemory(MODULE.slice(0, 8), 65_536)).toThrow(RangeError);
  });
});
