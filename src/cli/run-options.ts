import type { NarrowingArguments } from './narrowing-options.ts';
import type { SharedOptions } from './options.ts';
import type { RecipeOptionArguments } from './recipe-options.ts';

/** The options of a run and of an estimate, as commander gives them. */
export interface RunCommandOptions extends SharedOptions, RecipeOptionArguments, NarrowingArguments {
  readonly allowHost?: string[];
  readonly sample?: string;
  readonly batch?: boolean;
}
