import { createHash, randomUUID } from 'node:crypto';
import type { JobBody, NewJobBody } from '../api/job.ts';
import type { Leafcutter, RunOptions } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';
import type { Job } from '../store/store.ts';
import type { JobQueue } from './job-queue.ts';
import { type JobRequestRecord, requestOf } from './job-request.ts';
import type { KeyQuotas } from './key-quotas.ts';
import { plainName } from './plain-name.ts';
import type { ReceivedFile } from './received-file.ts';
import type { UploadFolder } from './upload-folder.ts';

const UPLOAD = /^upload:(.+)$/;
const ADDRESS = /^https?:\/\//i;
/** When a full queue is worth another try. */
const QUEUE_RETRY_MS = 10_000;

/** A source as clients give it, with a name for people or without. */
type NamedSource = NewJobBody['sources'][number];

/** Documents on their way into a job: where they lie, and what they are called where that is not their name there. */
interface Placed {
  readonly paths: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  /** Of those that were uploaded and can be opened; 0 where the key may use any number of them. */
  readonly pages: number;
}

/** What is asked, files that came with it, and by whom. */
export interface Intake {
  readonly settings: Omit<NewJobBody, 'sources'> & { readonly sources?: readonly NamedSource[] };
  readonly files: readonly ReceivedFile[];
  /** Id for the job, where its files lie in its folder already; default: a random one. */
  readonly id?: string;
  /** Null: no key was needed. */
  readonly keyId: string | null;
  /** The `Idempotency-Key` that came with it. */
  readonly idempotencyKey: string | null;
}

/** A job that was taken. */
export interface Taken {
  readonly job: Job;
  /** Of a job that is new, how many wait in it; null when the same request made it before. */
  readonly documents: number | null;
}

/** What an intake works with. */
export interface JobIntakeParts {
  readonly leafcutter: Leafcutter;
  readonly uploads: UploadFolder;
  readonly queue: JobQueue;
  readonly quotas: KeyQuotas;
}

/** Makes jobs of requests. A replay of a request with an idempotency key makes none. */
export class JobIntake {
  readonly #leafcutter: Leafcutter;
  readonly #uploads: UploadFolder;
  readonly #queue: JobQueue;
  readonly #quotas: KeyQuotas;

  constructor({ leafcutter, uploads, queue, quotas }: JobIntakeParts) {
    this.#leafcutter = leafcutter;
    this.#uploads = uploads;
    this.#queue = queue;
    this.#quotas = quotas;
  }

  /**
   * Stores a job and lines it up. Throws `unknown-recipe`, `invalid-option`, `no-model`, `file-not-found`, `idempotency-mismatch`, `overloaded`, `too-many-requests`.
   */
  async take(intake: Intake): Promise<Taken> {
    const { settings, keyId, idempotencyKey, id = randomUUID() } = intake;
    const { config, store } = this.#leafcutter;
    if (this.#queue.waiting >= config.maxQueuedJobs) {
      throw new Problem('overloaded', {
        detail: `${this.#queue.waiting} jobs are waiting already; send it again later`,
        retryAfterMs: QUEUE_RETRY_MS,
      });
    }
    const fingerprint = await this.#fingerprint(intake);
    let taken = false;
    try {
      const pagesCounted = await this.#quotas.limitsPages(keyId);
      const request: JobRequestRecord = {
        name: plainName(settings.name ?? '').trim() || null,
        priority: settings.priority ?? 'batch',
        budgetMicros: least(settings.budget_micros ?? null, await this.#quotas.budget(keyId)),
        expiresInHours: settings.expires_in_hours ?? config.jobTtlHours,
        fingerprint,
        keyId,
        pagesCounted,
        webhook: settings.webhook ?? null,
      };
      const { paths, names, pages } = await this.#place(intake, id, pagesCounted);
      const { maxPages } = config;
      const { job, created, documents } = await this.#leafcutter.create(
        { ...this.runOptions(settings, paths), maxPages },
        {
          id,
          key: idempotencyKey === null ? `request ${id}` : `idempotent ${keyId ?? ''} ${idempotencyKey}`,
          listNow: true,
          names,
          request: { ...request },
        },
      );
      if (created) {
        await this.#quotas.charge(job.id, keyId, pages);
        this.#queue.add(job);
        taken = true;
      } else await this.#uploads.removeJob(id);
      if (!created && requestOf(job)?.fingerprint !== fingerprint) {
        throw new Problem('idempotency-mismatch', {
          detail: 'This Idempotency-Key came with another request before; use a new one for a new request',
        });
      }
      return { job, documents: created ? documents : null };
    } catch (error) {
      if (taken) throw error;
      // Nobody is told of a job that could not be stored whole, or that its key may not have.
      if (await store.getJob(id)) {
        await store.setJobState(id, 'paused');
        await store.deleteJob(id);
      }
      await this.#uploads.removeJob(id);
      throw error;
    }
  }

