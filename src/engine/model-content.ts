import type { PageText, Word } from '../domain/page-text.ts';
import type { Part, QuestionText } from '../domain/question.ts';
import type { ContentPart, Model } from '../models/model.ts';
import { type AskedDocument, placeOfPage } from './collection-reader.ts';
import type { EngineParts } from './parts.ts';
import type { SharedPages } from './shared-pages.ts';

/** A part with the form a model gets, and how it is rendered; both belong to the question's key. */
export interface PlannedPart extends Part {
  readonly form: 'text' | 'image' | 'pdf';
  readonly rendering: { readonly longEdge: number } | null;
}

/** Settles which form each part has for this model: the sliced PDF where it reads PDFs, else pictures. */
export function planParts(question: QuestionText, model: Model, document: AskedDocument): PlannedPart[] {
  const { pdfInput, imageInput, imageLongEdge } = model.capabilities;
  const isPdf = document.info.mediaType === 'application/pdf';
  const auto = isPdf && pdfInput ? 'pdf' : imageInput ? 'image' : 'text';
  return question.parts.map(({ form, pageNumbers }) => {
    const planned = form === 'auto' || (form === 'pdf' && !isPdf) ? auto : form;
    return {
      form: planned,
      pageNumbers,
      rendering: planned === 'image' ? { longEdge: imageLongEdge } : null,
    };
  });
}

/** Input tokens the parts will cost, roughly; the governor learns the ratio to the truth. */
export function estimateInputTokens(parts: readonly PlannedPart[], prompt: string, model: Model): number {
  const pages = parts.reduce((total, part) => total + part.pageNumbers.length, 0);
  return Math.ceil(pages * model.capabilities.tokensPerPage + prompt.length / 4);
}

/** A picture of a page at the usual size, encoded (facts on encoding, 90th percentile of scans). */
const PICTURE_BYTES = 500_000;

/** Bytes that the parts will weigh, roughly: a slice its share of the file, a picture the usual. */
export function estimateBytes(parts: readonly PlannedPart[], { file, pageCount }: AskedDocument): number {
  return parts.reduce((total, { form, pageNumbers }) => {
    const page =
      form === 'pdf' ? file.bytes / Math.max(1, pageCount) : form === 'image' ? PICTURE_BYTES : 10_000;
    return Math.ceil(total + page * pageNumbers.length);
  }, 0);
}

/** Where the content of a call comes from. */
export interface ContentSource {
  readonly document: AskedDocument;
  /** Parts that other questions are shown too; absent: there are none. */
  readonly shared?: SharedPages | undefined;
  readonly signal: AbortSignal;
}

/** Cuts, renders or reads the parts. Called once a call may start, so that waiting calls hold no bytes. */
export async function makeContent(
  engine: EngineParts,
  parts: readonly PlannedPart[],
  source: ContentSource,
): Promise<ContentPart[]> {
  const content: ContentPart[] = [];
  for (const part of parts) {
    const make = (): Promise<ContentPart[]> => makePart(engine, part, source);
    content.push(...(await (source.shared?.content(JSON.stringify(part), make, source.signal) ?? make())));
  }
  // What is asked now is remembered under the hash of the file.
  await source.document.file.stillSame?.();
  // The order the providers recommend.
  return [...content.filter(({ type }) => type !== 'text'), ...content.filter(({ type }) => type === 'text')];
}

async function makePart(
  { pdf, config, splits }: EngineParts,
  { form, pageNumbers, rendering }: PlannedPart,
  { document, signal }: ContentSource,
): Promise<ContentPart[]> {
  if (form === 'pdf') {
    const timeoutMs = config.splitTimeoutSeconds * 1000;
    const { path } = placeOfPage(document, pageNumbers[0]!);
    // A call that may start holds a place: its pages go before all that is only read.
    const slice = () => pdf.slice(path, pageNumbers, { signal, timeoutMs, urgent: true });
    const bytes = await splits.run(slice, signal);
    return [{ type: 'pdf', bytes, pageCount: pageNumbers.length }];
  }
  const content: ContentPart[] = [];
  for (const pageNumber of pageNumbers) {
    if (form === 'text') {
      content.push({ type: 'text', text: plainText(await document.words(pageNumber)) });
      continue;
    }
    const place = placeOfPage(document, pageNumber);
    const layer = await pdf.words(place.path, place.pageNumber, { signal });
    // Gray PNG is smaller, faster and lossless for type; pictures go as JPEG (facts on encoding).
    const typeset = layer.imageCoverage < 0.3;
    const { bytes, mediaType } = await pdf.render(place.path, place.pageNumber, {
      format: typeset ? 'png' : 'jpeg',
      gray: typeset,
      signal,
      ...(rendering ?? {}),
    });
    content.push({ type: 'image', mediaType, bytes });
  }
  return content;
}

/** The words of a page as lines of text, headed by the page number so that an answer can name it. */
function plainText({ pageNumber, words }: PageText): string {
  const lines: string[] = [`[page ${pageNumber}]`];
  let line: string[] = [];
  let last: Word | undefined;
  for (const word of words) {
    const middle = (word.box[1] + word.box[3]) / 2;
    if (last && (middle < last.box[1] || middle > last.box[3])) {
      lines.push(line.join(' '));
      line = [];
    }
    line.push(word.text);
    last = word;
  }
  lines.push(line.join(' '));
  return lines.join('\n');
}
