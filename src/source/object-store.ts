import { openAsBlob } from 'node:fs';
import { AwsClient } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { Problem } from '../problem/problem.ts';
import { type AzureAccess, openAzureObjects } from './azure-objects.ts';
import type { Objects } from './objects.ts';
import { checkStatus, objectProblem, receiveObject } from './receive-object.ts';

const ADDRESS = /^(s3|gs):\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/(.*))?$/s;
/** Google answers the same requests as Amazon's storage, signed with keys of its own kind (HMAC). */
const GOOGLE = 'https://storage.googleapis.com';
const AGAIN = { retries: 4, initRetryMs: 200 };

/** How a store of objects is reached. */
export interface ObjectAccess {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  /** Address of another store that speaks the same; default: that of the provider. */
  readonly endpoint?: string | undefined;
}

/** True for `s3://…`, `gs://…` and `az://…`. */
export function isObjectAddress(text: string): boolean {
  return /^(s3|gs|az):\/\//.test(text);
}

/**
 * Stores of objects by the scheme of their addresses. Errors of their members: `download-failed`, `file-not-found`,
 * `file-empty`, `file-too-large`, `url-refused`, `invalid-option` without keys, `disk-full`, `cancelled`.
 */
export function openObjects(options: {
  readonly s3: ObjectAccess;
  readonly gs: ObjectAccess;
  readonly az: AzureAccess;
  readonly maxBytes: number;
}): Objects {
  const signed = openSignedObjects(options);
  const azure = openAzureObjects(options.az, options.maxBytes);
  const of = (address: string): Objects => (address.startsWith('az://') ? azure : signed);
  return {
    list: (address, signal) => of(address).list(address, signal),
    download: (address, directory, signal) => of(address).download(address, directory, signal),
    modifiedMs: (address) => of(address).modifiedMs(address),
    upload: (address, path, sha256) => of(address).upload(address, path, sha256),
  };
}

/** Those that speak the interface of Amazon's, with signed requests. */
function openSignedObjects(options: {
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
    // What the store says it cannot do just now it is asked again, a few times within seconds.
    const client = new AwsClient({
      accessKeyId: access.accessKeyId,
      secretAccessKey: access.secretAccessKey,
      ...(access.sessionToken ? { sessionToken: access.sessionToken } : {}),
      region: access.region,
      service: 's3',
      ...AGAIN,
    });
    try {
      return await client.fetch(url.href, {
        method,
        headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more.headers },
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
        const page = await readPage(response, address, signal);
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
      try {
        checkStatus(response.status, address);
        const { maxBytes } = options;
        return await receiveObject(response.body ?? new ReadableStream(), {
          address,
          directory,
          maxBytes,
          signal,
        });
      } catch (error) {
        await response.body?.cancel().catch(() => {});
        throw error;
      }
    },
    async modifiedMs(address) {
      const { status, headers } = await send('HEAD', address);
      if (status === 404) return null;
      checkStatus(status, address);
      return Date.parse(headers.get('last-modified') ?? '') || 0;
    },
    async upload(address, path, sha256) {
      const body = await openAsBlob(path);
      const response = await send('PUT', address, { body, headers: { 'x-amz-content-sha256': sha256 } });
      await response.body?.cancel();
      checkStatus(response.status, address);
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

/** One page of a listing, read to its end. */
async function readPage(
  response: Response,
  address: string,
  signal: AbortSignal,
): Promise<ReturnType<typeof readListing>> {
  let body: string;
  try {
    body = await response.text();
  } catch (error) {
    throw objectProblem(error, address, signal);
  }
  checkStatus(response.status, address);
  try {
    return readListing(body);
  } catch (error) {
    throw new Problem('download-failed', {
      detail: `${address}: the store of objects answered with a list that cannot be read; try again later`,
      subject: address,
      cause: error,
    });
  }
}

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
