import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { setKey, useConnection } from '../connection.ts';

/** Asks for an API key when the server wants one. */
export function KeyForm() {
  const queries = useQueryClient();
  const { key } = useConnection();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setKey(typed.trim());
    queries.clear();
  };
  return (
    <form className="panel key-form" onSubmit={submit}>
      <h1>This server asks for a key</h1>
      <p>
        {key === null
          ? 'Whoever runs the server makes one with “leafcutter keys create NAME --scope write”.'
          : 'The server did not take the key that you gave. It may have been revoked.'}
      </p>
      <label htmlFor="key">API key</label>
      <input
        id="key"
        type="password"
        autoComplete="off"
        required
        value={typed}
        placeholder="lc_…"
        onChange={({ target }) => setTyped(target.value)}
      />
      <p className="hint">It is kept in this tab alone and forgotten when the tab is closed.</p>
      <button type="submit" className="primary">
        Go on
      </button>
    </form>
  );
}
