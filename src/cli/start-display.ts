import { Keys } from './keys.ts';
import { startPlainProgress } from './plain-progress.ts';
import type { Displayed, ProgressDisplay } from './progress-display.ts';

/** Shows progress on standard error: drawn on a terminal, where keys are read too, and as lines elsewhere. */
export async function startDisplay(displayed: Displayed): Promise<ProgressDisplay> {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb' || process.env.CI) {
    return startPlainProgress(displayed, process.stderr);
  }
  // React is loaded only where something is drawn: lines and scripts start faster without it.
  const { LiveView } = await import('./live-view.ts');
  await displayed.look();
  const view = new LiveView(displayed, process.stderr);
  const giveBack = (): void => {
    keys.stop();
    view.stop();
  };
  const keys = new Keys(process.stdin, displayed.keys ?? {}, { giveBack });
  const goOn = (): void => {
    view.start();
    if (displayed.keys) keys.start();
  };
  const forget = onStopped(giveBack, goOn);
  goOn();
  return {
    notice: () => view.draw(),
    end: async () => {
      forget();
      keys.stop();
      await displayed.look();
      await view.end();
    },
  };
}

/** Has the terminal given back while a shell stops the process (Ctrl-Z), and taken again when it goes on. */
function onStopped(giveBack: () => void, goOn: () => void): () => void {
  if (process.platform === 'win32') return () => {};
  const stop = (): void => {
    giveBack();
    // Nobody can catch this one: it is what the other would have done.
    process.kill(process.pid, 'SIGSTOP');
  };
  const goOnAnew = (): void => {
    // Where the shell has stopped it otherwise, it was not given back.
    giveBack();
    goOn();
  };
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', goOnAnew);
  return () => {
    process.off('SIGTSTP', stop);
    process.off('SIGCONT', goOnAnew);
  };
}
