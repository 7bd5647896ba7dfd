import type { Command } from 'commander';
import { problemOfAnswer } from './answer-problem.ts';
import { connect, type Remote, type RemoteArguments } from './connect.ts';

/** An action of commander that does its work here, or at the server that `--server` or LEAFCUTTER_SERVER names. */
export function hereOrThere<Arguments extends readonly unknown[]>(
  here: (...given: Arguments) => Promise<void>,
  there: (remote: Remote, ...given: Arguments) => Promise<void>,
): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const given = all.slice(0, -1) as unknown as Arguments;
    const remote = await connect(command.optsWithGlobals<RemoteArguments>());
    if (remote === null) return here(...given);
    try {
      await there(remote, ...given);
    } catch (error) {
      throw problemOfAnswer(error, remote.url);
    }
  };
}
