import type { Decimal } from '../../src/domain/decimal.ts';

/** How a bill writes its numbers. */
export type NumberStyle = 'indian' | 'western' | 'german' | 'french' | 'swiss';

export type ColumnKey =
  | 'serial'
  | 'name'
  | 'code'
  | 'date'
  | 'batch'
  | 'expiry'
  | 'quantity'
  | 'rate'
  | 'discount'
  | 'amount';

/** A column of the table of charges; widths are shares of the width of the page between its margins. */
export interface PlannedColumn {
  readonly key: ColumnKey;
  readonly title: string;
  readonly share: number;
  readonly align: 'left' | 'right' | 'center';
}

/** One charge as it is to be printed. `amount` is what the line comes to, whatever quantity and rate say. */
export interface PlannedRow {
  readonly name: string;
  readonly quantity?: Decimal;
  readonly rate?: Decimal;
  readonly discount?: Decimal;
  readonly amount: Decimal;
  readonly date?: string;
  readonly code?: string;
  readonly batch?: string;
  readonly expiry?: string;
  /** Printed instead of the amount, such as `(12.50)` or `12.50 Cr`. */
  readonly printedAmount?: string;
}

/** Charges under a heading. */
export interface PlannedSection {
  readonly name: string | null;
  readonly rows: readonly PlannedRow[];
  /** Where the sum of the section is printed. */
  readonly sum: 'heading' | 'below' | 'none';
  /** Label of a sum that is printed below. */
  readonly sumLabel?: string;
}

/** A line of the foot: a total, a tax, a payment. */
export interface PlannedFoot {
  readonly kind: 'total' | 'sub-total' | 'tax' | 'discount' | 'round-off' | 'payment';
  readonly label: string;
  readonly amount: Decimal;
  readonly rate?: Decimal;
}

/** One bill, from its head to its foot. */
export interface PlannedBill {
  readonly seller: string;
  readonly address: readonly string[];
  readonly title: string;
  readonly number: string;
  readonly numberLabel: string;
  readonly date: string;
  readonly dateLabel: string;
  readonly gstin?: string;
  readonly copy?: string;
  readonly columns: readonly PlannedColumn[];
  readonly sections: readonly PlannedSection[];
  readonly foot: readonly PlannedFoot[];
  readonly numbers: NumberStyle;
  /** Lines around the cells. */
  readonly ruled: boolean;
  /** Titles of the columns on every page, or on the first alone. */
  readonly repeatTitles: boolean;
  /** The head on every page, or on the first alone. */
  readonly repeatHead: boolean;
  /** No titles at all. */
  readonly untitled?: boolean;
  readonly pageType: 'Bill Detail' | 'Final Bill' | 'Pharmacy';
  /** A page of its own that sums up the sections, with the foot below it. */
  readonly summary?: boolean;
  /** Name of the currency beside totals, such as `Rs.`; none when absent. */
  readonly money?: string;
  /** First serial number; default 1. */
  readonly firstSerial?: number;
  /** Page number and count of the first page, as printed; default 1 and the real count. */
  readonly pageLabel?: { readonly first: number; readonly of: number };
  readonly broughtForward?: Decimal;
  readonly carriedForward?: Decimal;
  /** Rows that fit on a page at most; default as many as there is room for. */
  readonly rowsPerPage?: number;
  /** No page number is printed. */
  readonly unnumbered?: boolean;
}

/** How a file is turned into a scan. */
export interface PlannedScan {
  /** Degrees clockwise: the sheet lay turned on the glass. */
  readonly turn: 0 | 90 | 180 | 270;
  /** Degrees clockwise, small. */
  readonly tilt: number;
  /** 0 none to 1 hard to read. */
  readonly noise: number;
  readonly dpi: number;
}

/** A file of one or more bills. */
export interface PlannedFile {
  readonly name: string;
  readonly bills: readonly PlannedBill[];
  /** Set the second bill on the page of the first, below it. */
  readonly sharePage?: boolean;
  readonly scan?: PlannedScan;
  readonly language: string;
  readonly currency: string;
  /** Bills (by index) that only repeat an earlier one. */
  readonly copies?: readonly number[];
  /** Pages left out of the file, from 1: it starts or ends in the middle. */
  readonly note?: string;
}
