import { useQuery } from '@tanstack/react-query';
import type { RecipeListBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';

type Tables = RecipeListBody['recipes'][number]['tables'];
const NONE: Tables = [];

/** The tables of a recipe; none while they are not known. */
export function useTables(recipe: string | undefined): Tables {
  const { client } = useConnection();
  const recipes = useQuery({ queryKey: ['recipes'], queryFn: () => client.recipes(), staleTime: Infinity });
  return recipes.data?.recipes.find(({ name }) => name === recipe)?.tables ?? NONE;
}
