import { createHash } from 'node:crypto';
import type { ModelRequest } from '../model.ts';

/**
 * Hash of all that decides the answer to a request, whatever the order of keys in its schema: the same request has the
 * same hash on every machine. SHA-256, hexadecimal.
 */
export function requestHash(request: ModelRequest): string {
  const hash = createHash('sha256');
  const { parts, ...rest } = request;
  hash.update(canonical({ schemaMode: 'full', ...rest }));
  for (const part of parts) {
    if (part.type === 'text') hash.update(`\0text\0${part.text}`);
    else {
      hash.update(`\0${part.type}\0${part.type === 'image' ? part.mediaType : part.pageCount}\0`);
      hash.update(part.type === 'pdf' ? withoutStamps(part.bytes) : part.bytes);
    }
  }
  return hash.digest('hex');
}

/** A PDF without its identifier and times: PDFium draws new ones each time it saves the same pages. */
function withoutStamps(bytes: Uint8Array): Buffer {
  const stamps = /\/(?:ID\s*\[[^\]]*\]|(?:Creation|Mod)Date\s*\([^)]*\))/g;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(text.replace(stamps, ''), 'latin1');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
