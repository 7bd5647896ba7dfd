import type { Random } from '../../bills/random.ts';
import { Paper } from '../paper.ts';
import type { PlannedInvoice } from '../plan-invoice.ts';
import { WORDS } from '../words.ts';
import { chooseHabit } from '../write-values.ts';
import type { DrawFamily, DrawnFamily } from './family.ts';
import { FAMILY_WORDS } from './family-words.ts';
import { drawIndian } from './indian-family.ts';
import { drawGroups, drawHours, drawMarket } from './list-families.ts';
import { drawCredit, drawFolio, drawMeter, drawSubscription } from './service-families.ts';
import { drawBoxes, drawCarried, drawShipped, drawStacked, drawTwoColumns } from './trade-families.ts';

/** Families of papers that trades print in a way of their own. */
export const FAMILIES = {
  folio: drawFolio,
  meter: drawMeter,
  subscription: drawSubscription,
  credit: drawCredit,
  carried: drawCarried,
  shipped: drawShipped,
  boxes: drawBoxes,
  stacked: drawStacked,
  columns: drawTwoColumns,
  indian: drawIndian,
  hours: drawHours,
  market: drawMarket,
  groups: drawGroups,
} as const satisfies Readonly<Record<string, DrawFamily>>;
export type Family = keyof typeof FAMILIES;

/** Families that print when to pay. */
const PRINTS_DUE: ReadonlySet<Family> = new Set(['meter', 'subscription', 'shipped', 'boxes']);

/** Draws a planned invoice the way of one family; parties, lines and sums may differ from the plan. */
export async function drawFamily(
  family: Family,
  plan: PlannedInvoice,
  choose: Random,
): Promise<{ readonly bytes: Uint8Array; readonly plan: PlannedInvoice; readonly drawn: DrawnFamily }> {
  const words = FAMILY_WORDS[plan.tongue];
  const firms = family === 'folio' ? words.hotels : family === 'meter' ? words.supplier : null;
  const dueDate = PRINTS_DUE.has(family) ? plan.dueDate : null;
  const own = { ...plan, dueDate, ...(firms ? { seller: choose.pick(firms) } : {}) };
  const paper = new Paper(
    choose.pick(['Helvetica', 'Helvetica', 'Times']),
    family === 'shipped' ? [612, 792] : undefined,
  );
  // Indian papers write the day first.
  const habit = chooseHabit(family === 'indian' ? WORDS.en : own.words, choose);
  const drawn = FAMILIES[family]({ plan: own, choose, paper, habit, words });
  return {
    bytes: await paper.bytes(),
    plan: { ...own, seller: drawn.seller ?? own.seller, buyer: drawn.buyer ?? own.buyer },
    drawn,
  };
}
