import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import { isFinalJobState } from '../domain/states.ts';
import { toWire } from '../domain/wire.ts';
import type { Control } from './control.ts';
import { EXIT } from './exit-code.ts';
import { leaving } from './leaving.ts';
import { OPTIONS, type SharedOptions } from './options.ts';
import { hereOrThere } from './remote/here-or-there.ts';

/** `leafcutter pause <job>` */
export function pauseCommand(): Command {
  return controlCommand({
    name: 'pause',
    description: 'pause a job, also one that another terminal runs: calls in flight end and are kept',
    asked: 'Asked to pause: nothing new starts, calls in flight end and are kept.',
    control: (leafcutter, jobId, options) => leafcutter.pause(jobId, options),
    next: ({ id, state }) => (state === 'paused' ? `Go on: leafcutter resume ${id}` : null),
  });
}

/** `leafcutter cancel <job>` */
export function cancelCommand(): Command {
  return controlCommand({
    name: 'cancel',
    description: 'end a job, also one that another terminal runs: calls in flight are aborted',
    asked: 'Asked to cancel: calls in flight are aborted.',
    control: (leafcutter, jobId, options) => leafcutter.cancel(jobId, options),
    next: ({ id, state }) =>
      state === 'cancelled' ? `Do what is left after all: leafcutter retry ${id}` : null,
  });
}

function controlCommand(command: Control): Command {
  return new Command(command.name)
    .description(command.description)
    .argument('<job>', 'job id, see leafcutter jobs')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        (jobId: string, options: SharedOptions) => controlHere(command, jobId, options),
        async (remote, jobId, options) => {
          const { controlThere } = await import('./remote/control-there.ts');
          await controlThere(remote, jobId, { control: command, options });
        },
      ),
    );
}

async function controlHere(
  { asked, control, next }: Control,
  jobId: string,
  options: SharedOptions,
): Promise<void> {
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  const { signal, end } = leaving();
  try {
    const before = await leafcutter.store.getJob(jobId);
    const job = await control(leafcutter, jobId, {
      signal,
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
    if (!signal.aborted) throw error;
    process.stderr.write('Not waited for; what was asked is done all the same.\n');
    process.exitCode = EXIT.interrupted;
  } finally {
    end();
    await leafcutter.close();
  }
}
