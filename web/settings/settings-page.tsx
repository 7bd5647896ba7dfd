import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  keepReviewerName,
  keepShortcuts,
  reviewerName,
  setKey,
  shortcutsOn,
  useConnection,
} from '../connection.ts';
import { tell } from '../parts/notices.tsx';

/** What belongs to this device: the key, the reviewer's name, single-key shortcuts. */
export function SettingsPage() {
  const queries = useQueryClient();
  const { key } = useConnection();
  const [typed, setTyped] = useState('');
  const [name, setName] = useState(reviewerName);
  const [keys, setKeys] = useState(shortcutsOn);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keepReviewerName(name);
    keepShortcuts(keys);
    if (typed.trim() !== '') {
      setKey(typed.trim());
      queries.clear();
      setTyped('');
    }
    tell('Settings kept');
  };
  return (
    <form className="narrow" onSubmit={submit}>
      <h1>Settings</h1>
      <section className="panel">
        <h2>You</h2>
        <label htmlFor="reviewer">Your name in the history of documents</label>
        <input
          id="reviewer"
          value={name}
          autoComplete="name"
          maxLength={200}
          onChange={({ target }) => setName(target.value)}
        />
        <label className="check">
          <input type="checkbox" checked={keys} onChange={({ target }) => setKeys(target.checked)} />
          Single-key shortcuts in documents (n, p, e, Enter, c)
        </label>
      </section>
      <section className="panel">
        <h2>API key</h2>
        <p className="hint">
          {key === null
            ? 'None is used. On the server’s own machine none is needed, unless it was started so.'
            : 'A key is used. It is kept in this tab alone and forgotten when the tab is closed.'}
        </p>
        <label htmlFor="key">{key === null ? 'Key' : 'Another key'}</label>
        <input
          id="key"
          type="password"
          autoComplete="off"
          placeholder="lc_…"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </section>
      <div className="actions">
        <button type="submit" className="primary">
          Keep
        </button>
        {key === null ? null : (
          <button
            type="button"
            onClick={() => {
              setKey(null);
              queries.clear();
            }}
          >
            Forget the key
          </button>
        )}
      </div>
    </form>
  );
}
