import fastify from 'fastify';
import { expect, it } from 'vitest';
import { AllowedMethods } from './allowed-methods.ts';
import type { Api } from './context.ts';

it('knows the methods of every address, and nothing of what only a route for the rest would take', () => {
  const api = fastify() as unknown as Api;
  const methods = new AllowedMethods(api);
  const answer = async () => 'x';
  api.get('/jobs/:jobId', answer);
  api.delete('/jobs/:jobId', answer);
  api.post('/jobs/:jobId/pause', answer);
  api.get('/pages/:pageNumber.webp', answer);
  api.get('/files/*', answer);
  api.get('/*', answer);
  expect(methods.at('/jobs/a.b')).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS']);
  expect(methods.at('/jobs/a/pause')).toEqual(['OPTIONS', 'POST']);
  expect(methods.at('/pages/3.webp')).toEqual(['GET', 'HEAD', 'OPTIONS']);
  expect(methods.at('/files/a/b')).toEqual(['GET', 'HEAD', 'OPTIONS']);
  for (const path of ['/', '/jobs', '/jobs/', '/jobs/a/b', '/pages/3xwebp', '/pages/.webp']) {
    expect(methods.at(path)).toEqual([]);
  }
});
