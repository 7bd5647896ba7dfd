import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Recipe } from '../recipes/recipe.ts';
import type { Narrowing } from '../source/source.ts';
import type { NewJob } from '../store/store.ts';
import { type JobSpec, narrowingOf } from './job-spec.ts';
import type { TierModels } from './parts.ts';
import { hashOf } from './question-key.ts';

/** What of the options of a run belongs to its job, as the one who runs it gives it. */
export interface JobOptions extends Narrowing, Pick<JobSpec, 'recipeFile' | 'batch' | 'pack' | 'maxPages'> {
  readonly sources: readonly string[];
  readonly options?: unknown;
}

/**
 * The job that a recipe, options and sources make. Its id is a random one and its key a hash of what it does, unless the
 * identity says otherwise.
 */
export function newJob(
  {
    recipe,
    route,
    models,
  }: Pick<JobSpec, 'route'> & { readonly recipe: Recipe; readonly models: TierModels },
  options: JobOptions,
  {
    id = randomUUID(),
    key,
    list,
    request,
  }: {
    readonly id?: string;
    readonly key?: string;
    readonly list?: JobSpec['list'];
    readonly request?: JobSpec['request'];
  } = {},
): NewJob {
  const narrowing = narrowingOf(options);
  const spec: JobSpec = {
    options: options.options ?? {},
    sources: options.sources.map((source) => (isLocal(source) ? resolve(source) : source)),
    ...(Object.keys(narrowing).length > 0 ? { narrowing } : {}),
    ...(list === undefined ? {} : { list }),
    route,
    models: Object.fromEntries(Object.entries(models).map(([tier, [model]]) => [tier, model?.id])),
  };
  return {
    id,
    key: key ?? hashOf({ recipe: recipe.name, version: recipe.version, spec }),
    recipe: recipe.name,
    recipeVersion: recipe.version,
    spec: {
      ...spec,
      ...(options.recipeFile === undefined ? {} : { recipeFile: options.recipeFile }),
      ...(options.batch === true ? { batch: true } : {}),
      ...(options.pack === undefined ? {} : { pack: options.pack }),
      ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
      ...(request === undefined ? {} : { request }),
    },
  };
}

/** False for an address, which is the same wherever the job is gone on with, and for standard input. */
export function isLocal(source: string): boolean {
  return source !== '-' && !/^[a-z][a-z\d+.-]*:\/\//i.test(source);
}
