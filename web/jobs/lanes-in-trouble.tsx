import type { Lane } from './job-feed.ts';

/** Why calls fail now, once for each reason; the job goes on waiting. */
export function LanesInTrouble({ lanes }: { readonly lanes: readonly Lane[] }) {
  const troubles = new Set(lanes.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble])));
  return [...troubles].map((trouble) => (
    <p key={trouble} className="banner" data-tone="look" role="status">
      {trouble}. What needs it waits, and it is tried again every few seconds.
    </p>
  ));
}
