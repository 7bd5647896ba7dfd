import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addNarrowingOptions, type NarrowingArguments, readNarrowing } from './narrowing-options.ts';

const parse = (...args: string[]) => {
  const command = addNarrowingOptions(new Command('run').argument('<inputs...>'));
  command.parse(['node', 'run', ...args]);
  return { inputs: command.args, narrowing: readNarrowing(command.opts<NarrowingArguments>()) };
};

it('is nothing when nothing is asked', () => {
  expect(parse('in').narrowing).toEqual({});
});

it('takes globs one by one and leaves what follows to the inputs', () => {
  expect(parse('--include', '*.pdf', 'in', '--include', 'b*', '--exclude', 'drafts', 'more')).toEqual({
    inputs: ['in', 'more'],
    narrowing: { include: ['*.pdf', 'b*'], exclude: ['drafts'] },
  });
});

it('reads a day from the midnight of the people who write it, and an exact time', () => {
  expect(parse('in', '--since', '2026-01-31').narrowing.sinceMs).toBe(new Date(2026, 0, 31).getTime());
  expect(parse('in', '--since', '2026-01-31T12:30:00Z').narrowing.sinceMs).toBe(
    Date.UTC(2026, 0, 31, 12, 30),
  );
});

it.each(['yesterday', '2026-02-30', '31.01.2026', '2026-13-01', '2026-01-01Tnoon', ''])(
  'refuses --since %s',
  (text) => {
    expect(() => parse('in', '--since', text)).toThrowError(
      expect.objectContaining({ code: 'invalid-option', detail: expect.stringContaining(`--since ${text}`) }),
    );
  },
);

it.each(['0', '-1', '1.5', 'all'])('refuses --limit %s', (text) => {
  expect(() => parse('in', '--limit', text)).toThrowError(
    expect.objectContaining({ code: 'invalid-option' }),
  );
});
