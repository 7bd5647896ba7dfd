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

/** A paragraph and the height of its type in points. */
export interface Paragraph {
  readonly text: string;
  readonly size: number;
}

/** A piece of a section's text on one page. */
export interface CutPassage<Section> {
  readonly pageNumber: number;
  readonly section: Section;
  /** The paragraphs, an empty line between them. */
  readonly text: string;
  readonly paragraphs: readonly Paragraph[];
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
    const pieces: Paragraph[][] = [];
    let length = 0;
    for (const paragraph of paragraphsOf(lines)) {
      const last = pieces.at(-1);
      if (last && (length + paragraph.text.length <= AIM || paragraph.text.length < LEAST)) {
        last.push(paragraph);
        length += 2 + paragraph.text.length;
      } else {
        pieces.push([paragraph]);
        length = paragraph.text.length;
      }
    }
    for (const paragraphs of pieces) {
      const text = paragraphs.map((paragraph) => paragraph.text).join('\n\n');
      if (/\p{L}{2}/u.test(text)) passages.push({ pageNumber, section, text, paragraphs });
    }
  }
  return passages;
}

/** Paragraphs of lines: hyphens at line ends are taken out, long ones are cut at sentences. */
function paragraphsOf(lines: readonly TextLine[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let last: TextLine | undefined;
  for (const line of lines) {
    const gap = last ? line.y0 - last.y1 : 0;
    const apart =
      !last ||
      gap > PARAGRAPH_GAP * Math.max(last.size, line.size) ||
      gap < -2 * line.size ||
      Math.abs(last.size - line.size) > 1.5;
    const open = paragraphs.at(-1);
    if (apart || open === undefined) paragraphs.push({ text: line.text, size: line.size });
    else paragraphs[paragraphs.length - 1] = { ...open, text: joinLine(open.text, line.text) };
    last = line;
  }
  return paragraphs.flatMap(({ text, size }) => splitLong(text).map((piece) => ({ text: piece, size })));
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
