import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import { Problem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { follow } from './follow.ts';
import { OPTIONS, parseBudget, parseModels, type SharedOptions } from './options.ts';

interface RunCommandOptions extends SharedOptions {
  readonly set?: string[];
  readonly options?: string;
  readonly allowHost?: string[];
}

/** `leafcutter run <recipe> <inputs...>` */
export function runCommand(): Command {
  return new Command('run')
    .description('run a recipe over documents; the same command again goes on where it stopped')
    .argument('<recipe>', 'a recipe (see leafcutter recipes) or a TypeScript file that exports one')
    .argument('<inputs...>', 'files, folders, globs, http(s) URLs, or - for a list on standard input')
    .addOption(OPTIONS.out())
    .addOption(OPTIONS.order())
    .addOption(OPTIONS.route())
    .addOption(OPTIONS.model())
    .addOption(OPTIONS.budget())
    .option('--set <name=value...>', 'an option of the recipe; the value is JSON or plain text')
    .option('--options <file>', 'options of the recipe from a JSON file')
    .option('--allow-host <name...>', 'hosts whose private addresses may be fetched from')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(run);
}

async function run(recipeName: string, inputs: string[], options: RunCommandOptions): Promise<void> {
  const models = parseModels(options.model);
  const budgetMicros = parseBudget(options.budget);
  const recipeOptions = await readRecipeOptions(options);
  const recipe = isFile(recipeName) ? await importRecipe(recipeName) : recipeName;
  const leafcutter = await createLeafcutter({
    settings: { dataDirectory: options.home, allowHosts: options.allowHost?.join(',') },
  });
  try {
    process.exitCode = await follow(leafcutter, options, (signal) =>
      leafcutter.start({
        recipe,
        sources: inputs,
        options: recipeOptions,
        budgetMicros,
        signal,
        ...(options.route ? { route: options.route } : {}),
        ...(models ? { models } : {}),
        ...(options.out ? { out: options.out } : {}),
        ...(options.order ? { order: options.order } : {}),
      }),
    );
  } finally {
    await leafcutter.close();
  }
}

async function readRecipeOptions({ set = [], options }: RunCommandOptions): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = options ? await readJsonFile(options) : {};
  for (const assignment of set) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new Problem('invalid-option', { detail: `--set ${assignment}: write name=value` });
    read[assignment.slice(0, equals)] = parseValue(assignment.slice(equals + 1));
  }
  return read;
}

async function readJsonFile(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Problem('invalid-option', {
      detail: `--options ${path} cannot be read (${cause.code})`,
      cause,
    });
  });
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Problem('invalid-option', {
      detail: `--options ${path} is not JSON: ${(cause as Error).message}`,
      cause,
    });
  }
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text is what people type; quotes are not asked of them.
    return text;
  }
}

const isFile = (name: string): boolean => ['.ts', '.mts', '.js', '.mjs'].includes(extname(name));

async function importRecipe(path: string): Promise<Recipe> {
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new Problem('unknown-recipe', {
      detail: `The recipe ${path} cannot be loaded: ${(cause as Error).message}`,
      cause,
    });
  }
  const recipe = Object.values(exported).find(isRecipe);
  if (recipe) return recipe;
  throw new Problem('unknown-recipe', {
    detail: `${path} exports no recipe; export what defineRecipe({...}) returns`,
  });
}

function isRecipe(value: unknown): value is Recipe {
  const { name, version, run } = (value ?? {}) as Partial<Recipe>;
  return typeof name === 'string' && typeof version === 'string' && typeof run === 'function';
}
