import { expect, it } from 'vitest';
import { loadConfig } from './config.ts';

it('takes the address of a Chroma server without a user or a key in it, and repeats neither', () => {
  expect(loadConfig({ CHROMA_URL: 'https://chroma.example/base' }).chromaUrl).toBe(
    'https://chroma.example/base',
  );
  expect(loadConfig({}).chromaUrl).toBeUndefined();
  for (const url of ['http://me:secret@host:8000', 'https://host/?token=secret', 'ftp://host', 'host:8000']) {
    expect(() => loadConfig({ CHROMA_URL: url })).toThrow(/^CHROMA_URL=.* is not valid/);
    expect(() => loadConfig({ CHROMA_URL: url })).not.toThrow(/secret/);
  }
  expect(() => loadConfig({ CHROMA_URL: 'http://me:secret@host:8000' })).toThrow(/CHROMA_API_KEY/);
});
