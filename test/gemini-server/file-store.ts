import { randomUUID } from 'node:crypto';

/** A file kept by the server. */
export interface StoredFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly apiKey: string;
  state: 'PROCESSING' | 'ACTIVE' | 'FAILED';
  /** How often it is still reported as PROCESSING. */
  pollsLeft: number;
}

interface Session {
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly apiKey: string;
  readonly chunks: Buffer[];
  received: number;
}

/** Files and uploads in progress. */
export class FileStore {
  readonly files = new Map<string, StoredFile>();
  readonly sessions = new Map<string, Session>();
  uploaded = 0;
  deleted = 0;
  uploadedBytes = 0;

  /** Opens a resumable upload; answers its id, or a reason to refuse. */
  start(options: {
    readonly name?: string;
    readonly mimeType: string;
    readonly sizeBytes: number;
    readonly apiKey: string;
  }): { readonly id: string } | { readonly refused: string } {
    const name = options.name ?? `files/${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    if (!/^files\/[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
      return { refused: 'File name must be at most 40 lower-case letters, digits and inner dashes.' };
    }
    if (this.files.has(name)) return { refused: `File ${name} already exists.` };
    const id = randomUUID();
    this.sessions.set(id, { ...options, name, chunks: [], received: 0 });
    return { id };
  }

  /** Takes one chunk; answers the file once the last one is there, null before, or a reason to refuse. */
  append(
    id: string,
    chunk: { readonly offset: number; readonly bytes: Buffer; readonly finalize: boolean },
    as: { readonly polls: number; readonly failed: boolean },
  ): StoredFile | null | { readonly refused: string } {
    const session = this.sessions.get(id);
    if (!session) return { refused: 'No such upload.' };
    if (chunk.offset !== session.received) return { refused: `Expected offset ${session.received}.` };
    session.chunks.push(chunk.bytes);
    session.received += chunk.bytes.byteLength;
    this.uploadedBytes += chunk.bytes.byteLength;
    if (!chunk.finalize) return null;
    if (session.received !== session.sizeBytes) return { refused: `Expected ${session.sizeBytes} bytes.` };
    this.sessions.delete(id);
    const file: StoredFile = {
      name: session.name,
      mimeType: session.mimeType,
      bytes: Buffer.concat(session.chunks),
      apiKey: session.apiKey,
      state: as.polls > 0 ? 'PROCESSING' : as.failed ? 'FAILED' : 'ACTIVE',
      pollsLeft: as.polls,
    };
    this.files.set(file.name, file);
    this.uploaded += 1;
    return file;
  }

  /** The file when it belongs to this key; each look at a file in PROCESSING brings it nearer to its end. */
  get(name: string, apiKey: string, failed: boolean): StoredFile | null {
    const file = this.files.get(name);
    if (!file || file.apiKey !== apiKey) return null;
    if (file.state === 'PROCESSING') {
      file.pollsLeft -= 1;
      if (file.pollsLeft <= 0) file.state = failed ? 'FAILED' : 'ACTIVE';
    }
    return file;
  }

  /** Deletes a file of this key; false when there is none. */
  delete(name: string, apiKey: string): boolean {
    if (this.files.get(name)?.apiKey !== apiKey) return false;
    this.files.delete(name);
    this.deleted += 1;
    return true;
  }
}

/** A file as the API shows it. */
export function fileBody(file: StoredFile, baseUrl: string): object {
  return {
    name: file.name,
    mimeType: file.mimeType,
    sizeBytes: String(file.bytes.byteLength),
    state: file.state,
    uri: `${baseUrl}/v1beta/${file.name}`,
  };
}
