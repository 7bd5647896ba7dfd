import { useEffect, useRef } from 'react';
import { shortcutsOn } from '../connection.ts';

/** Single keys, except where something is typed or chosen. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !shortcutsOn()) return;
      if (!(target instanceof HTMLElement) || target.closest('input, select, textarea, summary, dialog'))
        return;
      // Enter on a button presses it, except on a value, where it says that the value is right.
      if (key === 'Enter' && target.closest('button, a') && !target.closest('.value')) return;
      const act = latest.current[key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
