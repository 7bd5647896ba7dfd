import { RequestFailed, type UploadBody } from '../../src/client/client.ts';
import { clientThrough, currentClient } from '../connection.ts';
import { uploadFetch } from './upload-fetch.ts';

/** A file on its way to the server. */
export interface UploadEntry {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed';
  /** Share of its bytes that are there, 0 to 1. */
  readonly share: number;
  /** What the server made of it. */
  readonly upload: UploadBody | null;
  readonly problem: string | null;
}

/** Files sent at once: browsers open six connections to one server, and others want some. */
const AT_ONCE = 3;
const MOST_TRIES = 5;
const PAUSE_MS = 1_500;
const TRY_LATER = new Set([429, 503]);

/** Sends files one by one, each with its progress. Lives outside of the page's places: going elsewhere stops nothing. */
class UploadQueue {
  #entries: readonly UploadEntry[] = [];
  readonly #files = new Map<number, File>();
  readonly #aborts = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  #nextId = 0;
  #sending = 0;
  #scheduled = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly entries = (): readonly UploadEntry[] => this.#entries;

  /** Takes files in and begins to send them. */
  add(files: readonly File[]): void {
    const added = files.map((file): UploadEntry => {
      const id = this.#nextId++;
      this.#files.set(id, file);
      const { name, size: bytes } = file;
      return { id, name, bytes, state: 'waiting', share: 0, upload: null, problem: null };
    });
    this.#entries = [...this.#entries, ...added];
    this.#tell();
    this.#pump();
  }

  /** Takes a file out; what of it is at the server already goes when its time is over. */
  remove(id: number): void {
    this.#aborts.get(id)?.abort();
    this.#files.delete(id);
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#tell();
  }

  /** Sends a file that failed once more. */
  again(id: number): void {
    this.#set(id, { state: 'waiting', share: 0, problem: null });
    this.#pump();
  }

  /** Forgets all files: they belong to a job now, or nobody wants them. */
  clear(): void {
    for (const abort of this.#aborts.values()) abort.abort();
    this.#files.clear();
    this.#entries = [];
    this.#tell();
  }

  #pump(): void {
    while (this.#sending < AT_ONCE) {
      const next = this.#entries.find(({ state }) => state === 'waiting');
      if (!next) return;
      this.#set(next.id, { state: 'sending' });
      this.#sending++;
      void this.#send(next.id).finally(() => {
        this.#sending--;
        this.#pump();
      });
    }
  }

  async #send(id: number): Promise<void> {
    const file = this.#files.get(id);
    if (!file) return;
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    const client = clientThrough(
      uploadFetch((sent, total) => this.#set(id, { share: total === 0 ? 0 : sent / total }, true)),
    );
    try {
      for (let tries = 1; ; tries++) {
        try {
          const [upload] = await client.upload([{ name: file.name, content: file }], abort.signal);
          this.#set(id, { state: 'sent', share: 1, upload: upload ?? null });
          return;
        } catch (error) {
          const busy = error instanceof RequestFailed && TRY_LATER.has(error.status);
          if (abort.signal.aborted || !busy || tries >= MOST_TRIES) throw error;
          const pauseMs = error.problem?.retry_after_ms ?? PAUSE_MS;
          await new Promise((again) => setTimeout(again, pauseMs));
          // Somebody may have taken it out meanwhile.
          abort.signal.throwIfAborted();
        }
      }
    } catch (error) {
      this.#set(id, { state: 'failed', problem: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#aborts.delete(id);
    }
  }

  #set(id: number, change: Partial<UploadEntry>, soon = false): void {
    this.#entries = this.#entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
    if (soon) this.#tellSoon();
    else this.#tell();
  }

  /** Progress comes more often than a screen is drawn. */
  #tellSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The files of the job to come. */
export const uploadQueue = new UploadQueue();

/** The server's estimate and jobs name uploads so. */
export function sourcesOf(entries: readonly UploadEntry[]): string[] {
  return entries.flatMap(({ upload }) => (upload === null ? [] : [`upload:${upload.id}`]));
}

/** Submits a job over what was sent. */
export async function submitUploads(
  settings: Omit<Parameters<ReturnType<typeof currentClient>['submit']>[0], 'sources' | 'files'>,
  entries: readonly UploadEntry[],
) {
  const job = await currentClient().submit({ ...settings, sources: sourcesOf(entries) });
  uploadQueue.clear();
  return job;
}
