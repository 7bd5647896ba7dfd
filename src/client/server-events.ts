/** One event of a stream: its name, its data, and the id to go on after it. */
export interface ServerEvent {
  readonly id: string | null;
  /** `snapshot` and `end` with the job, or a name of Leafcutter's events. */
  readonly event: string;
  readonly data: unknown;
}

/** Opens the stream; called again after the connection is lost. */
export type OpenStream = (
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
) => Promise<Response>;

const NO_CONTENT = 204;
/** Pause before a lost connection is taken up again. */
const AGAIN_MS = 1_000;
/** Connections that bring nothing before the last failure is thrown. */
const MOST_IN_VAIN = 5;
/** What a server says while it ends, or has too much to do: another time it says something else. */
const PASSING = new Set([429, 502, 503, 504]);

/** Reads server-sent events until `end`, and takes a lost connection up where it broke. Throws what the last of several vain tries threw. */
export async function* readEvents(
  open: OpenStream,
  { lastEventId, signal }: { readonly lastEventId?: string; readonly signal?: AbortSignal },
): AsyncGenerator<ServerEvent> {
  let id = lastEventId ?? null;
  for (let vain = 0; ; vain++) {
    try {
      const headers: Record<string, string> = id === null ? {} : { 'last-event-id': id };
      const answer = await open({ accept: 'text/event-stream', ...headers }, signal);
      if (answer.status === NO_CONTENT) return;
      for await (const event of parse(answer.body!)) {
        vain = 0;
        id = event.id ?? id;
        yield event;
        if (event.event === 'end') return;
      }
    } catch (error) {
      // What the server says is final, but for what passes; a connection is not.
      const said =
        typeof error === 'object' &&
        error !== null &&
        'status' in error &&
        !PASSING.has(error.status as number);
      if (signal?.aborted || said || vain >= MOST_IN_VAIN) throw error;
    }
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}

async function* parse(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseBlock(block: string): ServerEvent | null {
  let id: string | null = null;
  let event = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') id = value;
    if (name === 'event') event = value;
    if (name === 'data') data += value;
  }
  return data === '' ? null : { id, event, data: JSON.parse(data) as unknown };
}
