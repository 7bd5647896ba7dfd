import { createHash } from 'node:crypto';
import type { GoogleGenAI } from '@google/genai';
import { isProblem } from '../../problem/problem.ts';
import type { RemoteFile, RemoteFileLog } from '../model.ts';
import { type CachePrices, paysCaching } from '../pays-caching.ts';
import { createFileName, isAbandoned } from './file-name.ts';
import { isAbsent } from './remote-files.ts';

/** How long the provider keeps a prompt, and how near to that end it is kept for as long again. */
const TTL_SECONDS = 900;
const RENEW_BEFORE_MS = 180_000;
/** A call that begins now may still need it for so long. */
const MARGIN_MS = 30_000;
/** After a prompt could not be kept it is sent along as ever; whether it can be kept is not asked again before. */
const REFUSED_FOR_MS = 600_000;
const PAGE_SIZE = 100;

/** A prompt that the provider keeps. */
export interface KeptPrompt {
  /** Name at the provider. */
  readonly name: string;
  /**
   * What keeping it has cost and was not told yet: tokens read in, and what they are kept for. To be counted with the call
   * that was given it.
   */
  readonly spent: { readonly tokens: number; readonly storedTokenHours: number };
}

/** Prompts at the provider, for the calls of one model. */
export interface PromptCaches {
  /** The kept prompt to use in a call; null: to be sent along. `expectedCalls` will have the same prompt, this one included. */
  use(prompt: string, expectedCalls: number, signal: AbortSignal): Promise<KeptPrompt | null>;
  /** The call it was given to could not tell what keeping it has cost: the next one does. */
  giveBack(kept: KeptPrompt): void;
  /** The provider does not know it any more. */
  forget(name: string): void;
  /** Deletes what processes that ended left behind; answers how many are gone. */
  sweep(): Promise<number>;
  /** Deletes what this process keeps. */
  close(): Promise<void>;
}

/** What the caches of one model need. */
export interface PromptCachesOptions {
  readonly sdk: GoogleGenAI;
  /** Name at the provider. */
  readonly model: string;
  /** Prompts shorter than this, in tokens, are not kept by the provider. */
  readonly minTokens: number;
  readonly lane: string;
  readonly log: RemoteFileLog;
  /** Prices at a time; null: not known, and then nothing is kept. */
  readonly prices: (atMs: number) => CachePrices | null;
  /** Runs SDK calls as one attempt and throws Problems only. */
  attempt<Value>(caller: AbortSignal, work: () => Promise<Value>): Promise<Value>;
  readonly now: () => number;
}

interface Kept {
  readonly name: string;
  readonly tokens: number;
  readonly file: RemoteFile;
  expiresMs: number;
  unpaid: { tokens: number; storedTokenHours: number };
}

interface Entry {
  readonly made: Promise<Kept | null>;
  readonly madeMs: number;
  /** Of the call for which it was made. */
  readonly signal: AbortSignal;
}

/**
 * Keeps long prompts at the provider where that is cheaper than sending them with every call. What is kept is logged
 * before it is created, so that a start after a crash finds it by its display name. A failure to keep is never a call's
 * failure: the prompt is then sent along.
 */
