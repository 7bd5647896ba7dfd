import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem/problem.ts';
import type { ApiKey, KeyStore } from '../store/store.ts';
import { type KeyLimits, type LimitStore, NO_LIMITS, readLimits } from './key-limits.ts';

/** What a caller may do: each includes those before it. */
export const SCOPES = ['read', 'write', 'admin'] as const;
/** One of `SCOPES`. */
export type Scope = (typeof SCOPES)[number];

/** `lc_`, the id that names the key, and the secret that proves it: 256 random bits, so a plain hash keeps it safe. */
const KEY = /^lc_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** Makes a key; the text is shown once and kept nowhere. */
export async function createKey(
  keys: KeyStore,
  { name, scope, nowMs }: { readonly name: string; readonly scope: Scope; readonly nowMs: number },
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const key: ApiKey = { id, name, hash: hashOf(secret), scope, createdMs: nowMs, revokedMs: null };
  await keys.add(key);
  return { key, text: `lc_${id}_${secret}` };
}

/** True when what is allowed includes what is needed. */
export function allows(allowed: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(allowed) >= SCOPES.indexOf(needed);
}

/** How long a key is believed without another look in the store: so late does a revocation show at the latest. */
const BELIEVED_MS = 2_000;
/** Keys that are remembered; more than anyone has. */
const REMEMBERED = 10_000;

/** What of a store a check needs. */
export type CheckedStore = LimitStore & { readonly keys: Pick<KeyStore, 'get'> };

/** A key that was looked up, and what it may use. */
interface KnownKey {
  readonly key: ApiKey | null;
  readonly limits: KeyLimits;
  readonly untilMs: number;
}

/** Checks the keys that come with requests. */
export class KeyCheck {
  readonly #store: CheckedStore;
  readonly #known = new Map<string, KnownKey>();

  constructor(store: CheckedStore) {
    this.#store = store;
  }

  /** True for a key that was good moments ago: nothing has to be looked up. */
  knows(authorization: string | undefined): boolean {
    const { id, secret } = partsOf(authorization);
    const known = this.#known.get(id);
    return known !== undefined && known.untilMs > performance.now() && isGood(known.key, secret);
  }

  /** The key of an `Authorization` header and its limits. Throws `unauthorized` for none that is good. */
  async check(
    authorization: string | undefined,
  ): Promise<{ readonly key: ApiKey; readonly limits: KeyLimits }> {
    const { id, secret } = partsOf(authorization);
    const known = id === '' ? null : await this.#find(id);
    if (known && isGood(known.key, secret)) return { key: known.key, limits: known.limits };
    throw new Problem('unauthorized', {
      detail: 'Send a valid key as "Authorization: Bearer lc_…"; keys are made with "leafcutter keys create"',
    });
  }

  async #find(id: string): Promise<KnownKey> {
    const nowMs = performance.now();
    const known = this.#known.get(id);
    if (known && known.untilMs > nowMs) return known;
    const key = await this.#store.keys.get(id);
    const limits = key === null ? NO_LIMITS : await readLimits(this.#store, id);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const found = { key, limits, untilMs: nowMs + BELIEVED_MS };
    this.#known.set(id, found);
    return found;
  }
}

/** Id and secret of the key in an `Authorization` header; empty where there is none. */
function partsOf(authorization: string | undefined): { readonly id: string; readonly secret: string } {
  const [, scheme = '', text = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
  const [, id = '', secret = ''] = (scheme.toLowerCase() === 'bearer' && KEY.exec(text)) || [];
  return { id, secret };
}

function isGood(key: ApiKey | null, secret: string): key is ApiKey {
  return key !== null && key.revokedMs === null && isSame(key.hash, hashOf(secret));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
