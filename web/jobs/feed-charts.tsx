import { useMemo } from 'react';
import { count, dollars } from '../../src/domain/wording.ts';
import { Chart } from '../parts/chart.tsx';
import type { Feed } from './job-feed.ts';

/** Rates are taken over so many samples, so that single documents do not make needles. */
const SPAN = 10;

/** Documents a minute, cost, and what the governor lets through. */
export function FeedCharts({ feed }: { readonly feed: Feed }) {
  const { samples, lanes } = feed;
  const series = useMemo(() => {
    const times = samples.map(({ atMs }) => atMs / 1_000);
    const rate = samples.map((now, index) => {
      const before = samples[Math.max(0, index - SPAN)]!;
      const minutes = (now.atMs - before.atMs) / 60_000;
      return minutes === 0 ? 0 : (now.documents - before.documents) / minutes;
    });
    return {
      times,
      rate,
      cost: samples.map(({ costMicros }) => costMicros / 1_000_000),
      inFlight: samples.map(({ inFlight }) => inFlight),
      limit: samples.map(({ inFlightLimit }) => inFlightLimit),
      waiting: samples.map(({ waiting }) => waiting),
    };
  }, [samples]);
  if (samples.length < 2) return <div className="charts" />;
  const asked = feed.calls > 0 || lanes.length > 0;
  const { times, rate, cost, inFlight, limit, waiting } = series;
  return (
    <section className="charts" aria-label="Since this page was opened">
      <Chart
        title="Documents a minute"
        now={count(Math.round(rate.at(-1) ?? 0))}
        times={times}
        lines={[{ name: 'documents', tone: 'good', values: rate, filled: true }]}
      />
      {asked ? (
        <>
          <Chart
            title="Cost"
            now={dollars(feed.costMicros)}
            times={times}
            lines={[{ name: 'dollars', tone: 'look', values: cost, filled: true }]}
          />
          <Chart
            title="Calls in flight, of all jobs"
            now={`${inFlight.at(-1) ?? 0} of ${limit.at(-1) ?? 'no limit'}, ${waiting.at(-1) ?? 0} wait`}
            times={times}
            lines={[
              { name: 'in flight', tone: 'busy', values: inFlight, filled: true },
              { name: 'limit', tone: 'idle', values: limit },
              { name: 'waiting', tone: 'bad', values: waiting },
            ]}
          />
        </>
      ) : null}
    </section>
  );
}
