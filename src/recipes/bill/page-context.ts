import type { DocumentReader } from '../../domain/question.ts';
import { isProblem } from '../../problem/problem.ts';
import { type AmountHabit, detectAmountHabit } from '../../rules/amount.ts';
import { withoutLeaders } from '../../rules/leader-dots.ts';
import { readPageTables, type TableLayout } from '../../rules/table.ts';

/** Pages looked at on either side for the habit of numbers, when a page shows none. */
const HABIT_REACH = 3;

/** What a page without a model must know of the pages around it: how numbers are written, and the columns that go on. */
export class PageContext {
  readonly #document: DocumentReader;
  readonly #layouts = new Map<number, Promise<TableLayout | null>>();

  constructor(document: DocumentReader) {
    this.#document = document;
  }

  /** How the page writes numbers; neighbours decide where it shows no number that can be read one way only. */
  async habit(pageNumber: number): Promise<AmountHabit> {
    const own = detectAmountHabit([await this.#document.words(pageNumber)]);
    if (own.decimalMark !== null) return own;
    for (let distance = 1; distance <= HABIT_REACH; distance++) {
      for (const other of [pageNumber - distance, pageNumber + distance]) {
        if (other < 1 || other > this.#document.pageCount) continue;
        const habit = await this.#document.words(other).then(
          (page) => detectAmountHabit([page]),
          () => own,
        );
        if (habit.decimalMark !== null) return habit;
      }
    }
    return own;
  }

  /** The columns of the last table with titles before a page; null when there is none. */
  async layoutBefore(pageNumber: number): Promise<TableLayout | null> {
    for (let before = pageNumber - 1; before >= 1; before--) {
      const layout = await this.#layoutOf(before);
      if (layout) return layout;
    }
    return null;
  }

  #layoutOf(pageNumber: number): Promise<TableLayout | null> {
    const known = this.#layouts.get(pageNumber);
    if (known) return known;
    const reading = (async (): Promise<TableLayout | null> => {
      const page = withoutLeaders(await this.#document.words(pageNumber));
      const { tables } = readPageTables(page, { habit: await this.habit(pageNumber) });
      const last = tables.findLast((table) => table.titled);
      return last ? { columns: last.columns } : null;
    })().catch((error: unknown) => {
      // A page that cannot be read says so where it is asked itself; here it only has no columns to hand on.
      if (isProblem(error) && error.disposition !== 'stop') return null;
      throw error;
    });
    this.#layouts.set(pageNumber, reading);
    return reading;
  }
}
