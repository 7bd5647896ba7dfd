import type { LeafcutterEvent } from '../domain/event.ts';
import { dollars, duration, plural, printable } from './format.ts';
import type { Displayed, ProgressDisplay } from './progress-display.ts';

/** Up to this many documents each gets a line of its own; beyond, only those that need attention. */
const EACH_NAMED = 50;
const HEARTBEAT_MS = 10_000;

/** Progress as plain lines, for pipes and log files. */
export function startPlainProgress(displayed: Displayed, stream: NodeJS.WritableStream): ProgressDisplay {
  const listen = (event: LeafcutterEvent): void => {
    if (event.type === 'batch-change') {
      const sent = `sent with ${plural(event.questions, 'question')}; it may take a day`;
      stream.write(`Batch ${event.batchId}: ${event.state === 'submitted' ? sent : event.state}\n`);
    }
    if (event.type !== 'document-end') return;
    if (event.state === 'succeeded' && displayed.progress().total > EACH_NAMED) return;
    const cost =
      event.usage.calls > 0
        ? `, ${plural(event.usage.calls, 'call')}, ${dollars(event.usage.costMicros)}`
        : '';
    const why = event.problem ? `: ${printable(event.problem.detail)}` : '';
    const pages = event.pages > 0 ? `, ${plural(event.pages, 'page')}` : '';
    stream.write(
      `${printable(event.name)}: ${event.state.replace('_', ' ')}${pages}, ${duration(event.durationMs)}${cost}${why}\n`,
    );
  };
  const forget = displayed.listen(listen);
  const heartbeat = setInterval(() => stream.write(`${statusLine(displayed)}\n`), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    end: () => {
      clearInterval(heartbeat);
      forget();
    },
  };
}

/** One line with everything: documents, pages, calls, cost, time left. */
export function statusLine(displayed: Pick<Displayed, 'progress'>): string {
  const { ended, total, totalKnown, pages, callsInFlight, usage, perMinute, etaMs } = displayed.progress();
  const inFlight = callsInFlight === null ? '' : ` (${callsInFlight} in flight)`;
  return [
    `${ended} of ${total}${totalKnown ? '' : '+'} documents`,
    pages === null ? null : plural(pages, 'page'),
    perMinute === null ? null : `${perMinute.toFixed(0)}/min`,
    usage.calls + (callsInFlight ?? 0) > 0
      ? `${plural(usage.calls, 'call')}${inFlight}, ${dollars(usage.costMicros)}`
      : null,
    etaMs === null ? null : `${duration(etaMs)} left`,
  ]
    .filter(Boolean)
    .join(', ');
}
