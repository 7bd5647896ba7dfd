import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { PlacedPiece, PlacedRow } from './bill-rows.ts';

interface TracedPage {
  readonly pageNumber: number;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/** Follows evidence and findings from the answers of single pages to the place of their values in the whole. */
export class TraceMap {
  readonly #pages: readonly TracedPage[];
  readonly #byPath = new Map<string, Evidence>();
  readonly #moves = new Map<string, string>();
  readonly evidence: Evidence[] = [];

  constructor(pages: readonly TracedPage[]) {
    this.#pages = pages;
    for (const page of pages) {
      for (const one of page.evidence) this.#byPath.set(`${page.pageNumber}:${one.path}`, one);
    }
  }

  /** Takes along the named members of a row that now stands at `to`. */
  row(row: PlacedRow, to: string, members: readonly (keyof PlacedRow)[]): void {
    for (const { pageNumber, path } of row.sources) this.#moves.set(`${pageNumber}:${path}`, to);
    for (const member of members)
      if (row[member] !== null) this.#take(row, member, `${to}.${String(member)}`, row[member]);
  }

  /** Takes along one member of a row that now stands at `to`. */
  value(row: PlacedRow, member: keyof PlacedRow, to: string): void {
    for (const { pageNumber, path } of row.sources)
      this.#moves.set(`${pageNumber}:${path}.${String(member)}`, to);
    this.#take(row, member, to, row[member]);
  }

  /** Takes along a fact of the head of a piece. */
  head(piece: PlacedPiece, member: string, to: string): void {
    const key = `${piece.pageNumber}:${piece.path}.${member}`;
    this.#moves.set(key, to);
    const found = this.#byPath.get(key);
    if (found) this.evidence.push({ ...found, path: to });
  }

  #take(row: PlacedRow, member: keyof PlacedRow, to: string, value: unknown): void {
    for (const { pageNumber, path } of row.sources) {
      const found = this.#byPath.get(`${pageNumber}:${path}.${String(member)}`);
      if (!found || typeof value !== 'string') continue;
      this.evidence.push({ ...found, path: to, value });
      return;
    }
  }

  /** The pages' findings about values that are still there, at their new place; those about whole pages as they are. */
  findings(): Finding[] {
    return this.#pages.flatMap((page) =>
      page.findings.flatMap((finding): Finding[] => {
        const moved = this.#moved(page.pageNumber, finding.path);
        return moved === null
          ? []
          : [{ ...finding, path: moved, pageNumber: finding.pageNumber ?? page.pageNumber }];
      }),
    );
  }

  #moved(pageNumber: number, path: string): string | null {
    if (!/\.rows\[\d+\]/.test(path)) {
      const whole = this.#moves.get(`${pageNumber}:${path}`);
      return whole ?? '';
    }
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const to = this.#moves.get(`${pageNumber}:${path.slice(0, end)}`);
      if (to !== undefined) return to + path.slice(end);
      if (!path.slice(0, end).includes('.')) break;
    }
    return null;
  }
}
