import { expect, it } from 'vitest';
import { splitSentences } from '../../passages/cut-passages.ts';
import { plainWords } from '../../passages/plain-words.ts';
import { distractorsFor, gapAt, isItselfIn, readWordUses } from './word-uses.ts';

/** The same words in the same places, in several passages. */
const PASSAGES = [
  'The kernel loads the module before the scheduler starts. The large kernel keeps the module in memory for a while.',
  'The driver asks the kernel for the buffer in time. The scheduler and the module wait for the driver in turn.',
  'The large buffer of the driver is copied to the module. The scheduler provides the buffer for the small kernel.',
  'The gardener waters the tulips every morning in spring. The gardener and the farmer sell the flowers at the market.',
  'The farmer provides the manure for the large garden. The manure of the farmer is carried to the garden at once.',
].map((text) => ({ text, prose: splitSentences(text).map((sentence) => ({ text: sentence })) }));
const uses = readWordUses(PASSAGES);

function distractors(sentence: string, word: string): string[] {
  const words = plainWords(sentence);
  return distractorsFor(gapAt(sentence, words, words.indexOf(word)), uses);
}

it('takes names for names, from near the answer before those from elsewhere', () => {
  const found = distractors('The scheduler tells it what the kernel has done.', 'kernel');
  expect(found.slice(0, 3).toSorted()).toEqual(['buffer', 'driver', 'module']);
  // What is used as an adjective or a verb does not fit; what stands in the sentence would give itself away.
  for (const word of ['large', 'provides', 'scheduler']) expect(found).not.toContain(word);
  // Of another number.
  expect(found).not.toContain('tulips');
});

it('takes nothing that the text says in the same place, or beside the answer as its equal', () => {
  expect(distractors('The driver reads the buffer again.', 'buffer')).toContain('module');
  // The text has a module in memory: it would be as right.
  expect(distractors('The driver reads the buffer in turn.', 'buffer')).not.toContain('module');
  expect(distractors('They ask the gardener.', 'gardener')).not.toContain('farmer');
  expect(distractors('They ask the gardener.', 'gardener')).toContain('module');
});

it('reads the name of a function that is called as no word', () => {
  const words = plainWords('At the kernel dim(x) is read.');
  expect(gapAt('At the kernel dim(x) is read.', words, 2)).toMatchObject({ word: 'kernel', modifies: false });
  expect(
    gapAt('At the kernel module it is read.', plainWords('At the kernel module it is read.'), 2),
  ).toMatchObject({ modifies: true });
});

it('tells names from words that say how something is, from verbs and from the rest', () => {
  const texts = [
    'The useful kernel provides a useful module to the driver. A linear model is the model of a plain driver.',
    'It is useful for a linear system, and the system is useful. The first of them is the last to change a thing.',
    'You can change the useful driver, and a change is made by the best. The kernels of the systems are fast.',
    'The system provides the best of the linear models. The change of the modules is told by the kernels in time.',
    'The module in it is a linear module. We change it, they change it, and it will change the model at once.',
  ];
  const read = readWordUses(
    texts.map((text) => ({ text, prose: splitSentences(text).map((sentence) => ({ text: sentence })) })),
  );
  const kinds = (words: string) => words.split(' ').map((word) => read.uses.get(word)?.kind ?? null);
  expect(kinds('module driver system model')).toEqual(['name', 'name', 'name', 'name']);
  expect(kinds('kernels systems')).toEqual(['name', 'name']);
  expect(kinds('useful linear')).toEqual(['quality', 'quality']);
  expect(kinds('provides change best first last')).toEqual([null, null, null, null, null]);
  const fits = (sentence: string, word: string): boolean => {
    const words = plainWords(sentence);
    return isItselfIn(gapAt(sentence, words, words.indexOf(word)), read);
  };
  expect(fits('They look at the model again.', 'model')).toBe(true);
  expect(fits('We can model it by hand.', 'model')).toBe(false);
  expect(fits("It'll model the weather by hand.", 'model')).toBe(false);
  // Of qualities too many fit.
  expect(fits('This is a linear model of it.', 'linear')).toBe(false);
  expect(fits('This model is linear in it.', 'linear')).toBe(false);
});

it('knows words with accents as they are printed', () => {
  const text = 'La méthode est décrite. Une autre méthode de la matière est simple.';
  const { accented } = readWordUses([{ text, prose: [{ text }] }]);
  expect(accented.get('methode')).toBe('méthode');
  expect(accented.get('matiere')).toBe('matière');
});

it('takes what only seems to stand behind an article for no name', () => {
  const read = (...texts: string[]) =>
    readWordUses(texts.map((text) => ({ text, prose: splitSentences(text).map((one) => ({ text: one })) })));
  const french = read(
    'Il faut supprimer les fichiers sans les remplacer dans un projet. Le répertoire contient un fichier pour les textes.',
    'Markus a publié un exemple avec les fichiers du répertoire. On peut les remplacer par un fichier du projet.',
  );
  expect(french.uses.get('fichier')?.kind).toBe('name');
  for (const word of ['remplacer', 'publie', 'faut']) expect(french.ranked).not.toContain(word);
  const german = read(
    'Die Matrix ist eine Tabelle mit der Größe der Abbildung. Die gesuchte Abbildung hat die Matrix, die gesuchte.',
    'Der Kern der Abbildung ist der Raum der Vektoren. Die Matrix hat den Kern, die Abbildung den Raum.',
  );
  expect(german.ranked).toContain('matrix');
  expect(german.ranked).not.toContain('gesuchte');
});

it('takes no name that the article before the gap gives away', () => {
  const texts = [
    'Un modelo es un conjunto con un parámetro. El modelo tiene una regla para una función en cada conjunto.',
    'La regla de una función es una cadena. El parámetro del modelo contiene una cadena y un conjunto.',
    'Una función es la regla del modelo. La cadena es un conjunto para el parámetro del modelo en la función.',
  ];
  const read = readWordUses(
    texts.map((text) => ({ text, prose: splitSentences(text).map((one) => ({ text: one })) })),
  );
  const sentence = 'Aquí se lee una regla.';
  const words = plainWords(sentence);
  const found = distractorsFor(gapAt(sentence, words, words.indexOf('regla')), read);
  expect(found.toSorted()).toEqual(['cadena', 'funcion']);
});

it('tells names of one from names of many where only the article does', () => {
  const texts = [
    'Il pacchetto fornisce gli ambienti e i caratteri. Un ambiente contiene un testo con dei caratteri.',
    'Il testo contiene dei contatori. I pacchetti sono nel testo, i caratteri negli ambienti, un contatore nel pacchetto.',
    'Un pacchetto definisce i contatori. Gli ambienti sono dei pacchetti, il testo ha i caratteri di un ambiente.',
  ];
  const read = readWordUses(
    texts.map((text) => ({ text, prose: splitSentences(text).map((one) => ({ text: one })) })),
  );
  const words = plainWords('Per questo servono altri caratteri.');
  const found = distractorsFor(
    gapAt('Per questo servono altri caratteri.', words, words.indexOf('caratteri')),
    read,
  );
  expect(found).toContain('contatori');
  for (const one of ['testo', 'pacchetto', 'ambiente']) expect(found).not.toContain(one);
});
