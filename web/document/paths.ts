/** A value of a result that is no list and no object, with its place. */
export interface Leaf {
  /** Such as `bills[0].items[3].amount`. */
  readonly path: string;
  readonly value: string | number | boolean | null;
}

/** The path of a member. */
export function memberPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** The path of an entry. */
export function entryPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** True for values that are lists or objects. */
export function isNested(value: unknown): value is readonly unknown[] | Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** True for a list whose entries are objects: it is shown as a table. */
export function isTable(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => isNested(entry) && !Array.isArray(entry))
  );
}

/** Every value of a result in the order in which it is shown: single values before lists. */
export function leavesOf(value: unknown, path = ''): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => leavesOf(entry, entryPath(path, index)));
  if (isNested(value)) {
    const members = Object.entries(value);
    const single = members.filter(([, member]) => !isNested(member));
    const nested = members.filter(([, member]) => isNested(member));
    return [...single, ...nested].flatMap(([key, member]) => leavesOf(member, memberPath(path, key)));
  }
  return [{ path, value: value as Leaf['value'] }];
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(data: unknown, path: string): unknown {
  let found: unknown = data;
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const step = key ?? index!;
    found = isNested(found) ? (found as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  return found;
}

/** True when `path` is `whole`, or lies in it. */
export function isWithin(path: string, whole: string): boolean {
  return whole === '' || path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

/** The last name of a path: `amount` of `bills[0].items[3].amount`. */
export function lastName(path: string): string {
  return /([^.[\]]+)(?:\[\d+\])*$/.exec(path)?.[1] ?? '';
}

/** A path as people read it: `Bill 1, item 4, amount`. */
export function spoken(path: string): string {
  const words = path
    .replace(/\[(\d+)\]/g, (_all, index: string) => ` ${Number(index) + 1}`)
    .replaceAll('_', ' ');
  const text = words.split('.').map(singular).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `items 4` is item 4. */
function singular(words: string): string {
  return words.replace(/^(.*?[^s])s (\d+)$/, '$1 $2');
}
