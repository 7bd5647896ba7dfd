/** A line of text with its place on its page, in points from the top. */
export interface TextLine {
  readonly text: string;
  readonly y0: number;
  readonly y1: number;
  readonly size: number;
}

/** Lines of one page that belong to one section, in reading order. */
export interface PageStretch<Section> {
  readonly pageNumber: number;
  readonly section: Section;
  readonly lines: readonly TextLine[];
}

/** A piece of a section's text on one page. */
export interface CutPassage<Section> {
  readonly pageNumber: number;
  readonly section: Section;
  readonly text: string;
}

/** A passage aims at this many letters: a few paragraphs, so that one thought stays whole and many fit before a model. */
const AIM = 900;
/** Shorter ends join the passage before. */
const LEAST = 200;
/** A gap of this many heights of type begins a paragraph. */
const PARAGRAPH_GAP = 0.75;

/** Cuts stretches into passages at paragraphs; none holds text of two pages or two sections. */
export function cutPassages<Section>(stretches: Iterable<PageStretch<Section>>): CutPassage<Section>[] {
  const passages: CutPassage<Section>[] = [];
  for (const { pageNumber, section, lines } of stretches) {
    const pieces: string[] = [];
    for (const paragraph of paragraphsOf(lines)) {
      const last = pieces.at(-1);
      const joined =
        last !== undefined && (last.length + paragraph.length <= AIM || paragraph.length < LEAST);
      if (joined) pieces[pieces.length - 1] = `${last}\n\n${paragraph}`;
      else pieces.push(paragraph);
    }
    for (const text of pieces) if (/\p{L}{2}/u.test(text)) passages.push({ pageNumber, section, text });
  }
  return passages;
}

/** Paragraphs of lines: hyphens at line ends are taken out, long ones are cut at sentences. */
function paragraphsOf(lines: readonly TextLine[]): string[] {
  const paragraphs: string[] = [];
  let last: TextLine | undefined;
  for (const line of lines) {
    const gap = last ? line.y0 - last.y1 : 0;
    const apart =
      !last ||
      gap > PARAGRAPH_GAP * Math.max(last.size, line.size) ||
      gap < -2 * line.size ||
      Math.abs(last.size - line.size) > 1.5;
    const text = paragraphs.at(-1);
    if (apart || text === undefined) paragraphs.push(line.text);
    else paragraphs[paragraphs.length - 1] = joinLine(text, line.text);
    last = line;
  }
  return paragraphs.flatMap(splitLong);
}

/** Joins a line to the text before it; a word that was broken at the end of the line becomes whole. */
function joinLine(text: string, line: string): string {
  if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(line)) return text.slice(0, -1) + line;
  return `${text} ${line}`;
}

function splitLong(paragraph: string): string[] {
  if (paragraph.length <= 1.5 * AIM) return [paragraph];
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of splitSentences(paragraph)) {
    if (piece !== '' && piece.length + sentence.length > AIM) {
      pieces.push(piece);
      piece = '';
    }
    piece = piece === '' ? sentence : `${piece} ${sentence}`;
  }
  return [...pieces, piece];
}

const ABBREVIATION =
  /(?:\b(?:e\.g|i\.e|etc|cf|vs|fig|figs|eq|eqs|sec|ch|no|vol|pp?|dr|mr|mrs|prof|approx|resp|al)|\b\p{Lu})\.$/iu;

/** Cuts text into sentences; abbreviations and initials end none. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const piece of text.split(/(?<=[.!?]["”’)\]]?)\s+(?=["“‘([]?[\p{Lu}\p{N}])|\n{2,}/u)) {
    open = open === '' ? piece : `${open} ${piece}`;
    if (ABBREVIATION.test(open)) continue;
    sentences.push(open);
    open = '';
  }
  if (open !== '') sentences.push(open);
  return sentences;
}

/** True for a sentence of prose that can stand alone: no code, no formula, no table, no fragment. */
export function isProse(sentence: string): boolean {
  if (sentence.length < 45 || sentence.length > 320) return false;
  if (!/^["“‘(]?\p{Lu}/u.test(sentence) || !/[.!?]["”’)]?$/.test(sentence)) return false;
  const words = sentence.split(/\s+/);
  if (words.length < 8) return false;
  const letters = sentence.replace(/[^\p{L}]/gu, '').length;
  if (letters / sentence.replace(/\s/g, '').length < 0.82) return false;
  if (/[{}<>|=\\_^~#$@]|\.{3}|[\u2200-\u22ff]|[\ue000-\uf8ff]|::|https?:|www\./u.test(sentence)) return false;
  // Table rows and contents: many short pieces in a row.
  return words.filter((word) => word.length === 1 && !/^[aAI&]$/.test(word)).length <= 2;
}
