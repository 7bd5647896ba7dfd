import { resolve, sep } from 'node:path';
import type { DocumentResult } from '../domain/result.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { SourceItem } from '../source/source.ts';

/**
 * A result whose problems call a document by its name wherever they named a place in our own folder: a download, or a file
 * that was uploaded. People know it by its name alone, and the folders of a server are nobody's business.
 */
export function hideOwnPaths(result: DocumentResult, source: SourceItem, folder: string): DocumentResult {
  const own = resolve(folder) + sep;
  const hide = (text: string): string => {
    if (!text.includes(own)) return text;
    const named = source.key.startsWith(own) ? text.replaceAll(source.key, source.name) : text;
    // What is left are blobs: their names end where a quote or a space does.
    const [before, ...rest] = named.split(own);
    return [before, ...rest.map((part) => source.name + part.replace(/^[\w/\\.-]*\w/, ''))].join('');
  };
  const hideIn = (problem: ProblemJson): ProblemJson => ({
    ...problem,
    detail: hide(problem.detail),
    ...(problem.subject === undefined ? {} : { subject: hide(problem.subject) }),
  });
  return {
    ...result,
    pages: result.pages.map((page) => (page.problem ? { ...page, problem: hideIn(page.problem) } : page)),
    ...(result.problem ? { problem: hideIn(result.problem) } : {}),
  };
}
