/** Bytes from the start of a file that decide what it is. */
export const SNIFF_BYTES = 1024 + 8;

/** Media types this layer reads. */
export type MediaType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/webp' | 'image/tiff';

/**
 * Tells what a file is from its first `SNIFF_BYTES` bytes; null for anything else. A PDF's header may stand anywhere
 * in the first 1,024 bytes, as in ISO 32000-1, annex H, note 13.
 */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES)).toString(
    'latin1',
  );
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return 'image/tiff';
  return text.slice(0, SNIFF_BYTES).includes('%PDF-') ? 'application/pdf' : null;
}
