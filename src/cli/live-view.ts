import { Box, render, Text } from 'ink';
import { createElement as h, type ReactElement, useEffect, useState } from 'react';
import type { DocumentState } from '../domain/states.ts';
import type { Progress, ProgressMeter } from '../telemetry/progress.ts';
import type { ProgressDisplay } from './follow.ts';
import { dollars, duration, plural, printable } from './format.ts';

const REFRESH_MS = 250;
const BAR_CELLS = 40;
const RUNNING_SHOWN = 5;
const COLOURS: Readonly<Partial<Record<DocumentState, string>>> = {
  succeeded: 'green',
  needs_review: 'yellow',
  partial: 'magenta',
  failed: 'red',
};

/** Draws a job's progress on the terminal (standard error) until `end`. */
export function startLiveView(meter: ProgressMeter): ProgressDisplay {
  const view = render(h(LiveView, { meter }), {
    stdout: process.stderr as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    end: async () => {
      view.rerender(h(LiveView, { meter }));
      view.unmount();
      await view.waitUntilExit();
    },
  };
}

function LiveView({ meter }: { meter: ProgressMeter }): ReactElement {
  const [, refresh] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => refresh((count) => count + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const progress = meter.progress();
  return h(
    Box,
    { flexDirection: 'column' },
    h(Bar, { progress }),
    h(Numbers, { progress }),
    ...[...progress.running.values()]
      .slice(-RUNNING_SHOWN)
      .map(({ name, done, total }, index) =>
        h(
          Text,
          { key: `running-${index}`, dimColor: true, wrap: 'truncate-end' },
          `  ${printable(name)}${total > 0 ? `  ${done}/${total}` : ''}`,
        ),
      ),
    ...progress.latest
      .filter(({ state }) => state !== 'succeeded')
      .map(({ name, state, problem }, index) =>
        h(
          Text,
          { key: `latest-${index}`, wrap: 'truncate-end', ...colourOf(state) },
          `  ${state.replace('_', ' ')}  ${printable(name)}${problem ? `: ${printable(problem.title)}` : ''}`,
        ),
      ),
  );
}

function colourOf(state: DocumentState): { color?: string } {
  const color = COLOURS[state];
  return color ? { color } : {};
}

function Bar({ progress }: { progress: Progress }): ReactElement {
  const { ended, total, totalKnown, byState } = progress;
  const share = total > 0 ? ended / total : 0;
  const cells: ReactElement[] = [];
  let used = 0;
  for (const [state, count] of byState) {
    const width = Math.round((count / Math.max(1, total)) * BAR_CELLS);
    used += width;
    cells.push(h(Text, { key: state, ...colourOf(state) }, '█'.repeat(width)));
  }
  const earlier = Math.max(0, Math.round(share * BAR_CELLS) - used);
  return h(
    Text,
    null,
    ...cells,
    '█'.repeat(earlier),
    '░'.repeat(Math.max(0, BAR_CELLS - used - earlier)),
    ` ${ended}/${total}${totalKnown ? '' : '+'} documents`,
  );
}

function Numbers({ progress }: { progress: Progress }): ReactElement {
  const { pages, usage, callsInFlight, elapsedMs, etaMs, ended, byState, lanes } = progress;
  const perMinute = elapsedMs > 0 ? (ended / elapsedMs) * 60_000 : 0;
  const paused = [...lanes.values()].find(({ pausedMs }) => pausedMs > 0);
  const parts = [
    plural(pages, 'page'),
    `${perMinute.toFixed(0)}/min`,
    usage.calls + callsInFlight > 0
      ? `${plural(usage.calls, 'call')}, ${callsInFlight} in flight, ${dollars(usage.costMicros)}`
      : '',
    duration(elapsedMs),
    etaMs === null ? '' : `${duration(etaMs)} left`,
    ...[...byState].map(([state, count]) => `${count} ${state.replace('_', ' ')}`),
    paused ? `provider asks to wait ${duration(paused.pausedMs)}` : '',
  ];
  return h(Text, { wrap: 'truncate-end' }, parts.filter(Boolean).join(' · '));
}
