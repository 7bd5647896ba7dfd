import type { Command } from 'commander';
import { EXAMPLES } from './examples.ts';

/**
 * Gives a command and those below it help that reads well in 80 columns and ends with examples, and errors that say
 * where to look.
 */
export function polishHelp(command: Command, words: readonly string[] = []): Command {
  const name = ['leafcutter', ...words].join(' ');
  const examples = EXAMPLES[words.join(' ') || 'leafcutter'] ?? [];
  command
    .exitOverride()
    .showHelpAfterError(`(see ${name} --help)`)
    .configureHelp({
      // Which options there are is in the help of each; here the room is for what it does.
      subcommandTerm: (below) =>
        [below.name(), ...below.registeredArguments.map((argument) => usageOf(argument))].join(' '),
      minWidthToWrap: 30,
    });
  if (examples.length > 0) {
    const title = examples.length === 1 ? 'Example:' : 'Examples:';
    command.addHelpText('after', `\n${title}\n${examples.map((line) => `  ${line}`).join('\n')}`);
  }
  for (const below of command.commands) polishHelp(below, [...words, below.name()]);
  return command;
}

function usageOf(argument: Command['registeredArguments'][number]): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}
