import { startPlainProgress } from './plain-progress.ts';
import type { Displayed, ProgressDisplay } from './progress-display.ts';

/** Shows progress on standard error: drawn on a terminal, as lines elsewhere. */
export async function startDisplay(displayed: Displayed): Promise<ProgressDisplay> {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb' || process.env.CI) {
    return startPlainProgress(displayed, process.stderr);
  }
  // React is loaded only where something is drawn: lines and scripts start faster without it.
  const { startLiveView } = await import('./live-view.ts');
  return startLiveView(displayed);
}
