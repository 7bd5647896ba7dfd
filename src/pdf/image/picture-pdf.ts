/** A picture in a form PDF readers decode themselves. */
export type EmbeddedPicture =
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array; readonly channels: 1 | 3 }
  /** `bytes` is a PNG of 8 bits without palette, transparency or interlacing. */
  | { readonly kind: 'png'; readonly bytes: Uint8Array; readonly channels: 1 | 3 };

/** A picture that becomes a page. */
export interface PicturePage {
  readonly picture: EmbeddedPicture;
  /** Pixels. */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  /** Points. */
  readonly width: number;
  readonly height: number;
}

/** Writes a PDF 1.4 with one picture filling each page; the pictures' own compressed bytes go in unchanged. */
export function picturePdf(pages: readonly PicturePage[]): Uint8Array {
  const file = new ObjectWriter();
  const pageNumbers = pages.map((_, i) => 3 + i * 3);
  file.object('<< /Type /Catalog /Pages 2 0 R >>');
  file.object(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageNumbers.map((n) => `${n} 0 R`).join(' ')}] >>`,
  );
  for (const [i, page] of pages.entries()) {
    const at = pageNumbers[i]!;
    const width = points(page.width);
    const height = points(page.height);
    file.object(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${at + 1} 0 R ` +
        `/Resources << /XObject << /P ${at + 2} 0 R >> >> >>`,
    );
    file.stream('', Buffer.from(`${width} 0 0 ${height} 0 0 cm /P Do`));
    const { filter, data } = encodeFor(page);
    const space = page.picture.channels === 1 ? '/DeviceGray' : '/DeviceRGB';
    file.stream(
      `/Type /XObject /Subtype /Image /Width ${page.pixelWidth} /Height ${page.pixelHeight} ` +
        `/ColorSpace ${space} /BitsPerComponent 8 ${filter}`,
      data,
    );
  }
  return file.finish();
}

function encodeFor({ picture, pixelWidth }: PicturePage): { filter: string; data: Uint8Array } {
  if (picture.kind === 'jpeg') return { filter: '/Filter /DCTDecode', data: picture.bytes };
  // PNG's own compressed rows are what FlateDecode with a PNG predictor reads (ISO 32000-1, 7.4.4.4).
  const parameters = `/Predictor 15 /Colors ${picture.channels} /BitsPerComponent 8 /Columns ${pixelWidth}`;
  return {
    filter: `/Filter /FlateDecode /DecodeParms << ${parameters} >>`,
    data: pngRows(picture.bytes),
  };
}

/** The contents of the IDAT chunks, one after the other. */
function pngRows(png: Uint8Array): Uint8Array {
  const view = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Buffer[] = [];
  for (let at = 8; at + 8 <= view.length; ) {
    const bytes = view.readUInt32BE(at);
    if (view.toString('latin1', at + 4, at + 8) === 'IDAT')
      chunks.push(view.subarray(at + 8, at + 8 + bytes));
    at += bytes + 12;
  }
  return Buffer.concat(chunks);
}

function points(value: number): string {
  return String(Math.round(value * 100) / 100);
}

class ObjectWriter {
  readonly #parts: Uint8Array[] = [];
  readonly #offsets: number[] = [];
  #bytes = 0;

  constructor() {
    this.#write(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  object(body: string): void {
    this.#offsets.push(this.#bytes);
    this.#write(Buffer.from(`${this.#offsets.length} 0 obj\n${body}\nendobj\n`));
  }

  stream(dictionary: string, data: Uint8Array): void {
    this.#offsets.push(this.#bytes);
    const head = `${this.#offsets.length} 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`;
    this.#write(Buffer.from(head));
    this.#write(data);
    this.#write(Buffer.from('\nendstream\nendobj\n'));
  }

  finish(): Uint8Array {
    const start = this.#bytes;
    const rows = this.#offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = this.#offsets.length + 1;
    this.#write(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n` +
          `startxref\n${start}\n%%EOF\n`,
      ),
    );
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  #write(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }
}
