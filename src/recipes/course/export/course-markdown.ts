import type { Citation, CourseData, Quiz } from '../course-schema.ts';
import { LETTERS } from '../course-schema.ts';

/** A place in a source, for people. */
export const placeText = ({ document, page_number }: Citation): string => `${document}, page ${page_number}`;

/** A course as one Markdown text: lessons with their citations below, then quizzes with their keys at the end of each. */
export function courseMarkdown({ course, quizzes, coverage }: CourseData): string {
  const lines = [
    `# ${course.course_title}`,
    '',
    course.description,
    '',
    `Level: ${course.level}. Sources:`,
    '',
  ];
  for (const { name, pages } of course.sources) lines.push(`- ${name} (${pages} pages)`);
  for (const { week, title, learning_objectives, sub_topics } of course.modules) {
    lines.push('', `## Week ${week}: ${title}`, '');
    for (const objective of learning_objectives) lines.push(`- ${objective}`);
    for (const { title: topic, status, content, citations, written_by, problem } of sub_topics) {
      lines.push('', `### ${topic}`, '');
      if (status === 'failed') {
        lines.push(`*This topic could not be written (${problem?.code ?? 'failed'}).*`);
        continue;
      }
      if (written_by === 'extract')
        lines.push('*Extract: sentences of the sources, chosen without a model.*', '');
      lines.push(content.replace(/^(#{1,4}) /gm, '##$1 '), '');
      for (const [index, citation] of citations.entries()) {
        lines.push(`[${index + 1}]: ${placeText(citation)}: “${citation.quote}”  `);
      }
    }
  }
  for (const quiz of quizzes) lines.push('', ...quizLines(quiz));
  lines.push('', '## Coverage', '');
  for (const { name, share, unused } of coverage) {
    lines.push(
      `- ${name}: ${Math.round(share * 100)} % of the pages with text feed a topic${unused ? `; pages ${unused} feed none` : ''}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function quizLines({ title, questions }: Quiz): string[] {
  const lines = [`## ${title}`, ''];
  for (const [index, { question_text, options }] of questions.entries()) {
    lines.push(`${index + 1}. ${question_text}`);
    for (const [place, option] of options.entries()) lines.push(`   - ${LETTERS[place]}) ${option}`);
  }
  lines.push('', '**Answers**', '');
  for (const [index, { correct_answer, explanation, citation }] of questions.entries()) {
    lines.push(`${index + 1}. ${correct_answer}: ${explanation.trim()} (${placeText(citation)})`);
  }
  return lines;
}
