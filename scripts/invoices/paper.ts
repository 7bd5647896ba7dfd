import PDFDocument from 'pdfkit';

export type Align = 'left' | 'right' | 'center';

/** A file that is being drawn, text by text. Points, from the top left corner. */
export class Paper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #ended: Promise<void>;
  readonly #fonts: readonly [string, string];
  readonly #size: [number, number];

  constructor(family: 'Helvetica' | 'Times' | 'Courier', size: [number, number] = [595.28, 841.89]) {
    this.#fonts = family === 'Times' ? ['Times-Roman', 'Times-Bold'] : [family, `${family}-Bold`];
    this.#size = size;
    this.#doc = new PDFDocument({
      autoFirstPage: false,
      margin: 0,
      info: { CreationDate: new Date(0), ModDate: new Date(0) },
    });
    this.#doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve) => {
      this.#doc.on('end', () => resolve());
    });
    this.page();
  }

  page(): void {
    this.#doc.addPage({ size: this.#size, margin: 0 });
  }

  /** Sets a text with its left, right or middle at `x`. */
  text(
    text: string,
    x: number,
    y: number,
    { size = 9, bold = false, align = 'left' as Align, colour = 'black' } = {},
  ): void {
    const width = this.width(text, size, bold);
    const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    this.#doc.fillColor(colour).text(text, left, y, { lineBreak: false });
  }

  width(text: string, size = 9, bold = false): number {
    return this.#doc
      .font(this.#fonts[bold ? 1 : 0])
      .fontSize(size)
      .widthOfString(text);
  }

  /** Breaks a text into lines that are not wider than `width`. */
  wrap(text: string, width: number, size = 9): string[] {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const longer = `${lines.at(-1)} ${word}`;
      if (lines.length > 0 && this.width(longer, size) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    this.#doc.moveTo(x0, y0).lineTo(x1, y1).lineWidth(0.5).stroke('black');
  }

  shade(x: number, y: number, width: number, height: number, colour = '#dde4ee'): void {
    this.#doc.rect(x, y, width, height).fill(colour);
  }

  async bytes(): Promise<Uint8Array> {
    this.#doc.end();
    await this.#ended;
    return new Uint8Array(Buffer.concat(this.#chunks));
  }
}
