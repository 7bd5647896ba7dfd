import type { Decimal } from '../domain/decimal.ts';
import { type AmountHabit, readAmount } from './amount.ts';
import { currencyOf } from './currency.ts';
import { amountsOfLine, type FoundAmount } from './find-amounts.ts';
import type { Line } from './lines.ts';
import type { PlacedWord } from './straighten.ts';
import { type Column, NUMERIC_ROLES } from './table-header.ts';

/** What stands in one column of one line. */
export interface LineCell {
  readonly words: readonly PlacedWord[];
  readonly text: string;
  /** The number in it, for columns of numbers. */
  readonly amount: FoundAmount<PlacedWord> | null;
}

/** A line taken apart: one cell a column, null where it is empty. */
export interface CellLine {
  readonly line: Line;
  readonly cells: readonly (LineCell | null)[];
}

/** How the document writes numbers, and whether its words were recognised. */
export interface AssignOptions {
  readonly habit: AmountHabit;
  readonly ocr: boolean;
}

interface Unit {
  readonly words: readonly PlacedWord[];
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly amount: FoundAmount<PlacedWord> | null;
  readonly kind: 'number' | 'date' | 'percent' | 'text';
}

const DATE =
  /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$|^\d{1,2}[-./ ]?[A-Za-z]{3,9}[-./ ]?\d{2,4}$|^\d{1,2}[/-]\d{2,4}$|^\d{1,2}\.\d{1,2}\.$/;
const MONTH = /^(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*[.,]?$/i;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2})?$|^[AaPp][Mm]$/;

/** True for a word that is a date, or a part of one that is written in words. */
export function isDateWord(text: string): boolean {
  return DATE.test(text) || MONTH.test(text) || CLOCK.test(text);
}

function unitsOf(line: Line, options: AssignOptions): Unit[] {
  const amounts = amountsOfLine(line, options);
  const units: Unit[] = [];
  for (let index = 0; index < line.words.length; index++) {
    const amount = amounts.find((found) => found.first === index) ?? null;
    const words = amount ? amount.words : [line.words[index]!];
    const text = words.map((word) => word.text).join(' ');
    let kind: Unit['kind'] = amount ? 'number' : 'text';
    if (isDateWord(text)) kind = 'date';
    else if (/^[-+(]?[\d.,]+\s?%\)?$/.test(text)) kind = 'percent';
    const per = amount ? perUnits(line, amounts, amount) : null;
    const all = per ? line.words.slice(index, per.last + 1) : words;
    units.push({
      words: all,
      text: per ? all.map((word) => word.text).join(' ') : text,
      x0: all[0]!.box[0],
      x1: all[all.length - 1]!.box[2],
      amount: amount && per ? { ...amount, per: per.count } : amount,
      kind,
    });
    if (amount) index = per?.last ?? amount.last;
  }
  return units;
}

/** What a price is the price of, printed behind it: `12,50 / 1.000 ST`, `4.20 per 100`; null for one piece or none. */
function perUnits(
  line: Line,
  amounts: readonly FoundAmount<PlacedWord>[],
  price: FoundAmount<PlacedWord>,
): { readonly count: Decimal; readonly last: number } | null {
  const mark = line.words[price.last + 1];
  const count = amounts.find((one) => one.first === price.last + 2);
  if (!mark || !count || !/^(?:\/|per|pro|je|par|por)$/i.test(mark.text)) return null;
  if (!/^\d{1,3}(?:[., ]?000)?$/.test(count.text)) return null;
  const size = Math.max(line.size, 1);
  const near = (left: number): boolean => {
    const [a, b] = [line.words[left], line.words[left + 1]];
    return a !== undefined && b !== undefined && b.box[0] - a.box[2] < 0.8 * size;
  };
  if (!near(price.last) || !near(price.last + 1)) return null;
  const unit = line.words[count.last + 1];
  const named = unit && /^\p{L}{1,5}\.?$/u.test(unit.text) && near(count.last);
  return { count: count.value, last: named ? count.last + 1 : count.last };
}

/** Penalties in heights of the type, tuned by what they must outweigh: a column's width is five to ten of them. */
const WRONG_KIND = 3;
const SPLIT_PHRASE = 1.6;
const TWO_NUMBERS = 4;

