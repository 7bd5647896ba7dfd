import { randomBytes } from 'node:crypto';
import { link, mkdir, opendir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadBody } from '../api/service.ts';
import type { PdfEngine } from '../pdf/pdf.ts';
import { isProblem, Problem } from '../problem/problem.ts';
import { KnownFiles } from './known-files.ts';
import type { ReceivedFile } from './received-file.ts';

const ID = /^[0-9a-f]{32}$/;
const ABOUT = 'about.json';
const HOUR_MS = 3_600_000;
/** A file that is being received longer was left by a process that died. */
const LEFT_BEHIND_MS = 24 * HOUR_MS;

/** A page takes more bytes than this, however well it is packed; one of a file made to deceive may take less. */
const LEAST_PAGE_BYTES = 50;

/** What is kept of an upload: what clients are told, and the key that sent it. */
type About = UploadBody & { readonly keyId: string | null };

/** What an upload folder works with. */
export interface UploadFolderParts {
  /** Folder of uploads; beside it lie the folders of jobs. */
  readonly directory: string;
  readonly pdf: Pick<PdfEngine, 'open'>;
  readonly maxPages: number;
  readonly ttlHours: number;
}

/** What lies in an upload folder besides uploads that are whole. */
export interface FolderNames {
  readonly incoming: readonly string[];
  readonly jobs: readonly string[];
}

/** Files that were uploaded, each in a folder of its own with what is known of it; they go to jobs as hard links. */
export class UploadFolder {
  readonly #parts: UploadFolderParts;
  readonly #uploads: string;
  readonly #jobs: string;
  readonly #known: KnownFiles;
  /** Where bodies are received: on the same disk, so that they are moved and not copied. */
  readonly incoming: string;

  constructor(parts: UploadFolderParts) {
    this.#parts = parts;
    this.#uploads = join(parts.directory, 'uploads');
    this.#jobs = join(parts.directory, 'jobs');
    this.incoming = join(parts.directory, 'uploads', 'incoming');
    this.#known = new KnownFiles(join(parts.directory, 'uploads', 'known'));
  }

