import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

/** A book to make a course of. */
export interface Book {
  readonly path: string;
  readonly chapters: readonly { readonly title: string; readonly subject: string }[];
}

const VERBS = ['carries', 'measures', 'balances', 'protects', 'divides', 'connects', 'reflects', 'absorbs'];
const PARTS = [
  'surface',
  'chamber',
  'membrane',
  'crystal',
  'lattice',
  'current',
  'pressure',
  'gradient',
  'boundary',
  'filament',
  'reservoir',
  'capacitor',
  'vessel',
  'needle',
  'mirror',
  'prism',
  'spring',
  'lever',
  'pulley',
  'turbine',
  'piston',
  'furnace',
  'magnet',
  'bearing',
];
const PLACES = [
  'during the night',
  'in cold water',
  'under heavy load',
  'near the coast',
  'at high altitude',
  'after long storage',
];

/** Sentences on a subject, each unlike the others, the same each time. */
function sentencesOn(subject: string, count: number, seed: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = seed * 97 + index;
    const one = PARTS[at % PARTS.length]!;
    const other = PARTS[(at * 7 + 5) % PARTS.length]!;
    const third = PARTS[(at * 11 + 3) % PARTS.length]!;
    return `The ${one} of the ${subject} ${VERBS[at % VERBS.length]} the ${other} and the ${third} ${PLACES[at % PLACES.length]} before any other piece can move.`;
  });
}

/** Writes a book of one page a chapter with an outline; every page is prose on its subject. */
export async function writeBook({ path, chapters }: Book): Promise<void> {
  const document = new PDFDocument({ size: 'A4', margin: 60, autoFirstPage: false });
  const written = document.pipe(createWriteStream(path));
  for (const [index, { title, subject }] of chapters.entries()) {
    document.addPage();
    document.outline.addItem(title);
    document.fontSize(18).text(title);
    document.moveDown();
    document.fontSize(11);
    const sentences = sentencesOn(subject, 16, index + subject.length);
    for (let at = 0; at < sentences.length; at += 4) {
      document.text(sentences.slice(at, at + 4).join(' '));
      document.moveDown();
    }
  }
  document.end();
  await finished(written);
}

/** Two books, six chapters in all. */
export const BOOKS = {
  physics: [
    { title: 'Steam engines', subject: 'engine' },
    { title: 'Electric clocks', subject: 'clock' },
    { title: 'Water mills', subject: 'mill' },
  ],
  optics: [
    { title: 'Simple telescopes', subject: 'telescope' },
    { title: 'Sea lanterns', subject: 'lantern' },
    { title: 'Early cameras', subject: 'camera' },
  ],
} as const;
