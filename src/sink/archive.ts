import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Members get one time: the same content is the same archive, byte for byte. */
const MADE = new Date(Date.UTC(2000, 0, 1));

/** A ZIP archive of texts, in their order. */
export async function archiveOf(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const { path, text } of files)
    zip.addBuffer(Buffer.from(text), path, { mtime: MADE, forceDosTimestamp: true });
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}
