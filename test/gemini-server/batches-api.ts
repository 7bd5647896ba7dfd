import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FileStore } from './file-store.ts';
import { keyOf, readBody, sendJson, sendWrongKey } from './http.ts';
import { errorBody } from './wire.ts';

/** One request about batches. */
export interface BatchAction {
  readonly action: 'create' | 'get' | 'list' | 'cancel' | 'delete' | 'download';
  /** `batches/…` or `files/…`; empty for lists and creations. */
  readonly name: string;
}

/** How a batch ends, when its time has come. */
export interface BatchEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'EXPIRED';
  /** How many of its lines were answered before; default: all of a batch that succeeded, none of any other. */
  readonly answered?: number;
}

/** A batch as scripts see it. */
export interface BatchView {
  /** Order of creation, from 0. */
  readonly index: number;
  readonly displayName: string;
  readonly lines: number;
}

/** One line of a batch's file. */
interface BatchLine {
  readonly key: string;
  readonly request: object;
}

/** What a line was answered with; null: it is missing in the output. */
export type LineReply = { readonly response: object } | { readonly error: object } | null;

interface StoredBatch extends BatchView {
  readonly name: string;
  readonly model: string;
  readonly apiKey: string;
  readonly content: readonly BatchLine[];
  state: 'PENDING' | 'RUNNING' | BatchEnd['state'];
  looks: number;
  output: string | null;
}

/** What the Batch API needs of the server. */
export interface BatchesContext {
  readonly files: FileStore;
  readonly batches: Batches;
  /** How many looks at a new batch find it at work. */
  readonly polls: () => number;
  readonly end: ((batch: BatchView) => BatchEnd) | undefined;
  readonly accepts: (apiKey: string) => boolean;
  readonly behave: ((action: BatchAction) => 'hang' | 'reset' | number | undefined) | undefined;
  /** Answers one line. */
  readonly ask: (line: {
    readonly body: object;
    readonly model: string;
    readonly apiKey: string;
  }) => Promise<LineReply>;
}

/** Batches kept by the server, and what was done to them. */
export class Batches {
  readonly all = new Map<string, StoredBatch>();
  created = 0;
  cancelled = 0;
  deleted = 0;
}

/** Answers requests about batches and downloads; false for any other. */
export async function handleBatches(
  req: IncomingMessage,
  res: ServerResponse,
  context: BatchesContext,
): Promise<boolean> {
  const at = new URL(req.url ?? '', 'http://loopback');
  const model = /^\/v1beta\/models\/([^/:]+):batchGenerateContent$/.exec(at.pathname)?.[1];
  const [, name, verb] = /^\/v1beta\/(batches\/[^/:]+)(?::(cancel))?$/.exec(at.pathname) ?? [];
  const file = /^\/v1beta\/(files\/[^/:]+):download$/.exec(at.pathname)?.[1];
  const known =
    model !== undefined || name !== undefined || file !== undefined || at.pathname === '/v1beta/batches';
  if (!known) return false;
  const apiKey = keyOf(req);
  const body = await readBody(req);
  if (!context.accepts(apiKey)) {
    sendWrongKey(res);
    return true;
  }
  const batch = name === undefined ? undefined : context.batches.all.get(name);
  const act = async (action: BatchAction['action'], about: string, work: () => void | Promise<void>) => {
    const told = context.behave?.({ action, name: about });
    // A creation that hangs or is cut off has happened all the same: that is what makes it dangerous.
    if (told === undefined || (action === 'create' && typeof told === 'string')) await work();
    if (told === 'reset') req.socket.resetAndDestroy();
    else if (typeof told === 'number')
      sendJson(res, told, errorBody(told, 'The loopback server was told to fail.'));
    return told === undefined;
  };

  if (model !== undefined) {
    let made: StoredBatch | string = '';
    const send = await act('create', '', () => {
      made = create(JSON.parse(body.toString('utf8')), model, apiKey, context);
    });
    if (!send) return true;
    if (typeof made === 'string') sendJson(res, 400, errorBody(400, made));
    else sendJson(res, 200, operation(made));
  } else if (file !== undefined) {
    if (!(await act('download', file, () => {}))) return true;
    const found = context.files.files.get(file);
    if (found?.apiKey === apiKey)
      res.writeHead(200, { 'content-type': 'application/jsonl' }).end(found.bytes);
    else
      sendJson(
        res,
        403,
        errorBody(403, 'You do not have permission to access the File or it may not exist.'),
      );
  } else if (name === undefined) {
    if (!(await act('list', '', () => {}))) return true;
    sendPage(
      res,
      at,
      [...context.batches.all.values()].filter((each) => each.apiKey === apiKey),
    );
  } else if (batch === undefined || batch.apiKey !== apiKey) {
    sendJson(res, 404, errorBody(404, 'Requested entity was not found.'));
  } else if (verb === 'cancel') {
    if (!(await act('cancel', name, () => {}))) return true;
    if (batch.state === 'PENDING' || batch.state === 'RUNNING') batch.state = 'CANCELLED';
    context.batches.cancelled += 1;
    sendJson(res, 200, {});
  } else if (req.method === 'DELETE') {
    if (!(await act('delete', name, () => {}))) return true;
    context.batches.all.delete(name);
    context.batches.deleted += 1;
    sendJson(res, 200, {});
  } else {
    if (!(await act('get', name, () => look(batch, context)))) return true;
    sendJson(res, 200, operation(batch));
  }
  return true;
}

