import type { StoredProgress } from '../app.ts';
import type { ProgressDisplay } from './progress-display.ts';
import { startDisplay } from './start-display.ts';

/** Shows how far a job is that another process runs; `q` and Ctrl-C leave it. `line` says what is watched. */
export function watchDisplay(stored: StoredProgress, line: string): Promise<ProgressDisplay> {
  process.stderr.write(`${line}. Ctrl-C leaves, the job goes on.\n`);
  return startDisplay({
    // It is looked at all the time anyway, to see the end.
    look: async () => {},
    progress: () => stored.progress(),
    listen: stored.listen,
    hint: () => [{ text: 'q leave: the job goes on' }],
    keys: { q: () => void process.kill(process.pid, 'SIGINT') },
  });
}