export function createPromptCaches(options: PromptCachesOptions): PromptCaches {
  const { sdk, model, log, lane, now, attempt } = options;
  const entries = new Map<string, Entry>();
  const renewals = new Set<Promise<void>>();
  let closed = false;

  const hours = TTL_SECONDS / 3_600;

  async function create(text: string, signal: AbortSignal): Promise<Kept | null> {
    const file: RemoteFile = { lane, name: createFileName(now()) };
    try {
      await log.begin(file);
      const made = await attempt(signal, () =>
        sdk.caches.create({
          model,
          config: { displayName: file.name, systemInstruction: text, ttl: `${TTL_SECONDS}s` },
        }),
      );
      if (made.name === undefined) return null;
      const tokens = made.usageMetadata?.totalTokenCount ?? 0;
      return {
        name: made.name,
        tokens,
        file,
        expiresMs: now() + TTL_SECONDS * 1_000,
        unpaid: { tokens, storedTokenHours: tokens * hours },
      };
    } catch (error) {
      // Told apart because one that may exist all the same has to be looked for at the next start.
      if (isProblem(error) && error.code === 'model-rejected') await log.end(file);
      return null;
    }
  }

  function renew(kept: Kept): void {
    // Not again before this has come to its end.
    kept.expiresMs += TTL_SECONDS * 1_000;
    const work: Promise<void> = attempt(new AbortController().signal, () =>
      sdk.caches.update({ name: kept.name, config: { ttl: `${TTL_SECONDS}s` } }),
    )
      .then(
        () => {
          kept.expiresMs = now() + TTL_SECONDS * 1_000;
          kept.unpaid.storedTokenHours += kept.tokens * hours;
        },
        () => {
          kept.expiresMs -= TTL_SECONDS * 1_000;
        },
      )
      .finally(() => renewals.delete(work));
    renewals.add(work);
  }

  async function remove({ name, file }: Pick<Kept, 'name' | 'file'>): Promise<boolean> {
    try {
      await attempt(new AbortController().signal, async () => {
        try {
          await sdk.caches.delete({ name });
        } catch (error) {
          if (!isAbsent(error)) throw error;
        }
      });
    } catch {
      // It stays in the log for the next start, and expires in minutes by itself.
      return false;
    }
    await log.end(file);
    return true;
  }

  return {
    async use(prompt, expectedCalls, signal) {
      const nowMs = now();
      const prices = options.prices(nowMs);
      // Four characters a token, as everywhere; the provider counts for itself and may refuse.
      const tokens = Math.floor(prompt.length / 4);
      const pays = prices && paysCaching({ tokens, calls: expectedCalls, hours, prices });
      const key = createHash('sha256').update(prompt).digest('hex');
      let entry = entries.get(key);
      if (closed || (!entry && (tokens < options.minTokens || !pays))) return null;
      if (!entry) {
        entry = { made: create(prompt, signal), madeMs: nowMs, signal };
        entries.set(key, entry);
      }
      const kept = await entry.made;
      if (!kept) {
        // A call that was cancelled meanwhile says nothing of the prompt.
        const isRefused = !entry.signal.aborted && now() - entry.madeMs <= REFUSED_FOR_MS;
        if (!isRefused && entries.get(key) === entry) entries.delete(key);
        return null;
      }
      if (kept.expiresMs - now() < MARGIN_MS) {
        entries.delete(key);
        await log.end(kept.file);
        return null;
      }
      if (kept.expiresMs - now() < RENEW_BEFORE_MS && pays) renew(kept);
      const spent = kept.unpaid;
      kept.unpaid = { tokens: 0, storedTokenHours: 0 };
      return { name: kept.name, spent };
    },

    giveBack({ name, spent }) {
      for (const { made } of entries.values()) {
        void made.then((kept) => {
          if (kept?.name !== name) return;
          kept.unpaid.tokens += spent.tokens;
          kept.unpaid.storedTokenHours += spent.storedTokenHours;
        });
      }
    },

    forget(name) {
      for (const [key, { made }] of entries) {
        void made.then((kept) => {
          if (kept?.name !== name) return;
          entries.delete(key);
          return log.end(kept.file);
        });
      }
    },

    async sweep() {
      const left = (await log.left(lane)).filter(({ name }) => isAbandoned(name, now()));
      if (left.length === 0) return 0;
      const byName = new Map(left.map((file) => [file.name, file]));
      const found: { readonly name: string; readonly file: RemoteFile }[] = [];
      await attempt(new AbortController().signal, async () => {
        for await (const { name, displayName } of await sdk.caches.list({
          config: { pageSize: PAGE_SIZE },
        })) {
          const file = displayName === undefined ? undefined : byName.get(displayName);
          if (!file || name === undefined) continue;
          byName.delete(file.name);
          found.push({ name, file });
        }
      });
      // What is not listed was never created, or has expired.
      for (const file of byName.values()) await log.end(file);
      const gone = await Promise.all(found.map(remove));
      return gone.filter(Boolean).length;
    },

    async close() {
      closed = true;
      await Promise.all(renewals);
      const all = await Promise.all([...entries.values()].map(({ made }) => made));
      await Promise.all(all.map((kept) => kept && remove(kept)));
    },
  };
}
