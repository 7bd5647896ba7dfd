import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { JobBody } from '../../src/client/client.ts';
import { dollars } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { exactDollars } from '../format.ts';
import { tell, tellError } from '../parts/notices.tsx';

const MICROS = 1_000_000;
const CENT = 10_000;

/** Lets a job go on that stopped because its budget is spent: with a new ceiling, which is asked back before it counts. */
export function BudgetForm({ job }: { readonly job: JobBody }) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const had = job.budget_micros ?? job.usage.cost_micros;
  const [typed, setTyped] = useState(had === 0 ? '' : String((Math.ceil((2 * had) / CENT) * CENT) / MICROS));
  const raise = useMutation({
    mutationFn: (budgetMicros: number) => client.resume(job.id, { budget_micros: budgetMicros }),
    onSuccess(after, asked) {
      queries.setQueryData(['job', job.id], after);
      const given = after.budget_micros ?? asked;
      const why = given < asked ? '; its key may not spend more today' : '';
      tell(`The job goes on and may cost up to ${exactDollars(given)} in all${why}`);
    },
    onError: tellError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const micros = Math.round(Number(typed) * MICROS);
    const sure = window.confirm(
      `Let the job cost up to ${exactDollars(micros)} in all? It has cost ${dollars(job.usage.cost_micros)} so far.`,
    );
    if (sure) raise.mutate(micros);
  };
  return (
    <form className="panel raise-budget" onSubmit={submit}>
      <div className="field">
        <label htmlFor="new-budget">Most it may cost in all, in dollars</label>
        <input
          id="new-budget"
          type="number"
          required
          min={(had + 1) / MICROS}
          max={1_000_000_000}
          step="any"
          value={typed}
          aria-describedby="new-budget-hint"
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
      <button type="submit" className="primary" disabled={raise.isPending}>
        Raise the budget and go on
      </button>
      <p className="hint" id="new-budget-hint">
        {dollars(job.usage.cost_micros)} is spent
        {job.budget_micros === null ? '' : ` of ${dollars(job.budget_micros)}`}. What was answered is not paid
        again.
      </p>
    </form>
  );
}
