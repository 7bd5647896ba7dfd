import { expect, it } from 'vitest';
import type { RenderedPage } from '../pdf/pdf.ts';
import { PageCache } from './page-cache.ts';

const page = (bytes: number): RenderedPage => ({
  bytes: new Uint8Array(bytes),
  mediaType: 'image/webp',
  width: 1,
  height: 1,
});

it('draws a page once for all who ask, and drops what was not looked at for longest', async () => {
  const cache = new PageCache(250);
  const drawn: string[] = [];
  const look = (key: string) =>
    cache.get(key, async () => {
      drawn.push(key);
      return page(100);
    });
  await Promise.all([look('a'), look('a'), look('b')]);
  await look('a');
  await look('c');
  await look('a');
  expect(drawn).toEqual(['a', 'b', 'c']);
  await look('b');
  expect(drawn).toEqual(['a', 'b', 'c', 'b']);
});

it('tries a drawing that failed again', async () => {
  const cache = new PageCache();
  const failed = cache.get('a', () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
  expect(await cache.get('a', async () => page(1))).toMatchObject({ bytes: { length: 1 } });
});
