import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem/problem.ts';
import type { KeyStore } from '../store/store.ts';
import { allows, type CheckedStore, KeyCheck, type Scope } from './api-key.ts';
import type { Api } from './context.ts';
import { FailedAttempts } from './failed-attempts.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller must be allowed to do; default `read`. */
    readonly scope?: Scope;
    /** True for what anyone may ask, key or not. */
    readonly open?: boolean;
  }
  interface FastifyRequest {
    /** Id of the API key that came with it; null: none was needed. */
    keyId: string | null;
    /** Name of that key. */
    keyName: string | null;
    /** What that key was given; null: as many as anybody. */
    keyRequestsPerMinute: number | null;
  }
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Throws `invalid-option` when a server would listen where others reach it, without a key to keep them out. */
export async function checkListening(host: string, keys: KeyStore): Promise<void> {
  if (isLoopback(host) || (await keys.list()).some(({ revokedMs }) => revokedMs === null)) return;
  throw new Problem('invalid-option', {
    detail: `The server does not listen on ${host} without a key: make one with "leafcutter keys create NAME --scope write"`,
  });
}

/** Who needs a key. */
export interface AccessOptions {
  readonly store: CheckedStore;
  /** False: requests from this machine need none, though one that comes with a request is checked. */
  readonly required: () => boolean;
}

/**
 * Lets in who may come in. Without keys the server is for this machine alone: then a web page that was opened here must
 * not get at it either, so names that lead to this machine (DNS rebinding) and requests of other origins are refused.
 */
export function guardAccess(api: Api, { store, required }: AccessOptions): void {
  const check = new KeyCheck(store);
  const failed = new FailedAttempts();
  api.decorateRequest('keyId', null);
  api.decorateRequest('keyName', null);
  api.decorateRequest('keyRequestsPerMinute', null);
  api.addHook('onRequest', async (request) => {
    const { config, url } = request.routeOptions;
    const { open = false, scope = 'read' } = config;
    // The documents tell nothing but what the program can do.
    if (open || url?.startsWith('/docs')) return;
    const { authorization } = request.headers;
    if (!required() && authorization === undefined) {
      checkLocal(request);
      return;
    }
    // A key that was good a moment ago passes, whatever else comes from its address.
    if (!check.knows(authorization)) failed.check(request.ip);
    const { key, limits } = await check.check(authorization).catch((error: unknown) => {
      failed.note(request.ip);
      throw error;
    });
    request.keyId = key.id;
    request.keyName = key.name;
    request.keyRequestsPerMinute = limits.requestsPerMinute;
    if (allows(key.scope, scope)) return;
    throw new Problem('forbidden', {
      detail: `This needs a key of scope ${scope}; the key "${key.name}" has ${key.scope}`,
    });
  });
}

function checkLocal(request: FastifyRequest): void {
  const host = hostOf(`http://${request.headers.host ?? ''}`);
  if (host === null || !isLoopback(host)) {
    throw new Problem('forbidden', {
      detail: 'Without keys this server answers to localhost and 127.0.0.1 alone',
    });
  }
  const { origin } = request.headers;
  if (origin === undefined || URL.parse(origin)?.host === request.headers.host) return;
  throw new Problem('forbidden', {
    detail: 'Without keys this server does not answer to pages of other sites',
  });
}

function hostOf(address: string): string | null {
  return URL.parse(address)?.hostname ?? null;
}
