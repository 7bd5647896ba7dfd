import type { Box, PageText, Word } from '../../domain/page-text.ts';
import { union } from '../../domain/page-text.ts';
import { mendAccents } from '../../rules/accents.ts';

/** A sentence as it stands on one page. */
export interface Sentence {
  readonly text: string;
  readonly pageNumber: number;
  readonly box: Box;
  /** False for what does not end as a sentence does: headings, cells, lines of code. */
  readonly isWhole: boolean;
}

/** Where on its pages a section stands: from `top` on the first page to above `bottom` on the last, in points. */
export interface PageCut {
  readonly top: number | null;
  readonly bottom: number | null;
}

/** Share of a page's height in which running heads and page numbers stand. */
const MARGIN = 0.08;
const END = /[.!?]["'”’)\]]*$/u;
const ABBREVIATION =
  /^(?:[A-Z]|e\.g|i\.e|cf|etc|vs|fig|figs|eq|eqs|sec|no|nos|vol|pp|p|ed|eds|al|dr|mr|mrs|ms|prof|st|approx|bzw|z\.b|d\.h|usw|abb|nr|bspw|env|ex|art|max|min|ca|inkl|evtl|ggf|vgl|sog|resp|incl|par|cap|pag|п|т|см|рис|стр)\.$/i;
/** A sentence of a list begins at its bullet. */
const BULLET = /^[•◦▪‣■●○∙]$/u;
/** Space between lines, in heights of type, above which another paragraph begins. */
const PARAGRAPH_GAP = 0.9;

/** The words of a page that belong to a section; the margins, `running` heads and the cut-off parts are left out. */
export function wordsWithin(
  page: PageText,
  { top, bottom }: PageCut,
  running: ReadonlySet<Word> = new Set(),
): Word[] {
  return page.words.filter((word) => {
    const { box } = word;
    if (running.has(word)) return false;
    const middle = (box[1] + box[3]) / 2;
    if (middle < page.height * MARGIN || middle > page.height * (1 - MARGIN)) return false;
    return (top === null || middle > top) && (bottom === null || middle < bottom);
  });
}

/** Words as lines of text, a paragraph apart by an empty line. */
export function textOf(words: readonly Word[]): string {
  let text = '';
  let last: Word | undefined;
  for (const word of words) {
    text += last ? separator(last, word) + word.text : word.text;
    last = word;
  }
  return mendAccents(text);
}

function separator(last: Word, word: Word): string {
  if (isSameLine(last, word)) return ' ';
  return isNewParagraph(last, word) ? '\n\n' : '\n';
}

function isSameLine({ box: a }: Word, { box: b }: Word): boolean {
  const middle = (b[1] + b[3]) / 2;
  return middle > a[1] && middle < a[3] && b[0] >= a[0];
}

function isNewParagraph(last: Word, word: Word): boolean {
  const height = Math.max(1, last.box[3] - last.box[1]);
  const gap = word.box[1] - last.box[3];
  const size = (one: Word): number => one.fontSize ?? one.box[3] - one.box[1];
  const alike = Math.abs(size(last) - size(word)) < 0.12 * Math.max(size(last), size(word));
  return gap > PARAGRAPH_GAP * height || gap < -3 * height || (!alike && !isSameLine(last, word));
}

/** Divides words into sentences; a change of type or a gap ends one, as does the page. */
export function sentencesOf(pageNumber: number, words: readonly Word[]): Sentence[] {
  const sentences: Sentence[] = [];
  let current: Word[] = [];
  const close = (): void => {
    if (current.length > 0) {
      const last = current.at(-1)!;
      sentences.push({
        text: joined(current),
        pageNumber,
        box: union(current.map(({ box }) => box)),
        isWhole: END.test(last.text),
      });
    }
    current = [];
  };
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    if (before && !isSameLine(before, word) && isNewParagraph(before, word)) close();
    if (BULLET.test(word.text)) {
      close();
      continue;
    }
    current.push(word);
    const next = words[index + 1];
    const begins = !next || /^["'“‘([]?[\p{Lu}\d]/u.test(next.text);
    if (END.test(word.text) && begins && !ABBREVIATION.test(word.text)) close();
  }
  close();
  return sentences;
}

/** A word divided at the end of a line becomes one again; one with a hyphen of its own keeps it. */
function joined(words: readonly Word[]): string {
  let text = '';
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    const isDivided = before && !isSameLine(before, word) && /\p{Ll}-$/u.test(text);
    if (isDivided && /^\p{Ll}/u.test(word.text)) text = text.slice(0, -1) + word.text;
    else
      text =
        text === '' || (isDivided && /^\p{Lu}/u.test(word.text)) ? text + word.text : `${text} ${word.text}`;
  }
  return mendAccents(text);
}
