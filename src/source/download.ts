import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import { type AddressGuard, createAddressGuard, type Resolve } from './address-guard.ts';
import type { LocalFile } from './source.ts';
import { parseAddress, shownAddress } from './url-address.ts';

/** Bounds and permissions of downloads. */
export interface DownloadOptions {
  /** Hosts that may be fetched from although they are on a private network; as they stand in the URL. Default none. */
  readonly allowHosts?: readonly string[];
  /** Default 200 MB. */
  readonly maxBytes?: number;
  /** For the whole download, redirects and all; default 60 s. */
  readonly timeoutMs?: number;
  /** Default: the system's name resolution. */
  readonly resolve?: Resolve;
}

/** Streams an address into a new file in a folder, hashing on the way. */
export type Download = (address: string, directory: string, signal: AbortSignal) => Promise<LocalFile>;

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HTML_START = /^\uFEFF?\s*<(?:!doctype\s+html|html|head|body)\b/i;

type Response = Awaited<ReturnType<typeof request>>;

/**
 * A download that keeps to its bounds and off private networks. Errors: `url-refused`, `download-failed`,
 * `file-too-large`, `file-empty`, `disk-full`, `cancelled`. Nothing is left in the folder after one.
 */
export function createDownload(options: DownloadOptions = {}): Download {
  const { allowHosts = [], maxBytes = 200_000_000, timeoutMs = 60_000, resolve } = options;
  const guard = createAddressGuard({ allowHosts, ...(resolve === undefined ? {} : { resolve }) });
  const dispatcher = new Agent({ connect: { lookup: guard.lookup } });

  return async (address, directory, signal) => {
    const url = parseAddress(address);
    const shown = shownAddress(url);
    const stop = new AbortController();
    let late = false;
    const cancel = () => stop.abort();
    const timer = setTimeout(() => {
      late = true;
      stop.abort();
    }, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (signal.aborted) stop.abort();
      const response = await follow(url, guard, dispatcher, stop.signal);
      return await save(response, { directory, maxBytes, shown });
    } catch (error) {
      if (late)
        throw failed(shown, `it took longer than ${timeoutMs / 1000} seconds; try again later`, error);
      throw downloadProblem(error, shown, signal.aborted);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** The answer at the end of the redirects, each checked like the first address. */
async function follow(
  start: URL,
  guard: AddressGuard,
  dispatcher: Agent,
  signal: AbortSignal,
): Promise<Response> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    guard.check(url);
    const response = await request(url, {
      dispatcher,
      signal,
      // What is saved and hashed is the document, not a packed form of it.
      headers: { accept: 'application/pdf, image/*;q=0.9, */*;q=0.5', 'accept-encoding': 'identity' },
    });
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode) || typeof location !== 'string') return response;
    discard(response);
    const next = URL.parse(location, url.href);
    if (next === null) throw failed(shownAddress(url), 'it redirects to something that is no address');
    url = parseAddress(next.href);
  }
  throw failed(shownAddress(start), `it redirects more than ${MAX_REDIRECTS} times; check the address`);
}

async function save(
  response: Response,
  { directory, maxBytes, shown }: { directory: string; maxBytes: number; shown: string },
): Promise<LocalFile> {
  const tooLarge = () =>
    new Problem('file-too-large', {
      detail: `${shown} is larger than ${maxBytes / 1_000_000} MB; raise LEAFCUTTER_MAX_FILE_MB, or cut it into parts`,
      subject: shown,
    });
  const path = join(directory, `${randomUUID()}.part`);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    checkHead(response, shown);
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    await using file = await open(path, 'wx');
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      if (bytes === 0 && HTML_START.test(chunk.subarray(0, 512).toString('utf8'))) throw isPage(shown);
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (bytes === 0) {
      throw new Problem('file-empty', { detail: `${shown} answered with no bytes`, subject: shown });
    }
    return { path, sha256: hash.digest('hex'), bytes };
  } catch (error) {
    discard(response);
    await rm(path, { force: true });
    throw error;
  }
}

function checkHead({ statusCode, headers }: Response, shown: string): void {
  if (statusCode !== 200) {
    const advice =
      statusCode === 401 || statusCode === 403 ? 'download it and name the file' : 'check the address';
    throw failed(shown, `the server answered with status ${statusCode}; ${advice}`);
  }
  if (/^\s*(?:text\/html|application\/xhtml)/i.test(String(headers['content-type'] ?? '')))
    throw isPage(shown);
  const encoding = String(headers['content-encoding'] ?? 'identity');
  if (encoding !== 'identity') {
    throw failed(shown, `the server packs its answer (${encoding}) unasked; download it and name the file`);
  }
}

function isPage(shown: string): Problem {
  return failed(
    shown,
    'the server answered with a web page, not a document; log in, download it and name the file',
  );
}

function failed(shown: string, why: string, cause?: unknown): Problem {
  const detail = `${shown} could not be downloaded: ${why}`;
  return new Problem('download-failed', {
    detail,
    subject: shown,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Lets go of a body nobody reads, and of its connection; how it ends no longer matters. */
function discard({ body }: Response): void {
  body.on('error', () => {});
  body.destroy();
}

/** Whatever undici, the network or the disk threw, as a problem of the download. */
function downloadProblem(error: unknown, shown: string, cancelled: boolean): Problem {
  if (cancelled) return new Problem('cancelled', { detail: 'The download was cancelled', subject: shown });
  if (isProblem(error)) return error;
  const { code = '', message = String(error), cause } = (error ?? {}) as NodeJS.ErrnoException;
  if (isProblem(cause)) return cause;
  if (code === 'ENOSPC') return toProblem(error, shown);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return failed(shown, 'no such host is known; check the address and the network', error);
  }
  if (code === 'ECONNREFUSED')
    return failed(shown, 'the server refused the connection; try again later', error);
  return failed(shown, `the connection broke (${code || message}); try again later`, error);
}
