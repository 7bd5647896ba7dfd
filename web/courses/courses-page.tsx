import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { plural } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { nameOf } from '../jobs/jobs-page.tsx';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';

/** The courses there are. */
export function CoursesPage() {
  const { client } = useConnection();
  const courses = useQuery({ queryKey: ['courses'], queryFn: () => client.courses() });
  const jobs = useQuery({
    queryKey: ['jobs', 'courses in the making'],
    queryFn: async () =>
      (await client.jobs({ limit: 100 })).jobs.filter(
        ({ recipe, ended_at }) => recipe.name === 'course' && ended_at === null,
      ),
  });
  return (
    <div className="work">
      <h1>Courses</h1>
      {courses.isPending ? <Loading what="courses" /> : null}
      {courses.isError ? (
        <Failed error={courses.error} what="The list of courses" again={courses.refetch} />
      ) : null}
      {courses.data?.length === 0 && !jobs.data?.length ? (
        <Nothing title="No courses yet">
          <p>
            <Link href="/">Drop some PDFs</Link> and choose the recipe course: all of them become one.
          </p>
        </Nothing>
      ) : null}
      <ul className="courses">
        {jobs.data?.map((job) => (
          <li key={job.id}>
            <Link href={`/courses/${job.id}`}>{nameOf(job)}</Link>
            <span className="muted">in the making</span>
          </li>
        ))}
        {courses.data?.map(({ course_id, course_title, modules }) => (
          <li key={course_id}>
            <Link href={`/courses/${course_id}`}>{course_title}</Link>
            <span className="muted">{plural(modules, 'module')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
