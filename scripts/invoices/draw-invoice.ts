import type { Random } from '../bills/random.ts';
import { type Align, Paper } from './paper.ts';
import type { PlannedInvoice, PlannedLine } from './plan-invoice.ts';
import { chooseHabit, type Habit } from './write-values.ts';

interface Column {
  readonly title: string;
  readonly share: number;
  readonly align: Align;
  readonly cell: (line: PlannedLine, index: number) => string;
  readonly wraps?: boolean;
}

/** Draws an invoice in one of many ways: places, tables, sums, numbers all vary with the choices. */
export async function drawInvoice(plan: PlannedInvoice, choose: Random): Promise<Uint8Array> {
  const paper = new Paper(choose.pick(['Helvetica', 'Helvetica', 'Times', 'Courier']));
  return new Drawing(plan, choose, paper).draw();
}

class Drawing {
  readonly plan: PlannedInvoice;
  readonly choose: Random;
  readonly paper: Paper;
  readonly habit: Habit;
  readonly left: number;
  readonly right: number;
  readonly size: number;
  y = 40;

  constructor(plan: PlannedInvoice, choose: Random, paper: Paper) {
    this.plan = plan;
    this.choose = choose;
    this.paper = paper;
    this.habit = chooseHabit(plan.words, choose);
    this.left = choose.int(36, 64);
    this.right = 595 - this.left;
    this.size = choose.pick([8, 9, 10]);
  }

  async draw(): Promise<Uint8Array> {
    this.head();
    this.table();
    this.sums();
    this.foot();
    return this.paper.bytes();
  }

  head(): void {
    const { plan, choose, paper, left, right } = this;
    const { words } = plan;
    const style = choose.pick(['letter', 'twin', 'window', 'boxed', 'band', 'centred'] as const);
    const title = choose.pick(words.invoice);
    const facts = this.facts();
    const address = [
      plan.seller,
      ...plan.sellerAddress,
      ...(choose.chance(0.5) ? [choose.pick(words.taxId)] : []),
    ];
    const to = [plan.buyer, ...plan.buyerAddress];
    const label = choose.pick(words.buyer);
    const block = (
      lines: readonly string[],
      x: number,
      y: number,
      align: Align = 'left',
      big = 0,
    ): number => {
      for (const [index, text] of lines.entries()) {
        const size = index === 0 && big > 0 ? big : 9;
        paper.text(text, x, y, { size, align, bold: index === 0 && big > 0 });
        y += size + 4;
      }
      return y;
    };
    if (style === 'letter') {
      const end = block(address, right, 40, 'right', choose.pick([0, 12, 15]));
      const buyerEnd = block([`${label}:`, ...to], left, 110);
      paper.text(title, left, Math.max(end, buyerEnd) + 24, { size: 17, bold: true });
      this.y = this.stack(facts, left, Math.max(end, buyerEnd) + 54);
    } else if (style === 'twin') {
      paper.text(title, right, 40, { size: 20, bold: true, align: 'right' });
      const end = block(address, left, 40, 'left', 14);
      const top = Math.max(end, 90) + 20;
      const buyerEnd = block([label, ...to], left, top);
      this.y = Math.max(buyerEnd, this.pairs(facts, choose.int(320, 360), right, top));
    } else if (style === 'window') {
      paper.text(`${plan.seller}, ${plan.sellerAddress.join(', ')}`, left, 100, { size: 6.5 });
      block(to, left, 116);
      this.pairs(facts, 350, right, 110);
      paper.text(`${title}${choose.chance(0.5) ? '' : ` ${plan.number}`}`, left, 215, {
        size: 14,
        bold: true,
      });
      this.y = 236;
    } else if (style === 'boxed') {
      const end = block(address, left, 44, 'left', 13);
      paper.text(title, right, 44, { size: 16, align: 'right', bold: true });
      const top = end + 18;
      const step = (right - left) / facts.length;
      for (const [index, [name, value]] of facts.entries()) {
        paper.text(name, left + index * step + 3, top, { size: 7.5 });
        paper.text(value, left + index * step + 3, top + 13, { size: 9, bold: true });
        paper.line(left + index * step, top - 4, left + index * step, top + 26);
      }
      paper.line(left, top - 4, right, top - 4);
      paper.line(left, top + 26, right, top + 26);
      this.y = block([label, ...to], left, top + 42);
    } else if (style === 'band') {
      paper.shade(0, 0, 595, 70, '#223355');
      paper.text(plan.seller, left, 26, { size: 16, bold: true, colour: 'white' });
      paper.text(title, right, 30, { size: 12, align: 'right', colour: 'white' });
      const width = (right - left) / 3;
      const a = block(
        [choose.pick(['From', 'De', 'Von', plan.seller]), ...plan.sellerAddress].slice(1),
        left,
        92,
      );
      const b = block([label, ...to], left + width, 92);
      const c = this.stack(facts, left + 2 * width, 92);
      this.y = Math.max(a, b, c);
    } else {
      const end = block(address, 297, 40, 'center', 16);
      paper.text(title, 297, end + 10, { size: 13, bold: true, align: 'center' });
      const top = end + 40;
      const first = this.stack(facts.slice(0, 2), left, top);
      this.stack(facts.slice(2), 340, top);
      this.y = block([label, ...to], left, Math.max(first, top + 26) + 10);
      if (facts.length > 4) this.y = Math.max(this.y, top + 14 * facts.length);
    }
    this.y += choose.int(14, 34);
  }

