import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { RouteShorthandOptions } from 'fastify';
import type { Api } from './context.ts';

/** Built files have the hash of their content in their name. */
const FOREVER = { maxAge: '365d', immutable: true };
/** Addresses of programs, which are told in their own way that nothing is there. */
const FOR_PROGRAMS = /^\/(?:v1|api|docs|health|metrics|assets)(?:\/|$)/;
const INDEX = 'index.html';

/** The folder of the built page beside these sources; null where it was not built. */
export function builtPage(): string | null {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/web/' : '../web/';
  const folder = fileURLToPath(new URL(place, import.meta.url));
  return existsSync(join(folder, INDEX)) ? folder : null;
}

/**
 * Serves the built page in `folder` to anyone: it tells nothing but what the program can do. Every address that a browser
 * asks for and no route has is the page's own; `isTaken` knows those that answer other methods.
 */
export async function servePage(api: Api, folder: string, isTaken: (path: string) => boolean): Promise<void> {
  await api.register(fastifyStatic, { root: folder, serve: false, cacheControl: true, maxAge: 0 });
  const open: RouteShorthandOptions = { schema: { hide: true }, config: { open: true } };
  api.get<{ Params: { '*': string } }>('/assets/*', open, (request, reply) =>
    reply.sendFile(`assets/${request.params['*']}`, FOREVER),
  );
  api.get('/icon.svg', open, (_request, reply) => reply.sendFile('icon.svg'));
  api.get('/*', open, (request, reply) => {
    const path = request.url.split('?')[0]!;
    const wantsPage = path === '/' || (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && !FOR_PROGRAMS.test(path) && !isTaken(path)) return reply.sendFile(INDEX);
    return reply.callNotFound();
  });
}
