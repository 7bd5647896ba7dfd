import type { DocumentState } from '../../../domain/states.ts';
import type { Query } from '../database.ts';

/** Whether a document has this state and this result: so an earlier try whose answer was lost has left it. */
export async function isStoredAs(
  query: Query,
  documentId: string,
  { state, body }: { readonly state: DocumentState; readonly body: string },
): Promise<boolean> {
  const rows = await query(
    'SELECT 1 FROM documents JOIN results ON document_id = id WHERE id = $1 AND state = $2 AND body = $3',
    [documentId, state, body],
  );
  return rows.length === 1;
}