  facts(): [string, string][] {
    const { plan, choose, habit } = this;
    const { words } = plan;
    const facts: [string, string][] = [
      [choose.pick(words.number), plan.number],
      [choose.pick(words.date), habit.date(plan.issueDate)],
    ];
    if (plan.dueDate) facts.push([choose.pick(words.due), habit.date(plan.dueDate)]);
    if (choose.chance(0.4)) facts.push([choose.pick(words.customer), String(choose.int(10_000, 99_999))]);
    if (choose.chance(0.3)) facts.push([choose.pick(words.order), `PO-${choose.int(1000, 9999)}`]);
    if (choose.chance(0.3)) {
      const other = new Date(new Date(plan.issueDate).getTime() - choose.int(2, 20) * 86_400_000);
      facts.push([choose.pick(words.delivery), habit.date(other.toISOString().slice(0, 10))]);
    }
    return choose.chance(0.35) ? facts.reverse() : facts;
  }

  /** Label and value on one line, one below the other. */
  stack(facts: readonly (readonly [string, string])[], x: number, y: number): number {
    const style = this.choose.pick(['colon', 'below', 'tab'] as const);
    for (const [label, value] of facts) {
      if (style === 'below') {
        this.paper.text(label, x, y, { size: 7.5 });
        this.paper.text(value, x, y + 10, { size: 9.5, bold: true });
        y += 26;
      } else if (style === 'tab') {
        this.paper.text(label, x, y);
        this.paper.text(value, x + 98, y);
        y += 13;
      } else {
        this.paper.text(`${label}: ${value}`, x, y);
        y += 13;
      }
    }
    return y;
  }

  pairs(facts: readonly (readonly [string, string])[], x: number, right: number, y: number): number {
    const style = this.choose.pick(['right', 'hug', 'tab'] as const);
    for (const [label, value] of facts) {
      if (style === 'hug') this.paper.text(`${label}:`, x + 100, y, { align: 'right' });
      else this.paper.text(label, x, y, { bold: style === 'tab' });
      if (style === 'right') this.paper.text(value, right, y, { align: 'right' });
      else this.paper.text(value, x + 106, y);
      y += 14;
    }
    return y;
  }

