import { Command } from 'commander';
import { z } from 'zod';
import { BUILT_IN_RECIPES } from '../app.ts';
import { table } from './format.ts';
import { OPTIONS, type SharedOptions } from './options.ts';

/** `leafcutter recipes` */
export function recipesCommand(): Command {
  return new Command('recipes')
    .description('list the recipes; with --json also the schemas of their options and results')
    .addOption(OPTIONS.json())
    .action((options: SharedOptions) => {
      if (options.json) {
        const jsonSchema = (schema: z.ZodType): unknown =>
          z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
        for (const { name, version, description, options: optionSchema, result } of BUILT_IN_RECIPES) {
          const line = {
            name,
            version,
            description,
            options: jsonSchema(optionSchema),
            result: jsonSchema(result),
          };
          process.stdout.write(`${JSON.stringify(line)}\n`);
        }
        return;
      }
      const rows = BUILT_IN_RECIPES.map(({ name, version, description }) => [name, version, description]);
      process.stdout.write(
        `${table(['recipe', 'version', 'what it gives'], rows, process.stdout.columns)}\n`,
      );
    });
}
