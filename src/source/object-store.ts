import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsV4Signer } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import type { LocalFile } from './source.ts';

const ADDRESS = /^(s3|gs):\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/(.*))?$/s;
/** Google answers the same requests as Amazon's storage, signed with keys of its own kind (HMAC). */
const GOOGLE = 'https://storage.googleapis.com';

/** How a store of objects is reached. */
export interface ObjectAccess {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  /** Address of another store that speaks the same; default: that of the provider. */
  readonly endpoint?: string | undefined;
}

/** An object, by its address `s3://bucket/key` or `gs://bucket/key`. */
export interface ObjectEntry {
  readonly address: string;
  readonly bytes: number;
}

/** Stores of objects, reached over their common HTTP interface. */
export interface Objects {
  /** Objects whose address begins with this one, in the order of their keys. */
  list(address: string, signal: AbortSignal): AsyncIterable<ObjectEntry>;
  /** Streams an object into a new file of a folder, hashing on the way. */
  download(address: string, directory: string, signal: AbortSignal): Promise<LocalFile>;
  has(address: string): Promise<boolean>;
  /** Puts a file there whose hash is known: the store refuses bytes that do not fit it. */
  upload(address: string, path: string, sha256: string): Promise<void>;
}

/** True for `s3://…` and `gs://…`. */
export function isObjectAddress(text: string): boolean {
  return /^(s3|gs):\/\//.test(text);
}

/**
 * Stores of objects by the scheme of their addresses. Errors of their members: `download-failed`, `file-not-found`,
 * `file-empty`, `file-too-large`, `url-refused`, `invalid-option` without keys, `disk-full`, `cancelled`.
 */
export function openObjects(options: {
  readonly s3: ObjectAccess;
  readonly gs: ObjectAccess;
  readonly maxBytes: number;
}): Objects {
  const send = async (
    method: 'GET' | 'HEAD' | 'PUT',
    address: string,
    more: {
      readonly key?: string;
      readonly query?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Blob;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Response> => {
    const { scheme, bucket, key } = parse(address);
    const access = options[scheme];
    if (!access.accessKeyId || !access.secretAccessKey) {
      const names =
        scheme === 's3'
          ? 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
          : 'GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY';
      throw new Problem('invalid-option', { detail: `${address} needs a key: set ${names}` });
    }
    const base = access.endpoint ?? (scheme === 'gs' ? GOOGLE : `https://s3.${access.region}.amazonaws.com`);
    const path = [bucket, ...(more.key ?? key).split('/')].map(encodeURIComponent).join('/');
    const url = new URL(`${base.replace(/\/$/, '')}/${path}`);
    for (const [name, value] of Object.entries(more.query ?? {})) url.searchParams.set(name, value);
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      accessKeyId: access.accessKeyId,
      secretAccessKey: access.secretAccessKey,
      ...(access.sessionToken ? { sessionToken: access.sessionToken } : {}),
      region: access.region,
      service: 's3',
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more.headers },
    }).sign();
    try {
      return await fetch(signed.url, {
        method,
        headers: signed.headers,
        redirect: 'error',
        ...(more.body ? { body: more.body } : {}),
        ...(more.signal ? { signal: more.signal } : {}),
      });
    } catch (error) {
      throw objectProblem(error, address, more.signal);
    }
  };

  return {
    async *list(address, signal) {
      const { scheme, bucket, key } = parse(address);
      for (let token: string | undefined; ; ) {
        const response = await send('GET', address, {
          key: '',
          query: { 'list-type': '2', prefix: key, ...(token ? { 'continuation-token': token } : {}) },
          signal,
        });
        const body = await response.text();
        checkStatus(response, address);
        const page = readListing(body);
        for (const entry of page.entries) {
          // Folders of consoles are empty objects.
          if (!entry.key.endsWith('/'))
            yield { address: `${scheme}://${bucket}/${entry.key}`, bytes: entry.bytes };
        }
        token = page.next;
        if (token === undefined) return;
      }
    },
    async download(address, directory, signal) {
      const response = await send('GET', address, { signal });
      const path = join(directory, `${randomUUID()}.part`);
      try {
        checkStatus(response, address);
        const hash = createHash('sha256');
        let bytes = 0;
        await using file = await open(path, 'wx');
        for await (const chunk of response.body ?? []) {
          bytes += chunk.length;
          if (bytes > options.maxBytes) {
            throw new Problem('file-too-large', {
              detail: `${address} is larger than ${options.maxBytes / 1_000_000} MB`,
              subject: address,
            });
          }
          hash.update(chunk);
          await file.writeFile(chunk);
        }
        if (bytes === 0)
          throw new Problem('file-empty', { detail: `${address} has no bytes`, subject: address });
        return { path, sha256: hash.digest('hex'), bytes };
      } catch (error) {
        await response.body?.cancel().catch(() => {});
        await rm(path, { force: true });
        throw objectProblem(error, address, signal);
      }
    },
    async has(address) {
      const response = await send('HEAD', address);
      if (response.status === 404) return false;
      checkStatus(response, address);
      return true;
    },
    async upload(address, path, sha256) {
      const body = await openAsBlob(path);
      const response = await send('PUT', address, { body, headers: { 'x-amz-content-sha256': sha256 } });
      await response.body?.cancel();
      checkStatus(response, address);
    },
  };
}

function parse(address: string): {
  readonly scheme: 's3' | 'gs';
  readonly bucket: string;
  readonly key: string;
} {
  const match = ADDRESS.exec(address);
  if (!match) {
    throw new Problem('url-refused', {
      detail: `${address} is not the address of an object; it looks like s3://bucket/folder/file.pdf`,
      subject: address,
    });
  }
  return { scheme: match[1] as 's3' | 'gs', bucket: match[2]!, key: match[3] ?? '' };
}

const parser = new XMLParser({ isArray: (name) => name === 'Contents', parseTagValue: false });

function readListing(xml: string): {
  readonly entries: readonly { readonly key: string; readonly bytes: number }[];
  readonly next: string | undefined;
} {
  const result = (parser.parse(xml) as { ListBucketResult?: Record<string, unknown> }).ListBucketResult ?? {};
  const contents = (result.Contents ?? []) as readonly { readonly Key: string; readonly Size: string }[];
  const next = result.NextContinuationToken;
  return {
    entries: contents.map(({ Key, Size }) => ({ key: Key, bytes: Number(Size) })),
    next: typeof next === 'string' && next !== '' ? next : undefined,
  };
}

function checkStatus({ status }: Response, address: string): void {
  if (status >= 200 && status < 300) return;
  if (status === 404) {
    throw new Problem('file-not-found', {
      detail: `There is no ${address}; check the address`,
      subject: address,
    });
  }
  const advice = status === 403 || status === 401 ? 'the key may not read or write there' : 'try again later';
  throw new Problem('download-failed', {
    detail: `${address}: the store of objects answered with status ${status}; ${advice}`,
    subject: address,
  });
}

function objectProblem(error: unknown, address: string, signal: AbortSignal | undefined): Problem {
  if (isProblem(error)) return error;
  if (signal?.aborted)
    return new Problem('cancelled', { detail: 'The download was cancelled', subject: address });
  if ((error as NodeJS.ErrnoException | null)?.code === 'ENOSPC') return toProblem(error, address);
  const { cause, message } = error as Error & { cause?: { code?: string } };
  return new Problem('download-failed', {
    detail: `${address}: the store of objects cannot be reached (${cause?.code ?? message}); try again later`,
    subject: address,
    cause: error,
  });
}
