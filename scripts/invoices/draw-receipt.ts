import type { Random } from '../bills/random.ts';
import { Paper } from './paper.ts';
import type { PlannedInvoice } from './plan-invoice.ts';
import { chooseHabit } from './write-values.ts';

/** What of a receipt is printed beside what the plan says. */
export interface DrawnReceipt {
  readonly bytes: Uint8Array;
  readonly printsNumber: boolean;
  /** The names of the lines, cut to the width of the slip. */
  readonly names: readonly string[];
}

/** Draws a slip of a till: tax is inside the prices, cash and change follow the total. */
export async function drawReceipt(plan: PlannedInvoice, choose: Random): Promise<DrawnReceipt> {
  const { words } = plan;
  const width = choose.int(200, 250);
  const height = 250 + 26 * plan.lines.length + 120;
  const paper = new Paper(choose.pick(['Courier', 'Courier', 'Helvetica']), [width, height]);
  const habit = chooseHabit(words, choose, choose.pick(['#', '#', words.money[0]!]));
  const size = 8;
  const [left, right] = [12, width - 12];
  let y = 14;
  const centre = (text: string, options: { size?: number; bold?: boolean } = {}): void => {
    paper.text(text, width / 2, y, { size, align: 'center', ...options });
    y += (options.size ?? size) + 3;
  };
  const pair = (label: string, value: string, bold = false, big = size): void => {
    paper.text(label, left, y, { size: big, bold });
    paper.text(value, right, y, { size: big, bold, align: 'right' });
    y += big + 3;
  };
  const rule = (): void => {
    if (choose.chance(0.5)) centre('-'.repeat(Math.floor((right - left) / (size * 0.6))));
    else y += 5;
  };
  centre(choose.chance(0.5) ? plan.seller.toUpperCase() : plan.seller, {
    size: choose.pick([9, 11]),
    bold: true,
  });
  for (const text of plan.sellerAddress) centre(text);
  if (choose.chance(0.6)) centre(words.taxId[0]!);
  if (choose.chance(0.6))
    centre(`Tel. ${choose.int(10, 99)} ${choose.int(1000, 9999)} ${choose.int(1000, 9999)}`);
  y += 4;
  if (choose.chance(0.7)) centre(choose.pick(words.receipt), { bold: true });
  const time = `${String(choose.int(8, 21)).padStart(2, '0')}:${String(choose.int(0, 59)).padStart(2, '0')}`;
  const date = habit.date(plan.issueDate);
  const printsNumber = choose.chance(0.5);
  const when = (): void => {
    const style = choose.pick(['plain', 'label', 'with number'] as const);
    if (style === 'plain') pair(date, time);
    else if (style === 'label') pair(`${choose.pick(words.date)}: ${date}`, time);
    else centre(`${date} ${time}${choose.chance(0.5) ? ':27' : ''}  #${choose.int(1, 9)}`);
  };
  const atTop = choose.chance(0.65);
  if (atTop) when();
  if (printsNumber) pair(`${choose.pick(words.number)}:`, plan.number);
  rule();
  const twoLines = choose.chance(0.4);
  const names: string[] = [];
  for (const line of plan.lines) {
    // The prices of a till hold the tax.
    const text = paper.wrap(line.text, (right - left) * 0.62, size)[0]!;
    names.push(text);
    if (twoLines) {
      paper.text(text, left, y, { size });
      y += size + 2;
      pair(
        `  ${habit.quantity(line.quantityTenths)} x ${habit.money(line.price, { bare: true })}`,
        habit.money(line.amount, { bare: true }),
      );
    } else
      pair(
        `${line.quantityTenths === 10 ? '' : `${habit.quantity(line.quantityTenths)} `}${text}`,
        habit.money(line.amount, { bare: true }),
      );
  }
  rule();
  if (choose.chance(0.3))
    pair(
      words.subTotal.find((label) => /^sub|^zwischen|^sous|^suma/i.test(label)) ?? 'Subtotal',
      habit.money(plan.gross, { bare: true }),
    );
  pair(choose.pick(words.total).toUpperCase(), habit.money(plan.gross), true, choose.pick([size, 11]));
  if (choose.chance(0.5)) {
    const paid = Math.ceil(plan.gross / 1000) * 1000 + (choose.chance(0.3) ? 1000 : 0);
    pair(words.cash, habit.money(paid, { bare: true }));
    pair(words.change, habit.money(paid - plan.gross, { bare: true }));
  } else pair(choose.pick(['VISA', 'MASTERCARD', 'CARD ****4417']), habit.money(plan.gross, { bare: true }));
  if (plan.taxes.length > 0 && choose.chance(0.6)) {
    y += 4;
    for (const { rate, base, amount } of plan.taxes)
      pair(
        `${words.tax[0]!.replace('%', `${rate}%`)}`,
        choose.chance(0.5)
          ? habit.money(amount, { bare: true })
          : `${habit.money(base, { bare: true })}  ${habit.money(amount, { bare: true })}`,
      );
  }
  if (!atTop) when();
  centre(words.terms.at(-1)!.slice(0, 36));
  return { bytes: await paper.bytes(), printsNumber, names };
}