function create(
  body: {
    readonly batch?: { readonly displayName?: string; readonly inputConfig?: { readonly fileName?: string } };
  },
  model: string,
  apiKey: string,
  { files, batches }: BatchesContext,
): StoredBatch | string {
  const input = files.files.get(body.batch?.inputConfig?.fileName ?? '');
  if (!input || input.apiKey !== apiKey) return 'The input file does not exist.';
  if (input.state !== 'ACTIVE') return 'The input file is not in an ACTIVE state.';
  const content = input.bytes
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BatchLine);
  const batch: StoredBatch = {
    index: batches.created,
    name: `batches/${randomUUID().replaceAll('-', '').slice(0, 20)}`,
    displayName: body.batch?.displayName ?? '',
    lines: content.length,
    model,
    apiKey,
    content,
    state: 'PENDING',
    looks: 0,
    output: null,
  };
  batches.all.set(batch.name, batch);
  batches.created += 1;
  return batch;
}

/** Each look brings a batch nearer to its end. */
async function look(batch: StoredBatch, context: BatchesContext): Promise<void> {
  if (batch.state !== 'PENDING' && batch.state !== 'RUNNING') return;
  batch.looks += 1;
  batch.state = 'RUNNING';
  if (batch.looks <= context.polls()) return;
  const { state, answered } = context.end?.(batch) ?? { state: 'SUCCEEDED' as const };
  const count = answered ?? (state === 'SUCCEEDED' ? batch.lines : 0);
  const output: string[] = [];
  for (const { key, request } of batch.content.slice(0, count)) {
    const reply = await context.ask({ body: request, model: batch.model, apiKey: batch.apiKey });
    if (reply) output.push(JSON.stringify({ key, ...reply }));
  }
  batch.state = state;
  if (count === 0) return;
  batch.output = `files/batch-${batch.name.slice('batches/'.length)}`;
  context.files.files.set(batch.output, {
    name: batch.output,
    mimeType: 'application/jsonl',
    // The order of the lines is not promised.
    bytes: Buffer.from(output.toReversed().join('\n')),
    apiKey: batch.apiKey,
    state: 'ACTIVE',
    pollsLeft: 0,
  });
}

/** Two a page, so that a client has to turn the pages. */
function sendPage(res: ServerResponse, at: URL, batches: readonly StoredBatch[]): void {
  const from = Number(at.searchParams.get('pageToken') ?? 0);
  const more = from + 2 < batches.length;
  sendJson(res, 200, {
    operations: batches.slice(from, from + 2).map(operation),
    ...(more ? { nextPageToken: String(from + 2) } : {}),
  });
}

function operation(batch: StoredBatch): object {
  const done = batch.state !== 'PENDING' && batch.state !== 'RUNNING';
  return {
    name: batch.name,
    done,
    metadata: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
      name: batch.name,
      model: `models/${batch.model}`,
      displayName: batch.displayName,
      state: `BATCH_STATE_${batch.state}`,
      ...(batch.output === null ? {} : { output: { responsesFile: batch.output } }),
    },
  };
}
