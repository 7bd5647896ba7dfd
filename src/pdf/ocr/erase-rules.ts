import { darkerThanAround, type GrayPicture } from './analyse-picture.ts';

/** Letter heights that a line is long at least. */
const LENGTH = 4;
/** Share of a letter's height that a line is thick at most. */
const THICKNESS = 0.4;
/** White pixels that do not end a line: scanned rules are full of holes. */
const HOLES = 2;

/**
 * Takes the rules of tables and forms out of a level picture, in place: where they touch print, it cannot be read.
 * Parts that letters cross stay, as do filled areas. `letterHeight` is in pixels.
 */
export function eraseRules(picture: GrayPicture, letterHeight: number): void {
  const ink = darkerThanAround(picture);
  const { width, height } = picture;
  const across = { count: height, length: width, next: 1, line: width };
  const down = { count: width, length: height, next: width, line: 1 };
  for (const { count, length, next, line } of [across, down]) {
    for (let row = 0; row < count; row++) {
      let start = -1;
      let last = -1;
      for (let i = 0; i <= length; i++) {
        const dark = i < length && ink[row * line + i * next] === 1;
        if (dark) {
          if (start < 0) start = i;
          last = i;
        } else if (start >= 0 && (i === length || i - last > HOLES)) {
          if (last - start >= LENGTH * letterHeight) {
            erase(picture, ink, {
              from: row * line + start * next,
              pixels: last - start + 1,
              next,
              beside: line,
              before: row,
              after: count - 1 - row,
              thickness: THICKNESS * letterHeight,
            });
          }
          start = -1;
        }
      }
    }
  }
}

function erase(
  { pixels: target }: GrayPicture,
  ink: Uint8Array,
  run: {
    from: number;
    pixels: number;
    next: number;
    beside: number;
    before: number;
    after: number;
    thickness: number;
  },
): void {
  const { from, pixels, next, beside, before, after, thickness } = run;
  for (let i = 0; i < pixels; i++) {
    const at = from + i * next;
    let up = 0;
    while (up < before && up <= thickness && ink[at - (up + 1) * beside] === 1) up++;
    let low = 0;
    while (low < after && low <= thickness && ink[at + (low + 1) * beside] === 1) low++;
    if (up + low + 1 > thickness) continue;
    // Paper beyond the line's soft edge.
    const above = target[at - Math.min(before, up + 2) * beside]!;
    const below = target[at + Math.min(after, low + 2) * beside]!;
    target[at] = Math.max(above, below);
    if (up < before) target[at - (up + 1) * beside] = Math.max(target[at - (up + 1) * beside]!, above);
    if (low < after) target[at + (low + 1) * beside] = Math.max(target[at + (low + 1) * beside]!, below);
  }
}
