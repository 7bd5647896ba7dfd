import type { HeadingPage } from './heading-page.ts';

/** A heading is set at least so much larger than the body. */
export const LARGER = 1.07;

/** Size of type that most letters are set in. */
export function bodySize(pages: readonly HeadingPage[]): number {
  const letters = new Map<number, number>();
  for (const { lines } of pages) {
    for (const { size, text } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length);
  }
  let best = 0;
  let most = 0;
  for (const [size, count] of letters) if (count > most) [best, most] = [size, count];
  return best;
}
