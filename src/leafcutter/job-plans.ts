import type { Tier } from '../domain/question.ts';
import { type JobSpec, narrowingOf, parseOptions } from '../engine/job-spec.ts';
import type { TierModels } from '../engine/parts.ts';
import { asksModel, type Route } from '../engine/route.ts';
import type { Model } from '../models/model.ts';
import { Problem } from '../problem/problem.ts';
import type { JobOrders } from '../queue/queue.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Sink } from '../sink/sink.ts';
import type { Source } from '../source/source.ts';
import type { Job } from '../store/store.ts';
import type { LeafcutterParts } from './leafcutter-parts.ts';
import type { ResumeOptions, RunOptions } from './run-options.ts';

/** What a job is run with, found by the names that people gave. */
export interface Plan {
  readonly job: Job;
  readonly recipe: Recipe;
  readonly recipeOptions: unknown;
  readonly models: TierModels;
  readonly route: Route;
  readonly source: Source | null;
}

/** Finds what options and stored jobs name: recipes, models, sources and outputs. */
export class JobPlans {
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly #recipes: Map<string, Recipe>;
  readonly #parts: LeafcutterParts;

  constructor(parts: LeafcutterParts) {
    this.#parts = parts;
    this.recipes = this.#recipes = new Map(parts.recipes);
  }

  /** Has a recipe found by its name from now on, in the place of one that has the same. */
  addRecipe(recipe: Recipe): void {
    this.#recipes.set(recipe.name, recipe);
  }

  /** What a new job is run with. Throws `unknown-recipe`, `invalid-option`, `no-model`. */
  ofOptions(options: RunOptions<unknown, unknown>): Omit<Plan, 'job'> {
    return this.#ofOptions(options, this.#parts.models);
  }

  /** What an estimate of a new job goes by: its models need no key, and can be asked for nothing but what they are. */
  ofEstimate(options: RunOptions<unknown, unknown>): Omit<Plan, 'job'> {
    return this.#ofOptions(options, this.#parts.plannedModels);
  }

  #ofOptions(options: RunOptions<unknown, unknown>, find: LeafcutterParts['models']): Omit<Plan, 'job'> {
    const recipe = this.recipe(options.recipe as Recipe | string);
    const models = this.models(options.models, find);
    if (options.batch === true && options.route === undefined && !hasModel(models)) {
      throw new Problem('no-model', {
        detail:
          '--batch needs a model that answers in batches and none is configured; set GEMINI_API_KEY, or leave --batch out to read with rules alone',
      });
    }
    const route = options.route ?? (hasModel(models) ? 'cascade' : 'rules');
    if (asksModel(route) && !hasModel(models)) {
      throw new Problem('no-model', {
        detail: `--route ${route} asks a model and none is configured; set GEMINI_API_KEY or name one with --model fast=provider/model`,
      });
    }
    if (options.batch === true) checkTakesBatches(route, models);
    return {
      recipe,
      recipeOptions: parseOptions(recipe, options.options ?? {}),
      models,
      route,
      source: this.#parts.source(options.sources, narrowingOf(options)),
    };
  }

  /** What a stored job goes on with. Throws `unknown-recipe`, `invalid-option`, and `conflict` for a list that is lost. */
  ofJob(job: Job, given: ResumeOptions['models']): Plan {
    const spec = job.spec as unknown as JobSpec;
    const recipe = this.recipe(job.recipe);
    return {
      job,
      recipe,
      recipeOptions: parseOptions(recipe, spec.options),
      models: this.models(given ?? spec.models),
      route: spec.route,
      source: job.listed ? null : this.#unreadSource(job, spec),
    };
  }

  #unreadSource(job: Job, { sources, narrowing = {} }: JobSpec): Source {
    if (!sources.includes('-')) return this.#parts.source(sources, narrowing);
    throw new Problem('conflict', {
      detail: `The list that job ${job.id} read from standard input was not read to its end; run the same command with the same list again`,
    });
  }

  /**
   * What others have to know to work on the job's documents; null where only this process can. Throws `invalid-option` when
   * it is told to leave work to others.
   */
  orders(
    { recipe, models }: Pick<Plan, 'recipe' | 'models'>,
    { priority = 'batch', budgetMicros = null, batch, pack = 1 }: ResumeOptions,
  ): JobOrders | null {
    const { queue, sharedRecipes } = this.#parts;
    if (!queue) return null;
    const names: Partial<Record<Tier, string>> = {};
    let alone: string | undefined;
    if (batch) alone = 'the questions of a job with batches are gathered in one process';
    if (!sharedRecipes.has(recipe)) alone = `recipe ${recipe.name} is known to this process alone`;
    for (const [tier, lanes] of Object.entries(models)) {
      const [model] = lanes;
      if (model && this.#parts.models(model.id)[0] === model) names[tier as Tier] = model.id;
      else alone = `the model of tier ${tier} was handed over ready-made and is known to this process alone`;
    }
    if (alone === undefined) {
      const { name, version } = recipe;
      return { recipe: { name, version }, priority, budgetMicros, models: names, pack };
    }
    if (this.#parts.config.work) return null;
    throw new Problem('invalid-option', {
      detail: `This process leaves documents to workers (--no-work or LEAFCUTTER_WORK=false), and ${alone}: run the job in one that works itself`,
    });
  }

  /** The sinks of these outputs. Throws `invalid-option`, `output-unwritable`. */
  sinks(recipe: Recipe, out: ResumeOptions['out'] = []): readonly Sink[] {
    return out.flatMap((one) => (typeof one === 'string' ? this.#parts.sinks(one, recipe) : [one]));
  }

  /** A recipe by its name, or as it is. Throws `unknown-recipe`. */
  recipe(recipe: Recipe | string): Recipe {
    if (typeof recipe !== 'string') return recipe;
    const found = this.recipes.get(recipe);
    if (found) return found;
    throw new Problem('unknown-recipe', {
      detail: `There is no recipe "${recipe}"; there are ${[...this.recipes.keys()].join(', ')}, or name a TypeScript file of your own`,
    });
  }

  /** Models by tier, those of the settings where none are named; `find` makes a model of a spec, default to be asked. */
  models(
    given: RunOptions<unknown, unknown>['models'],
    find: LeafcutterParts['models'] = this.#parts.models,
  ): TierModels {
    const defaults = this.#parts.defaultModels;
    const models: Partial<Record<Tier, readonly Model[]>> = {};
    for (const tier of ['fast', 'strong'] as const) {
      const model =
        given?.[tier] ?? (given && Object.values(given).some(Boolean) ? undefined : defaults[tier]);
      if (typeof model === 'object') models[tier] = [model];
      else if (model) models[tier] = find(model);
    }
    return models;
  }
}

const hasModel = ({ fast, strong }: TierModels): boolean => fast !== undefined || strong !== undefined;

/** Throws `invalid-option` when no question could go in a batch. */
function checkTakesBatches(route: Route, models: TierModels): void {
  const all = Object.values(models).flat();
  if (asksModel(route) && all.some(({ batches }) => batches)) return;
  const why = asksModel(route)
    ? `${all.map(({ id }) => id).join(', ')} takes none`
    : `--route ${route} asks no model`;
  throw new Problem('invalid-option', {
    detail: `--batch: ${why}; batches need a model such as --model gemini/gemini-3.8-flash`,
  });
}
