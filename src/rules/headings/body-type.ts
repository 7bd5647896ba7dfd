import type { HeadingPage } from './heading-page.ts';

/** A heading is set at least so much larger than the body. */
export const LARGER = 1.07;

/** Heights of type that a line of prose is wide at least. */
const FILLED = 22;
/** Share of the lines of a size, by letters, that are filled where it is prose. */
const PROSE_SHARE = 0.4;
/** What prose has at least of the letters that the size of most has. */
const ENOUGH = 0.12;

/**
 * Size of the type that prose is set in: that of most letters, or a larger one that fills its lines where listings,
 * tables or notes have more letters.
 */
export function bodySize(pages: readonly HeadingPage[]): number {
  const letters = new Map<number, number>();
  const filled = new Map<number, number>();
  const add = (counts: Map<number, number>, size: number, count: number): void => {
    counts.set(size, (counts.get(size) ?? 0) + count);
  };
  for (const { lines } of pages) {
    for (const { size, text, x0, x1 } of lines) {
      add(letters, size, text.length);
      if (x1 - x0 >= FILLED * size) add(filled, size, text.length);
    }
  }
  let usual = 0;
  let most = 0;
  for (const [size, count] of letters) if (count > most) [usual, most] = [size, count];
  const isProse = ([size, count]: readonly [number, number]): boolean =>
    count >= most * ENOUGH && (filled.get(size) ?? 0) >= count * PROSE_SHARE;
  return Math.max(usual, ...[...letters].filter(isProse).map(([size]) => size));
}
