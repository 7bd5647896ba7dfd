import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { keyOf, readBody, sendJson, sendWrongKey } from './http.ts';
import { errorBody } from './wire.ts';

/** Content kept by the server. */
export interface StoredCache {
  readonly name: string;
  readonly displayName: string;
  readonly model: string;
  readonly apiKey: string;
  readonly text: string;
  readonly tokens: number;
  expiresMs: number;
}

/** What happens to a request about caches. */
export interface CacheAction {
  readonly action: 'create' | 'list' | 'get' | 'update' | 'delete';
  readonly name: string;
}

/** Kept contents, and what was done to them. */
export class Caches {
  readonly all = new Map<string, StoredCache>();
  created = 0;
  updated = 0;
  deleted = 0;

  /** One that this key may use now with this model. */
  find(name: string, apiKey: string, nowMs: number): StoredCache | null {
    const cache = this.all.get(name);
    return cache && cache.apiKey === apiKey && cache.expiresMs > nowMs ? cache : null;
  }
}

const VERBS: Readonly<Record<string, CacheAction['action']>> = {
  POST: 'create',
  PATCH: 'update',
  DELETE: 'delete',
};

interface CachesContext {
  readonly caches: Caches;
  readonly minTokens: number;
  readonly now: () => number;
  readonly accepts: (apiKey: string) => boolean;
  readonly behave: ((action: CacheAction) => number | undefined) | undefined;
}

interface WireCache {
  readonly model?: string;
  readonly displayName?: string;
  readonly systemInstruction?: { readonly parts?: readonly { readonly text?: string }[] };
  readonly contents?: readonly unknown[];
  readonly ttl?: string;
}

/** Answers requests about cached contents; false for any other. */
export async function handleCaches(
  req: IncomingMessage,
  res: ServerResponse,
  context: CachesContext,
): Promise<boolean> {
  const at = new URL(req.url ?? '', 'http://loopback');
  const [, name] = /^\/v1beta\/(cachedContents\/[^/:]+)$/.exec(at.pathname) ?? [];
  if (name === undefined && at.pathname !== '/v1beta/cachedContents') return false;
  const apiKey = keyOf(req);
  const body = await readBody(req);
  if (!context.accepts(apiKey)) {
    sendWrongKey(res);
    return true;
  }
  const { caches, now } = context;
  const action = VERBS[req.method ?? ''] ?? (name === undefined ? 'list' : 'get');
  const told = context.behave?.({ action, name: name ?? '' });
  if (told !== undefined) {
    sendJson(res, told, errorBody(told, 'The loopback server was told to fail.'));
    return true;
  }
  const wire = body.length > 0 ? (JSON.parse(body.toString('utf8')) as WireCache) : {};
  if (action === 'create') {
    create(res, wire, apiKey, context);
    return true;
  }
  if (action === 'list') {
    const own = [...caches.all.values()].filter(
      (cache) => cache.apiKey === apiKey && cache.expiresMs > now(),
    );
    const size = Number(at.searchParams.get('pageSize') ?? 50);
    const from = Number(at.searchParams.get('pageToken') ?? 0);
    const next = from + size < own.length ? { nextPageToken: String(from + size) } : {};
    sendJson(res, 200, { cachedContents: own.slice(from, from + size).map(cacheBody), ...next });
    return true;
  }
  const cache = caches.find(name!, apiKey, now());
  if (!cache) {
    sendJson(res, 403, errorBody(403, ABSENT));
    return true;
  }
  if (action === 'delete') {
    caches.all.delete(cache.name);
    caches.deleted += 1;
    sendJson(res, 200, {});
    return true;
  }
  if (action === 'update') {
    cache.expiresMs = now() + milliseconds(wire.ttl);
    caches.updated += 1;
  }
  sendJson(res, 200, cacheBody(cache));
  return true;
}

/** What the API says of one that is not there, or is somebody else's. */
export const ABSENT = 'CachedContent not found (or permission denied). It may not exist.';

function create(
  res: ServerResponse,
  wire: WireCache,
  apiKey: string,
  { caches, minTokens, now }: CachesContext,
): void {
  const text = (wire.systemInstruction?.parts ?? []).map((part) => part.text ?? '').join('\n');
  const tokens = Math.ceil(text.length / 4);
  if (tokens < minTokens) {
    const message = `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${minTokens}`;
    sendJson(res, 400, errorBody(400, message));
    return;
  }
  const cache: StoredCache = {
    name: `cachedContents/${randomUUID().replaceAll('-', '').slice(0, 16)}`,
    displayName: wire.displayName ?? '',
    model: wire.model ?? '',
    apiKey,
    text,
    tokens,
    expiresMs: now() + milliseconds(wire.ttl),
  };
  caches.all.set(cache.name, cache);
  caches.created += 1;
  sendJson(res, 200, cacheBody(cache));
}

function milliseconds(ttl: string | undefined): number {
  return 1_000 * Number.parseFloat(ttl ?? '3600s');
}

function cacheBody({ name, displayName, model, tokens, expiresMs }: StoredCache): object {
  return {
    name,
    displayName,
    model,
    expireTime: new Date(expiresMs).toISOString(),
    usageMetadata: { totalTokenCount: tokens },
  };
}
