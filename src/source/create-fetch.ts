import { createDownload, type DownloadOptions } from './download.ts';
import { hashFile } from './hash-file.ts';
import { isObjectAddress } from './object-store.ts';
import type { Objects } from './objects.ts';
import type { Fetch } from './source.ts';
import { isAddress } from './url-address.ts';

/**
 * Brings paths, http(s) URLs and, with `objects`, addresses of objects to disk; the bounds are those of downloads, a file
 * on disk may be of any size.
 */
export function createFetch(options: DownloadOptions & { readonly objects?: Objects } = {}): Fetch {
  const download = createDownload(options);
  const { objects } = options;
  return ({ key }, directory, signal) => {
    if (objects && isObjectAddress(key)) return objects.download(key, directory, signal);
    return isAddress(key) ? download(key, directory, signal) : hashFile(key, signal);
  };
}
