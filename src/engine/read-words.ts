import type { PageText } from '../domain/page-text.ts';
import type { LocalFile } from '../source/source.ts';
import type { EngineParts } from './parts.ts';

/** Tesseract is at its best near 200 dpi (facts measured on bills and receipts); more costs time and gains nothing. */
const OCR_DPI = 200;
const OCR_LONG_EDGE = { min: 1000, max: 3600 };
/** A page with fewer words than this under a picture that covers it is a scan with a stamp or a page number. */
const FEW_WORDS = 5;
const MOSTLY_PICTURE = 0.5;

/** What reading words takes. */
export type WordParts = Pick<EngineParts, 'pdf' | 'ocr'> & {
  readonly store: Pick<EngineParts['store'], 'getDerived' | 'putDerived'>;
};

/** The words of a page: its text layer, or recognised ones where it has none. Errors are those of both engines. */
export async function readWords(
  parts: WordParts,
  file: Pick<LocalFile, 'path' | 'sha256'>,
  pageNumber: number,
  signal?: AbortSignal,
): Promise<PageText> {
  const { pdf, ocr } = parts;
  const layer = await pdf.words(file.path, pageNumber, { ...(signal ? { signal } : {}) });
  const readable =
    layer.words.length >= FEW_WORDS || (layer.words.length > 0 && layer.imageCoverage < MOSTLY_PICTURE);
  if (readable || !ocr || layer.imageCoverage === 0) return layer;
  return recognise(parts, file, layer, signal);
}

/** Recognised words are kept in the store: a second run, another recipe or a crash costs no second recognition. */
async function recognise(
  { pdf, ocr, store }: WordParts,
  { path, sha256 }: Pick<LocalFile, 'path' | 'sha256'>,
  page: PageText,
  signal?: AbortSignal,
): Promise<PageText> {
  if (!ocr) return page;
  const key = `words:${ocr.name}:${OCR_DPI}:${sha256}:${page.pageNumber}`;
  const kept = await store.getDerived(key);
  if (kept) return JSON.parse(new TextDecoder().decode(kept)) as PageText;
  const longEdge = Math.round((Math.max(page.width, page.height) / 72) * OCR_DPI);
  const bounds = signal ? { signal } : {};
  const picture = await pdf.render(path, page.pageNumber, {
    format: 'png',
    gray: true,
    longEdge: Math.min(OCR_LONG_EDGE.max, Math.max(OCR_LONG_EDGE.min, longEdge)),
    ...bounds,
  });
  const words = await ocr.recognise(picture, page, bounds);
  await store.putDerived(key, new TextEncoder().encode(JSON.stringify(words)));
  return words;
}
