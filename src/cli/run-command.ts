import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import type { Leafcutter, RunOptions } from '../leafcutter.ts';
import { printEstimate } from './describe-estimate.ts';
import { follow } from './follow.ts';
import { addNarrowingOptions, readNarrowing } from './narrowing-options.ts';
import { OPTIONS, parseBudget, parseCount, parseModels, parsePack } from './options.ts';
import { readRecipe } from './recipe-file.ts';
import { readRecipeOptions } from './recipe-options.ts';
import { hereOrThere } from './remote/here-or-there.ts';
import type { RunCommandOptions } from './run-options.ts';

/** What both a run and an estimate take. */
function recipeCommand(name: string): Command {
  const command = new Command(name)
    .argument('<recipe>', 'a recipe (see leafcutter recipes) or a TypeScript file that exports one')
    .argument('<inputs...>', 'files, folders, globs, http(s) URLs, or - for a list on standard input')
    .addOption(OPTIONS.route())
    .addOption(OPTIONS.model())
    .option(
      '--fields <names>',
      'for recipes that take fields, such as "sender, total:money, date:date!" (! for required)',
    )
    .option('--schema <file>', 'for recipes that take a JSON Schema')
    .option(
      '--prompt <name=text>',
      'for recipes that take prompts; give it again for more',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--prompts <file>', 'prompts with their schemas and what they depend on, from a JSON file')
    .option('--set <name=value...>', 'an option of the recipe; the value is JSON or plain text')
    .option('--options <file>', 'options of the recipe from a JSON file')
    .option('--allow-host <name...>', 'hosts whose private addresses may be fetched from');
  return addNarrowingOptions(command).addOption(OPTIONS.home()).addOption(OPTIONS.json());
}

/** `leafcutter run <recipe> <inputs...>` */
export function runCommand(): Command {
  return recipeCommand('run')
    .description('run a recipe over documents; the same command again goes on where it stopped')
    .addOption(OPTIONS.out())
    .addOption(OPTIONS.order())
    .addOption(OPTIONS.budget())
    .option('--batch', 'send questions in batches: half the price, answers within a day; Gemini only')
    .addOption(OPTIONS.pack())
    .option('--sample <count>', 'run a random but stable sample, and say what all documents would take')
    .action(
      hereOrThere(run, async (remote, recipe, inputs, options) => {
        const { runThere } = await import('./remote/run-there.ts');
        await runThere(remote, await readRunOptions(recipe, inputs, options), options);
      }),
    );
}

/** `leafcutter estimate <recipe> <inputs...>` */
export function estimateCommand(): Command {
  return recipeCommand('estimate')
    .description('say what a run would take, from a sample; nothing is asked and nothing is paid')
    .option('--batch', 'at the price of batches, as run --batch would pay')
    .option('--sample <count>', 'documents to look at', '20')
    .action(
      hereOrThere(
        async (recipe: string, inputs: string[], options: RunCommandOptions) => {
          const sample = parseCount('--sample', options.sample)!;
          const leafcutter = await open(options);
          try {
            const runOptions = await readRunOptions(recipe, inputs, options);
            const estimate = await leafcutter.estimate(
              { ...runOptions, ...(options.batch ? { batch: true } : {}) },
              sample,
            );
            printEstimate(estimate, options);
          } finally {
            await leafcutter.close();
          }
        },
        async (remote, recipe, inputs, options) => {
          const { estimateThere } = await import('./remote/run-there.ts');
          await estimateThere(remote, await readRunOptions(recipe, inputs, options), options);
        },
      ),
    );
}

async function run(recipe: string, inputs: string[], options: RunCommandOptions): Promise<void> {
  const budgetMicros = parseBudget(options.budget);
  const sample = parseCount('--sample', options.sample);
  const pack = parsePack(options.pack);
  const runOptions = await readRunOptions(recipe, inputs, options);
  const leafcutter = await open(options);
  try {
    const following = { ...options, listOnInput: inputs.includes('-') };
    process.exitCode = await follow(leafcutter, following, () =>
      leafcutter.start({
        ...runOptions,
        budgetMicros,
        ...(sample === undefined ? {} : { sample }),
        ...(options.batch ? { batch: true } : {}),
        ...(pack === undefined ? {} : { pack }),
        ...(options.out ? { out: options.out } : {}),
        ...(options.order ? { order: options.order } : {}),
      }),
    );
  } finally {
    await leafcutter.close();
  }
}

function open(options: RunCommandOptions): Promise<Leafcutter> {
  return createLeafcutter({
    settings: { dataDirectory: options.home, allowHosts: options.allowHost?.join(',') },
  });
}

async function readRunOptions(
  recipe: string,
  inputs: readonly string[],
  options: RunCommandOptions,
): Promise<RunOptions<unknown, unknown>> {
  const models = parseModels(options.model);
  return {
    ...(await readRecipe(recipe)),
    sources: inputs,
    ...readNarrowing(options),
    options: await readRecipeOptions(options),
    ...(options.route ? { route: options.route } : {}),
    ...(models ? { models } : {}),
  };
}
