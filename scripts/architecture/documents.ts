import type { RepositoryFile, Violation } from './violation.ts';

/** A path in backticks, or the target of a link, that lies in this repository. */
const REFERENCE =
  /`((?:src|test|scripts|bench|examples|docs|bin)\/[\w./-]+\.\w+)`|\]\((?!https?:|#|mailto:)([^)#\s]+)/g;

/** Documents that name files which are not there: a map of streets that do not exist. */
export function checkDocuments(files: readonly RepositoryFile[]): Violation[] {
  const paths = files.map(({ path }) => path);
  const exists = (path: string) => paths.some((file) => file === path || file.startsWith(`${path}/`));
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path: document, text }) =>
      text.split('\n').flatMap((line, index) =>
        [...line.matchAll(REFERENCE)]
          .map(([, quoted, linked]) => quoted ?? resolveLink(document, linked ?? ''))
          .filter((path) => !exists(path))
          .map((path) => ({
            rule: 'documents-true',
            file: document,
            line: index + 1,
            message: `names ${path}, which is not there`,
          })),
      ),
    );
}

function resolveLink(document: string, target: string): string {
  const { pathname } = new URL(target, new URL(document, 'file:///'));
  return decodeURIComponent(pathname).replace(/^\/|\/$/g, '');
}
