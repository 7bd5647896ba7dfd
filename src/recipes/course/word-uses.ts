import { plainWords, stem, telling } from '../../passages/plain-words.ts';

/** How a text uses a word: as the name of a thing, or before one. */
export interface WordUse {
  /** Occurrences in prose. */
  count: number;
  /** Of these, those before another telling word, as adjectives stand, and those before a function word or a mark. */
  modifies: number;
  heads: number;
  /** Of these, those right after an article or the like. */
  named: number;
  /** Indexes of the passages it stands in, in order. */
  readonly passages: number[];
}

/** The words of a course as its sentences use them. */
export interface WordUses {
  /** What a gap can ask for, the commonest first. */
  readonly ranked: readonly string[];
  /** How many of these the text names more than once. */
  readonly common: number;
  readonly uses: ReadonlyMap<string, WordUse>;
  /** Every pair of neighbouring words. */
  readonly pairs: ReadonlySet<string>;
  /** Pairs of words that stand beside one another as equals: `mean and median`. */
  readonly equals: ReadonlySet<string>;
}

/** Words that names of things stand behind, in the languages that are read most. */
const BEFORE_NAMES = new Set(
  'a an the this that each every these those its their our some any no der die das den dem ein eine einen einem einer le la les un une des el los las il lo gli uno'.split(
    ' ',
  ),
);
/** Of these, those that nothing but a name follows: `that gives` and `no longer` are none. */
const SURE = new Set(
  'a an the its their our your his her my each every der den dem ein eine einen einem einer le la les un une el los las il gli uno'.split(
    ' ',
  ),
);
const BETWEEN_EQUALS = new Set(['and', 'or', 'und', 'oder', 'et', 'ou', 'y', 'o', 'e']);

/** Words for parts of a book: asking for them asks for nothing of its subject. */
const OF_BOOKS = /^(?:pages?|chapters?|sections?|figures?|tables?|appendix|seiten?|kapitel|abschnitt)$/;

const NUMBERS = /^(?:zero|three|four|five|seven|eight|nine|eleven|twelve|hundred|thousand|million|dozen)$/;

const isTerm = (word: string): boolean =>
  /^\p{Ll}{4,18}$/u.test(word) && !/(?:ly|ing|ed)$/.test(word) && !OF_BOOKS.test(word) && !NUMBERS.test(word);
const isTelling = (word: string | undefined): boolean => word !== undefined && telling(word).length > 0;

/** Reads how words are used in the prose of some passages; programs and tables are left out. */
export function readWordUses(
  passages: readonly { readonly text: string; readonly prose: readonly { readonly text: string }[] }[],
): WordUses {
  const uses = new Map<string, WordUse>();
  const named = new Map<string, number>();
  const sure = new Set<string>();
  const proper = properNames(passages);
  const pairs = new Set<string>();
  const equals = new Set<string>();
  for (const [index, { text, prose }] of passages.entries()) {
    for (const { text: sentence } of prose) {
      for (const run of runsOf(sentence)) {
        for (const [at, word] of run.entries()) {
          const [before, after] = [run[at - 1], run[at + 1]];
          const second = run[at + (BEFORE_NAMES.has(run[at + 2] ?? '') ? 3 : 2)];
          if (after !== undefined && second !== undefined && BETWEEN_EQUALS.has(after)) {
            equals.add(`${word} ${second}`).add(`${second} ${word}`);
          }
          if (!isTerm(word)) continue;
          const use = uses.get(word) ?? { count: 0, modifies: 0, heads: 0, named: 0, passages: [] };
          use.count++;
          if (isTelling(after)) use.modifies++;
          else use.heads++;
          if (before !== undefined && BEFORE_NAMES.has(before)) {
            use.named++;
            named.set(word, (named.get(word) ?? 0) + 1);
            if (SURE.has(before)) sure.add(word);
          }
          if (use.passages.at(-1) !== index) use.passages.push(index);
          uses.set(word, use);
        }
      }
    }
    const words = plainWords(text);
    for (let at = 1; at < words.length; at++) pairs.add(`${words[at - 1]} ${words[at]}`);
  }
  const ranked = [...named]
    .filter(([word, count]) => isTelling(word) && !proper.has(word) && (count >= 2 || sure.has(word)))
    .sort((a, b) => b[1] - a[1] || uses.get(b[0])!.count - uses.get(a[0])!.count);
  return {
    ranked: ranked.map(([word]) => word),
    common: ranked.filter(([, count]) => count >= 2).length,
    uses,
    pairs,
    equals,
  };
}

/** Share of words with a capital within sentences beyond which the language gives all its nouns one. */
const ALL_NOUNS = 0.2;

