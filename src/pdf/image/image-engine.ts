import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { PageText } from '../../domain/page-text.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import { applyFormat } from '../encode.ts';
import {
  cancelledReading,
  noSuchAttachment,
  noSuchPage,
  timedOut,
  unsupportedType,
} from '../file-problems.ts';
import type { MediaType } from '../media-type.ts';
import type {
  PdfCallOptions,
  PdfEngine,
  PdfInfo,
  PdfOutlineEntry,
  PdfPageInfo,
  RenderedPage,
  RenderOptions,
} from '../pdf.ts';
import { sniffFile } from '../sniff-file.ts';
import { Turns } from '../turns.ts';
import { type EmbeddedPicture, type PicturePage, picturePdf } from './picture-pdf.ts';

/** Bounds of the work on pictures. */
export interface ImageEngineOptions {
  /** Pictures worked on at a time; default one a core. */
  readonly workers?: number;
  /** Milliseconds a call may run unless it says otherwise; default 30,000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_LONG_EDGE = 1536;
/** An A2 sheet at 400 dots an inch; anything above is taken for a bomb. */
const MAX_PIXELS = 100_000_000;
/** Dots an inch that scanners write. Below, the number is what programs write that do not know (72, 96). */
const MIN_DENSITY = 100;
const MAX_DENSITY = 1_200;
const ASSUMED_DENSITY = 150;
const POINTS_PER_INCH = 72;
const JPEG_QUALITY = 90;

/** What is known of one frame of a picture. */
interface Frame {
  /** Pixels, upright. */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly turned: boolean;
  readonly metadata: Metadata;
}

interface Picture {
  readonly path: string;
  readonly mediaType: MediaType;
  readonly pageCount: number;
  readonly timeoutMs: number;
}

/**
 * Reads PNG, JPEG, WebP and TIFF as documents of one page, a TIFF of several pictures as one page each. Pictures are
 * shown upright as their EXIF data say, on white, and never larger than they are. A page's size in points comes from
 * the dots an inch the file names where they are between 100 and 1,200, else 150 are assumed.
 */
export function createImageEngine(options: ImageEngineOptions = {}): PdfEngine {
  return new ImageEngine(options);
}

class ImageEngine implements PdfEngine {
  readonly name = 'sharp';
  readonly #timeoutMs: number;
  readonly #turns: Turns;

  constructor(options: ImageEngineOptions) {
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#turns = new Turns(options.workers ?? availableParallelism());
  }

  async describe(): Promise<string> {
    return this.name;
  }

  open(path: string, options?: PdfCallOptions): Promise<PdfInfo> {
    return this.#read(path, options, async ({ mediaType, pageCount }) => ({
      mediaType,
      pageCount,
      metadata: {},
      attachments: [],
    }));
  }

  pageInfo(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PdfPageInfo> {
    return this.#read(path, options, async (picture) => {
      const { width, height } = await readFrame(picture, pageNumber);
      return { pageNumber, width, height, label: null };
    });
  }

  outline(path: string, options?: PdfCallOptions): Promise<readonly PdfOutlineEntry[]> {
    return this.#read(path, options, async () => []);
  }

  words(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PageText> {
    return this.#read(path, options, async (picture) => {
      const { width, height } = await readFrame(picture, pageNumber);
      return { pageNumber, width, height, words: [], origin: 'text-layer', imageCoverage: 1 };
    });
  }

  render(path: string, pageNumber: number, options: RenderOptions): Promise<RenderedPage> {
    const { format, longEdge = DEFAULT_LONG_EDGE, gray = false } = options;
    return this.#read(path, options, async (picture) => {
      await readFrame(picture, pageNumber);
      const image = upright(picture, pageNumber).resize({
        width: longEdge,
        height: longEdge,
        fit: 'inside',
        withoutEnlargement: true,
      });
      if (gray) image.toColourspace('b-w');
      const { data, info } = await applyFormat(image, format).toBuffer({ resolveWithObject: true });
      return { bytes: data, mediaType: `image/${format}`, width: info.width, height: info.height };
    });
  }

  slice(path: string, pageNumbers: readonly number[], options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#read(path, options, async (picture) => {
      const pages: PicturePage[] = [];
      for (const pageNumber of pageNumbers) {
        const { pixelWidth, pixelHeight, width, height, ...frame } = await readFrame(picture, pageNumber);
        pages.push({
          picture: await embed(picture, pageNumber, frame),
          pixelWidth,
          pixelHeight,
          width,
          height,
        });
      }
      return picturePdf(pages);
    });
  }

  attachment(path: string, index: number, options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#read(path, options, async () => {
      throw noSuchAttachment(path, index, 0);
    });
  }

  async close(): Promise<void> {
    // Nothing stays open between calls.
  }

  #read<T>(
    path: string,
    { signal, timeoutMs = this.#timeoutMs }: PdfCallOptions = {},
    work: (picture: Picture) => Promise<T>,
  ): Promise<T> {
    return this.#turns.run(() =>
      unlessAborted(path, signal, async () => {
        try {
          return await work(await openPicture(path, timeoutMs));
        } catch (error) {
          throw isProblem(error) ? error : failure(path, timeoutMs, error);
        }
      }),
    );
  }
}

