import { randomUUID } from 'node:crypto';
import { COLLECTION_KEY } from '../domain/collection.ts';
import type { DocumentResult } from '../domain/result.ts';
import { addUsage } from '../domain/usage.ts';
import { Problem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Store } from '../store/store.ts';
import { type Approval, decide, listApprovals } from './approvals.ts';
import { resultTogether } from './consult.ts';
import type { Engine } from './engine.ts';
import { jobNotFound } from './job-control.ts';
import { type JobSpec, parseOptions } from './job-spec.ts';
import type { TierModels } from './parts.ts';
import { hashOf } from './question-key.ts';

/** A file made of a result; its bytes are made when they are asked for. */
export interface MadeFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
}

/** What `Together` works with. */
export interface TogetherParts {
  readonly store: Store;
  readonly engine: Pick<Engine, 'consult'>;
  /** A ZIP archive of texts. */
  archive(files: readonly { readonly path: string; readonly text: string }[]): Promise<Uint8Array>;
  /** Throws `unknown-recipe`. */
  recipe(name: string): Recipe;
  models(specs: JobSpec['models']): TierModels;
}

/** What jobs show before they go on, and what can be had of the result that one makes of all its documents together. */
export class Together {
  readonly #parts: TogetherParts;

  constructor(parts: TogetherParts) {
    this.#parts = parts;
  }

  /** What a job shows, or has shown, to a person before it goes on. Throws `job-not-found`. */
  async approvals(jobId: string): Promise<readonly Approval[]> {
    if (!(await this.#parts.store.getJob(jobId))) throw jobNotFound(jobId);
    return listApprovals(this.#parts.store, jobId);
  }

  /**
   * Approves what a job has shown, as it is or with `value` in its place; `resume` then goes on. Throws `job-not-found`,
   * `not-found`.
   */
  async approve(jobId: string, name: string, value?: unknown): Promise<void> {
    if (!(await this.#parts.store.getJob(jobId))) throw jobNotFound(jobId);
    await decide(this.#parts.store, jobId, { name, value });
  }

  /** The result that a job made of all its documents together. Throws `job-not-found`, `conflict` while there is none. */
  async result(jobId: string): Promise<DocumentResult> {
    if (!(await this.#parts.store.getJob(jobId))) throw jobNotFound(jobId);
    return (await resultTogether(this.#parts.store, jobId)).result;
  }

  /**
   * Files that a job's recipe makes of the result of all its documents together, by path. Throws `job-not-found`,
   * `conflict` while there is no such result.
   */
  async files(jobId: string): Promise<readonly MadeFile[]> {
    const job = await this.#parts.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const { result } = await resultTogether(this.#parts.store, jobId);
    const files = this.#parts.recipe(job.recipe).files?.(result) ?? [];
    return files.map((file) => ({
      path: file.path,
      bytes: async () =>
        'text' in file ? new TextEncoder().encode(file.text) : this.#parts.archive(file.archive),
    }));
  }

  /**
   * Takes over results that an earlier system wrote as JSON, each as a job that is done, and answers the jobs' ids. The same result
   * again is the job that is there. Throws `unknown-recipe`, and `invalid-request` for what the recipe cannot read.
   */
  async takeOver(recipeName: string, earlier: unknown): Promise<readonly string[]> {
    const recipe = this.#parts.recipe(recipeName);
    if (!recipe.takeOver) {
      throw new Problem('invalid-option', {
        detail: `Recipe ${recipe.name} takes over nothing from earlier systems`,
      });
    }
    const jobs: string[] = [];
    for (const { name, result } of recipe.takeOver(earlier))
      jobs.push(await this.#keepTakenOver(recipe, name, result));
    return jobs;
  }

  async #keepTakenOver(recipe: Recipe, name: string, make: (jobId: string) => unknown): Promise<string> {
    const { store } = this.#parts;
    const sha256 = hashOf(make(''));
    const { job, created } = await store.openJob({
      id: randomUUID(),
      key: hashOf({ takenOver: recipe.name, sha256 }),
      recipe: recipe.name,
      recipeVersion: recipe.version,
      spec: { options: {}, sources: [], route: 'rules', models: {} },
    });
    if (!created && job.endedMs !== null) return job.id;
    const data = recipe.result.parse(make(job.id));
    await store.addDocuments(job.id, [{ key: COLLECTION_KEY, name }]);
    await store.setJobListed(job.id, true);
    await store.releaseDocuments(job.id);
    const [document] = await store.claimDocuments(job.id, 1);
    if (document) {
      const now = new Date(job.createdMs).toISOString();
      await store.finishDocument(document.id, 'succeeded', {
        document: { id: document.id, name, sha256, pages: 0, bytes: 0 },
        recipe: { name: recipe.name, version: recipe.version },
        status: 'complete',
        data,
        evidence: [],
        findings: [],
        pages: [],
        usage: { ...addUsage(), byModel: [] },
        timings: { totalMs: 0, startedAt: now, endedAt: now },
        review: 'none',
        stages: { xml: 0, rules: 0, fast: 0, strong: 0, remembered: 0 },
      });
    }
    await store.setJobState(job.id, 'completed');
    return job.id;
  }

  /**
   * Asks something of the result that a job made of all its documents together, by the name its recipe gives it. Throws
   * `job-not-found`, `not-found` for a name the recipe does not have, `invalid-request` for an input it does not take,
   * `conflict` while there is no such result.
   */
  async act(
    jobId: string,
    name: string,
    input: unknown,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<unknown> {
    const job = await this.#parts.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const recipe = this.#parts.recipe(job.recipe);
    const action = recipe.actions?.[name];
    if (!action) {
      const known = Object.keys(recipe.actions ?? {});
      const others =
        known.length > 0 ? `what they take is ${known.join(', ')}` : 'it is for jobs of other recipes';
      throw new Problem('not-found', {
        detail: `Jobs of the recipe ${recipe.name} do not take "${name}"; ${others}`,
      });
    }
    const parsed = action.input.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Problem('invalid-request', {
        detail: `${name}: ${issue?.path.join('.') || 'input'}: ${issue?.message}`,
      });
    }
    const spec = job.spec as unknown as JobSpec;
    const request = {
      job,
      recipe,
      recipeOptions: parseOptions(recipe, spec.options),
      route: spec.route,
      models: this.#parts.models(spec.models),
    };
    return this.#parts.engine.consult(request, { action, input: parsed.data }, signal);
  }
}
