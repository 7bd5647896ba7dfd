import type { ReactNode } from 'react';
import { AskPage } from './courses/ask-page.tsx';
import { CoursePage } from './courses/course-page.tsx';
import { CoursesPage } from './courses/courses-page.tsx';
import { QuizPage } from './courses/quiz-page.tsx';
import { DocumentPage } from './document/document-page.tsx';
import { JobPage } from './jobs/job-page.tsx';
import { JobsPage } from './jobs/jobs-page.tsx';
import { ModelsPage } from './models/models-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';

/** A place of the page. Adding one here is all it takes. */
export interface PageRoute {
  /** Pattern of the address, with parameters as `:name`. */
  readonly path: string;
  /** Its name in the navigation; absent: it is reached from elsewhere. */
  readonly nav?: string;
  /** Addresses that count as being there too. */
  readonly below?: readonly string[];
  readonly page: (parameters: Readonly<Record<string, string>>) => ReactNode;
}

/** Every place of the page; the first that fits is shown. */
export const ROUTES: readonly PageRoute[] = [
  { path: '/', nav: 'Jobs', below: ['/jobs/', '/documents/'], page: () => <JobsPage /> },
  { path: '/jobs/:jobId', page: ({ jobId = '' }) => <JobPage key={jobId} jobId={jobId} /> },
  {
    path: '/documents/:documentId',
    page: ({ documentId = '' }) => <DocumentPage key={documentId} documentId={documentId} />,
  },
  { path: '/courses', nav: 'Courses', below: ['/courses/'], page: () => <CoursesPage /> },
  {
    path: '/courses/:courseId',
    page: ({ courseId = '' }) => <CoursePage key={courseId} courseId={courseId} />,
  },
  {
    path: '/courses/:courseId/quiz/:quizId',
    page: ({ courseId = '', quizId = '' }) => <QuizPage key={quizId} courseId={courseId} quizId={quizId} />,
  },
  {
    path: '/courses/:courseId/ask',
    page: ({ courseId = '' }) => <AskPage key={courseId} courseId={courseId} />,
  },
  { path: '/models', nav: 'Models', page: () => <ModelsPage /> },
  { path: '/settings', nav: 'Settings', page: () => <SettingsPage /> },
];
