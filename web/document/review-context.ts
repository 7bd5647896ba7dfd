import { createContext, useContext } from 'react';
import type { EvidenceBody, ReviewItem } from './review-items.ts';
import type { TakenWord } from './review-session.ts';

/** What values know of the document that they are in. */
export interface ReviewContextValue {
  readonly items: ReadonlyMap<string, ReviewItem>;
  readonly evidence: ReadonlyMap<string, EvidenceBody>;
  /** True for what follows from other values and is not for people to change. */
  isComputed(path: string): boolean;
  save(path: string, value: unknown, place: TakenWord | null): void;
  /** Puts another list in the place of one; `then` is edited next. */
  replaceList(path: string, list: readonly unknown[], then: string | null): void;
}

/** What values know of the document that they are in. */
export const ReviewContext = createContext<ReviewContextValue | null>(null);

/** What is known of one value. */
export function useReview(path: string) {
  const { items, evidence, isComputed, save } = useContext(ReviewContext)!;
  return {
    item: items.get(path),
    evidence: evidence.get(path),
    computed: isComputed(path),
    save: (value: unknown, place: TakenWord | null) => save(path, value, place),
  };
}

/** How rows are added and removed. */
export function useLists(): Pick<ReviewContextValue, 'replaceList'> {
  return useContext(ReviewContext)!;
}
