import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type NewReviewBody, RequestFailed, type ReviewedBody } from '../../src/client/client.ts';
import { reviewerName, useConnection } from '../connection.ts';
import { tell, tellError } from '../parts/notices.tsx';

/** How often a document is asked for that is not read yet. */
const WAIT_MS = 1_500;
const CONFLICT = 409;
const UNDER_WAY = new Set(['pending', 'running', 'waiting']);

/** One value that is changed. */
export type FieldEdit = NonNullable<NewReviewBody['fields']>[number];

/** A document with its result and its history, and how it is changed. */
export function useDocument(documentId: string) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const queryKey = ['document', documentId];
  const document = useQuery({
    queryKey,
    queryFn: () => client.reviews(documentId),
    refetchInterval: ({ state }) =>
      state.data && UNDER_WAY.has(state.data.document.state) ? WAIT_MS : false,
  });
  const review = useMutation({
    mutationFn(change: { readonly fields?: FieldEdit[]; readonly confirm?: boolean }): Promise<ReviewedBody> {
      const reviewer = reviewerName();
      return client.review(documentId, {
        ...change,
        revision: document.data?.revision ?? 0,
        ...(reviewer === '' ? {} : { reviewer }),
      });
    },
    onSuccess(after) {
      queries.setQueryData(queryKey, after);
      void queries.invalidateQueries({ queryKey: ['of-job', after.document.job_id] });
      void queries.invalidateQueries({ queryKey: ['job', after.document.job_id] });
    },
    onError(error) {
      if (error instanceof RequestFailed && error.status === CONFLICT) {
        tell('Someone else changed this document meanwhile: here it is as it stands now. Look again.', 'bad');
        void queries.invalidateQueries({ queryKey });
      } else tellError(error);
    },
  });
  return { document, review };
}
