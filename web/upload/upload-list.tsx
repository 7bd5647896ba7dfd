import { count, plural } from '../../src/domain/wording.ts';
import { bytes } from '../format.ts';
import { type UploadEntry, uploadQueue } from './upload-queue.ts';

/** Rows shown one by one; of more, those that want something of a person. */
const MOST_SHOWN = 200;

/** The files of the job to come, each with how far it is. */
export function UploadList({ entries }: { readonly entries: readonly UploadEntry[] }) {
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const sent = entries.reduce((sum, entry) => sum + entry.bytes * entry.share, 0);
  const done = entries.filter(({ state }) => state === 'sent').length;
  const failed = entries.filter(({ state }) => state === 'failed');
  const others = entries.filter(({ state }) =>
    entries.length <= MOST_SHOWN ? state !== 'failed' : state === 'sending',
  );
  // The list scrolls: what wants something of a person is not to be looked for.
  const shown = [...failed, ...others].slice(0, MOST_SHOWN);
  return (
    <div className="uploads">
      <div className="uploads-head">
        <strong>
          {done} of {plural(entries.length, 'file')} sent
        </strong>
        <span className="muted">
          {bytes(Math.round(sent))} of {bytes(total)}
        </span>
        <span className="problem" role="status">
          {failed.length > 0 ? `${count(failed.length)} not taken` : ''}
        </span>
        <span className="uploads-all">
          {failed.length > 1 ? (
            <button
              type="button"
              className="quiet"
              onClick={() => {
                for (const { id } of failed) uploadQueue.again(id);
              }}
            >
              Try all again
            </button>
          ) : null}
          <button type="button" className="quiet" onClick={() => uploadQueue.clear()}>
            Remove all
          </button>
        </span>
      </div>
      <progress max={total || 1} value={sent} aria-label="All files" />
      <ul>
        {shown.map((entry) => (
          <li key={entry.id} data-state={entry.state}>
            <span className="name" title={entry.name}>
              {entry.name}
            </span>
            <span className="muted">{about(entry)}</span>
            {entry.state === 'failed' ? (
              <button type="button" className="quiet" onClick={() => uploadQueue.again(entry.id)}>
                Try again
              </button>
            ) : null}
            <button
              type="button"
              className="quiet"
              aria-label={`Remove ${entry.name}`}
              onClick={() => uploadQueue.remove(entry.id)}
            >
              ×
            </button>
            {entry.state === 'sending' ? (
              <progress max={1} value={entry.share} aria-label={entry.name} />
            ) : null}
            {entry.problem === null ? null : <span className="problem">{entry.problem}</span>}
          </li>
        ))}
      </ul>
      {shown.length < entries.length ? (
        <p className="hint">{plural(entries.length - shown.length, 'file')} more, waiting or sent</p>
      ) : null}
    </div>
  );
}

function about({ state, bytes: size, share, upload }: UploadEntry): string {
  if (state === 'sending') return `${Math.round(share * 100)} %`;
  if (state === 'waiting') return 'waits';
  if (state === 'failed') return bytes(size);
  return upload?.pages
    ? `${plural(upload.pages, 'page')}, ${bytes(size)}`
    : `${bytes(size)}, cannot be opened`;
}
