import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { JobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { CourseProgress } from './course-progress.tsx';

/** How far the course of a job is, and where it is read once it is there; nothing for a job that makes none. */
export function CourseLink({ job }: { readonly job: JobBody }) {
  const { client } = useConnection();
  const course = useQuery({
    queryKey: ['of-job', job.id, 'course'],
    queryFn: async () => (await client.courses()).find(({ course_id }) => course_id === job.id) ?? null,
    enabled: job.ended_at !== null && job.state !== 'failed' && job.state !== 'cancelled',
  });
  if (job.recipe.name === 'course' && job.ended_at === null) return <CourseProgress courseId={job.id} />;
  if (!course.data) return null;
  return (
    <p>
      <Link href={`/courses/${job.id}`}>Read the course “{course.data.course_title}”</Link>
    </p>
  );
}
