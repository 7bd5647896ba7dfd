import { columnTitle } from './column-titles.ts';
import { TITLE_WORDS } from './lexicon/title-words.ts';
import { cutName, hasLegalForm, isAddress, isNoName, nameTokens, opensWithStreet } from './names.ts';
import { type PaperLine, type PaperPage, type Piece, wordsOf } from './paper.ts';
import type { PlacedWord } from './straighten.ts';
import { understandSum } from './sum-labels.ts';

/** A name on the page that may be the seller's or the buyer's. */
export interface NameCandidate {
  readonly role: 'seller' | 'buyer';
  readonly text: string;
  readonly score: number;
  /** Kind of place it stands in; the same name in several kinds of places is more likely right. */
  readonly source: 'label' | 'sender-line' | 'letterhead' | 'address-block' | 'footer' | 'legal-form';
  readonly words: readonly PlacedWord[];
  readonly line: PaperLine;
  /** Lines below the name that look like its address. */
  readonly address: readonly string[];
}

/** A piece of a line where a name may stand. */
export interface Spot {
  readonly line: PaperLine;
  readonly piece: Piece;
}

/** Adds the name at a spot, cut from what follows it; nothing when it is no name. */
export function push(
  out: NameCandidate[],
  spot: Spot,
  page: PaperPage,
  given: Pick<NameCandidate, 'role' | 'score' | 'source'> & { readonly from?: number },
): void {
  const from = given.from ?? spot.piece.first;
  const words = wordsOf(spot.line, from, spot.piece.last);
  const text = cutName(words.map((word) => word.text).join(' '));
  if (text === '' || (isNoName(text) && !isStreetName(spot, page))) return;
  if (opensWithStreet(words.map((word) => word.text).join(' '))) return;
  const count = text.split(/\s+/).length;
  const start = words.findIndex((word) => text.startsWith(word.text.replace(/^[^\p{L}\p{N}]+/u, '')));
  out.push({
    role: given.role,
    score: given.score + (hasLegalForm(text) ? 2 : 0),
    source: given.source,
    text,
    words: words.slice(Math.max(0, start), Math.max(0, start) + count),
    line: spot.line,
    address: addressBelow(spot, page),
  });
}

/** Pieces below one another, flush left or centred, down to a gap. */
export function chainBelow(spot: Spot, page: PaperPage, most: number): Spot[] {
  const chain: Spot[] = [];
  let above = spot;
  for (let index = spot.line.index + 1; index < page.lines.length && chain.length < most; index++) {
    const line = page.lines[index]!;
    const size = Math.max(above.line.line.size, line.line.size, 1);
    const gap = line.line.box[1] - above.line.line.box[3];
    if (gap > 1.4 * size) break;
    const piece = line.pieces.find((one) => aligned(one, above.piece, size));
    if (!piece) continue;
    above = { line, piece };
    chain.push(above);
  }
  return chain;
}

/** The piece flush above a spot; null when none is near. */
export function pieceAbove({ line, piece }: Spot, page: PaperPage): Spot | null {
  const above = page.lines[line.index - 1];
  const size = Math.max(line.line.size, 1);
  const found = above?.pieces.find((one) => Math.abs(one.box[0] - piece.box[0]) < size);
  return above && found && line.line.box[1] - above.line.box[3] < size ? { line: above, piece: found } : null;
}

/** True for a piece that is a label, alone or before a colon; a name may begin with a word of the lexicon. */
export function isLabelled(line: PaperLine, piece: Piece): boolean {
  const text = (word: number): string => line.line.words[word]?.text ?? '';
  return line.labels.some(
    (label) =>
      label.leads &&
      label.first === piece.first &&
      // "An", "To", "Due" and "No" are labels where they stand alone.
      (label.text.length > 3 || label.last === piece.last) &&
      (label.last === piece.last || /[:#]$/.test(text(label.last)) || /^[:#]/.test(text(label.last + 1))),
  );
}

/** "Condominio Via Verdi 10" over "Via Verdi 10": a name that holds its own address. */
export function isStreetName(spot: Spot, page: PaperPage): boolean {
  const { text } = spot.piece;
  const [below] = chainBelow(spot, page, 1);
  return (
    isAddress(text) &&
    /^\p{L}{4}/u.test(text) &&
    below !== undefined &&
    text.toLowerCase().endsWith(below.piece.text.toLowerCase())
  );
}

/** True for a piece that may be a name: no date, number, label, title or sum. */
export function couldLead(line: PaperLine, piece: Piece): boolean {
  const within = (at: { first: number; last: number }): boolean =>
    at.first >= piece.first && at.last <= piece.last;
  if (line.dates.some(within) || line.identifiers.some(within)) return false;
  // "VISA XXXX 4417", "American Express ***1004".
  if (/(?:[xX*•]{3,}|\.{4,}) ?-?\d{2,4}\b/.test(piece.text)) return false;
  if (isLabelled(line, piece) || columnTitle(piece.text) !== null) return false;
  // A label of a sum as a whole; names hold such words too ("Bar", "du Port").
  const sum = Math.max(0, ...Object.values(understandSum(piece.text.split(' '), false)));
  if (sum >= 9 && !hasLegalForm(piece.text)) return false;
  if (
    line.labels.some(
      (label) => label.leads && label.first === piece.first && label.group !== 'party' && label.length > 1,
    )
  )
    return false;
  const tokens = nameTokens(piece.text);
  const plain = tokens.filter((token) => !TITLE_WORDS.has(token) && !/^\d+$/.test(token));
  return plain.length > 0 && !line.amounts.some((amount) => within(amount) && amount.currency !== null);
}

/** True for the first line of a block: nothing flush stands close above it. */
export function opensBlock(spot: Spot, page: PaperPage): boolean {
  const above = page.lines[spot.line.index - 1];
  if (!above) return true;
  const gap = spot.line.line.box[1] - above.line.box[3];
  const over = above.pieces.some((one) => Math.abs(one.box[0] - spot.piece.box[0]) < spot.line.line.size);
  return !over || gap > 0.8 * spot.line.line.size;
}

/** Lines of an address right below a name. */
export function addressBelow(spot: Spot, page: PaperPage): string[] {
  return chainBelow(spot, page, 6)
    .map(({ piece }) => piece.text)
    .filter(
      (text, index, all) =>
        isAddress(text) || (index > 0 && index < all.length - 1 && all.slice(index + 1).some(isAddress)),
    );
}

function aligned(a: Piece, b: Piece, size: number): boolean {
  return (
    Math.abs(a.box[0] - b.box[0]) < 1.2 * size ||
    Math.abs(a.box[0] + a.box[2] - b.box[0] - b.box[2]) < 2 * size
  );
}
