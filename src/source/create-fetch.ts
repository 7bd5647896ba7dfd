import { createDownload, type DownloadOptions } from './download.ts';
import { hashFile } from './hash-file.ts';
import type { Fetch } from './source.ts';
import { isAddress } from './url-address.ts';

/** Brings paths and http(s) URLs to disk; the bounds are those of downloads, a file on disk may be of any size. */
export function createFetch(options: DownloadOptions = {}): Fetch {
  const download = createDownload(options);
  return ({ key }, directory, signal) =>
    isAddress(key) ? download(key, directory, signal) : hashFile(key, signal);
}
