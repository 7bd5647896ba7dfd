import { columnTitle } from './column-titles.ts';
import { cutName, hasLegalForm, hasPostCode, isAddress, isNoName, isStreet } from './names.ts';
import { type Paper, type PaperLine, type PaperPage, type Piece, wordsOf } from './paper.ts';
import {
  addressBelow,
  chainBelow,
  couldLead,
  isLabelled,
  type NameCandidate,
  opensBlock,
  push,
  type Spot,
} from './party-spots.ts';

/** Words before the name of a person who owns or leads what is named above. */
const OWNER =
  /^(?:inh|inhaber|inhaberin|gf|geschaftsfuhrer|geschäftsführer|prop|proprietor|owner|titolare|gerant|gérant|titular)\b[.:]?/iu;

/** The small line above an address window: name, street and town, set apart by dots, bars or dashes. */
export function senderLine(page: PaperPage, out: NameCandidate[], buyerZone: Set<Piece>): void {
  for (const line of page.lines) {
    if (line.line.box[1] > 0.45 * page.height) break;
    for (const piece of line.pieces) {
      const parts = piece.text.split(/\s*[·•●∙|‧▪■*]\s*|\s+[-–—]\s+|,\s+/).filter((part) => part !== '');
      if (parts.length < 3 || !/\d/.test(piece.text) || /[@:]/.test(parts[0]!)) continue;
      // A line that opens with street and number is the address below the name.
      if (/\p{L} \d{1,4}(?: ?[-/]? ?[a-z])?$/iu.test(parts[0]!) && !hasLegalForm(parts[0]!)) continue;
      // "Main Road, Guntur 522003": a street without a number; "Inh. Jörg Niemeyer": whose firm it is.
      if (isStreet(parts[0]!) || OWNER.test(parts[0]!)) continue;
      // "Feb 9, 2024 - Feb 8, 2025" has the marks of an address and is a period.
      if (line.dates.some((date) => date.first >= piece.first && date.last <= piece.last)) continue;
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
export function addressBlocks(page: PaperPage, out: NameCandidate[]): void {
  for (const line of page.lines) {
    if (line.line.box[1] > 0.45 * page.height) break;
    for (const piece of line.pieces) {
      if (isNoName(cutName(piece.text)) || !couldLead(line, piece) || !opensBlock({ line, piece }, page))
        continue;
      const below = chainBelow({ line, piece }, page, 5).map((spot) => spot.piece.text);
      const towns = below.findIndex((text, at) => at > 0 && isAddress(text) && hasPostCode(text));
      if (towns > 0 && towns < 4)
        push(out, { line, piece }, page, { role: 'buyer', score: 2.5, source: 'address-block' });
    }
  }
}

/** Names at the top of the first page: the higher and the larger, the likelier. */
export function letterhead(
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
  const table = top.findIndex(isChargesTitle);
  if (table > 0) top.splice(table);
  const writer = top
    .flatMap((line) => line.pieces.map((piece) => ({ line, piece })))
    .find((spot) => spot.line.line.box[1] < 0.25 * page.height && isRegistered(spot, page))?.piece;
  for (const line of top) {
    for (const piece of line.pieces) {
      if (buyerZone.has(piece) || isNoName(cutName(piece.text)) || !couldLead(line, piece)) continue;
      const size = line.line.size / Math.max(usual, 1);
      let score = 3.5 - 0.6 * rank;
      if (doubt(line, piece)) score -= 2.5;
      if (isFactCell(line, piece, page)) score -= 4;
      if (size > 1.25) score += 1;
      if (size > 1.7) score += 1.5;
      // A name at the very top over an address, in larger type or with registered numbers, heads the letter.
      if (
        rank === 0 &&
        line.line.box[1] < 0.12 * page.height &&
        headsAddress({ line, piece }, page, size > 1.25)
      )
        score += 1.5;
      // Where one block over an address says who writes, another one without such numbers is whom they write to.
      if (writer && writer !== piece && isAddressed({ line, piece }, page)) score -= 2.5;
      rank++;
      const joined = joinLegalForm({ line, piece }, page);
      if (score < 0.3 && !hasLegalForm(piece.text)) continue;
      push(out, { line, piece }, page, { role: 'seller', score: Math.max(score, 0.5), source: 'letterhead' });
      if (joined)
        out.push({ ...joined, score: Math.max(score, 0.5) + 2.5, role: 'seller', source: 'letterhead' });
    }
  }
}

/** A name over an address with the numbers under which a business is registered, or how to reach it: that of who writes. */
function isRegistered(spot: Spot, page: PaperPage): boolean {
  const below = chainBelow(spot, page, 8).map(({ piece }) => piece.text);
  return (
    opensBlock(spot, page) && below.slice(0, 4).some(isAddress) && below.some((text) => REACH.test(text))
  );
}

/** A name over an address and nothing else. */
function isAddressed(spot: Spot, page: PaperPage): boolean {
  const below = chainBelow(spot, page, 8).map(({ piece }) => piece.text);
  return (
    opensBlock(spot, page) &&
    below.slice(0, 3).some(isAddress) &&
    !below.some((text) => REGISTER.test(text) || REACH.test(text))
  );
}

const REACH = /\b(?:t[eé]l|telefon|fon|phone|mob|www|SIRET|HRB|IBAN|KvK)\b|@/i;

function headsAddress(spot: Spot, page: PaperPage, large: boolean): boolean {
  const below = chainBelow(spot, page, 5);
  const isSender = ({ line, piece }: Spot): boolean =>
    REGISTER.test(piece.text) ||
    /\b(?:tel|fon|phone|fax|www)\b|@/i.test(piece.text) ||
    line.identifiers.some((one) => one.first >= piece.first && one.last <= piece.last);
  const text = below[0]?.piece.text ?? '';
  const parts = text.split(/\s*[·•|]\s*|\s+[-–—]\s+|,\s+/);
  return [text, ...parts].some(isAddress) && (large || below.some(isSender));
}

/** A line that titles the columns of charges: who writes stands above it. */
function isChargesTitle({ line }: PaperLine): boolean {
  if (/\d/.test(line.text)) return false;
  const roles = new Set(line.words.map(({ text }) => columnTitle(text)?.role));
  return roles.has('description') && (roles.has('quantity') || roles.has('rate')) && roles.has('amount');
}

/** Titles of facts side by side (`Invoice # Date Due Salesperson`), right of the first of them, or the values right below. */
function isFactCell(line: PaperLine, piece: Piece, page: PaperPage): boolean {
  const above = page.lines[line.index - 1];
  const from = factsFrom(line);
  if (from !== null) return piece.first > from;
  const over = above && line.line.box[1] - above.line.box[3] < line.line.size ? factsFrom(above) : null;
  return over !== null && piece.first > 0 && piece.box[0] > above!.line.words[over]!.box[0];
}

/** The word at which two or more titles of facts begin on a line without any value; null where there are none. */
function factsFrom({ line, labels }: PaperLine): number | null {
  if (/[\d:]/.test(line.text)) return null;
  const titles = labels.filter((one) => one.leads && one.group !== 'party').map((one) => one.first);
  return new Set(titles).size > 1 ? Math.min(...titles) : null;
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

const REGISTER =
  /\b(?:IBAN|BIC|SWIFT|HRB|HRA|HR-|R\.?C\.?S|SIRET|SIREN|KvK|Amtsgericht|Registergericht|Registered|Company (?:Reg|No)|VAT|USt|UID|TVA|BTW|P\.? ?IVA|NIF|CIF|GSTIN|CIN|PAN|Capital|Geschäftsführer|Vorstand|Siège|capitale sociale)\b/i;

/** Names with a legal form at the foot of a page, and others beside bank and register data. */
export function footer(page: PaperPage, out: NameCandidate[], buyerZone: ReadonlySet<Piece>): void {
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
