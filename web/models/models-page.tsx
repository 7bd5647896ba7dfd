import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../connection.ts';
import { compact, duration } from '../format.ts';
import { LanesInTrouble } from '../jobs/lanes-in-trouble.tsx';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';

const REFRESH_MS = 2_000;

/** The models that are asked, and what the governor knows of their limits. */
export function ModelsPage() {
  const { client } = useConnection();
  const models = useQuery({
    queryKey: ['models'],
    queryFn: () => client.models(),
    refetchInterval: REFRESH_MS,
  });
  if (models.isPending) return <Loading what="models" />;
  if (models.isError)
    return <Failed error={models.error} what="The list of models" whole again={models.refetch} />;
  const { models: tiers, lanes } = models.data;
  return (
    <div className="narrow">
      <h1>Models</h1>
      <LanesInTrouble lanes={lanes} />
      <section className="panel">
        <h2>Who is asked</h2>
        {tiers.length === 0 ? (
          <Nothing title="No model is configured">
            <p>Everything is read by rules on this machine. A key in the server’s environment adds models.</p>
          </Nothing>
        ) : (
          <dl className="facts">
            {tiers.map(({ tier, model }) => (
              <div key={tier}>
                <dt>{tier}</dt>
                <dd>{model}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section className="panel">
        <h2>What was learnt of their limits</h2>
        {lanes.length === 0 ? (
          <Nothing title="Nothing yet: no call has been made since the server started" />
        ) : (
          <div className="scroll-x" role="region" aria-label="Limits" tabIndex={0}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">Lane</th>
                  <th scope="col" className="number">
                    In flight
                  </th>
                  <th scope="col" className="number">
                    Limit
                  </th>
                  <th scope="col" className="number">
                    Waiting
                  </th>
                  <th scope="col" className="number">
                    Requests/min
                  </th>
                  <th scope="col" className="number">
                    Tokens/min
                  </th>
                  <th scope="col">Breaker</th>
                </tr>
              </thead>
              <tbody>
                {lanes.map((lane) => (
                  <tr key={lane.lane}>
                    <th scope="row">{lane.lane}</th>
                    <td className="number">{lane.in_flight}</td>
                    <td className="number">{orUnknown(lane.in_flight_limit)}</td>
                    <td className="number">{lane.waiting}</td>
                    <td className="number">{orUnknown(lane.requests_per_minute)}</td>
                    <td className="number">{orUnknown(lane.tokens_per_minute)}</td>
                    <td>
                      {lane.breaker}
                      {lane.paused_ms > 0 ? `, pauses for ${duration(lane.paused_ms)}` : ''}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </div>
  );
}

function orUnknown(value: number | null): string {
  return value === null ? '–' : compact(value);
}
