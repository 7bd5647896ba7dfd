import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import { isFinalJobState } from '../domain/states.ts';
import { toWire } from '../domain/wire.ts';
import type { ControlOptions } from '../engine/job-control.ts';
import type { Leafcutter } from '../leafcutter.ts';
import type { Job } from '../store/store.ts';
import { EXIT } from './exit-code.ts';
import { OPTIONS, type SharedOptions } from './options.ts';

/** `leafcutter pause <job>` */
export function pauseCommand(): Command {
  return controlCommand('pause', {
    description: 'pause a job, also one that another terminal runs: calls in flight end and are kept',
    asked: 'Asked to pause: nothing new starts, calls in flight end and are kept.',
    control: (leafcutter, jobId, options) => leafcutter.pause(jobId, options),
    next: ({ id, state }) => (state === 'paused' ? `Go on: leafcutter resume ${id}` : null),
  });
}

/** `leafcutter cancel <job>` */
export function cancelCommand(): Command {
  return controlCommand('cancel', {
    description: 'end a job, also one that another terminal runs: calls in flight are aborted',
    asked: 'Asked to cancel: calls in flight are aborted.',
    control: (leafcutter, jobId, options) => leafcutter.cancel(jobId, options),
    next: ({ id, state }) =>
      state === 'cancelled' ? `Do what is left after all: leafcutter retry ${id}` : null,
  });
}

interface Control {
  readonly description: string;
  /** Said while the process that runs the job is waited for. */
  readonly asked: string;
  control(leafcutter: Leafcutter, jobId: string, options: ControlOptions): Promise<Job>;
  /** What can be done with the job now. */
  next(job: Job): string | null;
}

function controlCommand(name: string, { description, asked, control, next }: Control): Command {
  return new Command(name)
    .description(description)
    .argument('<job>', 'job id, see leafcutter jobs')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(async (jobId: string, options: SharedOptions) => {
      const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
      const leaving = new AbortController();
      const leave = (): void => leaving.abort();
      process.once('SIGINT', leave);
      try {
        const before = await leafcutter.store.getJob(jobId);
        const job = await control(leafcutter, jobId, {
          signal: leaving.signal,
          onAsked: () => void (options.json || process.stderr.write(`${asked}\n`)),
        });
        if (options.json) {
          process.stdout.write(`${JSON.stringify(toWire(job))}\n`);
          return;
        }
        const already = before && isFinalJobState(before.state) ? ' already' : '';
        process.stdout.write(`Job ${jobId} is ${job.state.replaceAll('_', ' ')}${already}.\n`);
        const line = next(job);
        if (line) process.stdout.write(`${line}\n`);
      } catch (error) {
        if (!leaving.signal.aborted) throw error;
        process.stderr.write('Not waited for; what was asked is done all the same.\n');
        process.exitCode = EXIT.interrupted;
      } finally {
        process.off('SIGINT', leave);
        await leafcutter.close();
      }
    });
}
