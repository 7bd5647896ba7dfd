import type { Table } from '../recipe.ts';
import type { CourseResult } from './course-schema.ts';

/** One row per topic, and one per question with its key. */
export const courseTables: readonly Table<CourseResult>[] = [
  {
    name: 'topics',
    columns: [
      'week',
      'module',
      'topic',
      'status',
      'written_by',
      'citations',
      'dropped_citations',
      'sections',
    ],
    *rows({ data }) {
      if (data?.kind !== 'course') return;
      for (const { week, title, sub_topics } of data.course.modules) {
        for (const topic of sub_topics) {
          yield {
            week,
            module: title,
            topic: topic.title,
            status: topic.status,
            written_by: topic.written_by,
            citations: topic.citations.length,
            dropped_citations: topic.dropped_citations,
            sections: topic.sections.map((section) => section.title).join('; '),
          };
        }
      }
    },
  },
  {
    name: 'questions',
    columns: [
      'quiz_id',
      'question_id',
      'question_text',
      'option_a',
      'option_b',
      'option_c',
      'option_d',
      'correct_answer',
      'explanation',
      'topic',
      'difficulty',
      'document',
      'page_number',
      'quote',
    ],
    *rows({ data }) {
      if (data?.kind !== 'course') return;
      for (const { quiz_id, questions } of data.quizzes) {
        for (const {
          options,
          citation,
          question_id,
          question_text,
          correct_answer,
          explanation,
          topic,
          difficulty,
        } of questions) {
          const [option_a = '', option_b = '', option_c = '', option_d = ''] = options;
          const { document, page_number, quote } = citation;
          yield {
            quiz_id,
            question_id,
            question_text,
            option_a,
            option_b,
            option_c,
            option_d,
            correct_answer,
            explanation,
            topic,
            difficulty,
            document,
            page_number,
            quote,
          };
        }
      }
    },
  },
];
