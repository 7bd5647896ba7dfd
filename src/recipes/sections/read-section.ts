import type { Evidence } from '../../domain/evidence.ts';
import { runningRows } from '../../rules/headings/running-rows.ts';
import type { RecipeDocument } from '../recipe.ts';
import { type KeyTerm, keyTerms } from './key-terms.ts';
import type { SectionSpan } from './section-spans.ts';
import { type Sentence, sentencesOf, textOf, wordsWithin } from './sentences.ts';
import { summarise } from './summarise.ts';

/** What is read of a section without a model. */
export interface SectionReading {
  readonly words: number;
  readonly text: string;
  readonly summary: readonly Sentence[];
  readonly terms: readonly KeyTerm[];
  /** Where summary and terms stand; paths begin at the section. */
  readonly evidence: readonly Evidence[];
}

/** Reads a section page by page: text and sentences are kept, words are not. Throws what a page throws. */
export async function readSection(
  document: RecipeDocument,
  { pageNumbers, cut }: SectionSpan,
  { sentences, terms }: { readonly sentences: number; readonly terms: number },
): Promise<SectionReading> {
  const texts: string[] = [];
  const all: Sentence[] = [];
  const seen = new Set<string>();
  let words = 0;
  for (const [index, pageNumber] of pageNumbers.entries()) {
    const page = await document.words(pageNumber);
    const ends = {
      top: index === 0 ? cut.top : null,
      bottom: index === pageNumbers.length - 1 ? cut.bottom : null,
    };
    const { words: printed, height } = page;
    const own = wordsWithin(page, ends, runningRows(printed, { height, boxOf: ({ box }) => box, seen }));
    if (own.length === 0) continue;
    words += own.length;
    texts.push(textOf(own));
    all.push(...sentencesOf(pageNumber, own));
  }
  const summary = sentences > 0 ? summarise(all, sentences) : [];
  const found = terms > 0 ? keyTerms(all, terms) : [];
  return {
    words,
    text: texts.join('\n\n'),
    summary,
    terms: found,
    evidence: [
      ...summary.map((sentence, index) => cited(`summary[${index}].text`, sentence.text, sentence)),
      ...found.flatMap(({ term }, index) => {
        const first = all.find(({ text }) => text.includes(term));
        return first ? [cited(`key_terms[${index}].term`, term, first)] : [];
      }),
    ],
  };
}

function cited(path: string, value: string, { text, pageNumber, box }: Sentence): Evidence {
  return { path, value, pageNumber, box, quote: text, match: 'exact', confidence: 1, origin: 'rules' };
}
