import { isProse, type Paragraph, splitSentences } from '../../passages/cut-passages.ts';

/** A sentence of a source that can be read by itself, or after the one before it. */
export interface ProseSentence {
  readonly text: string;
  /** The same as it stands on the page, with the numbers of footnotes at its words. */
  readonly printed: string;
  /** Place among all sentences of its passage, those left out too. */
  readonly place: number;
  /** It begins by pointing at what was said before it: alone it says little. */
  readonly leans: boolean;
  /** It points at something that stands elsewhere on the page or in the book. */
  readonly points: boolean;
}

/** Type smaller than this share of the body's is of notes, margins and captions. */
const SMALL = 0.88;
const CAPTION =
  /^(?:table|figure|fig|listing|algorithm|exhibit|plate|tabelle|tab|abbildung|abb|tableau|tabla|figura)\.?\s*[\dA-Z][\d.-]*\s*[:.–—]\s?/i;
const LEANS =
  /^(?:\(|["“‘]?(?:\p{L}+ (?:this|these|those|them)\b|(?:first|second|third|fourth|last|in fact|indeed|actually|as an example|see),? |this|these|that|those|it|its|they|their|them|he|she|his|her|however|therefore|thus|hence|but|and|or|so|also|moreover|furthermore|additionally|such|otherwise|instead|then|consequently|similarly|likewise|nevertheless|conversely|here|again|both|another|alternatively|finally|next|now|in (?:this|that|these|such|both|either|contrast|addition)|for (?:example|instance|this)|if (?:so|not|possible)|as (?:a result|before|above|such)|at this|to do (?:this|so)|on the other|the (?:former|latter|same|other|second|third|result|above|following)|dies|diese[rsmn]?|er|sie|es|dabei|damit|daher|deshalb|jedoch|dazu|außerdem|cette|cela|ces|il|elle|esto|esta|estos)\b)/iu;
/** True for a sentence that begins by pointing at what was said before it. */
export const leansBack = (sentence: string): boolean => LEANS.test(sentence);
/** Signs in words before a remark. */
const LABEL =
  /^(?:note|tip|warning|caution|important|hint|remark|attention|hinweis|achtung|remarque|nota)[:.]?\s+(?=\p{Lu})/iu;
const POINTS =
  /\b(?:as follows|following|(?:shown|given|listed|described|discussed|mentioned|defined|see) (?:below|above|in|section|page|figure|table|chapter)|above|below|(?:next|previous|last|this|preceding|present) (?:section|chapter|page|book|document|manual|tutorial|example|exercise|figure|table)|(?:figure|table|section|chapter|exercise|equation) \(?\d)/i;

/** The number of a footnote, glued to the end of a sentence: it hides that end. */
const NOTE_NUMBER = /(?<=\p{Ll}{2}[.!?]["”’)]?)\d{1,3}\s+(?=\p{Lu})/u;

/** A number at the end of a word, as those of footnotes are read. */
const WORD_NUMBER =
  /(?<=\p{L}{2}[,;:]?)(\d{1,2})(?![\p{L}\p{N}]|\.\p{L}|\()(?: (?=[,;:.]))?|(?<=[,;]) (\d{1,2})(?= \p{Ll})/gu;
/** The number of a footnote, glued to its first word or apart. */
const NOTE = /(?:^|[.!?)] )(\d{1,2})[.)]?\s?(?=["“‘(]?\p{L})/gu;

/** The numbers of the footnotes among some paragraphs: those of a page. `size` is the type of the body, in points. */
export function noteNumbers(paragraphs: Iterable<Paragraph>, size: number): Set<string> {
  const numbers = new Set<string>();
  for (const paragraph of paragraphs) {
    if (paragraph.size >= SMALL * size) continue;
    for (const [, number] of paragraph.text.matchAll(NOTE)) numbers.add(number!);
  }
  return numbers;
}

/** Reads the prose of a passage: no notes, captions, rows or programs, and no rest of a sentence that began before it. */
export function readProse(
  paragraphs: readonly Paragraph[],
  {
    size,
    before,
    notes,
  }: {
    /** Type of the body of the source, in points. */
    readonly size: number;
    /** What stands before the passage. */
    readonly before: Paragraph | undefined;
    /** Numbers of the footnotes of the page. */
    readonly notes: ReadonlySet<string>;
  },
): ProseSentence[] {
  const prose: ProseSentence[] = [];
  let place = 0;
  for (const [index, paragraph] of paragraphs.entries()) {
    const sentences = splitSentences(paragraph.text).flatMap((sentence) => sentence.split(NOTE_NUMBER));
    const first = place;
    place += sentences.length;
    if (paragraph.size < SMALL * size || CAPTION.test(paragraph.text)) continue;
    const previous = paragraphs[index - 1] ?? before;
    for (const [at, sentence] of sentences.entries()) {
      const printed = sentence.replace(LABEL, '');
      const text = printed.replace(WORD_NUMBER, (mark, glued, apart) =>
        notes.has(glued ?? apart) ? '' : mark,
      );
      if (at === 0 && previous !== undefined && isOpen(previous, paragraph)) continue;
      if (!isProse(text) || !isWhole(text)) continue;
      prose.push({ text, printed, place: first + at, leans: leansBack(text), points: POINTS.test(text) });
    }
  }
  return prose;
}

/** A paragraph of the same type that ends within a sentence: the next one begins with its rest. */
function isOpen(previous: Paragraph, { size }: Paragraph): boolean {
  return (
    Math.abs(previous.size - size) < 0.6 && /[\p{L},;-]$/u.test(previous.text) && previous.text.length > 60
  );
}

/** What is said of a text and not in it. */
const OF_RIGHTS =
  /\b(?:creative commons|all rights reserved)\b|\bcopyright\b.*\b(?:licen[cs]e|reserved|retain)|©/i;
/** Where a formula or its signs stood: a letter beside its index, a mark or a bracket that ends nothing. */
const TORN = /(?:^|[\s(])(?![aA] )\p{L} (?:\d{1,2}|[b-hj-z])(?=[\s,.;)])|\s[.,](?=\s|$)|\(\s|\s\)/u;

/** Brackets and quotes that open and close in it, and no sign that stands for a letter the font has elsewhere. */
function isWhole(text: string): boolean {
  const count = (sign: RegExp): number => text.match(sign)?.length ?? 0;
  return (
    !OF_RIGHTS.test(text) &&
    !TORN.test(text) &&
    count(/[([]/g) === count(/[)\]]/g) &&
    count(/“/g) === count(/”/g) &&
    !/[•▪◦■●]|(?:^|\s)[`´¨]/.test(text)
  );
}
