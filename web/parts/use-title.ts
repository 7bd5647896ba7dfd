import { useEffect } from 'react';

const PRODUCT = 'Leafcutter';

/** Names the tab after what it shows, while it is known. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined) return;
    document.title = `${name} · ${PRODUCT}`;
    return () => {
      document.title = PRODUCT;
    };
  }, [name]);
}
