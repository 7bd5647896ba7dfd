import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import { isProblem } from '../../problem/problem.ts';
import { readHeadingText } from '../../rules/headings/heading-text.ts';
import type { SectionMap, SectionStart } from '../../rules/headings/section.ts';
import { settleSections } from '../../rules/headings/settle-sections.ts';
import type { RecipeDocument, Step } from '../recipe.ts';

/** Pages one question looks at. */
const PAGES_PER_QUESTION = 80;

const answerSchema = z.object({
  sections: z.array(
    z.object({
      title: z.string().min(1).describe('The heading as printed'),
      level: z.int().min(1).max(6).describe('1 for the highest'),
      start_page: z.int().describe('Page on which the heading stands, counted as told'),
    }),
  ),
});
type ModelSections = z.infer<typeof answerSchema>;

/**
 * Asks a model for the sections of a document that has neither outline nor headings. Null when no model is to be asked
 * or it finds none.
 */
export async function findByModel(document: RecipeDocument, step: Step): Promise<SectionMap | null> {
  const starts: SectionStart[] = [];
  const { pages, pageCount } = document;
  for (let from = 0; from < pages.length; from += PAGES_PER_QUESTION) {
    const pageNumbers = pages.slice(from, from + PAGES_PER_QUESTION);
    const first = pageNumbers[0]!;
    const last = pageNumbers.at(-1)!;
    try {
      const { value } = await step.ask<ModelSections>({
        name: 'find-sections',
        kind: 'section',
        parts: [{ form: 'auto', pageNumbers }],
        schema: answerSchema,
        prompt: `These are pages ${first} to ${last} of a document of ${pageCount} pages; the first page shown is page ${first}.
List its sections in reading order: chapters, and what is below them. Take only headings that are printed, with their words as printed. Leave out running heads and the entries of a table of contents.`,
        evidencePaths: [],
        merge: (one, other) => ({ sections: [...one.sections, ...other.sections] }),
        check: ({ sections }) => outOfPlace(sections, first, last),
      });
      for (const { title, level, start_page } of value.sections) {
        if (start_page < first || start_page > last) continue;
        const { number, label } = readHeadingText(title);
        starts.push({ title, number, label, level, startPage: start_page, startTop: null, origin: 'model' });
      }
    } catch (error) {
      if (isProblem(error) && error.code === 'nothing-readable') return null;
      throw error;
    }
  }
  if (starts.length === 0) return null;
  starts.sort((a, b) => a.startPage - b.startPage);
  return settleSections(starts, { pageCount, pages: new Map(), origin: 'model' });
}

function outOfPlace(sections: ModelSections['sections'], first: number, last: number): Finding[] {
  return sections.flatMap(({ start_page: page }, index): Finding[] => {
    const before = sections[index - 1]?.start_page ?? first;
    if (page >= before && page >= first && page <= last) return [];
    return [
      {
        code: 'page-out-of-place',
        severity: 'error',
        path: `sections[${index}].start_page`,
        message: `Page ${page} is before the section above it or not among the pages ${first} to ${last}.`,
      },
    ];
  });
}
