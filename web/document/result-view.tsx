import { memo, useState } from 'react';
import { count } from '../../src/domain/wording.ts';
import { label } from '../format.ts';
import { entryPath, isNested, isTable, memberPath, spoken } from './paths.ts';
import { useLists } from './review-context.ts';
import { shown, Value } from './value.tsx';

type Row = Readonly<Record<string, unknown>>;

const FIGURE = /^-?[\d.,]*\d$/;
/** Rows drawn at first: a bill has dozens, a ledger thousands. */
const FIRST_ROWS = 200;

/** Data of any shape: single values as pairs, lists of objects as tables, the rest nested. */
export function ResultView({
  data,
  path = '',
  level = 2,
}: {
  readonly data: unknown;
  readonly path?: string;
  readonly level?: number;
}) {
  if (!isNested(data)) return <Value path={path} value={data} />;
  if (Array.isArray(data)) return <ListView list={data} path={path} level={level} />;
  const members = Object.entries(data);
  const single = members.filter(([, value]) => isSingle(value));
  const nested = members.filter(([, value]) => !isSingle(value));
  return (
    <>
      {single.length > 0 ? (
        <dl className="pairs">
          {single.map(([key, value]) => (
            <div key={key}>
              <dt>{label(key)}</dt>
              <dd>
                <Value path={memberPath(path, key)} value={value} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {nested.map(([key, value]) => (
        <Part key={key} name={key} value={value} path={memberPath(path, key)} level={level} />
      ))}
    </>
  );
}

function isSingle(value: unknown): boolean {
  return (
    !isNested(value) || (Array.isArray(value) && value.every((entry) => !isNested(entry)) && value.length > 0)
  );
}

function Part({
  name,
  value,
  path,
  level,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly path: string;
  readonly level: number;
}) {
  if (Array.isArray(value) && value.length === 0) return null;
  const Heading = level === 2 ? 'h2' : 'h3';
  const number = Array.isArray(value) ? value.length : null;
  const single = Array.isArray(value) && value.length === 1 && !isTabular(value);
  return (
    <section className="part" aria-label={spoken(path)}>
      {single ? null : (
        <Heading>
          {label(name)}
          {number === null ? '' : <span className="muted"> {count(number)}</span>}
        </Heading>
      )}
      <ResultView data={value} path={path} level={single ? level : level + 1} />
    </section>
  );
}

/** Entries without lists of their own: they fit into rows. */
function isTabular(list: readonly unknown[]): boolean {
  return isTable(list) && list.every((row) => Object.values(row).every(isSingle));
}

function ListView({
  list,
  path,
  level,
}: {
  readonly list: readonly unknown[];
  readonly path: string;
  readonly level: number;
}) {
  if (isTable(list) && isTabular(list)) return <RowsView rows={list} path={path} />;
  return (
    <>
      {list.map((entry, index) => {
        const at = entryPath(path, index);
        return (
          <section key={at} className="entry" aria-label={`Number ${index + 1}`}>
            {list.length > 1 ? <p className="entry-number">{index + 1}</p> : null}
            <ResultView data={entry} path={at} level={level} />
          </section>
        );
      })}
    </>
  );
}

const RowsView = memo(function RowsView({
  rows,
  path,
}: {
  readonly rows: readonly Row[];
  readonly path: string;
}) {
  const [all, setAll] = useState(false);
  const [empty, setEmpty] = useState(false);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const filled = names.filter((name) => rows.some((row) => shown(row[name]) !== ''));
  const columns = empty ? names : filled;
  const figures = new Set(
    columns.filter((name) => rows.every((row) => shown(row[name]) === '' || FIGURE.test(shown(row[name])))),
  );
  const drawn = all ? rows : rows.slice(0, FIRST_ROWS);
  const { replaceList } = useLists();
  const remove = (index: number) => {
    if (window.confirm(`Remove row ${index + 1} of ${label(path)}?`)) {
      replaceList(path, rows.toSpliced(index, 1), null);
    }
  };
  const add = () => {
    replaceList(
      path,
      [...rows, blankOf(rows.at(-1) ?? {})],
      memberPath(entryPath(path, rows.length), names[0] ?? ''),
    );
  };
  return (
    <div className="rows-view">
      <div className="scroll-x" role="region" aria-label={`${label(path)} as a table`} tabIndex={0}>
        <table className="values">
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col" data-figure={figures.has(name) || undefined}>
                  {label(name)}
                </th>
              ))}
              <td className="row-tools" />
            </tr>
          </thead>
          <tbody>
            {drawn.map((row, index) => {
              const at = entryPath(path, index);
              return (
                <tr key={at}>
                  {columns.map((name) => (
                    <td key={name} data-figure={figures.has(name) || undefined}>
                      {name in row ? <Value path={memberPath(at, name)} value={row[name]} /> : null}
                    </td>
                  ))}
                  <td className="row-tools">
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Remove row ${index + 1}`}
                      onClick={() => remove(index)}
                    >
                      ×
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className="rows-more">
        <button type="button" className="quiet" onClick={add}>
          Add a row
        </button>
        {drawn.length < rows.length ? (
          <button type="button" className="quiet" onClick={() => setAll(true)}>
            Show all {count(rows.length)} rows
          </button>
        ) : null}
        {filled.length < names.length ? (
          <button type="button" className="quiet" aria-pressed={empty} onClick={() => setEmpty(!empty)}>
            {empty ? 'Hide' : 'Show'} {count(names.length - filled.length)} empty columns
          </button>
        ) : null}
      </div>
    </div>
  );
});

/** A row like the one above it without what it says: its page stays, since rows follow one another. */
function blankOf(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      return [name, name === 'name' || name === 'description' ? '' : null];
    }),
  );
}
