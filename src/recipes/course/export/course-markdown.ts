import type { Finding } from '../../../domain/finding.ts';
import { asMarkdown, withHeadingsFrom } from '../course-markdown.ts';
import type { Citation, CourseData, Quiz } from '../course-schema.ts';
import { LETTERS } from '../course-schema.ts';

/** A place in a source, for people. */
export const placeText = ({ document, page_number }: Citation): string => `${document}, page ${page_number}`;

/**
 * A course as one Markdown text: lessons with their citations below, quizzes with their keys at the end of each, coverage, and
 * what there is to know of it.
 */
export function courseMarkdown(
  { course, quizzes, coverage }: CourseData,
  findings: readonly Finding[],
): string {
  const lines = [
    `# ${asMarkdown(course.course_title)}`,
    '',
    asMarkdown(course.description),
    '',
    `Level: ${course.level}. Sources:`,
    '',
  ];
  for (const { name, pages } of course.sources) lines.push(`- ${asMarkdown(name)} (${pages} pages)`);
  for (const { week, title, learning_objectives, sub_topics } of course.modules) {
    lines.push('', `## Week ${week}: ${asMarkdown(title)}`, '');
    for (const objective of learning_objectives) lines.push(`- ${asMarkdown(objective)}`);
    for (const { title: topic, status, content, citations, written_by, problem } of sub_topics) {
      lines.push('', `### ${asMarkdown(topic)}`, '');
      if (status === 'failed') {
        lines.push(`*This topic could not be written (${problem?.code ?? 'failed'}).*`);
        continue;
      }
      if (written_by === 'extract')
        lines.push('*Extract: sentences of the sources, chosen without a model.*', '');
      lines.push(withHeadingsFrom(4, content), '');
      for (const [index, citation] of citations.entries()) {
        lines.push(
          `\\[${index + 1}\\] ${asMarkdown(placeText(citation))}: “${asMarkdown(citation.quote)}”  `,
        );
      }
    }
  }
  for (const quiz of quizzes) {
    const path = quiz.quiz_type === 'course' ? 'quizzes.course' : `quizzes.module-${quiz.module_week}`;
    lines.push(
      '',
      ...quizLines(
        quiz,
        findings.filter((finding) => finding.path === path),
      ),
    );
  }
  lines.push('', '## Coverage', '');
  for (const { name, share, unused } of coverage) {
    lines.push(
      `- ${asMarkdown(name)}: ${Math.round(share * 100)} % of the pages with text feed a topic${unused ? `; pages ${unused} feed none` : ''}`,
    );
  }
  if (findings.length > 0) lines.push('', '## Notes', '');
  for (const finding of findings) lines.push(`- ${noteOf(finding)}`);
  return `${lines.join('\n')}\n`;
}

/** What there is to know, with its code, and how many there are of how many that were wanted. */
function noteOf({ code, message, expected, actual }: Finding): string {
  const share = expected !== undefined && actual !== undefined ? ` (${actual} of ${expected})` : '';
  return `${code}${asMarkdown(share)}: ${asMarkdown(message)}`;
}

function quizLines({ title, questions }: Quiz, findings: readonly Finding[]): string[] {
  const lines = [`## ${asMarkdown(title)}`, ''];
  for (const finding of findings) lines.push(`*${noteOf(finding)}*`, '');
  for (const [index, { question_text, options }] of questions.entries()) {
    lines.push(`${index + 1}. ${asMarkdown(question_text)}`);
    for (const [place, option] of options.entries())
      lines.push(`   - ${LETTERS[place]}) ${asMarkdown(option)}`);
  }
  lines.push('', '**Answers**', '');
  for (const [index, { correct_answer, explanation, citation }] of questions.entries()) {
    lines.push(
      `${index + 1}. ${correct_answer}: ${asMarkdown(explanation.trim())} (${asMarkdown(placeText(citation))})`,
    );
  }
  return lines;
}
