import type { Reply } from './group-commit.ts';

/** Where replies go, and how what was committed gets on the disk. */
export interface SyncedRepliesOptions {
  /** Calls back once all that was written before is on the disk. */
  sync(done: (error: unknown) => void): void;
  post(replies: readonly Reply[]): void;
  /** The reply to a call whose effect did not get on the disk. */
  failed(reply: Reply, error: unknown): Reply;
}

/**
 * Holds replies back until a sync of the disk that began after their commit has ended, and lets the thread go on
 * meanwhile: what comes during a slow sync is written at once, where a process that is killed cannot lose it.
 */
export class SyncedReplies {
  readonly #options: SyncedRepliesOptions;
  #waiting: (readonly Reply[])[] = [];
  #isSyncing = false;
  #onIdle: (() => void) | null = null;

  constructor(options: SyncedRepliesOptions) {
    this.#options = options;
  }

  /** Posts the replies of one group in their turn; `wrote` is false when all it did was look. */
  add(replies: readonly Reply[], wrote: boolean): void {
    // What was looked up may have been written a moment ago: nobody acts on it before it is on the disk.
    if (!wrote && !this.#isSyncing) {
      this.#options.post(replies);
      return;
    }
    this.#waiting.push(replies);
    if (!this.#isSyncing) this.#sync();
  }

  /** Calls back when every reply was posted. */
  whenIdle(done: () => void): void {
    if (this.#isSyncing) this.#onIdle = done;
    else done();
  }

  #sync(): void {
    this.#isSyncing = true;
    const groups = this.#waiting;
    this.#waiting = [];
    this.#options.sync((error) => {
      for (const replies of groups) {
        this.#options.post(error ? replies.map((reply) => this.#options.failed(reply, error)) : replies);
      }
      if (this.#waiting.length > 0) {
        this.#sync();
        return;
      }
      this.#isSyncing = false;
      this.#onIdle?.();
    });
  }
}
