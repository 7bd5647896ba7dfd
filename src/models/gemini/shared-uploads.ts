import type { SharedFiles } from '../model.ts';
import type { RemoteFiles, Upload } from './remote-files.ts';

/** An upload in use by one call. */
export interface HeldUpload {
  /** Its address at the provider. */
  readonly uri: string;
  /** Ends the use; the promise ends when the upload is deleted, at once where others use it still. */
  release(): Promise<void>;
  /** The provider does not know it any more: the next call uploads anew. */
  forget(): void;
}

/** Uploads one part; tells `begun` of the file before anything is sent. Answers its address. */
export type UploadPart = (begun: (own: Upload) => void) => Promise<string>;

interface Entry {
  readonly uri: Promise<string>;
  own: Upload | null;
  users: number;
  /** It outlives its users until the sharing ends. */
  isKept: boolean;
}

/** The uploads of several calls, or of one: each is made once, and deleted when neither a call nor the sharing needs it. */
export class SharedUploads implements SharedFiles {
  readonly #files: RemoteFiles;
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(files: RemoteFiles) {
    this.#files = files;
  }

  /** The upload of the part `id`, made by `upload` unless it is there or on its way; without `id` it is made in any case. */
  async hold(id: string | undefined, upload: UploadPart, signal: AbortSignal): Promise<HeldUpload> {
    for (;;) {
      const known = id === undefined ? undefined : this.#entries.get(id);
      const entry = known ?? this.#begin(id, upload);
      entry.users++;
      try {
        const uri = await (known ? unlessAborted(entry.uri, signal) : entry.uri);
        return {
          uri,
          release: () => this.#release(entry),
          forget: () => this.#forget(id, entry),
        };
      } catch (error) {
        entry.users--;
        // Why somebody else's upload failed, their deadline for one, says nothing about this call.
        if (!known || signal.aborted) throw error;
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const [id, entry] of [...this.#entries]) {
      this.#forget(id, entry);
      if (entry.users === 0 && entry.own) void this.#files.remove([entry.own]);
    }
  }

  #begin(id: string | undefined, upload: UploadPart): Entry {
    const isKept = id !== undefined && !this.#isClosed;
    const made = async (): Promise<string> => {
      try {
        return await upload((own) => {
          entry.own = own;
        });
      } catch (error) {
        this.#forget(id, entry);
        if (entry.own) await this.#files.remove([entry.own]);
        throw error;
      }
    };
    const started = Promise.withResolvers<string>();
    const entry: Entry = { uri: started.promise, own: null, users: 0, isKept };
    entry.uri.catch(() => {});
    if (isKept) this.#entries.set(id, entry);
    made().then(started.resolve, started.reject);
    return entry;
  }

  #forget(id: string | undefined, entry: Entry): void {
    entry.isKept = false;
    if (id !== undefined && this.#entries.get(id) === entry) this.#entries.delete(id);
  }

  async #release(entry: Entry): Promise<void> {
    entry.users--;
    if (entry.users === 0 && !entry.isKept && entry.own) await this.#files.remove([entry.own]);
  }
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
