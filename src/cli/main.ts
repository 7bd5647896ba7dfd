import { CommanderError } from 'commander';
import { type Problem, toProblem } from '../problem/problem.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { printProblem } from './print-problem.ts';
import { createProgram } from './program.ts';
import { tidyEarly } from './tidy-early.ts';

/** Runs the command line; answers its exit code. Every failure is one clear line on standard error. */
export async function main(argv: readonly string[]): Promise<number> {
  tidyEarly();
  process.stdout.on('error', (error) => endUnread(error, true));
  process.stderr.on('error', (error) => endUnread(error, false));
  const json = argv.includes('--json');
  try {
    const program = createProgram();
    await program.parseAsync(['node', 'leafcutter', ...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.good;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its help or message already; only its failures are usage errors.
      return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    }
    const problem: Problem = toProblem(error);
    printProblem(problem, { json });
    return exitCodeOf(problem);
  }
}

/**
 * `leafcutter jobs | head` ends when `head` has seen enough, and `> file` on a full disk with a sentence; what is saved
 * stays saved, as by any other end.
 */
function endUnread(error: NodeJS.ErrnoException, canSay: boolean): void {
  // The terminal was closed: the signal that says so stops the run, and calls in flight are still to be kept.
  if (error.code === 'EIO') return;
  if (error.code === 'EPIPE') process.exit(EXIT.unread);
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  const why = isFull ? 'no space left on its disk; free some' : `${error.code}; send it elsewhere`;
  if (canSay) {
    process.stderr.write(
      `leafcutter: Standard output cannot be written: ${why} and run again, nothing saved is lost [${isFull ? 'disk-full' : 'output-unwritable'}]\n`,
    );
  }
  process.exit(EXIT.fatal);
}