  /** Makes the folders. */
  async open(): Promise<void> {
    await mkdir(this.incoming, { recursive: true });
    await mkdir(this.#jobs, { recursive: true });
  }

  /**
   * Looks at what a received file is, by its first bytes. Answers its pages; null when it cannot be opened, or was not:
   * that is done where `countPages` asks for it, and where a file is large enough to have more pages than are taken.
   * Whoever reads it holds it to the same limit. Throws `unsupported-type` and `file-empty` unless any type is taken,
   * `request-too-large`.
   */
  async inspect(
    file: ReceivedFile,
    { anyType = false, countPages }: { readonly anyType?: boolean; readonly countPages: boolean },
  ): Promise<number | null> {
    if (!anyType) checkType(file);
    const { maxPages, pdf } = this.#parts;
    if (!countPages && file.bytes <= maxPages * LEAST_PAGE_BYTES) return null;
    let pages: number;
    try {
      pages = (await pdf.open(file.path, { urgent: true })).pageCount;
    } catch (error) {
      // It stays with its document, and its job names it.
      if (isProblem(error)) return null;
      throw error;
    }
    if (pages > maxPages) {
      throw new Problem('request-too-large', {
        detail: `${file.name} has ${pages} pages, more than the ${maxPages} that are taken; cut it into parts`,
        subject: file.name,
      });
    }
    return pages;
  }

  /** Keeps a file that a key sent until a job takes it or its time is over. */
  async keep(file: ReceivedFile, pages: number | null, keyId: string | null): Promise<UploadBody> {
    const { name, bytes, sha256, path } = file;
    return this.#add({ name, bytes, sha256, pages, keyId }, (to) => rename(path, to));
  }

  /**
   * Keeps once more what a key has sent before, by the SHA-256 of its bytes and under a safe name; null when the key has
   * sent no such file ahead of a job, or it is gone.
   */
  async keepKnown(sha256: string, name: string, keyId: string | null): Promise<UploadBody | null> {
    const known = await this.#known.find(keyId, sha256);
    if (known === null) return null;
    const { path, bytes, pages } = known;
    return this.#add({ name, bytes, sha256, pages, keyId }, (to) => link(path, to)).catch((error) => {
      // Removed since it was found.
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  }

  async #add(
    file: Pick<About, 'name' | 'bytes' | 'sha256' | 'pages' | 'keyId'>,
    put: (path: string) => Promise<void>,
  ): Promise<UploadBody> {
    const id = randomBytes(16).toString('hex');
    const folder = join(this.#uploads, id);
    const path = join(folder, 'file', file.name);
    await mkdir(join(folder, 'file'), { recursive: true });
    try {
      await put(path);
      const about: About = {
        id,
        ...file,
        created_at: new Date().toISOString(),
        expires_at: new Date(Date.now() + this.#parts.ttlHours * HOUR_MS).toISOString(),
      };
      await writeFile(join(folder, ABOUT), JSON.stringify(about));
      await this.#known.note(file.keyId, file.sha256, { path, bytes: file.bytes, pages: file.pages });
      return bodyOf(about);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What is known of an upload. Throws `file-not-found`. */
  async get(id: string): Promise<UploadBody> {
    return bodyOf(await this.#about(id));
  }

  async #about(id: string): Promise<About> {
    const text = ID.test(id)
      ? await readFile(join(this.#uploads, id, ABOUT), 'utf8').catch(() => null)
      : null;
    if (text !== null) return JSON.parse(text) as About;
    throw new Problem('file-not-found', {
      detail: `There is no upload ${id}; its time may be over: upload the file again`,
    });
  }

  /** Where the bytes of an upload lie. Throws `file-not-found`. */
  async pathOf(id: string): Promise<string> {
    const { name } = await this.get(id);
    return join(this.#uploads, id, 'file', name);
  }

  /** Removes an upload; jobs that took it keep it. Throws `file-not-found`. */
  async remove(id: string): Promise<void> {
    await this.get(id);
    await rm(join(this.#uploads, id), { recursive: true, force: true });
  }

  /** Gives an upload to a job as its file number `index`; answers the path. Throws `file-not-found`. */
  async give(id: string, jobId: string, index: number): Promise<string> {
    const { name, sha256, bytes, pages, keyId } = await this.#about(id);
    const path = await this.place(jobId, index, name);
    await link(join(this.#uploads, id, 'file', name), path);
    // The job keeps it longer than the upload lasts.
    await this.#known.note(keyId, sha256, { path, bytes, pages });
    return path;
  }

  /** Moves a received file to a job as its file number `index`, unless it was received there; answers the path. */
  async move(file: ReceivedFile, jobId: string, index: number): Promise<string> {
    if (file.path === join(this.#folderOf(jobId, index), file.name)) return file.path;
    const path = await this.place(jobId, index, file.name);
    await rename(file.path, path);
    return path;
  }

  /** Makes the place for file number `index` of a job; answers its path. */
  async place(jobId: string, index: number, name: string): Promise<string> {
    const folder = this.#folderOf(jobId, index);
    await mkdir(folder, { recursive: true });
    return join(folder, name);
  }

  /** What is being received, and the jobs that have files here, at this moment. */
  async names(): Promise<FolderNames> {
    const [incoming, jobs] = await Promise.all([readdir(this.incoming), readdir(this.#jobs)]);
    return { incoming, jobs };
  }

  /** Removes what was being received under one of the `names` told before. */
  async removeIncoming(name: string): Promise<void> {
    await rm(join(this.incoming, name), { force: true });
  }

  /** Removes the files of a job. */
  async removeJob(jobId: string): Promise<void> {
    await rm(join(this.#jobs, jobId), { recursive: true, force: true });
  }

  /** Jobs that have files here since long ago; one may be gone from the store. */
  async *oldJobs(nowMs: number): AsyncGenerator<string> {
    for await (const { name } of await opendir(this.#jobs)) {
      if (nowMs - (await changedMs(join(this.#jobs, name), nowMs)) > LEFT_BEHIND_MS) yield name;
    }
  }

  /** Removes uploads whose time is over, and what was being received when a process died. */
  async sweep(nowMs: number): Promise<void> {
    for await (const { name } of await opendir(this.#uploads)) {
      const upload = ID.test(name) ? await this.get(name).catch(() => null) : null;
      if (upload && Date.parse(upload.expires_at) <= nowMs) await this.remove(name).catch(() => {});
    }
    await this.#known.sweep();
    for await (const { name } of await opendir(this.incoming)) {
      const path = join(this.incoming, name);
      if (nowMs - (await changedMs(path, nowMs)) > LEFT_BEHIND_MS) await rm(path, { force: true });
    }
  }

  #folderOf(jobId: string, index: number): string {
    return join(this.#jobs, jobId, String(index));
  }
}

function bodyOf({ keyId: _, ...body }: About): UploadBody {
  return body;
}

function checkType({ name, bytes, mediaType }: ReceivedFile): void {
  if (bytes === 0) throw new Problem('file-empty', { detail: `${name} has no bytes`, subject: name });
  if (mediaType !== null) return;
  const detail = `${name} is neither a PDF nor a picture (PNG, JPEG, WebP, TIFF); save or print it as a PDF, and send that`;
  throw new Problem('unsupported-type', { detail, subject: name });
}

/** When a file or folder was last changed; now for one that is gone. */
async function changedMs(path: string, nowMs: number): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => nowMs,
  );
}