  /** The options of a run that a client asks for. Throws `invalid-option` for a model it may not name. */
  runOptions(
    settings: Pick<NewJobBody, 'recipe' | 'options' | 'route' | 'models'>,
    sources: readonly string[],
  ): RunOptions<unknown, unknown> {
    const { defaultModels, config } = this.#leafcutter;
    const allowed = [...Object.values(defaultModels), ...config.allowModels];
    // A model's name can hold an address, and a call carries the key: clients choose, they do not point.
    for (const model of Object.values(settings.models ?? {})) {
      if (model === undefined || allowed.includes(model)) continue;
      throw new Problem('invalid-option', {
        detail: `The model "${model}" is not one that this server lets clients name; see GET /v1/models`,
      });
    }
    return {
      recipe: settings.recipe,
      sources,
      options: settings.options ?? {},
      ...(settings.route ? { route: settings.route } : {}),
      ...(settings.models ? { models: settings.models } : {}),
    };
  }

  /** Sources of an estimate: uploads are looked at where they lie. Throws `file-not-found`, `invalid-option`. */
  async readSources(sources: readonly NamedSource[]): Promise<string[]> {
    const paths: string[] = [];
    // One after another: thousands at once would be as many open files.
    for (const { source } of sources.map(named)) {
      const upload = UPLOAD.exec(source)?.[1];
      paths.push(upload === undefined ? checkAddress(source) : await this.#uploads.pathOf(upload));
    }
    return paths;
  }

  async #place({ settings, files }: Intake, jobId: string, countPages: boolean): Promise<Placed> {
    const given = (settings.sources ?? []).map(named);
    for (const { source } of given) if (!UPLOAD.test(source)) checkAddress(source);
    if (given.length + files.length === 0) {
      throw new Problem('no-input', {
        detail: 'Send files, or name sources: a job needs at least one document',
      });
    }
    const paths: string[] = [];
    const names = new Map<string, string>();
    let pages = 0;
    for (const file of files) {
      pages += (await this.#uploads.inspect(file, { countPages })) ?? 0;
      paths.push(await this.#uploads.move(file, jobId, paths.length));
    }
    for (const { source, name } of given) {
      const upload = UPLOAD.exec(source)?.[1];
      const path =
        upload === undefined
          ? URL.parse(source)!.href
          : await this.#uploads.give(upload, jobId, paths.length);
      paths.push(path);
      if (countPages && upload !== undefined) pages += (await this.#uploads.get(upload)).pages ?? 0;
      if (name !== undefined) names.set(path, plainName(name));
    }
    return { paths, names, pages };
  }

  /** What tells a replay from another request: what was asked, and the bytes that come with it. */
  async #fingerprint({ settings, files }: Intake): Promise<string> {
    const sources: unknown[] = [];
    for (const { source, name } of (settings.sources ?? []).map(named)) {
      const upload = UPLOAD.exec(source)?.[1];
      // The same file uploaded again has another id.
      const known = upload === undefined ? null : await this.#uploads.get(upload);
      sources.push(known ? [known.sha256, name ?? known.name] : [source, name]);
    }
    const asked = {
      settings: { ...settings, sources },
      files: files.map(({ name, sha256 }) => [name, sha256]),
    };
    return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  }
}

/** Only what lies on the web, or was uploaded: the files of this machine are not a client's to name. */
function checkAddress(source: string): string {
  if (ADDRESS.test(source) && URL.canParse(source)) return source;
  throw new Problem('invalid-option', {
    detail: `The source "${source.slice(0, 100)}" is neither an http(s) address nor an upload ("upload:" and its id)`,
  });
}

/** The smaller of two limits, of which null is none. */
function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function named(given: NamedSource): { readonly source: string; readonly name?: string } {
  return typeof given === 'string' ? { source: given } : given;
}

/** Where a job is found. */
export function jobAddress({ id }: Pick<JobBody, 'id'>): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}