async function openPicture(path: string, timeoutMs: number): Promise<Picture> {
  const mediaType = await sniffFile(path);
  if (mediaType === 'application/pdf') throw unsupportedType(path, 'a picture');
  const { pages = 1 } = await load({ path, timeoutMs }, 1).metadata();
  return { path, mediaType, pageCount: mediaType === 'image/tiff' ? pages : 1, timeoutMs };
}

function load({ path, timeoutMs }: Pick<Picture, 'path' | 'timeoutMs'>, pageNumber: number): Sharp {
  return sharp(path, {
    page: pageNumber - 1,
    limitInputPixels: MAX_PIXELS,
    // A picture cut short would be gray from there on, and what it showed would be lost without a word.
    failOn: 'error',
  }).timeout({ seconds: Math.ceil(timeoutMs / 1000) });
}

function upright(picture: Picture, pageNumber: number): Sharp {
  return load(picture, pageNumber).autoOrient().flatten({ background: 'white' });
}

async function readFrame(picture: Picture, pageNumber: number): Promise<Frame> {
  const { path, pageCount } = picture;
  if (!Number.isInteger(pageNumber) || pageNumber < 1 || pageNumber > pageCount) {
    throw noSuchPage(path, pageNumber, pageCount);
  }
  const metadata = await load(picture, pageNumber).metadata();
  const pixelWidth = metadata.autoOrient.width;
  const pixelHeight = metadata.autoOrient.height;
  if (pixelWidth * pixelHeight > MAX_PIXELS) {
    throw new Problem('file-too-large', {
      detail: `"${path}" has ${pixelWidth} by ${pixelHeight} pixels, more than ${MAX_PIXELS}; make it smaller`,
      subject: path,
    });
  }
  const { density = 0, orientation = 1 } = metadata;
  const dots = density >= MIN_DENSITY && density <= MAX_DENSITY ? density : ASSUMED_DENSITY;
  return {
    pixelWidth,
    pixelHeight,
    width: (pixelWidth * POINTS_PER_INCH) / dots,
    height: (pixelHeight * POINTS_PER_INCH) / dots,
    turned: orientation !== 1,
    metadata,
  };
}

/** A JPEG that needs no turning goes in as it is, others once more encoded; everything else without loss. */
async function embed(
  picture: Picture,
  pageNumber: number,
  { metadata, turned }: Pick<Frame, 'metadata' | 'turned'>,
): Promise<EmbeddedPicture> {
  const gray = metadata.space === 'b-w';
  const channels = gray ? 1 : 3;
  if (picture.mediaType === 'image/jpeg') {
    if (!turned && metadata.channels === channels) {
      return { kind: 'jpeg', bytes: await readFile(picture.path), channels };
    }
    const image = upright(picture, pageNumber).toColourspace(gray ? 'b-w' : 'srgb');
    return { kind: 'jpeg', bytes: await image.jpeg({ quality: JPEG_QUALITY }).toBuffer(), channels };
  }
  const image = upright(picture, pageNumber).toColourspace(gray ? 'b-w' : 'srgb');
  const { data, info } = await image.png({ palette: false }).toBuffer({ resolveWithObject: true });
  return { kind: 'png', bytes: data, channels: info.channels === 1 ? 1 : 3 };
}

/** Rejects with `cancelled` as soon as the signal says so; what still runs ends unheard. */
async function unlessAborted<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw cancelledReading(path);
  if (signal === undefined) return work();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(cancelledReading(path));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function failure(path: string, timeoutMs: number, cause: unknown): Problem {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith('timeout:')) return timedOut(path, timeoutMs);
  if (message.includes('pixel limit')) {
    return new Problem('file-too-large', {
      detail: `"${path}" has more than ${MAX_PIXELS} pixels; make it smaller`,
      subject: path,
      cause,
    });
  }
  return new Problem('page-unreadable', {
    detail: `The picture "${path}" cannot be read; it may be damaged or cut short`,
    subject: path,
    cause,
  });
}
