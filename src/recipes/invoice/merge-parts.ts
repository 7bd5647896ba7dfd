import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { nameKey } from '../../rules/names.ts';
import type { ExpenseClaim, VendorInvoice } from './invoice-schema.ts';

/** The entries of one part of a file with what belongs to them. */
export interface PartEntries<Entry> {
  readonly entries: readonly Entry[];
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/**
 * Joins the entries of the parts a long file was cut into. An entry that goes on in the next part (same identity) is one
 * entry: what the first part did not say is taken from the second, lists are joined.
 */
export function mergeParts<Entry extends VendorInvoice | ExpenseClaim>(
  parts: readonly PartEntries<Entry>[],
  list: 'vendor_invoices' | 'employee_expenses',
): PartEntries<Entry> {
  const entries: Entry[] = [];
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  for (const part of parts) {
    const last = entries.length - 1;
    const homes = part.entries.map((entry) => {
      const home = entries.findIndex((known, index) => index >= Math.max(0, last) && goesOn(known, entry));
      if (home < 0) {
        entries.push(entry);
        return { at: entries.length - 1, from: 0, own: true, before: null };
      }
      const before = entries[home]!;
      const from = listOf(before).length;
      entries[home] = joined(before, entry);
      return { at: home, from, own: false, before };
    });
    const move = <One extends { readonly path: string }>(one: One): One[] => {
      const match = new RegExp(`^${list}\\[(\\d+)\\](.*)$`).exec(one.path);
      if (!match) return [one];
      const home = homes[Number(match[1])];
      if (!home) return [];
      const rest = match[2]!.replace(
        /^\.(line_items|expenses)\[(\d+)\]/,
        (_, name, index) => `.${name}[${Number(index) + home.from}]`,
      );
      const member = /^\.(\w+)$/.exec(rest)?.[1];
      // What the earlier part said already keeps its own evidence.
      if (member && home.before && home.before[member as keyof Entry] !== null) return [];
      return [{ ...one, path: `${list}[${home.at}]${rest}` }];
    };
    evidence.push(...part.evidence.flatMap(move));
    findings.push(...part.findings.flatMap(move));
  }
  return { entries, evidence, findings };
}

function goesOn(known: VendorInvoice | ExpenseClaim, entry: VendorInvoice | ExpenseClaim): boolean {
  if ('invoice_number' in known && 'invoice_number' in entry) {
    const vendor = (one: VendorInvoice): string => nameKey(one.original_vendor_name ?? one.vendor_name ?? '');
    if (entry.invoice_number === null)
      return entry.original_vendor_name === null || vendor(known) === vendor(entry);
    return known.invoice_number === entry.invoice_number && vendor(known) === vendor(entry);
  }
  if ('employee_name' in known && 'employee_name' in entry) {
    return (
      entry.employee_name === null ||
      (known.employee_name === entry.employee_name && known.employee_code === entry.employee_code)
    );
  }
  return false;
}

function listOf(entry: VendorInvoice | ExpenseClaim): readonly unknown[] {
  return 'line_items' in entry ? entry.line_items : entry.expenses;
}

function joined<Entry extends VendorInvoice | ExpenseClaim>(first: Entry, second: Entry): Entry {
  const out: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = out[name];
    if (Array.isArray(before) && Array.isArray(value)) out[name] = [...before, ...value];
    else if (before === null) out[name] = value;
  }
  return out as Entry;
}
