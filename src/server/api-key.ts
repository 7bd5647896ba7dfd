import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem/problem.ts';
import type { ApiKey, KeyStore } from '../store/store.ts';

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

/** Checks the keys that come with requests. */
export class KeyCheck {
  readonly #keys: KeyStore;
  readonly #known = new Map<string, { readonly key: ApiKey | null; readonly untilMs: number }>();

  constructor(keys: KeyStore) {
    this.#keys = keys;
  }

  /** The key of an `Authorization` header. Throws `unauthorized` for none that is good. */
  async check(authorization: string | undefined): Promise<ApiKey> {
    const [, scheme = '', text = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
    const [, id = '', secret = ''] = KEY.exec(text) ?? [];
    const key = scheme.toLowerCase() === 'bearer' && id !== '' ? await this.#find(id) : null;
    if (key && key.revokedMs === null && isSame(key.hash, hashOf(secret))) return key;
    throw new Problem('unauthorized', {
      detail: 'Send a valid key as "Authorization: Bearer lc_…"; keys are made with "leafcutter keys create"',
    });
  }

  async #find(id: string): Promise<ApiKey | null> {
    const nowMs = performance.now();
    const known = this.#known.get(id);
    if (known && known.untilMs > nowMs) return known.key;
    const key = await this.#keys.get(id);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(id, { key, untilMs: nowMs + BELIEVED_MS });
    return key;
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
