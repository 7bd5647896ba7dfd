import { describe, expect, it } from 'vitest';
import { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import { postgresProblem } from '../store/postgres/postgres-problem.ts';
import { storeProblem } from '../store/store-problem.ts';
import { OwnPlaces } from './own-places.ts';

const places = new OwnPlaces('/srv/leaf cutter');
const hidden = (code: ProblemCode, detail: string, subject?: string) =>
  places.hide(new Problem(code, { detail, ...(subject === undefined ? {} : { subject }) }).toJSON());

describe('what clients hear of the server', () => {
  it('is no path of its disk and no name of its database', () => {
    const path = '/srv/leaf cutter/leafcutter.db';
    const full = places.hide(storeProblem({ code: 'SQLITE_FULL' }, path).toJSON());
    expect(full.detail).toBe(
      'No space left on the disk for the store of the server; free some and run again, nothing saved is lost',
    );
    expect(full).toMatchObject({ code: 'disk-full', status: 507 });
    const readOnly = places.hide(storeProblem({ code: 'SQLITE_READONLY' }, path).toJSON());
    expect(readOnly.detail).toMatch(/^The store of the server cannot be used: the file or its folder/);
    const gone = places.hide(postgresProblem({ code: 'ECONNREFUSED' }, 'db.internal:5432/leaf').toJSON());
    expect(gone.detail).toBe(
      'The database of the server cannot be used: it cannot be reached; start it, or check DATABASE_URL',
    );
    for (const problem of [full, readOnly, gone])
      expect(JSON.stringify(problem)).not.toMatch(/srv|internal:/);
  });

  it('is the name of a file that they sent, also one with spaces', () => {
    const path = '/srv/leaf cutter/jobs/0d-1/12/My bill (2).pdf';
    expect(hidden('pdf-damaged', `"${path}" is damaged, as "${path}" was`, path)).toMatchObject({
      detail: '"My bill (2).pdf" is damaged, as "My bill (2).pdf" was',
      subject: 'My bill (2).pdf',
    });
  });

  it('is everything else as it stands', () => {
    const problem = new Problem('url-refused', { detail: 'https://a.example/srv/leaf is refused' }).toJSON();
    expect(places.hide(problem)).toBe(problem);
  });
});
