import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A shared library of PDFium and where it is from. */
export interface FoundPdfium {
  readonly path: string;
  /** For people. */
  readonly origin: string;
}

/**
 * The library the user names, else the one in an optional package of another project that is pinned to one version and
 * comes for glibc on x64 only. Whether it loads and is complete shows when it is started. Throws with the reason where
 * there is none.
 */
export function findPdfium(named?: string): FoundPdfium {
  if (process.platform !== 'linux') throw new Error(`it needs Linux, and this is ${process.platform}`);
  if (named !== undefined) return { path: resolve(named), origin: resolve(named) };
  let manifest: string;
  try {
    manifest = fileURLToPath(import.meta.resolve('@llamaindex/liteparse-linux-x64-gnu/package.json'));
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; version: string };
    return { path: join(dirname(manifest), 'libpdfium.so'), origin: `libpdfium.so of ${name} ${version}` };
  } catch {
    throw new Error('the optional package with its library is not installed');
  }
}
