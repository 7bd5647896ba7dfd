import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { JobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { tellError } from '../parts/notices.tsx';
import { Failed, Loading } from '../parts/waiting.tsx';

/** What of an outline a person changes here; the rest of it is kept as it is. */
interface Outline {
  readonly course_title: string;
  readonly modules: readonly {
    readonly title: string;
    readonly sub_topics: readonly { readonly title: string }[];
  }[];
}

const isOutline = (value: unknown): value is Outline =>
  typeof value === 'object' && value !== null && 'course_title' in value && 'modules' in value;

/** What a job shows before it goes on: changed here if need be, and approved. */
export function Approval({ jobId }: { readonly jobId: string }) {
  const { client } = useConnection();
  const approvals = useQuery({ queryKey: ['approvals', jobId], queryFn: () => client.approvals(jobId) });
  if (approvals.isPending) return <Loading what="what waits for approval" />;
  if (approvals.isError)
    return <Failed error={approvals.error} what="What waits for approval" again={approvals.refetch} />;
  const waiting =
    approvals.data.approvals.find(({ decision }) => decision === null) ?? approvals.data.approvals[0];
  return waiting ? (
    <Proposal key={waiting.name} jobId={jobId} name={waiting.name} proposal={waiting.proposal} />
  ) : null;
}

function Proposal({
  jobId,
  name,
  proposal,
}: {
  readonly jobId: string;
  readonly name: string;
  readonly proposal: unknown;
}) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const [value, setValue] = useState(proposal);
  const approve = useMutation({
    mutationFn: () => client.approve(jobId, name, value),
    onSuccess: (job: JobBody) => queries.setQueryData(['job', jobId], job),
    onError: tellError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    approve.mutate();
  };
  return (
    <form className="approval" onSubmit={submit} aria-label={`Approve the ${name}`}>
      {isOutline(value) ? (
        <OutlineFields outline={value} onChange={setValue} />
      ) : (
        <pre>{JSON.stringify(value, null, 2)}</pre>
      )}
      <button type="submit" className="primary" disabled={approve.isPending}>
        Approve the {name} and go on
      </button>
    </form>
  );
}

function OutlineFields({
  outline,
  onChange,
}: {
  readonly outline: Outline;
  readonly onChange: (outline: Outline) => void;
}) {
  const change = (week: number, module: Outline['modules'][number] | null) =>
    onChange({
      ...outline,
      modules: outline.modules.flatMap((one, index) => (index === week ? (module ?? []) : one)),
    });
  return (
    <>
      <label>
        Title of the course
        <input
          type="text"
          required
          value={outline.course_title}
          onChange={(event) => onChange({ ...outline, course_title: event.target.value })}
        />
      </label>
      <ol>
        {outline.modules.map((module, week) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: titles change under the hand
          <li key={week}>
            <label>
              <span className="visually-hidden">Title of week {week + 1}</span>
              <input
                type="text"
                required
                value={module.title}
                onChange={(event) => change(week, { ...module, title: event.target.value })}
              />
            </label>
            <ul>
              {module.sub_topics.map((topic, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: titles change under the hand
                <li key={place}>
                  <label>
                    <span className="visually-hidden">
                      Title of topic {place + 1} of week {week + 1}
                    </span>
                    <input
                      type="text"
                      required
                      value={topic.title}
                      onChange={(event) =>
                        change(week, {
                          ...module,
                          sub_topics: module.sub_topics.map((one, index) =>
                            index === place ? { ...one, title: event.target.value } : one,
                          ),
                        })
                      }
                    />
                  </label>
                  <button
                    type="button"
                    aria-label={`Leave out ${topic.title}`}
                    onClick={() => {
                      const left = module.sub_topics.filter((_, index) => index !== place);
                      change(week, left.length > 0 ? { ...module, sub_topics: left } : null);
                    }}
                  >
                    Leave out
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
