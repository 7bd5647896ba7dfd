import sharp from 'sharp';
import type { RenderedPage, RenderOptions } from './pdf.ts';
import type { Bitmap } from './pdfium/pdfium.ts';

/**
 * Encodes raw pixels off the main thread. The settings are the fastest of their size, as measured: PNG at level 1,
 * JPEG 75 without optimised coding tables, WebP 75 at effort 0.
 */
export async function encode(bitmap: Bitmap, format: RenderOptions['format']): Promise<RenderedPage> {
  const { pixels, width, height, channels } = bitmap;
  const image = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  // A gray picture would otherwise become three channels again.
  if (channels === 1) image.toColourspace('b-w');
  if (format === 'png') image.png({ compressionLevel: 1 });
  else if (format === 'jpeg') image.jpeg({ quality: 75, optimiseCoding: false });
  else image.webp({ quality: 75, effort: 0 });
  const bytes = await image.toBuffer();
  return { bytes, mediaType: `image/${format}`, width, height };
}
