import { rm } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import { isProblem, Problem } from '../problem/problem.ts';
import { type ReceivedFile, receiveFile } from './received-file.ts';

/** What came in a multipart body: its files on disk, its fields as text. */
export interface Received {
  readonly files: readonly ReceivedFile[];
  /** Fields by name; one that came twice has two values. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Removes what is still where it was received. */
  discard(): Promise<void>;
}

/** Where files are received, how large each may be and how slow. */
export interface MultipartOptions {
  /** A folder for all of them; or the place of a file by its number, from 0, and its safe name. */
  readonly directory: string | ((index: number, name: string) => Promise<string>);
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly idleMs?: number;
  /** Gives the body up, with its reason. */
  readonly signal: AbortSignal;
}

/** Fields are settings, not documents. */
const MAX_FIELDS = 50;
const MAX_FIELD_BYTES = 256 * 1024;

/**
 * Receives a multipart body, files streamed to disk. Nothing is left of one that fails. Throws `invalid-request`,
 * `request-too-large`, `file-too-large`, `request-timeout`, `unsupported-media-type`.
 */
export async function receiveMultipart(
  request: FastifyRequest,
  options: MultipartOptions,
): Promise<Received> {
  const { directory, maxFileBytes, maxFiles, idleMs, signal } = options;
  const files: ReceivedFile[] = [];
  const fields = new Map<string, string[]>();
  const discard = async (): Promise<void> => {
    await Promise.all(files.map(({ path }) => rm(path, { force: true })));
  };
  try {
    const parts = request.parts({
      limits: {
        files: maxFiles,
        fields: MAX_FIELDS,
        parts: maxFiles + MAX_FIELDS,
        fileSize: maxFileBytes,
        fieldSize: MAX_FIELD_BYTES,
        fieldNameSize: 100,
        headerPairs: 20,
      },
    });
    for await (const part of parts) {
      if (part.type === 'file') {
        const file = await receiveFile(part.file, {
          directory: typeof directory === 'string' ? directory : (name) => directory(files.length, name),
          name: nameIn(part.filename ?? ''),
          signal,
          ...(idleMs === undefined ? {} : { idleMs }),
        });
        files.push(file);
        if (part.file.truncated) throw tooLarge(file.name, maxFileBytes);
      } else {
        if (part.valueTruncated || part.fieldnameTruncated) {
          throw new Problem('request-too-large', {
            detail: `A field has more than ${MAX_FIELD_BYTES} bytes, or a name of more than 100`,
          });
        }
        fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), textOf(part.value)]);
      }
    }
    return { files, fields, discard };
  } catch (error) {
    await discard();
    throw isProblem(error) ? error : multipartProblem(error);
  }
}

/** Browsers write a quote or an end of line in the name of a file in this way, and nothing else. */
const ESCAPED: Readonly<Record<string, string>> = { '%22': '"', '%0A': '\n', '%0D': '\r' };

function nameIn(filename: string): string {
  return filename.replace(/%22|%0[AD]/g, (written) => ESCAPED[written]!);
}

/** A field that says it is JSON comes parsed. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function tooLarge(name: string, maxBytes: number): Problem {
  return new Problem('file-too-large', {
    detail: `${name} is larger than the ${maxBytes / 1_000_000} MB that are taken; cut it into parts`,
    subject: name,
  });
}

/** What the parser says of a form that has too much of something. */
const LIMITS: Readonly<Record<string, string>> = {
  FST_FILES_LIMIT: 'The form has more files than are taken at once; send them in several requests',
  FST_PARTS_LIMIT: 'The form has more parts than are taken at once; send them in several requests',
  FST_FIELDS_LIMIT: `The form has more than ${MAX_FIELDS} fields that are no files`,
};

/** What the parser of multipart bodies throws; whatever it is, it is about the body. */
function multipartProblem(error: unknown): unknown {
  const { statusCode, code, message } = (error ?? {}) as {
    statusCode?: number;
    code?: string;
    message?: string;
  };
  const limit = LIMITS[code ?? ''];
  if (limit !== undefined) return new Problem('request-too-large', { detail: limit, cause: error });
  if (statusCode !== undefined && statusCode < 500) return error;
  if (code !== 'ECONNRESET' && code?.startsWith('E')) return error;
  return new Problem('invalid-request', {
    detail: `The multipart body cannot be read: ${message ?? 'it ended early'}`,
    cause: error,
  });
}
