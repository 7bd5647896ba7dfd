import { Places } from '../src/governor/places.ts';
import { INLINE_MAX_BYTES } from '../src/models/gemini/request.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';

const HEADERS = { 'x-goog-api-key': 'key', 'content-type': 'application/json' };
const LOOK_MS = 50;

/** The slices of some page ranges. */
export async function cutSlices(path: string, ranges: readonly (readonly number[])[]): Promise<Uint8Array[]> {
  const pdf = createPdfEngine();
  try {
    return await Promise.all(ranges.map((pages) => pdf.slice(path, pages)));
  } finally {
    await pdf.close();
  }
}

/**
 * What the provider itself takes: sends slices that lie ready, with nothing but the requests it asks for, `tasks` at once
 * and three uploads at once. Answers the milliseconds until the last answer.
 */
export async function askBare(url: string, slices: readonly Uint8Array[], tasks: number): Promise<number> {
  const signal = new AbortController().signal;
  const places = new Places(tasks);
  const uploads = new Places(3);
  const startedMs = performance.now();
  await Promise.all(
    slices.map((bytes) =>
      places.run(async () => {
        const isLarge = bytes.byteLength > INLINE_MAX_BYTES;
        const part = isLarge
          ? {
              fileData: {
                mimeType: 'application/pdf',
                fileUri: await uploads.run(() => upload(url, bytes), signal),
              },
            }
          : { inlineData: { mimeType: 'application/pdf', data: Buffer.from(bytes).toString('base64') } };
        const contents = [{ role: 'user', parts: [part, { text: 'Sum it up' }] }];
        const generationConfig = {
          responseMimeType: 'application/json',
          responseJsonSchema: { type: 'object' },
        };
        await send(`${url}/v1beta/models/gemini-3.8-flash:generateContent`, {
          body: JSON.stringify({ contents, generationConfig }),
        });
      }, signal),
    ),
  );
  return performance.now() - startedMs;
}

async function upload(url: string, bytes: Uint8Array): Promise<string> {
  const begun = await send(`${url}/upload/v1beta/files`, {
    body: JSON.stringify({ file: {} }),
    headers: {
      'x-goog-upload-command': 'start',
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-header-content-length': `${bytes.byteLength}`,
      'x-goog-upload-header-content-type': 'application/pdf',
    },
  });
  const sent = await send(begun.headers.get('x-goog-upload-url')!, {
    body: bytes as Uint8Array<ArrayBuffer>,
    headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' },
  });
  let { file } = (await sent.json()) as { file: { name: string; state: string; uri: string } };
  while (file.state === 'PROCESSING') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    file = (await (await fetch(`${url}/v1beta/${file.name}`, { headers: HEADERS })).json()) as typeof file;
  }
  return file.uri;
}

async function send(
  url: string,
  {
    body,
    headers = {},
  }: { readonly body: string | Uint8Array<ArrayBuffer>; readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const response = await fetch(url, { method: 'POST', body, headers: { ...HEADERS, ...headers } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  // Read to its end: the answer is there only then.
  return new Response(await response.arrayBuffer(), response);
}
