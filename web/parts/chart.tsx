import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import UPlot from 'uplot';
import { compact } from '../format.ts';

/** One line of a chart; null where nothing is known. */
export interface ChartLine {
  readonly name: string;
  readonly tone: 'good' | 'look' | 'busy' | 'bad' | 'idle';
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
}

const HEIGHT = 84;
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}

/** Lines over time, small: the figure of now stands beside the title. */
export function Chart({
  title,
  now,
  times,
  lines,
}: {
  readonly title: string;
  readonly now: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const isDark = useSyncExternalStore(subscribe, () => dark.matches);
  const drawn = JSON.stringify([lines.map(({ name, tone, filled }) => [name, tone, filled]), isDark]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot for other lines or colours, not for other values
  useEffect(() => {
    const element = place.current!;
    const style = getComputedStyle(element);
    const colour = (tone: string): string => style.getPropertyValue(`--${tone}`).trim();
    const axis: UPlot.Axis = {
      stroke: colour('muted'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { show: false },
      font: '11px "Source Sans 3 Variable", sans-serif',
      size: 34,
    };
    const made = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 4, 6, 0],
        scales: { y: { range: (_plot, _low, high) => [0, (high > 0 ? high : 1) * 1.1] } },
        axes: [
          { ...axis, show: false },
          {
            ...axis,
            splits: (_plot, _axis, low, high) => [low, high / 2.2, high / 1.1],
            values: (_plot, ticks) =>
              ticks.map((tick) => (tick < 1 && tick > 0 ? tick.toPrecision(2) : compact(tick))),
          },
        ],
        series: [
          {},
          ...lines.map(({ name, tone, filled }) => ({
            label: name,
            stroke: colour(tone),
            width: 1.5,
            points: { show: false },
            ...(filled ? { fill: `${colour(tone)}22` } : {}),
          })),
        ],
      },
      [[], ...lines.map(() => [])],
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [drawn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot wants the values too
  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])]);
  }, [times, lines, drawn]);

  return (
    <figure className="chart">
      <figcaption>
        {title} <strong>{now}</strong>
      </figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}
