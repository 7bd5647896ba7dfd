import { nameEndings, type PassedOver } from '../domain/passed-over.ts';
import { plural } from '../domain/wording.ts';
import { printable, shortest } from './format.ts';

/** Files named one by one: one of each ending. */
const EXAMPLES = 3;

/** What of the folders was passed over, how it is seen, and how it is read all the same. */
export function describePassedOver(passedOver: PassedOver): string {
  const { files, endings } = passedOver;
  const examples = endings.slice(0, EXAMPLES).map(({ example }) => printable(shortest(example)));
  const all = endings.length === 1 && files === endings[0]!.files ? '' : `${plural(files, 'file')}: `;
  return `Passed over, as no PDF or picture by name, ${all}${nameEndings(passedOver)} (such as ${examples.join(', ')}); name a file itself to have it read`;
}
