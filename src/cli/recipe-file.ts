import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JobSpec } from '../engine/job-spec.ts';
import type { Leafcutter, Recipe } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';

/** What was named as a recipe: a name as it is, a file loaded. Throws `unknown-recipe` for a file without a recipe. */
export async function readRecipe(
  name: string,
): Promise<{ readonly recipe: Recipe | string; readonly recipeFile?: string }> {
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extname(name))) return { recipe: name };
  const recipeFile = resolve(name);
  return { recipe: await importRecipe(recipeFile, name), recipeFile };
}

/**
 * Loads the recipe of a job again where it came from a file. Throws `unknown-recipe`, naming the file, when it is not
 * there any more or holds another recipe.
 */
export async function loadRecipeOfJob(leafcutter: Leafcutter, jobId: string): Promise<void> {
  const job = await leafcutter.store.getJob(jobId);
  const { recipeFile } = (job?.spec ?? {}) as Partial<JobSpec>;
  if (!job || recipeFile === undefined) return;
  const recipe = await importRecipe(recipeFile, recipeFile);
  if (recipe.name !== job.recipe) {
    throw new Problem('unknown-recipe', {
      detail: `${recipeFile} holds the recipe "${recipe.name}", and job ${jobId} was made with "${job.recipe}"; put that one back`,
    });
  }
  leafcutter.addRecipe(recipe);
}

async function importRecipe(path: string, name: string): Promise<Recipe> {
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    const why = existsSync(path)
      ? `cannot be loaded: ${(cause as Error).message}`
      : 'is not there; check the name of its file';
    throw new Problem('unknown-recipe', { detail: `The recipe ${name} ${why}`, cause });
  }
  const recipe = Object.values(exported).find(isRecipe);
  if (recipe) return recipe;
  throw new Problem('unknown-recipe', {
    detail: `${name} exports no recipe; export what defineRecipe({...}) returns`,
  });
}

function isRecipe(value: unknown): value is Recipe {
  const { name, version, run } = (value ?? {}) as Partial<Recipe>;
  return typeof name === 'string' && typeof version === 'string' && typeof run === 'function';
}
