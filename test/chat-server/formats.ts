/** One request in words common to all formats. */
export interface ChatRequest {
  readonly format: ChatFormat;
  readonly model: string;
  readonly apiKey: string;
  /** All texts, in order. */
  readonly prompt: string;
  readonly documents: readonly { readonly mediaType: string; readonly bytes: Buffer }[];
  readonly schema: unknown;
  readonly strict: boolean | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The wire formats the server speaks. */
export type ChatFormat = 'openai-responses' | 'openai-chat' | 'anthropic';

/** How an answer ends. */
export type ChatEnd = 'stop' | 'length' | 'refusal';

/** Paths by format. */
export const CHAT_PATHS: Readonly<Record<string, ChatFormat>> = {
  '/v1/responses': 'openai-responses',
  '/v1/chat/completions': 'openai-chat',
  '/v1/messages': 'anthropic',
};

type Json = Readonly<Record<string, unknown>>;

const TOKENS = { input: 700, output: 40, cached: 100 };

/** Reads the parts of a request that adapters decide. */
export function readChat(
  body: Json,
): Pick<ChatRequest, 'model' | 'prompt' | 'documents' | 'schema' | 'strict'> {
  const messages = (body.input ?? body.messages) as readonly { readonly content: unknown }[];
  const parts = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [{ text: content }] : (content as Json[]),
  ) as Json[];
  const documents = parts.flatMap((part) => {
    const source = part.source as { readonly media_type: string; readonly data: string } | undefined;
    if (source) return [{ mediaType: source.media_type, bytes: Buffer.from(source.data, 'base64') }];
    const image = part.image_url as string | { readonly url: string } | undefined;
    const file = part.file as { readonly file_data: string } | undefined;
    const url = (typeof image === 'string' ? image : image?.url) ?? file?.file_data ?? part.file_data;
    const match = /^data:([^;]+);base64,(.*)$/s.exec(String(url ?? ''));
    return match ? [{ mediaType: match[1]!, bytes: Buffer.from(match[2]!, 'base64') }] : [];
  });
  const text = body.text as { readonly format?: Json } | undefined;
  const chat = body.response_format as { readonly json_schema?: Json } | undefined;
  const output = body.output_config as { readonly format?: Json } | undefined;
  const sent = text?.format ?? chat?.json_schema ?? output?.format;
  return {
    model: String(body.model),
    prompt: parts.flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n'),
    documents,
    schema: sent?.schema ?? null,
    strict: typeof sent?.strict === 'boolean' ? sent.strict : null,
  };
}

/** A complete response body in the format. */
export function chatAnswer(format: ChatFormat, model: string, text: string, end: ChatEnd): Json {
  switch (format) {
    case 'openai-responses':
      return {
        id: 'resp_1',
        object: 'response',
        created_at: 1_795_000_000,
        model,
        status: end === 'length' ? 'incomplete' : 'completed',
        incomplete_details: end === 'length' ? { reason: 'max_output_tokens' } : null,
        output: [
          {
            type: 'message',
            role: 'assistant',
            id: 'msg_1',
            content:
              end === 'refusal'
                ? [{ type: 'refusal', refusal: 'I cannot help with that.' }]
                : [{ type: 'output_text', text, annotations: [] }],
          },
        ],
        usage: {
          input_tokens: TOKENS.input,
          input_tokens_details: { cached_tokens: TOKENS.cached },
          output_tokens: TOKENS.output,
          output_tokens_details: { reasoning_tokens: 0 },
        },
      };
    case 'openai-chat':
      return {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_795_000_000,
        model,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: end === 'refusal' ? null : text },
            finish_reason: end === 'refusal' ? 'content_filter' : end,
          },
        ],
        usage: {
          prompt_tokens: TOKENS.input,
          completion_tokens: TOKENS.output,
          total_tokens: TOKENS.input + TOKENS.output,
          prompt_tokens_details: { cached_tokens: TOKENS.cached },
        },
      };
    case 'anthropic':
      return {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: end === 'refusal' || text === '' ? [] : [{ type: 'text', text }],
        stop_reason: end === 'stop' ? 'end_turn' : end === 'length' ? 'max_tokens' : 'refusal',
        stop_sequence: null,
        usage: {
          input_tokens: TOKENS.input - TOKENS.cached,
          cache_read_input_tokens: TOKENS.cached,
          cache_creation_input_tokens: 0,
          output_tokens: TOKENS.output,
        },
      };
  }
}

/** An error body in the format. */
export function chatError(format: ChatFormat, message: string, code: string): Json {
  return format === 'anthropic'
    ? { type: 'error', error: { type: code, message } }
    : { error: { message, type: code, param: null, code } };
}
