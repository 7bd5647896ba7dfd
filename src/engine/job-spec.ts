import { z } from 'zod';
import type { Tier } from '../domain/question.ts';
import { Problem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Narrowing } from '../source/source.ts';
import type { Route } from './route.ts';

/** What a job is run from again, as stored. */
export interface JobSpec {
  readonly options: unknown;
  readonly sources: readonly string[];
  readonly narrowing?: Narrowing;
  /** Hash of the list that `-` among the sources stands for: another list makes another job. */
  readonly list?: string;
  readonly route: Route;
  readonly models: Readonly<Partial<Record<Tier, string>>>;
  /** Where the recipe was loaded from, when it is none that comes with the program. */
  readonly recipeFile?: string;
  /** Questions go in batches; how a job is run, not what it is. */
  readonly batch?: boolean;
  /** Small documents in one request at the most; how a job is run, not what it is. */
  readonly pack?: number;
  /** Documents of more pages fail; how a job is run, not what it is. */
  readonly maxPages?: number;
  /** Of the one who asked for the job; nothing here looks at it. */
  readonly request?: Readonly<Record<string, unknown>>;
}

/** The members that narrow the sources, of whatever else is with them; none that is undefined. */
export function narrowingOf({ include, exclude, sinceMs, limit, sample }: Narrowing): Narrowing {
  const all = { include, exclude, sinceMs, limit, sample };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The options as the recipe's schema reads them. Throws `invalid-option` naming the first that is wrong. */
export function parseOptions(recipe: Recipe, options: unknown): unknown {
  // A name the recipe does not know is a typing error, not a wish to be ignored.
  const schema = recipe.options instanceof z.ZodObject ? recipe.options.strict() : recipe.options;
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (schema instanceof z.ZodObject && issue?.code === 'unrecognized_keys' && issue.path.length === 0) {
    const known = Object.keys(schema.shape).join(', ');
    throw new Problem('invalid-option', {
      detail: `Recipe ${recipe.name} has no option "${issue.keys[0]}"; ${known === '' ? 'it has none' : `it has ${known}`}`,
    });
  }
  throw new Problem('invalid-option', {
    detail: `Options of recipe ${recipe.name}: ${issue?.path.join('.') || 'value'}: ${issue?.message}`,
  });
}
