import type { Finding } from '../../../domain/finding.ts';
import type { ExportedFile } from '../../recipe.ts';
import type { CourseData } from '../course-schema.ts';
import { courseMarkdown } from './course-markdown.ts';
import { coursePages } from './course-site.ts';
import { qtiPackage } from './qti-package.ts';
import { scormPackage } from './scorm-package.ts';

/** A course as files: JSON, Markdown, a site that needs no server, and where it has quizzes QTI 2.1 and SCORM 1.2. */
export function exportCourse(data: CourseData, findings: readonly Finding[]): readonly ExportedFile[] {
  const { course, quizzes, coverage } = data;
  return [
    { path: 'course.json', text: `${JSON.stringify({ ...course, quizzes, coverage, findings }, null, 2)}\n` },
    { path: 'course.md', text: courseMarkdown(data, findings) },
    ...coursePages(data, { scorm: false }).map(({ path, text }) => ({ path: `site/${path}`, text })),
    ...(quizzes.length > 0 ? [{ path: 'quizzes-qti21.zip', archive: qtiPackage(data) }] : []),
    { path: 'course-scorm12.zip', archive: scormPackage(data) },
  ];
}
