import type { Citation } from './source-page.tsx';

/** The sources of a text; each opens the page it names. */
export function Citations({
  citations,
  chosen,
  onChoose,
}: {
  readonly citations: readonly Citation[];
  readonly chosen: Citation | null;
  readonly onChoose: (citation: Citation) => void;
}) {
  if (citations.length === 0) return null;
  return (
    <ol className="citations" aria-label="Sources">
      {citations.map((citation) => {
        const { document_id, document, page_number, quote } = citation;
        return (
          <li key={`${document_id}${page_number}${quote}`}>
            <button type="button" aria-pressed={citation === chosen} onClick={() => onChoose(citation)}>
              {document}, page {page_number}
            </button>
            <q>{quote}</q>
          </li>
        );
      })}
    </ol>
  );
}
