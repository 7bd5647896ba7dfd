import { expect, it } from 'vitest';
import { askRank, setsTasks } from './askable.ts';

it('puts what says what something is before other statements, and what speaks to its reader behind', () => {
  expect(askRank('A script is a file that holds commands of the language.')).toBe(0);
  expect(askRank('The scheduler wakes every process whose timer ran out.')).toBe(1);
  expect(askRank('When you run a script, the interpreter executes its commands.')).toBe(2);
  expect(askRank('Precondition: the variable has a value before the script starts.')).toBe(2);
  expect(askRank('Une classe est un fichier qui décrit la mise en page des textes.')).toBe(0);
  // No accent ends a word: `mes` and `ces` are not in these.
  expect(askRank('Les problèmes des espèces rares tiennent à leur petit nombre.')).toBe(1);
});

it.each([
  ['a question', 'Is there more than one way to reach the cabin of the old man?'],
  ['a question without its mark', 'Why the kernel needs a scheduler of its own.'],
  ['a task', 'Describe the places that can be reached with a combination of both vectors.'],
  ['a title', 'The definition of a span and how to visualize the spans of vectors.'],
  ['what was said before', 'To avoid the penalty, these rules are compiled into one table.'],
  [
    'what was said before, at its begin',
    'If it returns true, the scanner ends and gives a zero to its caller.',
  ],
  ['one of several', 'The first is the difference between the correct value and the approximation.'],
  ['another place', 'The actions modify the text as section 8.2 says, on the next page of it.'],
  ['one of several forms', 'Si se usa la primera forma, el conjunto consiste de singletones.'],
  ['an entry without its name', 'Provides a mechanism for direct communication with the environment.'],
  ['a reference', '[2] David Carlisle, Packages in the graphics bundle of the distribution.'],
  ['the writer', 'As a student I often wrote programs without any documentation at all.'],
  ['a title that runs in', 'Runtime error Your program starts, but something goes wrong along the way.'],
  ['two sentences', 'The scanner stops there. yylex may be called again by the parser.'],
  ['a list whose rest is lost', 'The variable should be avoided because of its many limits: 1.'],
  ['French that points back', 'Dans cette section sont rassemblées les erreurs les plus graves.'],
  ['German that points back', 'Dabei wird dieses Verfahren auf alle Zeilen der Matrix angewandt.'],
])('does not ask about %s', (_, sentence) => {
  expect(askRank(sentence)).toBeNull();
});

it('knows sections that set tasks', () => {
  expect(setsTasks({ title: '2.9 Exercises' })).toBe(true);
  expect(setsTasks({ title: 'Übungen' })).toBe(true);
  expect(setsTasks({ title: 'Exercises and their solutions in practice' })).toBe(false);
});
