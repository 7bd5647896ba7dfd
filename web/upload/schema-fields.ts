/** How a field is filled in: `named` is a list of objects that have a name, written as `name: type` a line. */
export type FieldKind = 'string' | 'number' | 'boolean' | 'lines' | 'named' | 'json';

/** One field of a form. */
export interface SchemaField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly hint: string;
  readonly placeholder: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** The fields of an object's JSON Schema; what has no simple form is written as JSON. */
export function fieldsOf(schema: Readonly<Record<string, unknown>>): SchemaField[] {
  const { properties = {} } = schema as JsonSchema;
  return Object.entries(properties).map(([name, member]) => {
    const kind = kindOf(member);
    return {
      name,
      kind,
      hint: member.description ?? (kind === 'named' ? namedHint(member) : ''),
      placeholder: member.default === undefined ? '' : `Default ${String(member.default)}`,
      ...(member.enum ? { choices: member.enum } : {}),
      ...(member.minimum === undefined ? {} : { min: member.minimum }),
      ...(member.maximum === undefined ? {} : { max: member.maximum }),
    };
  });
}

function kindOf({ type, items }: JsonSchema): FieldKind {
  if (type === 'string' || type === 'boolean') return type;
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array' && items?.type === 'string') return 'lines';
  if (type === 'array' && items?.properties?.name?.type === 'string') return 'named';
  return 'json';
}

function namedHint({ items }: JsonSchema): string {
  const types = items?.properties?.type?.enum;
  return `One a line${types ? `; after a colon one of ${types.join(', ')}` : ''}`;
}
