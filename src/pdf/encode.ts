import sharp, { type Sharp } from 'sharp';
import type { RenderedPage, RenderOptions } from './pdf.ts';
import type { Bitmap } from './pdfium/pdfium.ts';

/** Encodes raw pixels off the main thread, with the settings of `applyFormat`. */
export async function encode(bitmap: Bitmap, format: RenderOptions['format']): Promise<RenderedPage> {
  const { pixels, width, height, channels } = bitmap;
  const image = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  // A gray picture would otherwise become three channels again.
  if (channels === 1) image.toColourspace('b-w');
  const bytes = await applyFormat(image, format).toBuffer();
  return { bytes, mediaType: `image/${format}`, width, height };
}

/**
 * Chooses the output format with the fastest settings of its size, as measured: PNG at level 1, JPEG 75 without
 * optimised coding tables, WebP 75 at effort 0.
 */
export function applyFormat(image: Sharp, format: RenderOptions['format']): Sharp {
  if (format === 'png') return image.png({ compressionLevel: 1 });
  if (format === 'jpeg') return image.jpeg({ quality: 75, optimiseCoding: false });
  return image.webp({ quality: 75, effort: 0 });
}
