/** A word in pixels of the picture that was read. */
export interface ReadWord {
  readonly text: string;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Mean confidence of words, longer ones weighing more; 0 without words. */
export function meanConfidence(words: readonly ReadWord[]): number {
  let letters = 0;
  let sum = 0;
  for (const { text, confidence } of words) {
    letters += text.length;
    sum += confidence * text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}

/** Bounds for reading one picture. */
export interface ReadOptions {
  /** What the picture is called in problems. */
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Reads upright, level print. */
export interface Recogniser {
  /** Program, version and languages: words kept from another combination do not count. */
  readonly name: string;
  /** Reads a gray PNG. Rejects with `ocr-failed` or `cancelled`. */
  read(png: Uint8Array, options: ReadOptions): Promise<readonly ReadWord[]>;
  close(): Promise<void>;
}

/**
 * Parameters for both programs, chosen by measurement on bills, receipts and scans: one block of text (page
 * segmentation 6) keeps the cells of a table row together, and Sauvola's threshold (1) copes with tinted paper and
 * shadows.
 */
export const TESSERACT_PARAMETERS = {
  tessedit_pageseg_mode: '6',
  thresholding_method: '2',
  user_defined_dpi: '300',
} as const;

const WORD_LEVEL = 5;

/** Words of Tesseract's tab-separated output: level, page, block, paragraph, line, word, box, confidence, text. */
export function parseTsv(tsv: string): ReadWord[] {
  const words: ReadWord[] = [];
  for (const line of tsv.split('\n')) {
    const cells = line.split('\t');
    if (Number(cells[0]) !== WORD_LEVEL || cells.length < 12) continue;
    const text = cells.slice(11).join('\t').trim();
    const [left, top, width, height, confidence] = cells.slice(6, 11).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (text === '') continue;
    words.push({
      text,
      x0: left,
      y0: top,
      x1: left + width,
      y1: top + height,
      confidence: Math.min(1, Math.max(0, confidence / 100)),
    });
  }
  return words;
}
