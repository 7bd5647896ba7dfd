import { isFinalJobState, JOB_STATES } from '../domain/states.ts';
import type { Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';
import type { FolderNames, UploadFolder } from './upload-folder.ts';
import { expiryMs } from './wire.ts';

const EVERY_MS = 10 * 60_000;
const PAGE = 500;

/** What a sweeper works with. */
export interface SweeperParts {
  readonly store: Store;
  readonly uploads: UploadFolder;
  /** Hears of every job that is gone. */
  onRemoved(jobId: string): void;
  /** Hears what should not have happened. */
  onError(error: unknown): void;
}

/** Removes jobs and uploads whose time is over. */
export class Sweeper {
  readonly #store: Store;
  readonly #uploads: UploadFolder;
  readonly #onRemoved: (jobId: string) => void;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor({ store, uploads, onRemoved, onError }: SweeperParts) {
    this.#store = store;
    this.#uploads = uploads;
    this.#onRemoved = onRemoved;
    this.#onError = onError;
  }

  /** Sweeps now and then, first what a process that died has left: of what was `there` before this one took anything. */
  start(there: FolderNames | null): void {
    const sweep = (work: () => Promise<void>): void => {
      this.#sweeping ??= work()
        .catch(this.#onError)
        .finally(() => {
          this.#sweeping = undefined;
        });
    };
    sweep(async () => {
      if (there !== null) await this.#removeLeft(there);
      await this.sweep(Date.now());
    });
    this.#timer = setInterval(() => sweep(() => this.sweep(Date.now())), EVERY_MS).unref();
  }

  async #removeLeft({ incoming, jobs }: FolderNames): Promise<void> {
    for (const name of incoming) await this.#uploads.removeIncoming(name);
    for (const jobId of jobs) {
      if (this.#closed) return;
      if (!(await this.#store.getJob(jobId))) await this.#uploads.removeJob(jobId);
    }
  }

  /** Removes what has expired at `nowMs`. */
  async sweep(nowMs: number): Promise<void> {
    const states = JOB_STATES.filter(isFinalJobState);
    let beforeMs: number | undefined;
    while (!this.#closed) {
      const jobs = await this.#store.listJobs({
        limit: PAGE,
        states,
        ...(beforeMs === undefined ? {} : { beforeMs }),
      });
      for (const job of jobs) {
        const expires = expiryMs(job, requestOf(job));
        if (expires === null || expires > nowMs || this.#closed) continue;
        await this.#store.deleteJob(job.id);
        await this.#uploads.removeJob(job.id);
        this.#onRemoved(job.id);
      }
      if (jobs.length < PAGE) break;
      beforeMs = jobs.at(-1)!.createdMs;
    }
    if (this.#closed) return;
    await this.#uploads.sweep(nowMs);
    for await (const jobId of this.#uploads.oldJobs(nowMs)) {
      if (!(await this.#store.getJob(jobId))) await this.#uploads.removeJob(jobId);
    }
  }

  /** Waits for a sweep that is under way, and starts no other. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
