import { useSyncExternalStore } from 'react';
import { LeafcutterClient, RequestFailed } from '../src/client/client.ts';

const KEY = 'leafcutter.key';
const REVIEWER = 'leafcutter.reviewer';
const SHORTCUTS = 'leafcutter.shortcuts';

interface Connection {
  readonly client: LeafcutterClient;
  readonly key: string | null;
  /** The server wants a key, or another one. */
  readonly refused: boolean;
}

const url = window.location.origin;
const listeners = new Set<() => void>();
let connection = connect(sessionStorage.getItem(KEY));

function connect(key: string | null): Connection {
  return { client: new LeafcutterClient({ url, ...(key === null ? {} : { key }) }), key, refused: false };
}

function change(next: Connection): void {
  connection = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How the page reaches its server. */
export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => connection);
}

/** The client of now: for what happens outside of rendering. */
export function currentClient(): LeafcutterClient {
  return connection.client;
}

/** A client of the same server and key whose requests go through `fetch`. */
export function clientThrough(fetchThrough: typeof fetch): LeafcutterClient {
  const { key } = connection;
  return new LeafcutterClient({ url, fetch: fetchThrough, ...(key === null ? {} : { key }) });
}

/** Uses a key until the tab is closed; null forgets it. */
export function setKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, key);
  change(connect(key));
}

/** Notes that the server refused to answer without a key, or with this one. */
export function noteRefusal(error: unknown): void {
  const refused = error instanceof RequestFailed && error.status === 401;
  if (refused && !connection.refused) change({ ...connection, refused: true });
}

/** Who reviews, as the history names them; empty: the server names the key. */
export function reviewerName(): string {
  return localStorage.getItem(REVIEWER) ?? '';
}

/** Keeps the name of who reviews on this device. */
export function keepReviewerName(name: string): void {
  localStorage.setItem(REVIEWER, name.trim());
}

/** Whether single keys do something in a document: people who dictate turn them off. */
export function shortcutsOn(): boolean {
  return localStorage.getItem(SHORTCUTS) !== 'off';
}

/** Turns single keys on or off on this device. */
export function keepShortcuts(on: boolean): void {
  localStorage.setItem(SHORTCUTS, on ? 'on' : 'off');
}