  columns(): Column[] {
    const { plan, choose, habit } = this;
    const { table } = plan.words;
    const marked = choose.chance(0.35);
    const money = (cents: number): string => habit.money(cents, { bare: !marked });
    const discounted = plan.lines.some((line) => line.discount > 0);
    const align = choose.pick(['right', 'right', 'right', 'center', 'left'] as const);
    const text: Column = {
      title: choose.pick(table.text),
      share: 0.38,
      align: 'left',
      wraps: true,
      cell: (line) => line.text,
    };
    const quantity: Column = {
      title: choose.pick(table.quantity),
      share: 0.1,
      align: choose.pick([align, 'center']),
      cell: (line) => habit.quantity(line.quantityTenths),
    };
    const glued = choose.chance(0.2);
    const middle: Column[] = [
      glued
        ? { ...quantity, cell: (line) => `${habit.quantity(line.quantityTenths)} ${line.unit}` }
        : quantity,
      ...(!glued && choose.chance(0.3)
        ? [
            {
              title: choose.pick(table.unit),
              share: 0.08,
              align: 'left' as Align,
              cell: (line: PlannedLine) => line.unit,
            },
          ]
        : []),
      { title: choose.pick(table.price), share: 0.14, align, cell: (line) => money(line.price) },
      ...(discounted
        ? [
            {
              title: choose.pick(table.discount),
              share: 0.1,
              align,
              cell: (line: PlannedLine) => (line.discount > 0 ? `${line.discount}%` : ''),
            },
          ]
        : []),
      ...(plan.taxes.length > 0 && (plan.taxes.length > 1 || choose.chance(0.35))
        ? [
            {
              title: choose.pick(table.rate),
              share: 0.09,
              align,
              cell: (line: PlannedLine) => `${line.rate}${choose.chance(1) ? '%' : ''}`,
            },
          ]
        : []),
    ];
    const amount: Column = {
      title: choose.pick(table.amount),
      share: 0.16,
      align,
      cell: (line) => money(line.amount),
    };
    const lead: Column[] = choose.chance(0.35)
      ? [
          {
            title: choose.pick(['#', 'Pos.', 'Nr', 'Pos']),
            share: 0.06,
            align: 'left',
            cell: (_, index) => String(index + 1),
          },
        ]
      : [];
    if (choose.chance(0.3))
      lead.push({ title: choose.pick(table.code), share: 0.12, align: 'left', cell: (line) => line.code });
    const order = choose.pick(['text first', 'text first', 'text first', 'quantity first', 'bare'] as const);
    if (order === 'bare' && !discounted) return [...lead.slice(0, 1), text, amount];
    const list =
      order === 'quantity first'
        ? [middle[0]!, ...lead, text, ...middle.slice(1), amount]
        : [...lead, text, ...middle, amount];
    const all = list.reduce((sum, column) => sum + column.share, 0);
    return list.map((column) => ({ ...column, share: column.share / all }));
  }

  table(): void {
    const { plan, choose, paper, left, right, size } = this;
    const columns = this.columns();
    const total = columns.reduce((sum, column) => sum + column.share, 0);
    let x = left;
    const places = columns.map((column) => {
      const width = (column.share / total) * (right - left);
      const place = { x: x + 4, width: width - 8 };
      x += width;
      return place;
    });
    const style = choose.pick(['grid', 'rules', 'bare', 'zebra', 'head'] as const);
    const pitch = size + choose.pick([4, 7, 11]);
    const repeats = choose.chance(0.7);
    const upper = choose.chance(0.2);
    const at = (index: number): number => {
      const { x: from, width } = places[index]!;
      const { align } = columns[index]!;
      return align === 'left' ? from : align === 'right' ? from + width : from + width / 2;
    };
    let top = this.y;
    const verticals = (): void => {
      if (style !== 'grid') return;
      for (const place of [...places.map((one) => one.x - 4), right])
        paper.line(place, top - 4, place, this.y - 4);
      paper.line(left, this.y - 4, right, this.y - 4);
    };
    const titles = (): void => {
      top = this.y;
      const cells = columns.map((column, index) =>
        paper.wrap(upper ? column.title.toUpperCase() : column.title, places[index]!.width + 4, size),
      );
      const height = Math.max(...cells.map((lines) => lines.length));
      if (style === 'zebra' || style === 'head')
        paper.shade(left, top - 4, right - left, height * (size + 2) + 5);
      for (const [index, lines] of cells.entries()) {
        for (const [line, text] of lines.entries())
          paper.text(text, at(index), top + line * (size + 2), {
            size,
            bold: true,
            align: columns[index]!.align,
          });
      }
      if (style === 'grid' || style === 'rules') paper.line(left, top - 4, right, top - 4);
      this.y += height * (size + 2) + 6;
      if (style !== 'bare') paper.line(left, this.y - 4, right, this.y - 4);
    };
    titles();
    for (const [index, line] of plan.lines.entries()) {
      const cells = columns.map((column, position) =>
        column.wraps
          ? paper.wrap(column.cell(line, index), places[position]!.width, size)
          : [column.cell(line, index)],
      );
      const height = Math.max(...cells.map((lines) => lines.length)) + (line.note ? 1 : 0);
      if (this.y + height * (size + 2) + pitch > 760) {
        verticals();
        paper.page();
        this.y = 56;
        if (repeats) titles();
        else top = this.y;
      }
      if (style === 'zebra' && index % 2 === 1)
        paper.shade(left, this.y - 3, right - left, pitch - 1, '#f2f2f2');
      const middle = style === 'grid' && choose.chance(0.3) ? ((height - 1) * (size + 2)) / 2 : 0;
      for (const [position, lines] of cells.entries()) {
        const { align, wraps } = columns[position]!;
        for (const [nth, text] of lines.entries())
          paper.text(text, at(position), this.y + nth * (size + 2) + (wraps ? 0 : middle), { size, align });
        if (wraps && line.note)
          paper.text(line.note, at(position), this.y + lines.length * (size + 2), { size: size - 1, align });
      }
      this.y += (height - 1) * (size + 2) + pitch;
      if (style === 'grid' || style === 'rules') paper.line(left, this.y - 4, right, this.y - 4);
    }
    verticals();
    this.y += choose.int(6, 22);
  }

