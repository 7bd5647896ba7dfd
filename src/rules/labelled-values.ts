import type { DayOrder } from './dates.ts';
import { resolveDate } from './dates.ts';
import { type ValuePlace, valuePlaces } from './label-values.ts';
import { type Label, type Paper, type PaperLine, pieceAt, wordsOf } from './paper.ts';
import { tokenise } from './phrases.ts';
import type { PlacedWord } from './straighten.ts';

/** What kind of value a label is followed by. */
export type ValueType = 'string' | 'number' | 'date' | 'money' | 'boolean' | 'list';

/** A value found beside or below a label. Numbers are exact decimals, dates ISO, booleans `true` or `false`. */
export interface LabelledValue {
  readonly value: string;
  /** The entries of a list; for other types the value alone. */
  readonly entries: readonly string[];
  /** ISO 4217 where a currency stands with an amount. */
  readonly currency: string | null;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
  /** 0 to 1. */
  readonly confidence: number;
}

const YES = /^(?:yes|y|true|ja|oui|si|sì|sí|sim|x|✓|✔|☑|☒|\[x\]|checked)$/i;
const NO = /^(?:no|n|false|nein|nee|non|não|nao|☐|□|\[\s?\]|unchecked)$/i;

/** The best value for any of the labels, looked for on all pages; null when no label stands there with a fitting value. */
export function findLabelled(
  paper: Paper,
  labels: readonly string[],
  { type, order }: { readonly type: ValueType; readonly order: DayOrder },
): LabelledValue | null {
  let best: LabelledValue | null = null;
  for (const [rank, text] of labels.entries()) {
    const wanted = tokenise(text.split(/\s+/)).map((token) => token.text);
    if (wanted.length === 0) continue;
    for (const line of paper.lines) {
      for (const label of labelsIn(line, wanted)) {
        const found = valueFor({ label, line, paper, type, order });
        if (!found) continue;
        const confidence = found.confidence - 0.05 * rank;
        if (!best || confidence > best.confidence) best = { ...found, confidence };
      }
    }
  }
  return best;
}

/** Where the words of a label stand on a line, one behind the other. */
function labelsIn(line: PaperLine, wanted: readonly string[]): Label[] {
  const { tokens } = line;
  const found: Label[] = [];
  for (let at = 0; at + wanted.length <= tokens.length; at++) {
    if (!wanted.every((text, index) => tokens[at + index]!.text === text)) continue;
    const first = tokens[at]!.word;
    const last = tokens[at + wanted.length - 1]!;
    found.push({
      group: 'number',
      meaning: 'number',
      text: wanted.join(' '),
      length: wanted.length,
      first,
      last: last.word,
      end: last.end,
      leads: first === pieceAt(line, first).first && tokens[at - 1]?.word !== first,
    });
  }
  return found;
}

interface Search {
  readonly label: Label;
  readonly line: PaperLine;
  readonly paper: Paper;
  readonly type: ValueType;
  readonly order: DayOrder;
}

function valueFor(search: Search): LabelledValue | null {
  const { label, line, paper } = search;
  for (const place of valuePlaces(label, line, paper)) {
    const found = typedValue(place, search);
    if (!found) continue;
    const word = line.line.words[label.last]!.text;
    const colon = /[:=]/.test(word.slice(label.end)) || line.line.words[label.last + 1]?.text === ':';
    let confidence = 0.6;
    if (label.leads) confidence += 0.15;
    else if (!colon) confidence -= 0.25;
    if (colon) confidence += 0.15;
    if (label.length > 1) confidence += 0.05;
    if (place.where === 'below') confidence -= 0.1;
    return { ...found, confidence: Math.max(0.1, Math.min(0.95, confidence)) };
  }
  return null;
}

type Found = Omit<LabelledValue, 'confidence'>;

function typedValue(place: ValuePlace, { type, order, paper }: Search): Found | null {
  const { line, word, last } = place;
  const made = (value: string, from: number, to: number, more: Partial<Found> = {}): Found => ({
    value,
    entries: [value],
    currency: null,
    words: wordsOf(line, from, to),
    pageNumber: line.pageNumber,
    ...more,
  });
  if (type === 'date') {
    const date = line.dates.find((one) => one.first >= word && one.first <= Math.min(last, word + 3));
    return date ? made(resolveDate(date, order), date.first, date.last) : null;
  }
  if (type === 'money' || type === 'number') {
    const amount = line.amounts.find(
      (one) =>
        one.first >= word &&
        one.first <= Math.min(last, word + 3) &&
        !line.dates.some((date) => one.first <= date.last && one.last >= date.first),
    );
    return amount ? made(amount.value, amount.first, amount.last, { currency: amount.currency }) : null;
  }
  const piece = pieceAt(line, word);
  const end = Math.min(last, piece.last);
  const words = wordsOf(line, word, end);
  const text = [words[0]?.text.slice(place.offset) ?? '', ...words.slice(1).map((one) => one.text)]
    .join(' ')
    .replace(/^[\s:=#]+|[\s;]+$/g, '');
  if (text === '') return null;
  if (type === 'boolean') {
    const answer = words[0]!.text.slice(place.offset).replace(/[.,;:]$/, '');
    if (YES.test(answer)) return made('true', word, word);
    return NO.test(answer) ? made('false', word, word) : null;
  }
  if (type === 'list') {
    const lines = place.where === 'below' ? linesBelow(place, paper) : [];
    const entries = [text, ...lines.map((one) => one.text)]
      .flatMap((one) => one.split(/\s*[,;•·|]\s*/))
      .map((one) => one.replace(/^[-–*]\s*/, '').trim())
      .filter((one) => one !== '');
    return { ...made(entries.join(', '), word, end), entries };
  }
  return made(text, word, end);
}

/** Lines of text right below a place, flush with it, down to a gap or a label. */
function linesBelow(place: ValuePlace, paper: Paper): { readonly text: string }[] {
  const page = paper.pages.find((one) => one.page.pageNumber === place.line.pageNumber);
  const left = place.line.line.words[place.word]!.box[0];
  const out: { text: string }[] = [];
  let above = place.line;
  for (const line of page?.lines.slice(place.line.index + 1) ?? []) {
    const size = Math.max(above.line.size, 1);
    if (line.line.box[1] - above.line.box[3] > size) break;
    const piece = line.pieces.find((one) => Math.abs(one.box[0] - left) < 1.5 * size);
    if (!piece || line.labels.some((label) => label.leads && label.first === piece.first && label.length > 1))
      break;
    out.push({ text: piece.text });
    above = line;
  }
  return out;
}
