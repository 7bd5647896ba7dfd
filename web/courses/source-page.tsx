import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CourseBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { Failed, Loading } from '../parts/waiting.tsx';

/** A place in a source. */
export type Citation = CourseBody['modules'][number]['sub_topics'][number]['citations'][number];

const LONG_EDGE = 1536;

/** The cited page as it is printed, with a mark over the words. */
export function SourcePage({
  citation,
  onClose,
}: {
  readonly citation: Citation;
  readonly onClose: () => void;
}) {
  const { client } = useConnection();
  const { document_id: documentId, page_number: pageNumber, box } = citation;
  const page = useQuery({
    queryKey: ['source-page', documentId, pageNumber],
    queryFn: async () => {
      const [picture, { width, height }] = await Promise.all([
        client.page(documentId!, pageNumber, LONG_EDGE),
        client.pageText(documentId!, pageNumber),
      ]);
      return { picture, width, height };
    },
    enabled: documentId !== null,
    staleTime: Infinity,
  });
  const address = useAddress(page.data?.picture);
  const label = `${citation.document}, page ${pageNumber}`;
  return (
    <aside className="source" aria-label={label}>
      <header>
        <h3>{label}</h3>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <blockquote>{citation.quote}</blockquote>
      {page.isError ? <Failed error={page.error} what="The page" again={page.refetch} /> : null}
      {page.isPending && documentId !== null ? <Loading what="the page" /> : null}
      {page.data && address ? (
        <svg
          viewBox={`0 0 ${page.data.width} ${page.data.height}`}
          role="img"
          aria-label={`Picture of ${label}`}
        >
          <image href={address} width={page.data.width} height={page.data.height} />
          {box ? (
            <rect
              x={box[0]! - 2}
              y={box[1]! - 2}
              width={box[2]! - box[0]! + 4}
              height={box[3]! - box[1]! + 4}
              rx="2"
            />
          ) : null}
        </svg>
      ) : null}
    </aside>
  );
}

function useAddress(content: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!content) return;
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return address;
}
