import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type File, FileState, type GoogleGenAI } from '@google/genai';
import { Problem } from '../../problem/problem.ts';
import type { RemoteFile, RemoteFileLog } from '../model.ts';
import { createFileName, isAbandoned } from './file-name.ts';
import { type BinaryPart, mediaTypeOf } from './request.ts';
import type { Transport } from './transport.ts';

/** One file of ours at the provider. */
export interface Upload {
  readonly file: RemoteFile;
  /** False while the provider has not answered the upload: the file may then appear after a deletion in vain. */
  answered: boolean;
}

/** Files at the provider for the length of one call. `begin`, `upload`, then `remove`, whatever happened. */
export interface RemoteFiles {
  /** Chooses a name and makes it durable before anything is sent. */
  begin(): Promise<Upload>;
  /** Uploads and waits until the model can read the file; answers its address. Runs inside `transport.run`. */
  upload(own: Upload, part: BinaryPart, signal: AbortSignal): Promise<string>;
  /**
   * Deletes files, with a deadline of its own; one that cannot be deleted now stays in the log for a sweep. Never rejects,
   * and `close` waits for it: whoever has an answer is to keep it first.
   */
  remove(uploads: readonly Upload[]): Promise<void>;
  /** Deletes what processes that ended left behind; answers how many are gone. */
  sweep(): Promise<number>;
  /** Tries once more to delete what may still be there. */
  close(): Promise<void>;
}

/** Deleting takes a fraction of a second; what hangs longer is left to the next sweep. */
const DELETE_TIMEOUT_MS = 10_000;
/** Most files are ready by the first look; the later ones come ever more slowly. */
const POLL_FIRST_MS = 50;
const POLL_LONGEST_MS = 5_000;

/** What the files of one project need. */
export interface RemoteFilesOptions {
  readonly sdk: GoogleGenAI;
  readonly transport: Transport;
  readonly log: RemoteFileLog;
  /** Files belong to the project, whatever model reads them. */
  readonly lane: string;
  readonly model: string;
  readonly now: () => number;
}

/** Binds uploads and deletions to one project and its log. */
export function createRemoteFiles(options: RemoteFilesOptions): RemoteFiles {
  const { sdk, transport, log, lane, model, now } = options;

  /** Deletes the file and ends its log entry; false when it is, or may be, still there. */
  async function remove(file: RemoteFile, absenceCounts: boolean): Promise<boolean> {
    try {
      await transport.run(AbortSignal.timeout(DELETE_TIMEOUT_MS), () =>
        sdk.files.delete({ name: file.name }),
      );
    } catch (error) {
      // The log keeps whatever could not be deleted, so nothing is lost by going on.
      if (!absenceCounts || !isAbsent(error)) return false;
    }
    await log.end(file);
    return true;
  }

  /** Files of ours that may still be there. */
  const doubtful: RemoteFile[] = [];
  const removing = new Set<Promise<void>>();

  async function removeAll(uploads: readonly Upload[]): Promise<void> {
    await Promise.all(
      uploads.map(async ({ file, answered }) => {
        // Without an answer the provider may be finishing the upload at this very moment: that the file is absent
        // proves nothing then.
        if (!(await remove(file, answered))) doubtful.push(file);
      }),
    );
  }

  return {
    async begin() {
      const file: RemoteFile = { lane, name: createFileName(now()) };
      await log.begin(file);
      return { file, answered: false };
    },

    async upload(own, part, signal) {
      const { name } = own.file;
      const mimeType = mediaTypeOf(part);
      // Blob's type asks for a buffer that is not shared; parts never are.
      const blob = new Blob([part.bytes as Uint8Array<ArrayBuffer>], { type: mimeType });
      let state: File;
      try {
        state = await sdk.files.upload({ file: blob, config: { name, mimeType } });
        own.answered = true;
      } catch (error) {
        own.answered = error instanceof ApiError;
        throw error;
      }
      for (let pause = POLL_FIRST_MS; state.state === FileState.PROCESSING; ) {
        await sleep(pause, undefined, { signal });
        pause = Math.min(POLL_LONGEST_MS, pause * 2);
        state = await sdk.files.get({ name });
      }
      if (state.state === FileState.FAILED || state.uri === undefined) {
        throw new Problem('model-rejected', {
          detail: `${model} could not process the uploaded document`,
          subject: model,
        });
      }
      return state.uri;
    },

    remove(uploads) {
      // A log that cannot be written keeps the name, and the next sweep the file.
      const done = removeAll(uploads)
        .catch(() => {})
        .finally(() => removing.delete(done));
      removing.add(done);
      return done;
    },

    async sweep() {
      let gone = 0;
      for (const file of await log.left(lane)) {
        if (isAbandoned(file.name, now()) && (await remove(file, true))) gone += 1;
      }
      return gone;
    },

    async close() {
      await Promise.all(removing);
      await Promise.all(doubtful.splice(0).map((file) => remove(file, true)));
    },
  };
}

/** The API answers 404, or 403 "… or it may not exist", for a file that is not there. */
export function isAbsent(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 404 || (error.status === 403 && /may not exist/i.test(error.message));
}
