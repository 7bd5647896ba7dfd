/** Bytes from the start of a file that decide what it is. */
export const SNIFF_BYTES = 1024;

/** Media types this layer reads. */
export type MediaType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/webp' | 'image/tiff';

/**
 * Tells what a file is from its first `SNIFF_BYTES` bytes; null for anything else. A PDF's header may stand anywhere in
 * them (ISO 32000-1, annex H, note 13); a file that lost its header is known by its first object or trailer.
 */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const text = latin1(head);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return 'image/tiff';
  return hasPdfHeader(head) || /\d\s+\d+\s+obj\b|\btrailer\s*<</.test(text) ? 'application/pdf' : null;
}

/** True when the header of a PDF stands in the first `SNIFF_BYTES` bytes. */
export function hasPdfHeader(head: Uint8Array): boolean {
  return latin1(head).includes('%PDF-');
}

function latin1(head: Uint8Array): string {
  const bytes = Math.min(head.byteLength, SNIFF_BYTES);
  return Buffer.from(head.buffer, head.byteOffset, bytes).toString('latin1');
}
