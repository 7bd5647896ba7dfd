import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from './program.ts';

const program = createProgram();
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return text;
}

it.each(all(program).map((command) => ({ name: command.name(), command })))(
  'the help of $name fits 80 columns and has an example that can be typed',
  ({ command }) => {
    const help = helpOf(command);
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const examples =
      help
        .split(/Examples?:\n/)[1]
        ?.trim()
        .split('\n') ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [, name] = example.trim().split(' ');
      expect(program.commands.map((known) => known.name())).toContain(name);
    }
  },
);

it('says in an error where to look', async () => {
  let said = '';
  const erring = createProgram();
  for (const command of all(erring)) {
    command.configureOutput({
      writeErr: (part) => {
        said += part;
      },
    });
  }
  await expect(erring.parseAsync(['node', 'leafcutter', 'run', '--wrong'])).rejects.toThrow();
  expect(said).toContain('(see leafcutter run --help)');
});
