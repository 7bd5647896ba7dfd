import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { CourseBody, CourseJobBody } from '../../src/client/client.ts';
import { plural } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { Failed, Loading } from '../parts/waiting.tsx';
import { Citations } from './citations.tsx';
import { CourseProgress, useCourseJob } from './course-progress.tsx';
import { Lesson } from './lesson.tsx';
import { type Citation, SourcePage } from './source-page.tsx';

/** A course to read: its contents, one topic, and the page of a source beside it. */
export function CoursePage({ courseId }: { readonly courseId: string }) {
  const { client } = useConnection();
  // It may be in the making: asked for before, it would be a conflict.
  const job = useCourseJob(courseId);
  const course = useQuery({
    queryKey: ['course', courseId],
    queryFn: () => client.course(courseId),
    enabled: job.data?.status === 'completed',
  });
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState<Citation | null>(null);
  if (job.isError) return <Failed error={job.error} what="The course" whole again={job.refetch} />;
  if (job.data && job.data.status !== 'completed') return <BeingMade job={job.data} />;
  if (course.isPending) return <Loading what="the course" lines={8} />;
  if (course.isError) return <Failed error={course.error} what="The course" whole again={course.refetch} />;
  const { data } = course;
  const week = Number(search.get('week') ?? 1);
  const module = data.modules.find((one) => one.week === week) ?? data.modules[0];
  const place = Number(search.get('topic') ?? 1);
  const topic = module?.sub_topics[place - 1] ?? module?.sub_topics[0];
  const next = module && topic ? nextTopic(data, module.week, topic) : null;
  return (
    <div className="course" data-source={chosen ? '' : undefined}>
      <Contents
        course={data}
        week={module?.week ?? 1}
        topic={module && topic ? module.sub_topics.indexOf(topic) : -1}
        onGo={() => setChosen(null)}
      />
      <article>
        <p className="crumbs">
          <Link href="/courses">Courses</Link>
        </p>
        <h1>{data.course_title}</h1>
        {module && topic ? (
          <>
            <p className="muted">
              Week {module.week}: {module.title}
            </p>
            <h2>{topic.title}</h2>
            {topic.status === 'failed' ? (
              <p className="banner" data-tone="bad">
                This topic could not be written: {topic.problem?.detail}. A retry of{' '}
                <Link href={`/jobs/${courseId}`}>its job</Link> writes it alone.
              </p>
            ) : null}
            {topic.written_by === 'extract' ? (
              <p className="muted">Extract: sentences of the sources, chosen without a model.</p>
            ) : null}
            <Lesson
              content={topic.content}
              onCitation={(number) => setChosen(topic.citations[number - 1] ?? null)}
            />
            <Citations citations={topic.citations} chosen={chosen} onChoose={setChosen} />
            {next ? (
              <p className="next-topic">
                Next: <Link href={`/courses/${courseId}${next.path}`}>{next.title}</Link>
              </p>
            ) : null}
          </>
        ) : null}
      </article>
      {chosen ? <SourcePage citation={chosen} onClose={() => setChosen(null)} /> : null}
    </div>
  );
}

/** What comes after a topic: the next one, the quiz of its module, the next module, the quiz of the course. */
function nextTopic(
  { modules, quizzes }: CourseBody,
  week: number,
  topic: CourseBody['modules'][number]['sub_topics'][number],
): { readonly title: string; readonly path: string } | null {
  const steps = modules.flatMap((module) => [
    ...module.sub_topics.map((one, index) => ({
      title: one.title,
      path: `?week=${module.week}&topic=${index + 1}`,
      topic: one,
    })),
    ...quizzes
      .filter(({ module_week }) => module_week === module.week)
      .map(({ quiz_id, title }) => ({ title, path: `/quiz/${quiz_id}`, topic: null })),
  ]);
  const whole = quizzes
    .filter(({ quiz_type }) => quiz_type === 'course')
    .map(({ quiz_id, title }) => ({ title, path: `/quiz/${quiz_id}`, topic: null }));
  const all = [...steps, ...whole];
  const at = all.findIndex((step) => step.topic === topic && step.path.startsWith(`?week=${week}&`));
  return all[at + 1] ?? null;
}

function BeingMade({ job }: { readonly job: CourseJobBody }) {
  const { job_id: id, error } = job;
  return (
    <div className="work">
      <p className="crumbs">
        <Link href="/courses">Courses</Link>
      </p>
      <h1>{error === null ? 'A course in the making' : 'No course came of it'}</h1>
      {error === null ? (
        <CourseProgress courseId={id} />
      ) : (
        <p className="banner" data-tone="bad">
          {error}
        </p>
      )}
      {job.waits_for_approval ? (
        <p className="banner" data-tone="look">
          Lessons are written when the outline is approved: it waits in{' '}
          <Link href={`/jobs/${id}`}>its job</Link>.
        </p>
      ) : (
        <p>
          <Link href={`/jobs/${id}`}>Its job</Link> has its documents.
        </p>
      )}
    </div>
  );
}

function Contents({
  course,
  week,
  topic,
  onGo,
}: {
  readonly course: CourseBody;
  readonly week: number;
  /** Its place in the module, from 0. */
  readonly topic: number;
  readonly onGo: () => void;
}) {
  const { course_id: id, modules, quizzes, coverage, findings } = course;
  return (
    <nav className="contents" aria-label="Contents of the course">
      <ol>
        {modules.map((module) => (
          <li key={module.week}>
            <details open={module.week === week}>
              <summary>{module.title}</summary>
              <ol>
                {module.sub_topics.map(({ title, status }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two topics may have one title, and none moves
                  <li key={index}>
                    <Link
                      href={`/courses/${id}?week=${module.week}&topic=${index + 1}`}
                      aria-current={module.week === week && index === topic ? 'page' : undefined}
                      onClick={onGo}
                    >
                      {title}
                      {status === 'failed' ? ' (failed)' : ''}
                    </Link>
                  </li>
                ))}
                {quizzes
                  .filter(({ module_week }) => module_week === module.week)
                  .map(({ quiz_id, total_questions }) => (
                    <li key={quiz_id}>
                      <Link href={`/courses/${id}/quiz/${quiz_id}`}>
                        Quiz, {plural(total_questions, 'question')}
                      </Link>
                    </li>
                  ))}
              </ol>
            </details>
          </li>
        ))}
      </ol>
      <ul>
        {quizzes
          .filter(({ quiz_type }) => quiz_type === 'course')
          .map(({ quiz_id, total_questions }) => (
            <li key={quiz_id}>
              <Link href={`/courses/${id}/quiz/${quiz_id}`}>
                Quiz of the course, {plural(total_questions, 'question')}
              </Link>
            </li>
          ))}
        <li>
          <Link href={`/courses/${id}/ask`}>Ask the material</Link>
        </li>
        <li>
          <Link href={`/jobs/${id}`}>Its job</Link>
        </li>
      </ul>
      <h3>Coverage</h3>
      <ul className="muted">
        {coverage.map(({ name, share, unused }) => (
          <li key={name}>
            {name}: {Math.round(share * 100)} % of the pages feed a topic
            {unused ? `; ${unused} feed none` : ''}
          </li>
        ))}
      </ul>
      {findings.length > 0 ? (
        <>
          <h3>Notes</h3>
          <ul className="muted">
            {findings.map(({ path, message, expected, actual }) => (
              <li key={`${path} ${message}`}>
                {message}
                {expected && actual ? ` (${actual} of ${expected})` : ''}.
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </nav>
  );
}
