import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import type { EstimateBody } from '../../src/client/client.ts';
import { dollars, plural } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { compact, duration } from '../format.ts';
import { tellError } from '../parts/notices.tsx';
import { Failed, Loading } from '../parts/waiting.tsx';
import { DropZone } from './drop-zone.tsx';
import { type FormValues, SchemaForm } from './schema-form.tsx';
import { UploadList } from './upload-list.tsx';
import { sourcesOf, submitUploads, uploadQueue } from './upload-queue.ts';

const ROUTES = [
  ['', 'Default'],
  ['rules', 'Rules alone, nothing leaves the machine'],
  ['cascade', 'Rules, then the fast model, then the strong one'],
  ['fast', 'Fast model first'],
  ['strong', 'Strong model first'],
] as const;
type Route = Exclude<(typeof ROUTES)[number][0], ''>;

/** Files, a recipe, what it would take, and the start. */
export function NewJob() {
  const { client } = useConnection();
  const [, go] = useLocation();
  const entries = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.entries);
  const recipes = useQuery({ queryKey: ['recipes'], queryFn: () => client.recipes(), staleTime: Infinity });
  const [chosen, setChosen] = useState<string | null>(null);
  const [options, setOptions] = useState<FormValues>({});
  const [route, setRoute] = useState<Route | ''>('');
  const [name, setName] = useState('');
  const [budget, setBudget] = useState('');
  const [armed, setArmed] = useState(false);

  const sending = entries.some(({ state }) => state === 'sending' || state === 'waiting');
  const sources = sourcesOf(entries);
  const usable = entries.filter(({ state }) => state !== 'failed').length;
  const recipe = recipes.data?.recipes.find((one) => one.name === chosen) ?? recipes.data?.recipes[0];
  const settings = {
    recipe: recipe?.name ?? '',
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(route === '' ? {} : { route }),
  };

  useEffect(() => {
    if (!armed || sending) return;
    setArmed(false);
    if (sources.length === 0) return;
    submitUploads(
      {
        ...settings,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(budget === '' ? {} : { budget_micros: Math.round(Number(budget) * 1_000_000) }),
      },
      entries,
    ).then((job) => go(`/jobs/${job.id}`), tellError);
  });

  if (entries.length === 0) return <DropZone small={false} />;
  return (
    <section className="new-job panel" aria-label="New job">
      <div className="new-job-files">
        <UploadList entries={entries} />
        <DropZone small />
      </div>
      <form
        className="new-job-form"
        onSubmit={(event) => {
          event.preventDefault();
          setArmed(true);
        }}
      >
        {recipes.isPending ? <Loading what="recipes" /> : null}
        {recipes.isError ? (
          <Failed error={recipes.error} what="The list of recipes" again={recipes.refetch} />
        ) : null}
        <fieldset className="choices">
          <legend>Recipe</legend>
          {recipes.data?.recipes.map((one) => (
            <label key={one.name} data-chosen={one === recipe || undefined}>
              <input
                type="radio"
                name="recipe"
                checked={one === recipe}
                onChange={() => {
                  setChosen(one.name);
                  setOptions({});
                }}
              />
              <strong>{one.name}</strong>
              <span>{one.description}</span>
            </label>
          ))}
        </fieldset>
        {recipe ? (
          <SchemaForm key={recipe.name} schema={recipe.options} values={options} onChange={setOptions} />
        ) : null}
        <div className="row">
          <div className="field">
            <label htmlFor="route">Who reads</label>
            <select id="route" value={route} onChange={({ target }) => setRoute(target.value as Route | '')}>
              {ROUTES.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="budget">Most it may cost, in dollars</label>
            <input
              id="budget"
              type="number"
              min="0"
              step="any"
              placeholder="No limit"
              value={budget}
              onChange={({ target }) => setBudget(target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor="job-name">Name of the job</label>
            <input
              id="job-name"
              maxLength={200}
              placeholder="None"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </div>
        </div>
        <EstimateOf sources={sending ? [] : sources} settings={settings} />
        <div className="actions">
          <button type="submit" className="primary" disabled={armed || (!sending && sources.length === 0)}>
            {armed ? 'Starts when all is sent' : `Start with ${plural(usable, 'file')}`}
          </button>
        </div>
      </form>
    </section>
  );
}

function EstimateOf({
  sources,
  settings,
}: {
  readonly sources: readonly string[];
  readonly settings: { readonly recipe: string; readonly route?: Route; readonly options?: FormValues };
}) {
  const { client } = useConnection();
  const estimate = useQuery({
    queryKey: ['estimate', sources, settings],
    queryFn: () => client.estimate({ ...settings, sources: [...sources] }),
    enabled: sources.length > 0 && settings.recipe !== '',
    staleTime: Infinity,
  });
  if (sources.length === 0)
    return <p className="estimate muted">The estimate comes when all files are sent.</p>;
  if (estimate.isPending) return <p className="estimate muted">Estimating…</p>;
  if (estimate.isError) return <p className="estimate problem">No estimate: {estimate.error.message}</p>;
  return <EstimateFacts estimate={estimate.data} />;
}

function EstimateFacts({ estimate }: { readonly estimate: EstimateBody }) {
  const { documents, pages, calls, cost_micros: cost, quota_ms: quota, unreadable, sampled } = estimate;
  const tokens = estimate.input_tokens + estimate.output_tokens;
  return (
    <dl className="estimate facts" aria-label="Estimate">
      <div>
        <dt>Pages</dt>
        <dd>
          {compact(pages)} in {plural(documents, 'document')}
        </dd>
      </div>
      <div>
        <dt>Model calls</dt>
        <dd>{calls === 0 ? 'None' : `${compact(calls)}, ${compact(tokens)} tokens`}</dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{cost === null ? 'Unknown: the model has no known price' : dollars(cost)}</dd>
      </div>
      {quota === null || quota === 0 ? null : (
        <div>
          <dt>At least</dt>
          <dd>{duration(quota)}</dd>
        </div>
      )}
      {unreadable > 0 ? (
        <div>
          <dt>Unreadable</dt>
          <dd>{plural(unreadable, 'file')}</dd>
        </div>
      ) : null}
      {sampled < documents ? <p className="hint">From a sample of {plural(sampled, 'document')}.</p> : null}
    </dl>
  );
}
