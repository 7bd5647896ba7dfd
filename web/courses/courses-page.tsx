import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useConnection } from '../connection.ts';
import { plural } from '../format.ts';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';

/** The courses there are. */
export function CoursesPage() {
  const { client } = useConnection();
  const courses = useQuery({ queryKey: ['courses'], queryFn: () => client.courses() });
  return (
    <div className="work">
      <h1>Courses</h1>
      {courses.isPending ? <Loading what="courses" /> : null}
      {courses.isError ? (
        <Failed error={courses.error} what="The list of courses" again={courses.refetch} />
      ) : null}
      {courses.data?.length === 0 ? (
        <Nothing title="No courses yet">
          <p>
            <Link href="/">Drop some PDFs</Link> and choose the recipe course: all of them become one.
          </p>
        </Nothing>
      ) : null}
      <ul className="courses">
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