  sums(): void {
    const { plan, choose, paper, left, right, habit } = this;
    const { words, taxes } = plan;
    const rows: [string, string][] = [];
    const bare = choose.chance(0.2);
    const add = (label: string, cents: number, total = false): void => {
      rows.push([label, habit.money(cents, { bare: bare && !total })]);
    };
    if (plan.taxes.length > 0 || plan.discount + plan.shipping > 0) {
      if (plan.discount + plan.shipping > 0) {
        add(choose.pick(words.subTotal.slice(0, 2)), plan.subTotal);
        if (plan.discount > 0) add(choose.pick(words.discountSum), -plan.discount);
        if (plan.shipping > 0) add(choose.pick(words.shipping), plan.shipping);
      } else add(choose.pick(words.subTotal), plan.net);
    }
    const label = choose.pick(words.tax);
    for (const { rate, amount } of taxes) {
      const named = label.includes('%') ? label : taxes.length > 1 ? `${label} %` : label;
      add(
        named.replace('%', words.locale === 'en-GB' || words.locale === 'en-US' ? `${rate}%` : `${rate} %`),
        amount,
      );
    }
    add(choose.pick(words.total), plan.gross, true);
    if (plan.paid > 0) {
      add(choose.pick(words.paid), choose.chance(0.5) ? -plan.paid : plan.paid);
      add(choose.pick(words.open), plan.gross - plan.paid, true);
    }
    if (this.y + rows.length * 16 > 770) {
      paper.page();
      this.y = 56;
    }
    const place = choose.pick(['right', 'right', 'far', 'left', 'row'] as const);
    if (place === 'row' && rows.length <= 5) {
      const step = (right - left) / rows.length;
      for (const [index, [name, value]] of rows.entries()) {
        paper.text(name, left + (index + 1) * step - 4, this.y, { size: 7.5, align: 'right' });
        paper.text(value, left + (index + 1) * step - 4, this.y + 12, {
          size: 9.5,
          align: 'right',
          bold: index === rows.length - 1,
        });
      }
      this.y += 34;
      return;
    }
    const box = choose.chance(0.3);
    const colon = choose.chance(0.4) ? ':' : '';
    for (const [index, [name, value]] of rows.entries()) {
      const last = index === rows.length - 1;
      const x = place === 'far' ? left : place === 'left' ? left + 60 : right - 190;
      const end = place === 'left' ? left + 260 : right - 4;
      if (box) paper.line(x - 4, this.y - 4, end + 4, this.y - 4);
      if (place === 'right' && !box && colon)
        paper.text(`${name}${colon}`, right - 84, this.y, { size: 9.5, align: 'right', bold: last });
      else paper.text(`${name}${colon}`, x, this.y, { size: 9.5, bold: last });
      paper.text(value, end, this.y, { size: 9.5, align: 'right', bold: last });
      this.y += 15;
    }
    this.y += 10;
  }

  foot(): void {
    const { plan, choose, paper, left } = this;
    const { words } = plan;
    if (plan.taxes.length === 0) {
      paper.text(words.taxFree, left, this.y, { size: 8 });
      this.y += 13;
    }
    for (const text of words.terms.slice(0, choose.int(0, 2))) {
      paper.text(text, left, this.y, { size: 8.5 });
      this.y += 13;
    }
    const all = [plan.seller, ...plan.sellerAddress, ...words.taxId.slice(0, 1), ...words.bank];
    if (choose.chance(0.5)) {
      for (const [index, text] of all.entries())
        paper.text(text, left + 170 * (index % 3), 790 + 11 * Math.floor(index / 3), { size: 7 });
    } else paper.text(all.slice(0, 4).join(' · '), 297, 806, { size: 6.5, align: 'center' });
  }
}
