/** What the server sends as JSON. */
export type ChromaAnswer = string | number | object;

/** A request that is refused; without an `error` the answer has no body. */
export class ChromaRefusal extends Error {
  readonly status: number;
  readonly error: string | null;

  constructor(status: number, error: string | null, message = '') {
    super(message);
    this.status = status;
    this.error = error;
  }
}

interface Records {
  dimension: number | null;
  readonly vectors: Map<string, readonly number[]>;
}

type Fields = Readonly<Record<string, unknown>>;

const QUOTA = 300;
const FIELDS = { upsert: ['ids', 'embeddings'], query: ['query_embeddings'], get: [], delete: [], count: [] };
const INCLUDES = ['distances', 'documents', 'embeddings', 'metadatas', 'uris'];

/** The fields of a JSON body; refuses as the server's own reader does. */
export function readText(text: string, type: string | undefined, required: readonly string[]): Fields {
  if (!type?.startsWith('application/json')) {
    throw new ChromaRefusal(415, 'ChromaError', 'Expected request with `Content-Type: application/json`');
  }
  const fields = parse(text);
  const missing = required.find((name) => fields[name] === undefined);
  if (missing !== undefined) throw unfit(`missing field \`${missing}\``, text);
  return fields;
}

/** Reads a call about records; answers what carries it out. */
export function readRecords(
  call: string,
  text: string,
  type: string | undefined,
): (records: Records) => ChromaAnswer {
  if (!(call in FIELDS)) throw new ChromaRefusal(404, null);
  if (call === 'count') return ({ vectors }) => vectors.size;
  const fields = readText(text, type, FIELDS[call as keyof typeof FIELDS]);
  const include = (fields.include ?? []) as string[];
  const unknown = include.findIndex((name) => !INCLUDES.includes(name));
  if (unknown >= 0) {
    const expected = INCLUDES.map((name) => `\`${name}\``).join(', ');
    throw unfit(
      `include[${unknown}]: unknown variant \`${include[unknown]}\`, expected one of ${expected}`,
      text,
    );
  }
  const ids = fields.ids as string[] | undefined;
  const nothing = { embeddings: null, documents: null, uris: null, metadatas: null };
  if (call === 'upsert') {
    const embeddings = vectorsIn(fields.embeddings, 'embeddings', text);
    if (ids?.length !== embeddings.length) {
      const parts = 'Inconsistent number of IDs, embeddings, documents, URIs and metadatas';
      throw new ChromaRefusal(400, 'InvalidArgumentError', parts);
    }
    holdTo('Number of records', 'Upsert', ids.length);
    return (records) => {
      for (const vector of embeddings) checkDimension(records, vector);
      records.dimension ??= embeddings[0]?.length ?? null;
      for (const [at, id] of ids.entries()) records.vectors.set(id, embeddings[at]!);
      return {};
    };
  }
  if (call === 'delete') {
    holdTo('Number of records', 'Delete', ids?.length ?? 0);
    return ({ vectors }) => {
      for (const id of ids ?? []) vectors.delete(id);
      return { deleted: ids?.length ?? 0 };
    };
  }
  if (call === 'get') {
    const { limit, offset } = fields as { limit?: number; offset?: number };
    if (limit !== undefined && limit < 0) {
      throw unfit(`limit: invalid value: integer \`${limit}\`, expected u32`, text);
    }
    return ({ vectors }) => {
      const all = [...vectors.keys()].filter((id) => ids?.includes(id) ?? true);
      const start = offset ?? 0;
      holdTo('Limit value', 'Get', limit ?? all.length);
      return { ids: all.slice(start, start + (limit ?? all.length)), ...nothing, include };
    };
  }
  const queries = vectorsIn(fields.query_embeddings, 'query_embeddings', text);
  const results = (fields.n_results as number | undefined) ?? 10;
  holdTo('Number of results', 'Query', results);
  return (records) => {
    const found = queries.map((query) => {
      if (records.dimension !== null) checkDimension(records, query);
      return [...records.vectors]
        .map(([id, vector]) => ({ id, distance: squaredDistance(query, vector) }))
        .toSorted((one, other) => one.distance - other.distance)
        .slice(0, results);
    });
    return {
      ids: found.map((each) => each.map(({ id }) => id)),
      ...nothing,
      distances: include.includes('distances')
        ? found.map((each) => each.map(({ distance }) => distance))
        : null,
      include,
    };
  };
}

function parse(text: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    const where = `EOF while parsing a value at line 1 column ${text.length}`;
    throw new ChromaRefusal(
      400,
      'InvalidArgumentError',
      `Failed to parse the request body as JSON: ${where}`,
    );
  }
}

function unfit(what: string, text: string): ChromaRefusal {
  const where = `at line 1 column ${text.length}`;
  return new ChromaRefusal(
    422,
    'ChromaError',
    `Failed to deserialize the JSON body into the target type: ${what} ${where}`,
  );
}

function vectorsIn(value: unknown, name: string, text: string): readonly (readonly number[])[] {
  const isVector = (each: unknown) =>
    Array.isArray(each) && each.every((number) => typeof number === 'number');
  if (Array.isArray(value) && value.every(isVector)) return value as number[][];
  throw unfit(`${name}: data did not match any variant of untagged enum EmbeddingsPayload`, text);
}

function checkDimension({ dimension }: Records, vector: readonly number[]): void {
  if (dimension === null || dimension === vector.length) return;
  const words = `Collection expecting embedding with dimension of ${dimension}, got ${vector.length}`;
  throw new ChromaRefusal(400, 'InvalidArgumentError', words);
}

function holdTo(what: string, action: string, number: number): void {
  if (number <= QUOTA) return;
  const words = `Quota exceeded: '${what}' exceeded quota limit for action '${action}': current usage of ${number} exceeds limit of ${QUOTA}`;
  throw new ChromaRefusal(422, 'ChromaError', words);
}

function squaredDistance(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, number, at) => sum + (number - other[at]!) ** 2, 0);
}
