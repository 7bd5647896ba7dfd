import type { RemoteFile, RemoteFileLog } from './model.ts';

/** A file log that lives as long as its process: for tests, and for runs that keep nothing. */
export interface MemoryFileLog extends RemoteFileLog {
  /** Names of files begun and not ended. */
  names(): readonly string[];
}

/** An empty log. */
export function createMemoryFileLog(): MemoryFileLog {
  const open = new Map<string, RemoteFile>();
  return {
    async begin(file) {
      open.set(file.name, file);
    },
    async end(file) {
      open.delete(file.name);
    },
    async left(lane) {
      return [...open.values()].filter((file) => file.lane === lane);
    },
    names: () => [...open.keys()],
  };
}
