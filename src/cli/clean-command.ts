import { Command } from 'commander';
import { cleanStore } from '../app.ts';
import { plural } from '../domain/wording.ts';
import { OPTIONS, type SharedOptions } from './options.ts';

/** `leafcutter clean` */
export function cleanCommand(): Command {
  return new Command('clean')
    .description(
      'remove downloaded files that no document names any more (servers and workers do so by themselves)',
    )
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(async ({ home, json }: SharedOptions) => {
      const cleaned = await cleanStore({ settings: { dataDirectory: home } });
      if (json) process.stdout.write(`${JSON.stringify(cleaned)}\n`);
      else if (cleaned === null) process.stdout.write('Another process is at it; nothing was done\n');
      else {
        const { files, bytes, graceHours } = cleaned;
        process.stdout.write(
          `Removed ${plural(files, 'file')} of ${(bytes / 1_000_000).toFixed(1)} MB that no document names and nothing used for ${graceHours} h\n`,
        );
      }
    });
}