function placeCost(
  unit: Unit,
  column: Column,
  bounds: { left: number; right: number },
  size: number,
): number {
  const numeric = NUMERIC_ROLES.has(column.role);
  const { left, right } = numeric ? { left: column.x0, right: column.x1 } : bounds;
  const away = Math.max(0, left - unit.x1, unit.x0 - right) / size;
  const outside = Math.max(0, left - unit.x0, unit.x1 - right) / size;
  let cost = away * 1.2 + (numeric ? 0 : Math.min(outside, 4) * (column.role === 'description' ? 0.4 : 0.15));
  if (numeric) {
    // Numbers are set to the right, the left or the middle of their title: the nearest of the three says whose they are.
    const aligned = Math.min(
      Math.abs(unit.x1 - column.x1),
      Math.abs(unit.x0 - column.x0),
      Math.abs(unit.x0 + unit.x1 - column.x0 - column.x1) / 2,
    );
    cost += 0.2 * Math.min(aligned / size, 4);
    // A lone sign under numbers is a digit that recognition did not make out.
    if (unit.kind === 'text' && unit.text.length <= 2 && aligned < size) cost += 0.5;
    else if (unit.kind === 'text') cost += column.role === 'quantity' ? 1.8 : WRONG_KIND;
    else if (unit.kind === 'date') cost += WRONG_KIND;
    else if (
      unit.kind === 'percent' &&
      !column.role.endsWith('-rate') &&
      column.role !== 'tax' &&
      column.role !== 'discount'
    ) {
      cost += 2;
    }
    return cost;
  }
  if (column.role === 'description') {
    if (unit.kind === 'number' && /\d[.,]\d{2}$/.test(unit.text)) cost += 0.8;
    if (unit.kind === 'date') cost += 0.3;
    return cost;
  }
  if (column.role === 'serial')
    return cost + (/^\(?\d{1,6}[.)]?$/.test(unit.text) ? 0 : unit.kind === 'number' ? 1 : WRONG_KIND);
  if (column.role === 'date' || column.role === 'expiry') return cost + (unit.kind === 'date' ? 0 : 1.5);
  return cost + (unit.kind === 'number' && /\d[.,]\d{2}$/.test(unit.text) ? 1 : 0.3);
}

function stepCost(
  from: Unit,
  to: Unit,
  a: number,
  b: number,
  columns: readonly Column[],
  size: number,
): number {
  const gap = (to.x0 - from.x1) / size;
  if (a === b) {
    const role = columns[a]!.role;
    if (NUMERIC_ROLES.has(role)) {
      if (from.amount && to.amount) return TWO_NUMBERS;
      return gap > 1.5 ? 1.5 : 0;
    }
    // A number far behind the name is no part of it.
    if (role === 'description') return gap > 1.5 && (to.kind === 'number' || to.text.length <= 2) ? 1.2 : 0;
    if (gap <= 1.5) return 0;
    return to.text.length <= 2 ? 0.8 : 2;
  }
  // A phrase is not cut between two words that stand a space apart, unless a number begins.
  return gap < 0.5 && to.kind === 'text' ? SPLIT_PHRASE : 0;
}

/** Left and right end of the room each column has between its neighbours. */
function territories(columns: readonly Column[], line: Line): { left: number; right: number }[] {
  return columns.map((column, index) => {
    const before = columns[index - 1];
    const after = columns[index + 1];
    const wide = column.role === 'description';
    return {
      left: before ? (wide ? before.x1 : (before.x1 + column.x0) / 2) : Math.min(column.x0, line.box[0]),
      right: after ? (wide ? after.x0 : (column.x1 + after.x0) / 2) : Math.max(column.x1, line.box[2]),
    };
  });
}

/**
 * Sets every word of a line into one of the columns, in order from left to right, at the least total cost of distance,
 * alignment, kind (text under numbers) and cut phrases; found by dynamic programming over words and columns.
 */
export function assignLine(line: Line, columns: readonly Column[], options: AssignOptions): CellLine {
  const units = unitsOf(line, options);
  const bounds = territories(columns, line);
  const size = Math.max(line.size, 1);
  let costs = columns.map((column, index) => placeCost(units[0]!, column, bounds[index]!, size));
  const back: number[][] = [];
  for (let at = 1; at < units.length; at++) {
    const unit = units[at]!;
    const previous = units[at - 1]!;
    const trail: number[] = [];
    const next = columns.map((column, index) => {
      let best = Number.POSITIVE_INFINITY;
      let from = 0;
      for (let before = 0; before <= index; before++) {
        const cost = costs[before]! + stepCost(previous, unit, before, index, columns, size);
        if (cost < best) {
          best = cost;
          from = before;
        }
      }
      trail.push(from);
      return best + placeCost(unit, column, bounds[index]!, size);
    });
    back.push(trail);
    costs = next;
  }
  let column = costs.indexOf(Math.min(...costs));
  const chosen: number[] = [];
  for (let at = units.length - 1; at >= 0; at--) {
    chosen[at] = column;
    if (at > 0) column = back[at - 1]![column]!;
  }
  const cells = columns.map((_, index): LineCell | null => {
    const mine = units.filter((_unit, at) => chosen[at] === index);
    if (mine.length === 0) return null;
    const words = mine.flatMap((unit) => unit.words);
    const numeric = NUMERIC_ROLES.has(columns[index]!.role);
    const numbers = mine.filter((unit) => unit.amount);
    return {
      words,
      text: words.map((word) => word.text).join(' '),
      amount: numeric ? (numbers.at(-1)?.amount ?? percentOf(mine, options)) : null,
    };
  });
  return { line, cells };
}

function percentOf(units: readonly Unit[], options: AssignOptions): FoundAmount<PlacedWord> | null {
  const unit = units.find((one) => one.kind === 'percent');
  const amount = unit && readAmount(unit.text.replace(/\s?%/, ''), options);
  if (!unit || !amount) return null;
  const word = unit.words[0]!;
  return {
    ...amount,
    words: unit.words,
    text: unit.text,
    box: word.box,
    first: 0,
    last: unit.words.length - 1,
  };
}

/** True when the text of a cell is nothing but numbers, money marks and dashes. */
export function isNumericText(text: string): boolean {
  return text.split(' ').every((word) => /^[-–—+()\d.,/%]*$/.test(word) || currencyOf(word) !== null);
}