/** Words that are written with a capital within sentences more often than without: names of people, places, products. */
function properNames(
  passages: readonly { readonly prose: readonly { readonly text: string }[] }[],
): Set<string> {
  const capital = new Map<string, number>();
  let words = 0;
  let capitals = 0;
  for (const { prose } of passages) {
    for (const { text } of prose) {
      for (const [word] of text.slice(1).matchAll(/(?<=[\p{Ll}\p{N},;] )\p{L}+/gu)) {
        const isCapital = /^\p{Lu}/u.test(word);
        words++;
        if (isCapital) capitals++;
        const key = word.toLowerCase();
        capital.set(key, (capital.get(key) ?? 0) + (isCapital ? 1 : -1));
      }
    }
  }
  if (capitals > ALL_NOUNS * words) return new Set();
  return new Set([...capital].filter(([, more]) => more > 0).map(([word]) => word));
}

/** True where a word of a sentence is surely used as a name: right behind an article, or behind one and another word. */
export function isNamedAt(words: readonly string[], at: number): boolean {
  const before = words[at - 1];
  return SURE.has(before ?? '') || (isTelling(before) && SURE.has(words[at - 2] ?? ''));
}

/** The words of a sentence between its marks; the name of a function that is called is one. */
function runsOf(sentence: string): string[][] {
  return sentence
    .replace(/[\p{L}\p{N}_.]+\(/gu, '(')
    .split(/[^\p{L}\p{N}\p{M}\s'’_-]+/u)
    .map(plainWords)
    .filter(({ length }) => length > 0);
}

/** A word of a sentence that is to be guessed, and what stands beside it. */
export interface Gap {
  readonly word: string;
  /** All words of the sentence. */
  readonly sentence: readonly string[];
  readonly before: string;
  readonly after: string;
  /** The next word follows without a mark between them and says something. */
  readonly modifies: boolean;
}

/** Describes the gap at a word of a sentence. */
export function gapAt(sentence: string, words: readonly string[], at: number): Gap {
  const word = words[at]!;
  const run = runsOf(sentence).find((one) => one.includes(word)) ?? [];
  return {
    word,
    sentence: words,
    before: words[at - 1] ?? '',
    after: words[at + 1] ?? '',
    modifies: isTelling(run[run.indexOf(word) + 1]),
  };
}

/** Ends of words that tell what kind of thing they name. */
const KINDS =
  /(?:tion|sion|ment|ness|ity|ance|ence|ship|ism|ist|ure|age|ology|er|or|al|ic|ive|ous|able|ible|ful|less|ung|heit|keit|schaft)s?$/;
const kindOf = (word: string): string => KINDS.exec(word)?.[0].replace(/s$/, '') ?? '';
const isPlural = (word: string): boolean => /[^s]s$/.test(word);

/** Shares of its occurrences that a distractor must have in the place of the gap, and as a name. */
const LEAST = { place: 0.35, named: 0.2 };
/** Distractors beyond which words that are named once are not looked at; what these lose against the others. */
const ENOUGH = 8;
const RARE = 3;

/**
 * Words that could stand in the gap and are not in it anywhere in the text, best first: of the same number and sound, used in
 * the same place of a sentence, from the same passages as the answer, about as common, of the same ending. Words that the text
 * names once follow behind all others.
 */
export function distractorsFor(gap: Gap, { ranked, common: often, uses, pairs, equals }: WordUses): string[] {
  const { word, before, after, modifies } = gap;
  const own = uses.get(word);
  if (!own) return [];
  const stems = new Set(gap.sentence.map(stem));
  const ownPassages = new Set(own.passages);
  const scored: { readonly other: string; readonly score: number }[] = [];
  for (const [place, other] of ranked.entries()) {
    if (place >= often && scored.length >= ENOUGH) break;
    const use = uses.get(other)!;
    if (isPlural(other) !== isPlural(word) || stems.has(stem(other))) continue;
    if (/^[aeiou]/.test(other) !== /^[aeiou]/.test(word)) continue;
    if ((modifies ? use.modifies : use.heads) < LEAST.place * use.count) continue;
    if (use.named < LEAST.named * use.count) continue;
    // Where the text says it too, it would be as right.
    if (pairs.has(`${before} ${other}`) && (isTelling(before) || pairs.has(`${other} ${after}`))) continue;
    if (isTelling(after) && pairs.has(`${other} ${after}`)) continue;
    if (equals.has(`${word} ${other}`)) continue;
    const shared = use.passages.filter((index) => ownPassages.has(index)).length;
    const near = shared / Math.sqrt(use.passages.length * own.passages.length);
    const kind = kindOf(other) === kindOf(word) ? 0.3 : 0;
    const common = Math.abs(Math.log(use.count / own.count)) / 6;
    const rare = place >= often ? RARE : 0;
    scored.push({ other, score: near + kind - common - rare - Math.abs(other.length - word.length) / 25 });
  }
  return scored.sort((a, b) => b.score - a.score).map(({ other }) => other);
}
