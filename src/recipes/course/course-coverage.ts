import { formatPageRange } from '../../domain/page-range.ts';
import type { RecipeCollection } from '../recipe.ts';
import type { Coverage } from './course-schema.ts';
import type { CourseText } from './course-text.ts';

/** A topic with the pages of the collection that it was written from. */
export interface FedTopic {
  readonly week: number;
  readonly topic: string;
  readonly pageNumbers: readonly number[];
}

/** Which pages of each source feed which topic, and which feed none. */
export function coverageOf(
  collection: RecipeCollection,
  text: CourseText,
  topics: readonly FedTopic[],
): Coverage[] {
  return collection.members.map(({ documentId, name, firstPage, pageCount }) => {
    const own = (pages: Iterable<number>): number[] =>
      [...new Set(pages)]
        .filter((page) => page >= firstPage && page < firstPage + pageCount)
        .map((page) => page - firstPage + 1)
        .sort((a, b) => a - b);
    const fed = topics
      .map(({ week, topic, pageNumbers }) => ({ week, topic, pages: own(pageNumbers) }))
      .filter(({ pages }) => pages.length > 0);
    const used = new Set(fed.flatMap(({ pages }) => pages));
    const empty = new Set(own(text.empty));
    const unused = Array.from({ length: pageCount }, (_, index) => index + 1).filter(
      (page) => !used.has(page) && !empty.has(page),
    );
    return {
      document_id: documentId,
      name,
      pages: pageCount,
      fed: fed.map(({ week, topic, pages }) => ({ week, topic, pages: formatPageRange(pages) })),
      unused: formatPageRange(unused),
      empty: formatPageRange([...empty]),
      share: Math.round((1000 * used.size) / Math.max(1, pageCount - empty.size)) / 1000,
    };
  });
}
