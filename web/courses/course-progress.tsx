import { useQuery } from '@tanstack/react-query';
import type { CourseJobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';

const LOOK_MS = 1_000;

const TITLES: Readonly<Record<string, string>> = {
  text: 'Text of the sources',
  outline: 'Outline',
  topics: 'Topics',
  quizzes: 'Quizzes',
};

/** Looks at a course that is being made until it is there or has failed. */
export function useCourseJob(courseId: string) {
  const { client } = useConnection();
  return useQuery({
    queryKey: ['course-job', courseId],
    queryFn: () => client.courseJob(courseId),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'completed' || data?.status === 'failed' ? false : LOOK_MS,
  });
}

/** The steps of a course that is being made, each with how far it is. */
export function CourseProgress({ courseId }: { readonly courseId: string }) {
  const job = useCourseJob(courseId);
  if (!job.data) return null;
  return (
    <section className="course-steps" aria-label="How far the course is">
      <progress max={100} value={job.data.progress} aria-label="The course" />
      <ol>
        {job.data.steps.map((step) => (
          <li
            key={step.name}
            data-state={step.state}
            aria-current={step.state === 'now' ? 'step' : undefined}
          >
            {TITLES[step.name]}
            <span className="muted">{howFar(step, job.data)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function howFar({ name, state, done, total }: CourseJobBody['steps'][number], job: CourseJobBody): string {
  if (state === 'done') return 'done';
  if (state === 'next') return '';
  if (name === 'outline') return job.waits_for_approval ? 'waits for approval' : 'being made';
  return total === null ? `${done}` : `${done} of ${total}`;
}
