import { fold } from './fold.ts';
import { NAME_LABELS } from './lexicon/title-words.ts';
import { cutName, hasLegalForm, isLegalForm, isNoName } from './names.ts';
import type { Label, Paper, PaperLine, PaperPage, Piece } from './paper.ts';
import { addressBlocks, footer, letterhead, senderLine } from './party-places.ts';
import {
  chainBelow,
  isLabelled,
  isStreetName,
  type NameCandidate,
  pieceAbove,
  push,
  type Spot,
} from './party-spots.ts';

/** Labels that name a seller only by the way: the holder of an account, the sender of a letter. */
const WEAK_SELLER =
  /^(?:from|account name|account holder|payee|payable to|beneficiary|beneficiary name|kontoinhaber|kontobezeichnung|inhaber|titulaire|titulaire du compte|beneficiaire|societe|titular|titular de la cuenta|titular da conta|beneficiario|intestato a|intestatario del conto|t n v|tnv|ten name van|rekeninghouder|begunstigde|favorecido|empresa|hotel details|consignor|company name|provider|absender|mittente|afzender|expediteur|all payment to be made in favor of|payment to be made in favor of|in favor of|in favour of|make checks payable to|make all checks payable to|verkaufer kontoname|zahlungsempfanger)$/;
/** Labels before a person within the block of a customer: the name of the customer stands above. */
const ATTENTION =
  /^(?:attn|attention|t a v|ter attentie van|a l attention de|a la atencion de|alla cortese attenzione|z hd|zu handen)$/;
const SLIP =
  /\b(?:payment advice|remittance (?:advice|slip)|payment slip|return (?:this|the) (?:slip|portion|stub)|detach (?:and return|here))\b/i;
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

function labelled(
  label: Label,
  line: PaperLine,
  page: PaperPage,
  out: NameCandidate[],
  buyerZone: Set<Piece>,
): void {
  const piece = line.pieces.find((one) => label.first <= one.last)!;
  // On the slip that comes back with the payment "To" is who is paid.
  const returned = label.text === 'to' && isOnSlip(line, page);
  const role = label.meaning === 'seller' || returned ? 'seller' : 'buyer';
  const weak = returned || (role === 'seller' ? WEAK_SELLER : WEAK_BUYER).test(label.text);
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
  if (/\p{L}\p{M}*\p{L}/u.test(text)) {
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
  // "From" and "To" among the titles of a table are stations.
  if (weak && !colon && line.pieces.length > 3) return;
  const named = nameRow(line, piece, page);
  if (named) {
    take(named, score);
    return;
  }
  const right = line.pieces.find((one) => one.first === piece.last + 1);
  if (
    right &&
    !isLabelled(line, right) &&
    (colon || (!weak && isPair(line, piece, right, page))) &&
    near(piece, right, line)
  ) {
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

/** True below the heading of a slip that comes back with the payment. */
function isOnSlip(line: PaperLine, page: PaperPage): boolean {
  return page.lines.slice(0, line.index + 1).some(({ line: above }) => SLIP.test(above.text));
}

/** True for a label with its value in a list of such pairs, each on a line of its own. */
function isPair(line: PaperLine, left: Piece, right: Piece, page: PaperPage): boolean {
  const size = Math.max(line.line.size, 1);
  const isLike = (other: PaperLine | undefined): boolean =>
    other !== undefined &&
    Math.abs(other.line.box[1] - line.line.box[1]) < 3 * size &&
    other.pieces.some((piece) => Math.abs(piece.box[0] - left.box[0]) < 2 && isLabelled(other, piece)) &&
    other.pieces.some(
      (piece) => Math.min(Math.abs(piece.box[0] - right.box[0]), Math.abs(piece.box[2] - right.box[2])) < 2,
    );
  return isLike(page.lines[line.index - 1]) || isLike(page.lines[line.index + 1]);
}

function near(left: Piece, right: Piece, line: PaperLine): boolean {
  return right.box[0] - left.box[2] < 30 * Math.max(line.line.size, 1);
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
