import type { PageText } from '../../src/domain/page-text.ts';

/** A made-up invoice in the manner of a kind of sender, and what it says. */
export interface StyledInvoice {
  readonly what: string;
  readonly page: PageText;
  readonly seller: string;
  readonly number: string;
  readonly date: string;
  readonly gross: string;
  readonly currency: string;
  readonly due?: string;
  readonly buyer?: string;
  readonly lines?: number;
}
