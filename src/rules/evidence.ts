import type { Evidence, MatchKind } from '../domain/evidence.ts';
import { union, type Word } from '../domain/page-text.ts';
import { printedWords } from './broken-values.ts';
import type { PlacedWord } from './straighten.ts';

/** Confidence of recognition below which a word is as likely misread as not: a value that rests on it is looked at. */
const MISREAD = 0.4;

/**
 * Confidence of recognition below which a digit of a date or a number is as likely as not another, since nothing else on the page
 * tells; measured on made-up scans.
 */
export const DOUBTFUL_WORD = 0.7;

/** A value and the words that carry it. */
export interface EvidenceOptions {
  readonly path: string;
  readonly value: string;
  readonly pageNumber: number;
  /** The words that carry the value; at least one. */
  readonly words: readonly PlacedWord[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** Evidence of a value that rules read from words on a page; boxes are those of the page as it is. */
export function evidenceOf({ path, value, pageNumber, words, confidence }: EvidenceOptions): Evidence {
  const printed = words.flatMap((word) => printedWords(word.source));
  const quote = printed.map((word) => word.text).join(' ');
  const match: MatchKind = quote.includes(value) ? 'exact' : 'normalised';
  return {
    path,
    value,
    pageNumber,
    box: union(printed.map((word) => word.box)),
    quote,
    match,
    confidence: asRecognised(confidence, words),
    origin: 'rules',
  };
}

/**
 * Confidence of a value, 0 to 1, that rests on words: recognition that doubts its own letters cannot give a certain one. Words of a
 * text layer leave it as it is.
 */
export function asRecognised(confidence: number, words: readonly Pick<Word, 'confidence'>[]): number {
  const least = Math.min(confidence, ...words.map((word) => recognised(word.confidence ?? 1)));
  return Math.round(least * 1000) / 1000;
}

function recognised(confidence: number): number {
  return confidence < MISREAD ? 0.45 : 0.5 + 0.5 * confidence;
}
