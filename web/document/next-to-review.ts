import type { DocumentBody } from '../../src/client/client.ts';
import { currentClient } from '../connection.ts';

/** Id of the document of a job that is to be reviewed next, after `here` and then from the start; null: there is none. */
export async function nextToReview(
  jobId: string,
  here?: Pick<DocumentBody, 'id' | 'ordinal'>,
): Promise<string | null> {
  const client = currentClient();
  const ask = (after: number) => client.documents(jobId, { state: 'needs_review', after, limit: 2 });
  const later = here ? (await ask(here.ordinal)).documents : [];
  const found = [...later, ...(await ask(-1)).documents].find(({ id }) => id !== here?.id);
  return found?.id ?? null;
}
