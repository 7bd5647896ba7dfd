import { Command } from 'commander';
import { Problem } from '../problem/problem.ts';
import { cleanCommand } from './clean-command.ts';
import { cancelCommand, pauseCommand } from './control-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { evalCommand } from './eval-command.ts';
import { exportCommand, jobsCommand, resumeCommand, retryCommand } from './job-commands.ts';
import { keysCommand } from './keys-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { OPTIONS } from './options.ts';
import { packageVersion } from './package-version.ts';
import { polishHelp } from './polish-help.ts';
import { recipesCommand } from './recipes-command.ts';
import { estimateCommand, runCommand } from './run-command.ts';
import { serveCommand } from './serve-command.ts';
import { approveCommand, askCommand, quizCommand, takeOverCommand } from './together-commands.ts';
import { watchCommand } from './watch-command.ts';
import { workerCommand } from './worker-command.ts';

/** Commands that a server can do. */
const WORK_THERE = new Set([
  'run',
  'estimate',
  'jobs',
  'watch',
  'pause',
  'resume',
  'cancel',
  'retry',
  'export',
  'approve',
  'ask',
  'quiz',
  'take-over',
]);

/** A command as it is typed, such as `leafcutter keys list`. */
function wordsOf(command: Command): string {
  return command.parent ? `${wordsOf(command.parent)} ${command.name()}` : command.name();
}

/** The whole command line as a commander program. */
export function createProgram(): Command {
  const program = new Command('leafcutter')
    .description(
      'Turns PDFs into validated, structured data: evidence for every value, exact arithmetic, nothing paid twice.',
    )
    .version(packageVersion())
    .addOption(OPTIONS.server())
    .addOption(OPTIONS.keyFile())
    .hook('preAction', (_program, command) => {
      if (program.getOptionValueSource('server') === undefined || WORK_THERE.has(command.name())) return;
      throw new Problem('invalid-option', {
        detail: `${wordsOf(command)} works on this machine alone, without --server`,
      });
    });
  for (const command of [
    runCommand(),
    estimateCommand(),
    jobsCommand(),
    watchCommand(),
    pauseCommand(),
    resumeCommand(),
    cancelCommand(),
    retryCommand(),
    exportCommand(),
    approveCommand(),
    askCommand(),
    quizCommand(),
    takeOverCommand(),
    evalCommand(),
    recipesCommand(),
    serveCommand(),
    workerCommand(),
    migrateCommand(),
    cleanCommand(),
    keysCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  return polishHelp(program);
}
