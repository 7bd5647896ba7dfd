import { describe, expect, it } from 'vitest';
import { hasPdfHeader, sniffMediaType } from './media-type.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('sniffMediaType', () => {
  it.each([
    ['%PDF-1.7\n', 'application/pdf'],
    [`${'x'.repeat(1_000)}%PDF-1.7\n`, 'application/pdf'],
    ['1 0 obj\n<< /Type /Catalog >>', 'application/pdf'],
    ['trailer<</Root 1 0 R>>', 'application/pdf'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['II*\0\x08\0\0\0', 'image/tiff'],
    ['MM\0*\0\0\0\x08', 'image/tiff'],
    ['II+\0\x08\0\0\0', 'image/tiff'],
  ])('knows %j', (text, type) => {
    expect(sniffMediaType(bytes(text))).toBe(type);
  });

  it.each([
    '',
    'Dear reader',
    `${'x'.repeat(1_100)}%PDF-1.7`,
    'RIFF\x10\0\0\0WAVEfmt ',
    'GIF89a',
    'PK\x03\x04',
    'an object: 12 objects',
  ])('does not know %j', (text) => {
    expect(sniffMediaType(bytes(text))).toBeNull();
  });

  it('tells a header from its absence', () => {
    expect(hasPdfHeader(bytes('junk %PDF-1.4'))).toBe(true);
    expect(hasPdfHeader(bytes('1 0 obj'))).toBe(false);
  });
});
