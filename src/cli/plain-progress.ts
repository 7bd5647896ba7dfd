import type { LeafcutterEvent } from '../domain/event.ts';
import type { Leafcutter } from '../leafcutter.ts';
import type { ProgressMeter } from '../telemetry/progress.ts';
import type { ProgressDisplay } from './follow.ts';
import { dollars, duration, plural, printable } from './format.ts';

/** Up to this many documents each gets a line of its own; beyond, only those that need attention. */
const EACH_NAMED = 50;
const HEARTBEAT_MS = 10_000;

/** Progress as plain lines, for pipes and log files. */
export function startPlainProgress(
  leafcutter: Leafcutter,
  meter: ProgressMeter,
  stream: NodeJS.WritableStream,
): ProgressDisplay {
  const listen = (event: LeafcutterEvent): void => {
    if (event.type !== 'document-end') return;
    if (event.state === 'succeeded' && meter.progress().total > EACH_NAMED) return;
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
  const forget = leafcutter.onEvent(listen);
  const heartbeat = setInterval(() => stream.write(`${statusLine(meter)}\n`), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    end: () => {
      clearInterval(heartbeat);
      forget();
    },
  };
}

/** One line with everything: documents, pages, calls, cost, time left. */
export function statusLine(meter: ProgressMeter): string {
  const { ended, total, totalKnown, pages, callsInFlight, usage, elapsedMs, etaMs } = meter.progress();
  const rate = elapsedMs > 0 ? (ended / elapsedMs) * 60_000 : 0;
  return [
    `${ended} of ${total}${totalKnown ? '' : '+'} documents`,
    `${plural(pages, 'page')}`,
    `${rate.toFixed(0)}/min`,
    usage.calls + callsInFlight > 0
      ? `${usage.calls} calls (${callsInFlight} in flight), ${dollars(usage.costMicros)}`
      : null,
    etaMs === null ? null : `${duration(etaMs)} left`,
  ]
    .filter(Boolean)
    .join(', ');
}
