interface JsonSchema {
  readonly readOnly?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** `bills[0].total` as `bills[].total`. */
export function patternOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

/** Patterns of what a JSON Schema calls read-only: values that follow from others. */
export function computedPatterns(schema: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ readOnly, properties, items, anyOf = [] }: JsonSchema, path: string): void => {
    if (readOnly) found.add(path);
    for (const [key, member] of Object.entries(properties ?? {})) {
      visit(member, path === '' ? key : `${path}.${key}`);
    }
    if (items) visit(items, `${path}[]`);
    for (const one of anyOf) visit(one, path);
  };
  visit(schema, '');
  return found;
}
