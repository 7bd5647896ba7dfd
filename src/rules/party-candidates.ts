import { columnTitle } from './column-titles.ts';
import { fold } from './fold.ts';
import { NAME_LABELS, TITLE_WORDS } from './lexicon/title-words.ts';
import { cutName, hasLegalForm, isAddress, isLegalForm, isNoName, nameTokens } from './names.ts';
import { type Label, type Paper, type PaperLine, type PaperPage, type Piece, wordsOf } from './paper.ts';
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

interface Spot {
  readonly line: PaperLine;
  readonly piece: Piece;
}

/** Labels that name a seller only by the way: the holder of an account, the sender of a letter. */
const WEAK_SELLER =
  /^(?:from|account name|account holder|payee|payable to|beneficiary|beneficiary name|kontoinhaber|kontobezeichnung|inhaber|titulaire|titulaire du compte|beneficiaire|societe|titular|titular de la cuenta|titular da conta|beneficiario|intestato a|intestatario del conto|t n v|tnv|ten name van|rekeninghouder|begunstigde|favorecido|empresa|hotel details|consignor|company name|provider|absender|mittente|afzender|expediteur|all payment to be made in favor of|payment to be made in favor of|in favor of|in favour of|make checks payable to|make all checks payable to|verkaufer kontoname|zahlungsempfanger)$/;
/** Labels before a person within the block of a customer: the name of the customer stands above. */
const ATTENTION =
  /^(?:attn|attention|t a v|ter attentie van|a l attention de|a la atencion de|alla cortese attenzione|z hd|zu handen)$/;
const WEAK_BUYER =
  /^(?:to|an|a|aan|attn|attention|herr|herrn|frau|firma|guest|gast|doit|m s|senor|senores|spett|received from|consignee|recipient|empfanger|facturation|destinataire|consignee ship to)$/;

/** Collects names with what speaks for them. */
export function partyCandidates(paper: Paper): NameCandidate[] {
  const out: NameCandidate[] = [];
  const buyerZone = new Set<Piece>();
  for (const page of paper.pages) {
    for (const line of page.lines) {
      for (const label of line.labels) {
        if (label.group !== 'party') continue;
        labelled(label, line, page, out, buyerZone);
      }
    }
  }
  const first = paper.pages[0];
  if (!first) return out;
  senderLine(first, out, buyerZone);
  letterhead(first, paper, out, buyerZone);
  addressBlocks(first, out);
  for (const page of paper.pages) footer(page, out, buyerZone);
  return out;
}

