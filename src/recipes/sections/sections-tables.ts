import type { DocumentResult } from '../../domain/result.ts';
import type { Table } from '../recipe.ts';
import type { SectionsResult } from './sections-schema.ts';

/** One row a section, and one row a section and prompt. */
export const sectionsTables: readonly Table<SectionsResult>[] = [
  {
    name: 'sections',
    columns: [
      'document',
      'number',
      'section_name',
      'level',
      'page_range',
      'page_labels',
      'kind',
      'source',
      'status',
      'words',
      'summary',
      'key_terms',
    ],
    *rows({ document, data }) {
      for (const section of data?.sections ?? []) {
        const { number, section_name, level, page_range, page_labels, kind, source, status, words } = section;
        yield {
          document: document.name,
          number,
          section_name,
          level,
          page_range,
          page_labels,
          kind,
          source,
          status,
          words,
          summary:
            section.summary.map(({ text, page_number }) => `${text} (p. ${page_number})`).join(' ') || null,
          key_terms: section.key_terms.map(({ term }) => term).join('; ') || null,
        };
      }
    },
  },
  {
    name: 'results',
    columns: [
      'document',
      'number',
      'section_name',
      'page_range',
      'prompt',
      'status',
      'result',
      'problem',
      'model',
    ],
    *rows(result) {
      for (const { section, one } of answers(result)) {
        const answer = one.result?.answer;
        yield {
          document: result.document.name,
          number: section.number,
          section_name: section.section_name,
          page_range: section.page_range,
          prompt: one.prompt,
          status: one.status,
          result: typeof answer === 'string' ? answer : one.result && JSON.stringify(one.result),
          problem: one.problem?.detail ?? null,
          model: one.model,
        };
      }
    },
  },
];

function* answers({ data }: DocumentResult<SectionsResult>) {
  for (const section of data?.sections ?? []) for (const one of section.results) yield { section, one };
}
