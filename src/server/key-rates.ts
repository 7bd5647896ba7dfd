import { Problem } from '../problem/problem.ts';
import type { KeyUseStore } from '../store/store.ts';
import type { Api } from './context.ts';

/** Of the requests that a key has left one in so many is given out to a server at once. */
const SHARE = 8;

interface Held {
  left: number;
  /** Given out in this minute, to all servers together. */
  taken: number;
  /** When the minute is over, by the monotonic clock. */
  untilMs: number;
  asking: Promise<void> | null;
}

/** A request that was counted. */
export interface CountedRequest {
  /** Of this minute, this one too: more than the limit when it is one too many. */
  readonly current: number;
  /** Milliseconds to the end of the minute. */
  readonly ttl: number;
}

/**
 * Counts the requests of a key in a minute over all servers of a store: never more than its limit are let through. Servers have
 * some ahead, so that most requests wait for no database; what one of them does not use is lost with the minute.
 */
export class KeyRates {
  readonly #keyUse: Pick<KeyUseStore, 'leaseRequests'>;
  readonly #windowMs: number;
  readonly #held = new Map<string, Held>();

  constructor(keyUse: Pick<KeyUseStore, 'leaseRequests'>, windowMs: number) {
    this.#keyUse = keyUse;
    this.#windowMs = windowMs;
  }

  /** Throws what the store throws. */
  async count(keyId: string, most: number): Promise<CountedRequest> {
    const held = this.#of(keyId);
    for (;;) {
      const nowMs = performance.now();
      const ttl = Math.max(0, held.untilMs - nowMs);
      if (ttl > 0 && held.left > 0) {
        held.left--;
        return { current: Math.min(most, held.taken - held.left), ttl };
      }
      // All is given out: nothing is asked for before the minute is over.
      if (ttl > 0 && held.taken >= most) return { current: most + 1, ttl };
      held.asking ??= this.#ask(keyId, held, most).finally(() => {
        held.asking = null;
      });
      await held.asking;
    }
  }

  async #ask(keyId: string, held: Held, most: number): Promise<void> {
    const { granted, taken, leftMs } = await this.#keyUse.leaseRequests(keyId, {
      most,
      share: SHARE,
      windowMs: this.#windowMs,
    });
    Object.assign(held, { left: granted, taken, untilMs: performance.now() + leftMs });
  }

  #of(keyId: string): Held {
    let held = this.#held.get(keyId);
    if (!held) {
      held = { left: 0, taken: 0, untilMs: Number.NEGATIVE_INFINITY, asking: null };
      this.#held.set(keyId, held);
    }
    return held;
  }
}

/** Refuses requests of keys with a rate of their own beyond it, counted over all servers of a store. */
export function holdToKeyRates(api: Api, rates: KeyRates): void {
  api.addHook('onRequest', async (request, reply) => {
    const { keyId, keyRequestsPerMinute: most } = request;
    if (keyId === null || most === null || request.routeOptions.config.open === true) return;
    const { current, ttl } = await rates.count(keyId, most);
    reply.header('x-ratelimit-limit', most);
    reply.header('x-ratelimit-remaining', Math.max(0, most - current));
    reply.header('x-ratelimit-reset', Math.ceil(ttl / 1_000));
    if (current > most) throw tooManyRequests(most, ttl);
  });
}

/** `too-many-requests` for more than `most` in a minute. */
export function tooManyRequests(most: number, retryAfterMs: number): Problem {
  return new Problem('too-many-requests', {
    detail: `More than ${most} requests in a minute; go on after a pause`,
    retryAfterMs,
  });
}
