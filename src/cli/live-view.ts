import { Box, render, Text } from 'ink';
import { createElement as h, type ReactElement, useEffect, useState } from 'react';
import type { Progress } from '../app.ts';
import type { DocumentState } from '../domain/states.ts';
import { dollars, duration, plural, printable } from './format.ts';
import type { Displayed, ProgressDisplay } from './progress-display.ts';

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
export function startLiveView(displayed: Displayed): ProgressDisplay {
  const view = render(h(LiveView, { displayed }), {
    stdout: process.stderr as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    end: async () => {
      view.rerender(h(LiveView, { displayed }));
      view.unmount();
      await view.waitUntilExit();
    },
  };
}

function LiveView({ displayed }: { displayed: Displayed }): ReactElement {
  const [, refresh] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => refresh((count) => count + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const progress = displayed.progress();
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
  const { pages, usage, callsInFlight, elapsedMs, perMinute, etaMs, byState, lanes } = progress;
  const inFlight = callsInFlight === null ? '' : `, ${callsInFlight} in flight`;
  const paused = [...lanes.values()].find(({ pausedMs }) => pausedMs > 0);
  const parts = [
    pages === null ? '' : plural(pages, 'page'),
    perMinute === null ? '' : `${perMinute.toFixed(0)}/min`,
    usage.calls + (callsInFlight ?? 0) > 0
      ? `${plural(usage.calls, 'call')}${inFlight}, ${dollars(usage.costMicros)}`
      : '',
    duration(elapsedMs),
    etaMs === null ? '' : `${duration(etaMs)} left`,
    ...[...byState].map(([state, count]) => `${count} ${state.replace('_', ' ')}`),
    paused ? `provider asks to wait ${duration(paused.pausedMs)}` : '',
  ];
  return h(Text, { wrap: 'truncate-end' }, parts.filter(Boolean).join(' · '));
}
