import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import type { ResumeOptions } from '../leafcutter.ts';
import { follow } from './follow.ts';
import { retriedStates, sayExported, sayRetried } from './job-words.ts';
import { OPTIONS, parseBudget, parseCount, parseModels, parsePack, type SharedOptions } from './options.ts';
import { printJobs } from './print-jobs.ts';
import { loadRecipeOfJob } from './recipe-file.ts';
import { hereOrThere } from './remote/here-or-there.ts';

/** `leafcutter jobs` */
export function jobsCommand(): Command {
  return new Command('jobs')
    .description('list jobs, newest first')
    .option('--limit <count>', 'how many', '20')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (options: SharedOptions & { limit: string }) => {
          const limit = parseCount('--limit', options.limit)!;
          const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
          try {
            const jobs = await Promise.all(
              (await leafcutter.store.listJobs({ limit })).map(async (job) => ({
                job,
                counts: await leafcutter.store.countDocuments(job.id),
                usage: await leafcutter.store.jobUsage(job.id),
                ...(job.state === 'running' && (await leafcutter.jobRunner(job.id)) === null
                  ? { interrupted: true as const }
                  : {}),
              })),
            );
            printJobs(jobs, options);
          } finally {
            await leafcutter.close();
          }
        },
        async (remote, options) => {
          const { jobsThere } = await import('./remote/control-there.ts');
          await jobsThere(remote, parseCount('--limit', options.limit)!, options);
        },
      ),
    );
}

/** `leafcutter retry <job>` */
export function retryCommand(): Command {
  return new Command('retry')
    .description(
      'do the failed, partial and cancelled documents of a job again; what was answered is not asked again',
    )
    .argument('<job>', 'job id, see leafcutter jobs')
    .option('--failed', 'only what failed (the default)')
    .option('--review', 'also what needs review')
    .addOption(OPTIONS.out())
    .addOption(OPTIONS.order())
    .addOption(OPTIONS.model())
    .addOption(OPTIONS.budget())
    .addOption(OPTIONS.pack())
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (jobId: string, options: SharedOptions & { review?: boolean }) => {
          const resumeOptions = readResumeOptions(options);
          const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
          try {
            process.exitCode = await follow(leafcutter, options, async () => {
              await loadRecipeOfJob(leafcutter, jobId);
              sayRetried(await leafcutter.retry(jobId, retriedStates(options)), options);
              return leafcutter.resume(jobId, resumeOptions);
            });
          } finally {
            await leafcutter.close();
          }
        },
        async (remote, jobId, options) => {
          const { retryThere } = await import('./remote/control-there.ts');
          await retryThere(remote, jobId, options);
        },
      ),
    );
}

/** `leafcutter resume <job>` */
export function resumeCommand(): Command {
  return new Command('resume')
    .description(
      'go on with a job that was paused, interrupted or parked; what was answered is not asked again',
    )
    .argument('<job>', 'job id, see leafcutter jobs')
    .addOption(OPTIONS.out())
    .addOption(OPTIONS.order())
    .addOption(OPTIONS.model())
    .addOption(OPTIONS.budget())
    .addOption(OPTIONS.pack())
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (jobId: string, options: SharedOptions) => {
          const resumeOptions = readResumeOptions(options);
          const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
          try {
            process.exitCode = await follow(leafcutter, options, async () => {
              await loadRecipeOfJob(leafcutter, jobId);
              return leafcutter.resume(jobId, resumeOptions);
            });
          } finally {
            await leafcutter.close();
          }
        },
        async (remote, jobId, options) => {
          const { resumeThere } = await import('./remote/control-there.ts');
          await resumeThere(remote, jobId, options);
        },
      ),
    );
}

function readResumeOptions(options: SharedOptions): ResumeOptions {
  const models = parseModels(options.model);
  const pack = parsePack(options.pack);
  return {
    budgetMicros: parseBudget(options.budget),
    ...(models ? { models } : {}),
    ...(pack === undefined ? {} : { pack }),
    ...(options.out ? { out: options.out } : {}),
    ...(options.order ? { order: options.order } : {}),
  };
}

/** `leafcutter export <job>` */
export function exportCommand(): Command {
  return new Command('export')
    .description('write the results of a job to files, also while it runs')
    .argument('<job>', 'job id, see leafcutter jobs')
    .addOption(OPTIONS.out().makeOptionMandatory())
    .addOption(OPTIONS.order())
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (jobId: string, options: SharedOptions & { out: string[] }) => {
          const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
          try {
            await loadRecipeOfJob(leafcutter, jobId);
            const count = await leafcutter.export(jobId, options.out, options.order);
            const recipe = leafcutter.recipes.get((await leafcutter.store.getJob(jobId))?.recipe ?? '');
            sayExported(count, { jobId, out: options.out, json: options.json, recipe });
          } finally {
            await leafcutter.close();
          }
        },
        async (remote, jobId, options) => {
          const { exportThere } = await import('./remote/control-there.ts');
          await exportThere(remote, jobId, options);
        },
      ),
    );
}
