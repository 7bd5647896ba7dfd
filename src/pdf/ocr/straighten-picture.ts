import sharp, { type Sharp } from 'sharp';
import type { Box } from '../../domain/page-text.ts';
import type { GrayPicture, PictureAnalysis } from './analyse-picture.ts';
import { type Contrast, inkAndPaper } from './ink-and-paper.ts';

/** How a picture is turned and scaled so that its print stands upright and level. */
export interface Straightening {
  /** Quarter turns clockwise. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Degrees clockwise after the quarter turns. */
  readonly degrees: number;
  /** Scale of both sides. */
  readonly scale: number;
  /** What pale print is darkened by; null leaves the grays as they are. */
  readonly contrast: Contrast | null;
}

/** A picture for recognition, and the way back from its pixels. */
export interface StraightPicture {
  readonly png: Uint8Array;
  /** The same, not encoded. */
  readonly gray: GrayPicture;
  /** Box of the picture as given, in its pixels, around a box of the straight one. */
  toGiven(box: Box): Box;
}

/** Print is recognised best at about this height of its letters, in pixels: measured from 14 to 32. */
export const LETTER_PIXELS = 18;
const MAX_SCALE = 4;
/** Pixels of the longer side that a picture is enlarged to at most. */
const MAX_LONG_EDGE = 5_000;
/** Lines less tilted are read as well as level ones. */
const MIN_SKEW_DEGREES = 0.3;
/** Shares of a picture's pixels that are at least ink, and that are no lighter than its paper. */
const DARKEST = 0.005;
const PAPER = 0.6;
/** Ink lighter than this share of its paper is pale: thresholds made for shadows take it for one. */
const PALE = 0.45;
/** Grays between ink and paper below which a picture is empty. */
const LEAST_CONTRAST = 20;
/** Larger pictures are made smaller to find how the print stands. */
const ANALYSIS_LONG_EDGE = 1_600;

/** The picture in gray pixels, small enough to analyse quickly, how much smaller it is, and the contrast it was given. */
export async function forAnalysis(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<{ picture: GrayPicture; scale: number; contrast: Contrast | null }> {
  const scale = Math.min(1, ANALYSIS_LONG_EDGE / Math.max(size.width, size.height));
  const image = gray(bytes).resize({ width: Math.max(1, Math.round(size.width * scale)) });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const contrast = contrastFor(data);
  if (contrast !== null) {
    const gain = 255 / (contrast.white - contrast.black);
    for (let at = 0; at < data.length; at++) {
      data[at] = Math.max(0, Math.min(255, Math.round((data[at]! - contrast.black) * gain)));
    }
  }
  return { picture: { pixels: data, width: info.width, height: info.height }, scale, contrast };
}

/** The contrast that pale print lacks; null where some is black enough to be told from shadows without. */
function contrastFor(pixels: Uint8Array): Contrast | null {
  const contrast = inkAndPaper(pixels, { ink: DARKEST, paper: PAPER });
  const { black, white } = contrast;
  return black < PALE * white || white - black < LEAST_CONTRAST ? null : contrast;
}

/** Settles how to straighten from an analysis made at `scale`. */
export function planStraightening(
  { letterHeight, sideways, skewDegrees }: PictureAnalysis,
  size: {
    readonly width: number;
    readonly height: number;
    readonly scale: number;
    readonly contrast: Contrast | null;
  },
): Straightening {
  const ideal = letterHeight === null ? 1 : LETTER_PIXELS / (letterHeight / size.scale);
  const largest = MAX_LONG_EDGE / Math.max(size.width, size.height);
  return {
    quarterTurns: sideways ? 1 : 0,
    degrees: Math.abs(skewDegrees) < MIN_SKEW_DEGREES ? 0 : -skewDegrees,
    scale: Math.min(ideal, MAX_SCALE, largest),
    contrast: size.contrast,
  };
}

/** Turns and scales the picture; what appears at its corners is white. `clean` makes a better copy of the level one. */
export async function straightenPicture(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number },
  { quarterTurns, degrees, scale, contrast }: Straightening,
  clean: (picture: GrayPicture) => Promise<GrayPicture>,
): Promise<StraightPicture> {
  const lying = quarterTurns % 2 === 1;
  const width = Math.max(1, Math.round((lying ? size.height : size.width) * scale));
  const height = Math.max(1, Math.round((lying ? size.width : size.height) * scale));
  const upright = darken(gray(bytes), contrast)
    .rotate(quarterTurns * 90)
    .resize({ width, height, fit: 'fill', kernel: 'cubic' });
  const { data, info } = await (degrees === 0 ? upright : await turn(upright, degrees))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const level = await clean({ pixels: data, width: info.width, height: info.height });
  const png = await sharp(level.pixels, { raw: info, limitInputPixels: false })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer();
  const radians = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const toGivenPoint = (x: number, y: number): readonly [number, number] => {
    const [dx, dy] = [x - info.width / 2, y - info.height / 2];
    const u = (dx * cos - dy * sin + width / 2) / width;
    const v = (dx * sin + dy * cos + height / 2) / height;
    if (quarterTurns === 1) return [v * size.width, (1 - u) * size.height];
    if (quarterTurns === 2) return [(1 - u) * size.width, (1 - v) * size.height];
    if (quarterTurns === 3) return [(1 - v) * size.width, u * size.height];
    return [u * size.width, v * size.height];
  };
  return {
    png,
    gray: level,
    toGiven([x0, y0, x1, y1]) {
      const corners = [
        toGivenPoint(x0, y0),
        toGivenPoint(x1, y0),
        toGivenPoint(x0, y1),
        toGivenPoint(x1, y1),
      ];
      const xs = corners.map(([x]) => Math.min(size.width, Math.max(0, x)));
      const ys = corners.map(([, y]) => Math.min(size.height, Math.max(0, y)));
      return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    },
  };
}

function darken(image: Sharp, contrast: Contrast | null): Sharp {
  if (contrast === null) return image;
  const gain = 255 / (contrast.white - contrast.black);
  return image.linear(gain, -contrast.black * gain);
}

/** In two steps: in one, the picture would be turned before it is scaled. */
async function turn(image: Sharp, degrees: number): Promise<Sharp> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info, limitInputPixels: false }).rotate(degrees, { background: 'white' });
}

function gray(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: false }).flatten({ background: 'white' }).toColourspace('b-w');
}
