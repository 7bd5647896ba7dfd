import { isDecimal } from '../../domain/decimal.ts';
import { type Cell, looksLikeFormula } from '../csv-text.ts';
import { MAX_PLACES, STYLE } from './styles.ts';
import { xmlText } from './xml-text.ts';

/** Most characters that a cell holds (Excel specifications and limits). */
const MAX_TEXT = 32_767;
/** Digits that a spreadsheet keeps of a number: more would be changed. */
const MAX_DIGITS = 15;

const DAY_MS = 86_400_000;
/** Day 0 of a spreadsheet's calendar; right from 1900-03-01 on, before that it has a day that never was. */
const DAY_ZERO_MS = Date.UTC(1899, 11, 30);
const FIRST_DAY = 61;

/** Letters of a column by its index from 0: `A`, `Z`, `AA`. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/**
 * A row of a sheet as XML (ECMA-376, 18.3.1.73). Cells without a value are left out. `styles`: one for all cells, or by the
 * index of a column; a text that has one stays a text.
 */
export function rowXml(
  values: readonly Cell[],
  rowNumber: number,
  styles?: number | ReadonlyMap<number, number>,
): string {
  const cells = values.map((value, index) =>
    cellXml(
      value,
      `${columnLetters(index)}${rowNumber}`,
      typeof styles === 'object' ? styles.get(index) : styles,
    ),
  );
  return `<row r="${rowNumber}">${cells.join('')}</row>`;
}

/**
 * A value as it stands in a cell: exact decimals of up to 15 digits and numbers as numbers that show all their decimals,
 * ISO dates as dates, everything else as text. Text is never a formula here, and stays none when it is edited.
 */
function cellXml(value: Cell, reference: string, style?: number): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return typed(reference, 'b', value ? '1' : '0', style);
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? typed(reference, 'n', String(value), style)
      : textCell(reference, String(value), style);
  }
  if (style === undefined) {
    const places = decimalPlaces(value);
    if (places !== null) return typed(reference, 'n', value, STYLE.decimal + places);
    const day = dayNumber(value);
    if (day !== null) return typed(reference, 'n', String(day), STYLE.date);
  }
  return textCell(reference, value, style);
}

function typed(reference: string, type: string, value: string, style?: number): string {
  return `<c r="${reference}"${style === undefined ? '' : ` s="${style}"`} t="${type}"><v>${value}</v></c>`;
}

function textCell(reference: string, text: string, style?: number): string {
  const own = style ?? (looksLikeFormula(text) ? STYLE.literal : undefined);
  const attribute = own === undefined ? '' : ` s="${own}"`;
  return `<c r="${reference}"${attribute} t="inlineStr"><is><t xml:space="preserve">${xmlText(fitted(text))}</t></is></c>`;
}

function fitted(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** Decimals of a text that is a number without loss; null for all that must stay as written, such as `007`. */
function decimalPlaces(text: string): number | null {
  if (!isDecimal(text) || /^-?0\d/.test(text)) return null;
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  const digits = text.replace(/\D/g, '').length;
  return digits <= MAX_DIGITS && places <= MAX_PLACES ? places : null;
}

/** Number of a day written as `2026-01-31`; null for what is no day, or one before a spreadsheet's calendar. */
function dayNumber(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(timeMs) || new Date(timeMs).toISOString().slice(0, 10) !== text) return null;
  const day = (timeMs - DAY_ZERO_MS) / DAY_MS;
  return day >= FIRST_DAY ? day : null;
}