function push(
  out: NameCandidate[],
  spot: Spot,
  page: PaperPage,
  given: Pick<NameCandidate, 'role' | 'score' | 'source'> & { readonly from?: number },
): void {
  const from = given.from ?? spot.piece.first;
  const words = wordsOf(spot.line, from, spot.piece.last);
  const text = cutName(words.map((word) => word.text).join(' '));
  if (text === '' || (isNoName(text) && !isStreetName(spot, page))) return;
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

function addressBelow(spot: Spot, page: PaperPage): string[] {
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

/** Pieces below one another, flush left or centred, down to a gap. */
function chainBelow(spot: Spot, page: PaperPage, most: number): Spot[] {
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

function labelled(
  label: Label,
  line: PaperLine,
  page: PaperPage,
  out: NameCandidate[],
  buyerZone: Set<Piece>,
): void {
  const piece = line.pieces.find((one) => label.first <= one.last)!;
  const role = label.meaning === 'seller' ? 'seller' : 'buyer';
  const weak = (role === 'seller' ? WEAK_SELLER : WEAK_BUYER).test(label.text);
  const score = weak ? 4 : 9;
  const rest = line.line.words.slice(label.last + 1, piece.last + 1);
  const colon = /[:：]$/.test(line.line.words[label.last]!.text) || rest[0]?.text === ':';
  // "Lieferant GmbH" is a name that begins with a word of the lexicon.
  if (isLegalForm(rest.map((word) => word.text).join(' '))) return;
  if (!label.leads) {
    if (role === 'seller' && colon && rest.length > 1) {
      push(out, { line, piece }, page, { role, score: score - 1, source: 'label', from: label.last + 1 });
      return;
    }
    // "… are sold by Amazon Web Services, Inc.": within a sentence only phrases of several words are labels.
    if (role === 'seller' && label.length > 1 && rest.length > 0 && !weak) {
      push(out, { line, piece }, page, { role, score: 5, source: 'label', from: label.last + 1 });
    }
    return;
  }
  // "Customer: 4711" is a number.
  if (
    /[\p{L}\d]/u.test(line.line.words[label.last]!.text.slice(label.end)) ||
    /^[\d-]+$/.test(rest[0]?.text ?? '')
  )
    return;
  const shipTo = label.meaning === 'ship-to';
  const take = (spot: Spot, points: number, from?: number): void => {
    if (role === 'buyer') {
      buyerZone.add(spot.piece);
      for (const below of chainBelow(spot, page, 7)) buyerZone.add(below.piece);
    }
    if (!shipTo)
      push(out, spot, page, {
        role,
        score: points,
        source: 'label',
        ...(from === undefined ? {} : { from }),
      });
  };
  if (ATTENTION.test(label.text)) {
    const above = pieceAbove({ line, piece }, page);
    if (above && !isNoName(cutName(above.piece.text))) {
      take(above, 6);
      return;
    }
  }
  const text = rest
    .map((word) => word.text)
    .join(' ')
    .replace(/^[:\s]+/, '');
  if (/\p{L}{2}/u.test(text)) {
    // A short word that goes on with other words is running text unless a colon says otherwise.
    if (
      colon ||
      (label.length > 1 && !weak) ||
      (!weak && text.split(' ').length <= 6 && hasLegalForm(text))
    ) {
      take({ line, piece }, score - (colon ? 0 : 2), label.last + 1);
    }
    return;
  }
  if (weak && !colon && label.length === 1 && rest.length > 0) return;
  const named = nameRow(line, piece, page);
  if (named) {
    take(named, score);
    return;
  }
  const right = line.pieces.find((one) => one.first === piece.last + 1);
  if (right && !isLabelled(line, right) && colon && near(piece, right, line)) {
    take({ line, piece: right }, score);
    return;
  }
  for (const below of page.lines.slice(line.index + 1, line.index + 4)) {
    if (below.line.box[1] - line.line.box[3] > 3.5 * Math.max(line.line.size, 1)) break;
    const under = below.pieces.find(
      (one) =>
        Math.min(one.box[2], piece.box[2]) - Math.max(one.box[0], piece.box[0]) > 0 &&
        Math.abs(one.box[0] - piece.box[0]) < 4 * Math.max(line.line.size, 1),
    );
    if (!under) continue;
    const other = below.labels.some(
      (one) => one.leads && one.first === under.first && one.length > 1 && one.group !== 'party',
    );
    const spot = { line: below, piece: under };
    const unnamed = isNoName(cutName(under.text) || under.text) && !isStreetName(spot, page);
    if (other || unnamed || isLabelled(below, under)) {
      if (role === 'buyer') buyerZone.add(under);
      continue;
    }
    take(spot, score - 0.5);
    return;
  }
}

/** "Condominio Via Verdi 10" over "Via Verdi 10": a name that holds its own address. */
function isStreetName(spot: Spot, page: PaperPage): boolean {
  const { text } = spot.piece;
  const [below] = chainBelow(spot, page, 1);
  return (
    isAddress(text) &&
    /^\p{L}{4}/u.test(text) &&
    below !== undefined &&
    text.toLowerCase().endsWith(below.piece.text.toLowerCase())
  );
}

function near(left: Piece, right: Piece, line: PaperLine): boolean {
  return right.box[0] - left.box[2] < 30 * Math.max(line.line.size, 1);
}

function pieceAbove({ line, piece }: Spot, page: PaperPage): Spot | null {
  const above = page.lines[line.index - 1];
  const size = Math.max(line.line.size, 1);
  const found = above?.pieces.find((one) => Math.abs(one.box[0] - piece.box[0]) < size);
  return above && found && line.line.box[1] - above.line.box[3] < size ? { line: above, piece: found } : null;
}

/** True for a piece that is a label, alone or before a colon; a name may begin with a word of the lexicon. */
function isLabelled(line: PaperLine, piece: Piece): boolean {
  const text = (word: number): string => line.line.words[word]?.text ?? '';
  return line.labels.some(
    (label) =>
      label.leads &&
      label.first === piece.first &&
      label.text.length > 3 &&
      (label.last === piece.last || /[:#]$/.test(text(label.last)) || /^[:#]/.test(text(label.last + 1))),
  );
}

/** Below a heading such as "Seller": the row "Name: …" before the next heading of a party. */
function nameRow(heading: PaperLine, title: Piece, page: PaperPage): Spot | null {
  const reach = 6 * Math.max(heading.line.size, 1);
  for (const line of page.lines.slice(heading.index + 1, heading.index + 8)) {
    if (
      line.labels.some(
        (label) => label.group === 'party' && label.leads && label.length === line.tokens.length,
      )
    )
      return null;
    // A row of titles ('Nombre' counts in French) is no name.
    if (line.pieces.length > 2) continue;
    for (const piece of line.pieces) {
      // Seller and buyer may stand side by side, each with a row of its own.
      if (Math.abs(piece.box[0] - title.box[0]) > reach) continue;
      const before = /^(\p{L}+)\s*:?$/u.exec(piece.text);
      const value = line.pieces.find((one) => one.first === piece.last + 1);
      if (before && value && NAME_LABELS.has(fold(before[1]!))) return { line, piece: value };
      const inside = /^(\p{L}+)\s*:\s*\p{L}/u.exec(piece.text);
      if (inside && NAME_LABELS.has(fold(inside[1]!))) {
        const colon = line.line.words.findIndex(
          (word, index) => index >= piece.first && word.text.endsWith(':'),
        );
        return { line, piece: { ...piece, first: colon + 1, text: piece.text.slice(inside[0].length - 1) } };
      }
    }
  }
  return null;
}

/** The small line above an address window: name, street and town, set apart by dots, bars or dashes. */
function senderLine(page: PaperPage, out: NameCandidate[], buyerZone: Set<Piece>): void {
  for (const line of page.lines) {
    if (line.line.box[1] > 0.45 * page.height) break;
    for (const piece of line.pieces) {
      const parts = piece.text.split(/\s*[·•●∙|‧▪■*]\s*|\s+[-–—]\s+|,\s+/);
      if (parts.length < 3 || !/\d/.test(piece.text) || /[@:]/.test(parts[0]!)) continue;
      if (
        !parts
          .slice(1)
          .some(
            (part) => /^(?:[A-Z]{1,2}[- ])?\d{4,6}\b/.test(part) || isAddress(part) || /\d{4,5}/.test(part),
          )
      )
        continue;
      push(out, { line, piece }, page, { role: 'seller', score: 6, source: 'sender-line' });
      // What stands below it, within the window, is the one addressed.
      const below = page.lines
        .slice(line.index + 1, line.index + 5)
        .flatMap((lower) => lower.pieces.map((one) => ({ line: lower, piece: one })))
        .find(
          (spot) =>
            Math.abs(spot.piece.box[0] - piece.box[0]) < 6 * line.line.size &&
            spot.piece.box[0] < 0.5 * page.width,
        );
      if (below && below.line.line.box[1] - line.line.box[3] < 6 * line.line.size) {
        const chain = [below, ...chainBelow(below, page, 7)];
        for (const spot of chain) buyerZone.add(spot.piece);
        const name = chain.find((spot) => !isNoName(spot.piece.text));
        if (name && !isLabelled(name.line, name.piece))
          push(out, name, page, { role: 'buyer', score: 5, source: 'sender-line' });
      }
    }
  }
}

/** Names over an address in the upper half: without any label the one that is not the seller's is the customer's. */
function addressBlocks(page: PaperPage, out: NameCandidate[]): void {
  for (const line of page.lines) {
    if (line.line.box[1] > 0.45 * page.height) break;
    for (const piece of line.pieces) {
      if (isNoName(cutName(piece.text)) || !couldLead(line, piece) || !opensBlock({ line, piece }, page))
        continue;
      const below = chainBelow({ line, piece }, page, 5).map((spot) => spot.piece.text);
      const towns = below.findIndex((text) => isAddress(text) && /\d{4,5}/.test(text));
      if (towns > 0 && towns < 4)
        push(out, { line, piece }, page, { role: 'buyer', score: 2.5, source: 'address-block' });
    }
  }
}

/** Names at the top of the first page: the higher and the larger, the likelier. */
function letterhead(
  page: PaperPage,
  paper: Paper,
  out: NameCandidate[],
  buyerZone: ReadonlySet<Piece>,
): void {
  const sizes = page.lines.map((line) => line.line.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 10;
  let rank = 0;
  const top = page.lines
    .filter((line) => line.line.box[1] < (paper.ocr ? 0.4 : 0.33) * page.height)
    .slice(0, 25);
  for (const line of top) {
    for (const piece of line.pieces) {
      if (buyerZone.has(piece) || isNoName(cutName(piece.text)) || !couldLead(line, piece)) continue;
      const size = line.line.size / Math.max(usual, 1);
      let score = 3.5 - 0.6 * rank;
      if (doubt(line, piece)) score -= 2.5;
      if (size > 1.25) score += 1;
      if (size > 1.7) score += 1.5;
      rank++;
      const joined = joinLegalForm({ line, piece }, page);
      if (score < 0.3 && !hasLegalForm(piece.text)) continue;
      push(out, { line, piece }, page, { role: 'seller', score: Math.max(score, 0.5), source: 'letterhead' });
      if (joined)
        out.push({ ...joined, score: Math.max(score, 0.5) + 2.5, role: 'seller', source: 'letterhead' });
    }
  }
}

/** True when recognition was not sure of the letters: logos and stains are read as words. */
function doubt(line: PaperLine, piece: Piece): boolean {
  const words = wordsOf(line, piece.first, piece.last);
  const mean = words.reduce((total, word) => total + (word.confidence ?? 1), 0) / words.length;
  return mean < 0.65;
}

/** A name that runs over two lines, the legal form on the second. */
function joinLegalForm(
  spot: Spot,
  page: PaperPage,
): Pick<NameCandidate, 'text' | 'words' | 'line' | 'address'> | null {
  if (hasLegalForm(spot.piece.text)) return null;
  const next = page.lines[spot.line.index + 1];
  const below = next?.pieces.find(
    (one) => Math.min(one.box[2], spot.piece.box[2]) - Math.max(one.box[0], spot.piece.box[0]) > 0,
  );
  if (
    !next ||
    !below ||
    !hasLegalForm(`x ${below.text}`) ||
    next.line.box[1] - spot.line.line.box[3] > next.line.size
  )
    return null;
  const upper = (text: string): boolean => text === text.toUpperCase();
  if (
    upper(below.text) !== upper(spot.piece.text) ||
    /\d{3}/.test(below.text) ||
    below.text.split(' ').length > 6
  )
    return null;
  const words = [
    ...wordsOf(spot.line, spot.piece.first, spot.piece.last),
    ...wordsOf(next, below.first, below.last),
  ];
  const text = cutName(words.map((word) => word.text).join(' '));
  return text
    ? { text, words, line: spot.line, address: addressBelow({ line: next, piece: below }, page) }
    : null;
}

function couldLead(line: PaperLine, piece: Piece): boolean {
  const within = (at: { first: number; last: number }): boolean =>
    at.first >= piece.first && at.last <= piece.last;
  if (line.dates.some(within) || line.identifiers.some(within)) return false;
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

const REGISTER =
  /\b(?:IBAN|BIC|SWIFT|HRB|HRA|HR-|R\.?C\.?S|SIRET|SIREN|KvK|Amtsgericht|Registergericht|Registered|Company (?:Reg|No)|VAT|USt|UID|TVA|BTW|P\.? ?IVA|NIF|CIF|GSTIN|CIN|PAN|Capital|Geschäftsführer|Vorstand|Siège|capitale sociale)\b/i;

/** Names with a legal form at the foot of a page, and others beside bank and register data. */
function footer(page: PaperPage, out: NameCandidate[], buyerZone: ReadonlySet<Piece>): void {
  const from = 0.72 * page.height;
  for (const line of page.lines) {
    const low = line.line.box[1] > from;
    for (const piece of line.pieces) {
      if (buyerZone.has(piece)) continue;
      const form = hasLegalForm(cutName(piece.text));
      const spot = { line, piece };
      if (low) {
        const block = [piece.text, ...chainBelow(spot, page, 7).map((one) => one.piece.text)].join(' ');
        const registered = REGISTER.test(block);
        if (form) push(out, spot, page, { role: 'seller', score: registered ? 2.5 : 1.5, source: 'footer' });
        else if (registered && couldLead(line, piece) && opensBlock(spot, page)) {
          push(out, spot, page, { role: 'seller', score: 1.5, source: 'footer' });
        }
      } else if (form && couldLead(line, piece)) {
        push(out, spot, page, { role: 'seller', score: -0.5, source: 'legal-form' });
      }
    }
  }
}

function opensBlock(spot: Spot, page: PaperPage): boolean {
  const above = page.lines[spot.line.index - 1];
  if (!above) return true;
  const gap = spot.line.line.box[1] - above.line.box[3];
  const over = above.pieces.some((one) => Math.abs(one.box[0] - spot.piece.box[0]) < spot.line.line.size);
  return !over || gap > 0.8 * spot.line.line.size;
}
