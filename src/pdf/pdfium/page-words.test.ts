import { expect, it } from 'vitest';
import { unpackPage } from './packed-words.ts';
import { PageView } from './page-view.ts';
import { WordReader } from './page-words.ts';
import type { Pdfium, TextHandle } from './pdfium.ts';

interface Letter {
  readonly unit: string;
  readonly x: number;
  readonly y?: number;
  readonly size?: number;
  /** The library made it up. */
  readonly generated?: boolean;
}

const WIDTH = 6;
const SIZE = 10;

/** Letters one behind the other, each as wide as the next is away; `_` is a space that is not in the page. */
function line(text: string, { x = 20, y = 100, size = SIZE } = {}): Letter[] {
  const letters: Letter[] = [];
  let at = x;
  for (const unit of text) {
    const generated = unit === '_';
    letters.push({ unit: generated ? ' ' : unit, x: at, y, size, generated });
    if (!generated) at += WIDTH;
  }
  return letters;
}

/** The words that are read where the library tells these letters. */
function read(letters: readonly Letter[]): string[] {
  const pdfium = {
    cells: new Float32Array(4),
    charCount: () => letters.length,
    text: () => Uint16Array.from(letters, ({ unit }) => unit.charCodeAt(0)),
    findCell(_: TextHandle, index: number) {
      const { x, y = 100, size = SIZE } = letters[index]!;
      this.cells.set([x, y + size, x + WIDTH, y]);
      return 0;
    },
    fontSize: (_: TextHandle, index: number) => letters[index]!.size ?? SIZE,
    charMatrix: () => false,
    isBold: () => false,
    isGenerated: (_: TextHandle, index: number) => letters[index]!.generated ?? false,
  };
  const view = new PageView(Float64Array.of(0, 200, 300, 0), 0);
  const reader = new WordReader(pdfium as unknown as Pdfium);
  const options = { kind: 'print', imageCoverage: 0 } as const;
  const { words } = unpackPage(reader.read(1 as unknown as TextHandle, view, options).slice());
  return words.map(({ text, box }) => `${text} ${box[0]}-${box[2]}`);
}

it('makes words of letters between which the library sees spaces and a reader does not', () => {
  expect(read(line('T_o_t_al 1_2_._5'))).toEqual(['Total 20-50', '12.5 56-80']);
});

it('parts words at a space that is in the page, however narrow, and where the next stands apart', () => {
  const [n, o] = line('no');
  expect(read([n!, { unit: ' ', x: 26 }, o!])).toEqual(['n 20-26', 'o 26-32']);
  expect(read([n!, { unit: ' ', x: 26, generated: true }, { ...o!, x: 27.5 }])).toEqual([
    'n 20-26',
    'o 27.5-33.5',
  ]);
});

it('joins neither what stands on two lines nor what is of two sizes', () => {
  const space = { unit: ' ', x: 32, generated: true };
  expect(read([...line('ab'), space, ...line('cd', { x: 32, y: 60 })])).toHaveLength(2);
  expect(read([...line('ab'), space, ...line('2', { x: 32, size: 6 })])).toHaveLength(2);
});
