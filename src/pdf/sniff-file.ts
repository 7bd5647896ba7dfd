import { open, stat } from 'node:fs/promises';
import { isProblem } from '../problem/problem.ts';
import { cannotOpen, emptyFile, notAFile, unsupportedType } from './file-problems.ts';
import { type MediaType, SNIFF_BYTES, sniffMediaType } from './media-type.ts';

/** Tells what a file is; throws `file-not-found`, `file-unreadable`, `file-empty` or `unsupported-type`. */
export async function sniffFile(path: string): Promise<MediaType> {
  const head = Buffer.alloc(SNIFF_BYTES);
  try {
    if (!(await stat(path)).isFile()) throw notAFile(path);
    await using file = await open(path);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead === 0) throw emptyFile(path);
    const type = sniffMediaType(head.subarray(0, bytesRead));
    if (type === null) throw unsupportedType(path, 'a PDF, PNG, JPEG, WebP or TIFF');
    return type;
  } catch (error) {
    throw isProblem(error) ? error : cannotOpen(path, error);
  }
}
