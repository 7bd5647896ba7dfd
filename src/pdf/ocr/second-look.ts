import sharp from 'sharp';
import type { Box } from '../../domain/page-text.ts';
import type { GrayPicture } from './analyse-picture.ts';
import { inkAndPaper } from './ink-and-paper.ts';
import { meanConfidence, type ReadWord } from './recogniser.ts';

/** Part of a picture that is to be read again. Whole pixels, the far edges not included. */
export interface Strip {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A strip with what of it no word covered at first: only there may words be new. */
export interface DoubtfulStrip extends Strip {
  readonly bare: readonly Strip[];
}

/** Strips below one another as one picture, each at its place. */
export interface Sheet {
  readonly png: Uint8Array;
  /** Where each strip begins on the sheet; `scale` leads from the picture's pixels to the sheet's. */
  readonly places: readonly { readonly strip: DoubtfulStrip; readonly left: number; readonly top: number }[];
  readonly scale: number;
}

/**
 * Words below these are looked at again: of the misread numbers of made-up scans nearly all lie below 0.8; of names only what is
 * hardly read, since little rests on a letter of theirs.
 */
const DOUBT = { number: 0.8, name: 0.5 };
/** Letters in a row that no word covers, from which they are print that was overlooked. */
const OVERLOOKED = 3;
/** Larger than at first, and soft: strokes that print left broken close. */
const SCALE = 1.4;
const BLUR = 0.8;
/** Shares of a strip's pixels that are ink at least, and paper at least. */
const INK = 0.03;
const PAPER = 0.5;
/** How much surer the second reading has to be to count. */
const LEAD = 0.03;
/** What an amount or a date in good form is worth against a text that is none. */
const FORM = 0.25;
/** Words found where none were need this at least. */
const NEW_WORD = 0.6;
/** Confidence left where two readings see different digits and both are sure. */
const DISPUTED = 0.45;
const SURE = 0.7;

/**
 * The parts of a picture that its words leave in doubt: unsure ones, and print that no word covers. `letters` are boxes of
 * pieces of ink of the size of letters; `letterHeight` is in pixels.
 */
export function findDoubt(
  words: readonly ReadWord[],
  letters: readonly Box[],
  { width, height, letterHeight }: { width: number; height: number; letterHeight: number },
): DoubtfulStrip[] {
  const doubtful: Strip[] = words.filter(
    ({ text, confidence, x0, x1, y0, y1 }) =>
      confidence < doubtOf(text) &&
      /[\p{L}\p{N}]/u.test(text) &&
      y1 - y0 < 4 * letterHeight &&
      x1 - x0 > 0.5 * letterHeight,
  );
  const bands: { x0: number; y0: number; x1: number; y1: number }[] = [];
  const bare = overlooked(words, letters, letterHeight);
  const all = [...doubtful, ...bare].sort((a, b) => a.y0 - b.y0);
  for (const { x0, y0, x1, y1 } of all) {
    const beside = bands.find(
      (band) => Math.min(band.y1, y1) - Math.max(band.y0, y0) > 0.6 * Math.min(band.y1 - band.y0, y1 - y0),
    );
    if (beside === undefined) bands.push({ x0, y0, x1, y1 });
    else {
      beside.x0 = Math.min(beside.x0, x0);
      beside.x1 = Math.max(beside.x1, x1);
      beside.y0 = Math.min(beside.y0, y0);
      beside.y1 = Math.max(beside.y1, y1);
    }
  }
  const across = 0.4 * letterHeight;
  return bands.map(({ x0, y0, x1, y1 }) => {
    const beside = words.filter((word) => word.y0 < y1 && word.y1 > y0);
    // Half a letter of the next word would be read as a letter of its own.
    const before = beside.filter((word) => word.x1 <= x0 + 1).map((word) => word.x1 + 1);
    const behind = beside.filter((word) => word.x0 >= x1 - 1).map((word) => word.x0 - 1);
    return {
      x0: Math.max(0, Math.floor(Math.min(x0, Math.max(x0 - letterHeight, ...before)))),
      y0: Math.max(0, Math.floor(y0 - across)),
      x1: Math.min(width, Math.ceil(Math.max(x1, Math.min(x1 + letterHeight, ...behind)))),
      y1: Math.min(height, Math.ceil(y1 + across)),
      bare: bare.filter((one) => one.y0 < y1 && one.y1 > y0),
    };
  });
}

function doubtOf(text: string): number {
  return /\d/.test(text) ? DOUBT.number : DOUBT.name;
}

/** Rows of letters that no word covers. */
function overlooked(words: readonly ReadWord[], letters: readonly Box[], letterHeight: number): Strip[] {
  const bare = letters.filter(([x0, y0, x1, y1]) => {
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return (
      y1 - y0 > 0.6 * letterHeight &&
      !words.some((word) => x >= word.x0 && x <= word.x1 && y >= word.y0 && y <= word.y1)
    );
  });
  const rows: { x0: number; y0: number; x1: number; y1: number; count: number }[] = [];
  for (const [x0, y0, x1, y1] of [...bare].sort((a, b) => a[0] - b[0])) {
    const row = rows.find(
      (one) =>
        x0 - one.x1 < 2.5 * letterHeight && Math.abs((one.y0 + one.y1 - y0 - y1) / 2) < 0.5 * letterHeight,
    );
    if (row === undefined) rows.push({ x0, y0, x1, y1, count: 1 });
    else {
      row.x1 = Math.max(row.x1, x1);
      row.y0 = Math.min(row.y0, y0);
      row.y1 = Math.max(row.y1, y1);
      row.count++;
    }
  }
  return rows.filter(({ count }) => count >= OVERLOOKED);
}

/** Puts strips below one another, larger, softer and each with the contrast it lacks. */
export async function drawSheet(
  picture: GrayPicture,
  strips: readonly DoubtfulStrip[],
  letterHeight: number,
): Promise<Sheet> {
  const gap = Math.round(1.2 * letterHeight * SCALE);
  let [top, width] = [gap, 0];
  const places: { strip: DoubtfulStrip; left: number; top: number }[] = [];
  const layers: {
    input: Buffer;
    raw: { width: number; height: number; channels: 1 };
    left: number;
    top: number;
  }[] = [];
  for (const strip of strips) {
    const size = { width: strip.x1 - strip.x0, height: strip.y1 - strip.y0 };
    const { data, info } = await sharp(cut(picture, strip), { raw: { ...size, channels: 1 } })
      .resize({
        width: Math.round(size.width * SCALE),
        height: Math.round(size.height * SCALE),
        fit: 'fill',
        kernel: 'cubic',
      })
      .blur(BLUR)
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    places.push({ strip, left: gap, top });
    layers.push({
      input: data,
      raw: { width: info.width, height: info.height, channels: 1 },
      left: gap,
      top,
    });
    top += info.height + gap;
    width = Math.max(width, info.width + 2 * gap);
  }
  const png = await sharp({ create: { width, height: top, channels: 3, background: 'white' } })
    .composite(layers)
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { png, places, scale: SCALE };
}

/** The pixels of a strip, from its own ink to its own paper. */
function cut({ pixels, width }: GrayPicture, { x0, y0, x1, y1 }: Strip): Uint8Array {
  const part = new Uint8Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) {
    part.set(pixels.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
  }
  const { black, white } = inkAndPaper(part, { ink: INK, paper: PAPER });
  const gain = 255 / Math.max(40, white - black);
  for (let at = 0; at < part.length; at++) {
    part[at] = Math.max(0, Math.min(255, Math.round(255 - (white - part[at]!) * gain)));
  }
  return part;
}

/**
 * Words of the first reading with those of the sheet in place of what they are surer of. Where both are sure of different
 * digits the confidence falls: one of them is wrong.
 */
export function settleDoubt(words: readonly ReadWord[], sheet: Sheet, seen: readonly ReadWord[]): ReadWord[] {
  let settled = [...words];
  for (const { strip, left, top } of sheet.places) {
    const bottom = top + (strip.y1 - strip.y0) * sheet.scale;
    const back = (value: number, from: number, to: number): number => (value - from) / sheet.scale + to;
    const second = seen
      .filter(({ y0, y1 }) => (y0 + y1) / 2 >= top && (y0 + y1) / 2 < bottom)
      .map((word) => ({
        ...word,
        x0: back(word.x0, left, strip.x0),
        x1: back(word.x1, left, strip.x0),
        y0: back(word.y0, top, strip.y0),
        y1: back(word.y1, top, strip.y0),
      }));
    const first = settled.filter(
      ({ x0, x1, y0, y1 }) =>
        (y0 + y1) / 2 >= strip.y0 &&
        (y0 + y1) / 2 < strip.y1 &&
        (x0 + x1) / 2 >= strip.x0 &&
        (x0 + x1) / 2 < strip.x1,
    );
    for (const group of groupsOf(first, second)) {
      const better = settle(group, strip.bare);
      if (better === group.first) continue;
      settled = settled.filter((word) => !group.first.includes(word));
      settled.push(...better);
    }
  }
  return inOrder(words, settled);
}

interface Group {
  readonly first: ReadWord[];
  readonly second: ReadWord[];
}

/** Words of two readings that stand over one another. */
function groupsOf(first: readonly ReadWord[], second: readonly ReadWord[]): Group[] {
  const marked = [
    ...first.map((word) => ({ word, isFirst: true })),
    ...second.map((word) => ({ word, isFirst: false })),
  ].sort((a, b) => a.word.x0 - b.word.x0);
  const groups: Group[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { word, isFirst } of marked) {
    const shared = end - word.x0;
    if (groups.length === 0 || shared < 0.25 * Math.min(word.x1 - word.x0, word.y1 - word.y0)) {
      groups.push({ first: [], second: [] });
    }
    groups.at(-1)![isFirst ? 'first' : 'second'].push(word);
    end = Math.max(end, word.x1);
  }
  return groups;
}

function settle({ first, second }: Group, bare: readonly Strip[]): readonly ReadWord[] {
  if (second.length === 0) return first;
  if (first.length === 0) {
    return second.filter(
      (word) =>
        word.confidence >= NEW_WORD &&
        /[\p{L}\p{N}]/u.test(word.text) &&
        bare.some(
          ({ x0, x1, y0, y1 }) =>
            Math.min(x1, word.x1) - Math.max(x0, word.x0) > 0.5 * (word.x1 - word.x0) &&
            Math.min(y1, word.y1) > Math.max(y0, word.y0),
        ),
    );
  }
  const [before, now] = [textOf(first), textOf(second)];
  const [sureBefore, sureNow] = [meanConfidence(first), meanConfidence(second)];
  const lead = LEAD + FORM * (Number(isWellFormed(before)) - Number(isWellFormed(now)));
  const better = sureNow > sureBefore + lead ? second : first;
  const isDisputed = Math.min(sureBefore, sureNow) >= SURE && digitsOf(before) !== digitsOf(now);
  if (!isDisputed) return better;
  return better.map((word) => ({ ...word, confidence: Math.min(word.confidence, DISPUTED) }));
}

/** Amounts with cents and dates: recognition loses their marks far more often than it makes them up. */
function isWellFormed(text: string): boolean {
  return /(?<![\d.,])\d[\d.,' ]*[.,]\d\d(?![\d.,])|(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{2,4}(?!\d)/.test(text);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function textOf(words: readonly ReadWord[]): string {
  return words.map(({ text }) => text).join(' ');
}

/** Words that are new stand behind the nearest word before them in their line, as reading goes. */
function inOrder(before: readonly ReadWord[], now: readonly ReadWord[]): ReadWord[] {
  const order = before.filter((word) => now.includes(word));
  const added = now.filter((word) => !before.includes(word)).sort((a, b) => a.x0 - b.x0);
  for (const word of added) {
    const middle = (word.y0 + word.y1) / 2;
    const previous = order.findLastIndex(({ x0, y0, y1 }) => y0 <= middle && y1 >= middle && x0 <= word.x0);
    const following = order.findIndex(({ y0, y1 }) => (y0 + y1) / 2 > middle);
    const at = previous >= 0 ? previous + 1 : following >= 0 ? following : order.length;
    order.splice(at, 0, word);
  }
  return order;
}
