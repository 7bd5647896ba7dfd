import { expect, it } from 'vitest';
import type { DocumentResult } from '../domain/result.ts';
import { Problem } from '../problem/problem.ts';
import { hideOwnPaths } from './hide-own-paths.ts';

const HASH = 'ab'.repeat(32);

function hidden(detail: string, key: string, name: string): DocumentResult {
  const problem = new Problem('pdf-damaged', { detail, subject: key }).toJSON();
  const result = {
    pages: [{ pageNumber: 1, status: 'failed', problem }],
    problem,
  } as unknown as DocumentResult;
  return hideOwnPaths(result, { key, name }, '/srv/store');
}

it('calls an upload by its name, in the document and in its pages', () => {
  const path = '/srv/store/jobs/j/0/my file.pdf';
  const { problem, pages } = hidden(`"${path}" is damaged: look at ${path}.`, path, 'inbox/my file.pdf');
  expect(problem).toMatchObject({
    detail: '"inbox/my file.pdf" is damaged: look at inbox/my file.pdf.',
    subject: 'inbox/my file.pdf',
  });
  expect(pages[0]!.problem!.detail).toBe(problem!.detail);
});

it('calls a download by its address', () => {
  const address = 'https://example.com/a.pdf';
  const { problem } = hidden(`"/srv/store/blobs/ab/${HASH}" is damaged: open it`, address, address);
  expect(problem!.detail).toBe('"https://example.com/a.pdf" is damaged: open it');
});

it('leaves the files of people as they are', () => {
  const path = '/data/a.pdf';
  expect(hidden(`"${path}" is damaged`, path, 'a.pdf').problem!.detail).toBe('"/data/a.pdf" is damaged');
});
