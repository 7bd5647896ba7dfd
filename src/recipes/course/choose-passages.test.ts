import { expect, it } from 'vitest';
import type { RecipeCollection } from '../recipe.ts';
import { choosePassages } from './choose-passages.ts';
import type { CoursePassage, CourseSection, CourseText } from './course-text.ts';

const member = { documentId: 'd1', name: 'book.pdf' };
const sectionOf = (id: string, parent: CourseSection | null): CourseSection =>
  ({ id, parent, member, title: `Section ${id}`, kind: 'section' }) as unknown as CourseSection;
const chapter = sectionOf('1.1', null);
const [first, second] = [sectionOf('1.2', chapter), sectionOf('1.3', chapter)];
const below = sectionOf('1.4', second);
const passages = [chapter, first, second, below].map(
  (section, index) =>
    ({ section, text: section.id, pageNumber: index + 1, prose: [] }) as unknown as CoursePassage,
);
const text = { passages, sections: [chapter, first, second, below] } as unknown as CourseText;
const collection = { passages: { search: async () => [] } } as unknown as RecipeCollection;
const chosen = async (sections: readonly string[], named: readonly string[]) =>
  (await choosePassages(collection, text, { title: 'T', sections }, new Set(named))).map((one) => one.text);

it('gives each passage to the topic that names the nearest section around it', async () => {
  expect(await chosen(['1.1'], ['1.1'])).toEqual(['1.1', '1.2', '1.3', '1.4']);
  // Another topic is about a section of the chapter: this one is about the rest.
  expect(await chosen(['1.1', '1.2'], ['1.1', '1.2', '1.3'])).toEqual(['1.1', '1.2']);
  expect(await chosen(['1.3'], ['1.1', '1.2', '1.3'])).toEqual(['1.3', '1.4']);
});

it('takes a whole section where others are about all that it says', async () => {
  const silent = { ...text, passages: passages.slice(1) } as CourseText;
  const found = await choosePassages(
    collection,
    silent,
    { title: 'T', sections: ['1.1'] },
    new Set(['1.1', '1.2', '1.3']),
  );
  expect(found.map((one) => one.text)).toEqual(['1.2', '1.3', '1.4']);
});
