import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FileStore, fileBody } from './file-store.ts';
import { keyOf, readBody, sendJson, sendWrongKey } from './http.ts';
import type { Recorder } from './stats.ts';
import { errorBody } from './wire.ts';

/** One request about files. */
export interface FileAction {
  readonly action: 'start' | 'chunk' | 'finalize' | 'get' | 'list' | 'delete';
  /** `files/…`; the upload's id for chunks. */
  readonly name: string;
}

/** What the files API needs of the server. */
export interface FilesContext {
  readonly files: FileStore;
  readonly recorder: Recorder;
  readonly url: string;
  readonly polls: number;
  readonly fails: boolean;
  readonly accepts: (apiKey: string) => boolean;
  readonly behave: ((action: FileAction) => 'hang' | 'reset' | number | undefined) | undefined;
}

/** Answers upload, get, list and delete; 404 for anything else. */
export async function handleFiles(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
): Promise<void> {
  const at = new URL(req.url ?? '', context.url);
  const apiKey = keyOf(req);
  if (!context.accepts(apiKey)) {
    await readBody(req);
    return sendWrongKey(res);
  }
  if (req.method === 'POST' && /^\/upload\/v1(beta)?\/files$/.test(at.pathname)) {
    const id = at.searchParams.get('upload_id');
    return id === null ? start(req, res, context, apiKey) : chunk(req, res, context, id);
  }
  const name = /^\/v1(?:beta)?\/(files\/[^/:]+)$/.exec(at.pathname)?.[1];
  if (req.method === 'GET' && name !== undefined) return get(req, res, context, name, apiKey);
  if (req.method === 'DELETE' && name !== undefined) return remove(req, res, context, name, apiKey);
  if (req.method === 'GET' && /^\/v1(beta)?\/files$/.test(at.pathname)) {
    if (scripted(req, res, context, { action: 'list', name: '' })) return;
    const own = [...context.files.files.values()].filter((file) => file.apiKey === apiKey);
    return sendJson(res, 200, { files: own.map((file) => fileBody(file, context.url)) });
  }
  sendJson(res, 404, errorBody(404, 'Requested entity was not found.'));
}

async function start(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
  apiKey: string,
): Promise<void> {
  const body = JSON.parse((await readBody(req)).toString('utf8')) as { file?: { name?: string } };
  const name = body.file?.name;
  if (scripted(req, res, context, { action: 'start', name: name ?? '' })) return;
  const session = context.files.start({
    ...(name === undefined ? {} : { name }),
    mimeType: String(req.headers['x-goog-upload-header-content-type']),
    sizeBytes: Number(req.headers['x-goog-upload-header-content-length']),
    apiKey,
  });
  if ('refused' in session) return sendJson(res, 400, errorBody(400, session.refused));
  res
    .writeHead(200, {
      'x-goog-upload-status': 'active',
      'x-goog-upload-url': `${context.url}/upload/v1beta/files?upload_id=${session.id}&upload_protocol=resumable`,
    })
    .end();
}

async function chunk(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
  id: string,
): Promise<void> {
  context.recorder.uploadBegan();
  res.once('close', () => context.recorder.uploadEnded());
  const finalize = String(req.headers['x-goog-upload-command']).includes('finalize');
  const bytes = await readBody(req);
  if (scripted(req, res, context, { action: finalize ? 'finalize' : 'chunk', name: id })) return;
  const file = context.files.append(
    id,
    { offset: Number(req.headers['x-goog-upload-offset']), bytes, finalize },
    { polls: context.polls, failed: context.fails },
  );
  if (file === null) {
    res.writeHead(200, { 'x-goog-upload-status': 'active' }).end();
  } else if ('refused' in file) {
    sendJson(res, 400, errorBody(400, file.refused));
  } else {
    res.setHeader('x-goog-upload-status', 'final');
    sendJson(res, 200, { file: fileBody(file, context.url) });
  }
}

async function get(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
  name: string,
  apiKey: string,
): Promise<void> {
  if (scripted(req, res, context, { action: 'get', name })) return;
  const file = context.files.get(name, apiKey, context.fails);
  if (file) sendJson(res, 200, fileBody(file, context.url));
  else sendNoFile(res, name);
}

async function remove(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
  name: string,
  apiKey: string,
): Promise<void> {
  if (scripted(req, res, context, { action: 'delete', name })) return;
  if (context.files.delete(name, apiKey)) sendJson(res, 200, {});
  else sendNoFile(res, name);
}

function sendNoFile(res: ServerResponse, name: string): void {
  const message = `You do not have permission to access the File ${name.slice(6)} or it may not exist.`;
  sendJson(res, 403, errorBody(403, message));
}

/** Does what the script says; true when that was the answer. */
function scripted(
  req: IncomingMessage,
  res: ServerResponse,
  context: FilesContext,
  action: FileAction,
): boolean {
  const told = context.behave?.(action);
  if (told === undefined) return false;
  if (told === 'reset') req.socket.resetAndDestroy();
  else if (told !== 'hang') sendJson(res, told, errorBody(told, 'The loopback server was told to fail.'));
  return true;
}
