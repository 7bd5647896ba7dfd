import { Command } from 'commander';
import { cancelCommand, pauseCommand } from './control-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { evalCommand } from './eval-command.ts';
import { exportCommand, jobsCommand, resumeCommand, retryCommand } from './job-commands.ts';
import { keysCommand } from './keys-command.ts';
import { packageVersion } from './package-version.ts';
import { polishHelp } from './polish-help.ts';
import { recipesCommand } from './recipes-command.ts';
import { estimateCommand, runCommand } from './run-command.ts';
import { serveCommand } from './serve-command.ts';
import { watchCommand } from './watch-command.ts';
import { workerCommand } from './worker-command.ts';

/** The whole command line as a commander program. */
export function createProgram(): Command {
  const program = new Command('leafcutter')
    .description(
      'Turns PDFs into validated, structured data: evidence for every value, exact arithmetic, nothing paid twice.',
    )
    .version(packageVersion());
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
    evalCommand(),
    recipesCommand(),
    serveCommand(),
    workerCommand(),
    keysCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  return polishHelp(program);
}
