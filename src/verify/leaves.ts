/** One value of an answer that can stand on a page. */
export interface Leaf {
  /** Path into the answer, such as `items[3].amount`. */
  readonly path: string;
  /** The path with its positions left out, such as `items[].amount`. */
  readonly pattern: string;
  /** Last member name of the path, such as `amount`; empty for a bare value. */
  readonly key: string;
  readonly value: string;
  /**
   * Path of the flat object in an array this leaf belongs to, such as `items[3]`; null for a leaf that stands alone.
   * An object that itself holds lists of objects is no row: its values are spread over its pages.
   */
  readonly row: string | null;
  /** Pages the answer says the value is on (the nearest `page_number` or `page_numbers` above it); empty: not said. */
  readonly saidPages: readonly number[];
}

const PAGE_MEMBERS = new Set(['page_number', 'page_numbers', 'page_no', 'pageNumber', 'pageNumbers']);

/** A path with its positions left out: `bills[0].items[12].name` becomes `bills[].items[].name`. */
function patternOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

/**
 * All strings and numbers of `value` with their paths, in the order they are written; empty strings and the members
 * that only say pages are left out. `patterns` keeps the leaves at or below one of the named patterns.
 */
export function leavesOf(value: unknown, patterns?: readonly string[]): Leaf[] {
  const leaves: Leaf[] = [];
  const keep = patterns ? patternFilter(patterns) : () => true;
  walk(value, '', { row: null, key: '', saidPages: [] }, (leaf) => {
    if (keep(leaf.pattern)) leaves.push(leaf);
  });
  return leaves;
}

function patternFilter(patterns: readonly string[]): (pattern: string) => boolean {
  const known = new Map<string, boolean>();
  return (pattern) => {
    let result = known.get(pattern);
    if (result === undefined) {
      result = patterns.some(
        (wanted) =>
          pattern === wanted ||
          (pattern.startsWith(wanted) && (pattern[wanted.length] === '.' || pattern[wanted.length] === '[')),
      );
      known.set(pattern, result);
    }
    return result;
  };
}

type Place = Pick<Leaf, 'row' | 'key' | 'saidPages'>;

function walk(value: unknown, path: string, place: Place, emit: (leaf: Leaf) => void): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = typeof value === 'number' ? plainNumber(value) : value;
    if (text.trim() !== '') emit({ path, pattern: patternOf(path), value: text, ...place });
  } else if (Array.isArray(value)) {
    value.forEach((member, position) => {
      const memberPath = `${path}[${position}]`;
      walk(member, memberPath, isFlatObject(member) ? { ...place, row: memberPath } : place, emit);
    });
  } else if (typeof value === 'object' && value !== null) {
    const saidPages = pagesSaidBy(value) ?? place.saidPages;
    for (const [key, member] of Object.entries(value)) {
      if (PAGE_MEMBERS.has(key)) continue;
      walk(member, path === '' ? key : `${path}.${key}`, { ...place, key, saidPages }, emit);
    }
  }
}

function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

function isFlatObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Object.values(value).some(holdsObjects);
}

function holdsObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some((member) => typeof member === 'object' && member !== null);
}

/** The pages an object says it stands on; null when it does not say. */
export function pagesSaidBy(object: object): readonly number[] | null {
  const pages: number[] = [];
  for (const [key, member] of Object.entries(object)) {
    if (!PAGE_MEMBERS.has(key)) continue;
    for (const page of Array.isArray(member) ? member : [member]) {
      const pageNumber = typeof page === 'string' ? Number(page) : page;
      if (Number.isInteger(pageNumber) && pageNumber > 0) pages.push(pageNumber);
    }
  }
  return pages.length > 0 ? pages : null;
}
