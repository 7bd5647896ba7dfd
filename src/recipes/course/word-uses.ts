import { plainWords, stem, telling } from '../../passages/plain-words.ts';
import { type Grammar, grammarOf } from './word-grammar.ts';

/** Whether a word is the name of something, or says how something is: words of two kinds cannot stand in one place. */
export type WordKind = 'name' | 'quality';

/** How a text uses a word. */
export interface WordUse {
  readonly kind: WordKind | null;
  /** Occurrences in prose. */
  readonly count: number;
  /** Of these, those before another telling word, as adjectives stand, and those before a function word or a mark. */
  readonly modifies: number;
  readonly heads: number;
  /** Indexes of the passages it stands in, in order. */
  readonly passages: readonly number[];
}

/** The words of a course as its sentences use them. */
export interface WordUses {
  /** What a gap can ask for, the commonest first. */
  readonly ranked: readonly string[];
  /** How many of these the text shows more than once to be what they are. */
  readonly common: number;
  readonly uses: ReadonlyMap<string, WordUse>;
  /** How many passages were read. */
  readonly passages: number;
  /** Every pair of neighbouring words. */
  readonly pairs: ReadonlySet<string>;
  /** Those of them that come again and again: terms of two words. */
  readonly fixed: ReadonlySet<string>;
  readonly grammar: Grammar;
  /** Pairs of words that stand beside one another as equals: `mean and median`. */
  readonly equals: ReadonlySet<string>;
  /** The language gives all its nouns a capital. */
  readonly capitals: boolean;
  /** Words with accents as they are printed, in small letters. */
  readonly accented: ReadonlyMap<string, string>;
}

/** Words for parts of a book: asking for them asks for nothing of its subject. */
const OF_BOOKS = /^(?:pages?|chapters?|sections?|figures?|tables?|appendix|seiten?|kapitel|abschnitt)$/;

const NUMBERS =
  /^(?:zero|three|four|five|seven|eight|nine|eleven|twelve|hundred|thousand|million|dozen|first|second|third|fourth|fifth)$/;
const NO_SUPERLATIVE = /(?:test|quest|rest|guest|chest|harvest|digest|manifest|invest|suggest|podest)$/;

const isTerm = (word: string, { neither }: Grammar): boolean =>
  /^\p{Ll}{4,18}$/u.test(word) &&
  !/(?:ly|ing|ed)$/.test(word) &&
  !OF_BOOKS.test(word) &&
  !NUMBERS.test(word) &&
  !neither.has(word) &&
  !(/est$/.test(word) && !NO_SUPERLATIVE.test(word));
/** Before `help` in `it'll help`. */
const isContracted = (word: string): boolean => /['’](?:ll|d|ve|re|t)$/.test(word);
const isTelling = (word: string | undefined): boolean => word !== undefined && telling(word).length > 0;
const isPlural = (word: string): boolean => /[^s]s$/.test(word);

interface Counted {
  count: number;
  modifies: number;
  heads: number;
  /** As the name that an article, or `of`, leads to. */
  named: number;
  /** Of these, behind a word that stands before names alone. */
  surely: number;
  /** Between an article and a name. */
  told: number;
  /** Said of something: `is useful`, `more useful`. */
  said: number;
  /** Where verbs stand. */
  acts: number;
  readonly passages: number[];
}

/** Reads how words are used in the prose of some passages; programs and tables are left out. */
export function readWordUses(
  passages: readonly { readonly text: string; readonly prose: readonly { readonly text: string }[] }[],
): WordUses {
  const counted = new Map<string, Counted>();
  const grammar = grammarOf(passages.flatMap(({ prose }) => prose.map(({ text }) => text)));
  const { proper, capitals } = properNames(passages);
  const pairs = new Map<string, number>();
  const equals = new Set<string>();
  const accented = new Map<string, string>();
  for (const [index, { text, prose }] of passages.entries()) {
    for (const { text: sentence } of prose) {
      for (const [word] of sentence.normalize('NFC').matchAll(/\p{L}*(?!\p{ASCII})\p{L}+/gu)) {
        const [plain] = plainWords(word);
        if (plain !== undefined && !accented.has(plain)) accented.set(plain, word.toLowerCase());
      }
      for (const { words: run, open } of runsOf(sentence)) {
        for (const [at, word] of run.entries()) {
          const after = run[at + 1];
          const second = run[at + (grammar.articles.has(run[at + 2] ?? '') ? 3 : 2)];
          if (after !== undefined && second !== undefined && grammar.betweenEquals.has(after)) {
            equals.add(`${word} ${second}`).add(`${second} ${word}`);
          }
          if (!isTerm(word, grammar)) continue;
          const use = counted.get(word) ?? {
            count: 0,
            modifies: 0,
            heads: 0,
            named: 0,
            surely: 0,
            told: 0,
            said: 0,
            acts: 0,
            passages: [],
          };
          countUse(use, { word, before: run[at - 1] ?? '', after, second: run[at + 2], open }, grammar);
          if (use.passages.at(-1) !== index) use.passages.push(index);
          counted.set(word, use);
        }
      }
    }
    const words = plainWords(text);
    for (let at = 1; at < words.length; at++) {
      const pair = `${words[at - 1]} ${words[at]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  }
  // Where all names have capitals, what has none is no name.
  const kindAs = (word: string, use: Counted): WordKind | null => {
    const kind = kindOf(use, grammar);
    return capitals && (kind === 'name') !== proper.has(word) ? null : kind;
  };
  const uses = new Map(
    [...counted].map(([word, use]): [string, WordUse] => [word, { ...use, kind: kindAs(word, use) }]),
  );
  const shown = (word: string): number => Math.max(counted.get(word)!.named, counted.get(word)!.told);
  const ranked = [...uses]
    .filter(([word, { kind }]) => kind === 'name' && isTelling(word) && (capitals || !proper.has(word)))
    .map(([word]) => word)
    .sort((a, b) => shown(b) - shown(a) || counted.get(b)!.count - counted.get(a)!.count);
  return {
    ranked,
    common: ranked.filter((word) => shown(word) >= 2).length,
    uses,
    passages: passages.length,
    pairs: new Set(pairs.keys()),
    fixed: new Set([...pairs].flatMap(([pair, count]) => (count >= FIXED ? [pair] : []))),
    grammar,
    equals,
    capitals,
    accented,
  };
}

function countUse(
  use: Counted,
  {
    word,
    before,
    after,
    second,
    open,
  }: {
    readonly word: string;
    readonly before: string;
    readonly after: string | undefined;
    /** The word behind that. */
    readonly second: string | undefined;
    /** The words go on behind a comma: what follows is not known. */
    readonly open: boolean;
  },
  { articles, unsure, beforeMany, beforeQualities, betweenEquals, of, ...grammar }: Grammar,
): void {
  use.count++;
  const isBeforeName = isTelling(after);
  if (isBeforeName) use.modifies++;
  else use.heads++;
  const isLead = articles.has(before);
  const goesOn = after !== undefined && betweenEquals.has(after) && !articles.has(second ?? '');
  const endsThere = after === undefined ? !open : !isBeforeName && !goesOn;
  const hasObject = after !== undefined && articles.has(after) && !of.has(after);
  if (hasObject || grammar.beforeVerbs.has(before) || isContracted(before)) use.acts++;
  else if (isBeforeName && isLead) use.told++;
  else if (endsThere && beforeQualities.has(before)) use.said++;
  else if (endsThere && (isLead || (isPlural(word) ? beforeMany.has(before) : of.has(before)))) {
    use.named++;
    if (isLead && !unsure.has(before)) use.surely++;
  }
}

/** So often a pair stands that is a term. */
const FIXED = 3;
/** Shares of uses: a name stands alone behind its article so often, and so seldom as verbs and qualities do. */
const LEAST_NAMED = 0.15;
const MOST_ACTS = 0.25;
const MOST_SAID = 0.25;

/** What kind of word is used like that; null where that is not clear. */
function kindOf({ count, named, surely, told, said, acts }: Counted, { unsure }: Grammar): WordKind | null {
  if (acts > MOST_ACTS * count) return null;
  if (named > 0 && surely === 0 && unsure.size > 0) return null;
  if (named > said && named >= LEAST_NAMED * (named + told)) return said <= MOST_SAID * count ? 'name' : null;
  return told >= 2 && named <= 0.1 * told ? 'quality' : null;
}

/** Share of words with a capital within sentences beyond which the language gives all its nouns one. */
const ALL_NOUNS = 0.2;

/** Words that are written with a capital within sentences more often than without: names of people, places, products. */
function properNames(passages: readonly { readonly prose: readonly { readonly text: string }[] }[]): {
  readonly proper: ReadonlySet<string>;
  readonly capitals: boolean;
} {
  const capital = new Map<string, number>();
  let words = 0;
  let many = 0;
  for (const { prose } of passages) {
    for (const { text } of prose) {
      for (const [word] of text.slice(1).matchAll(/(?<=[\p{Ll}\p{N},;] )\p{L}+/gu)) {
        const isCapital = /^\p{Lu}/u.test(word);
        words++;
        if (isCapital) many++;
        const key = word.toLowerCase();
        capital.set(key, (capital.get(key) ?? 0) + (isCapital ? 1 : -1));
      }
    }
  }
  const proper = new Set([...capital].filter(([, more]) => more > 0).flatMap(([word]) => plainWords(word)));
  return { proper, capitals: many > ALL_NOUNS * words };
}

/** The words of a sentence between its marks; the name of a function that is called is one. */
function runsOf(sentence: string): { readonly words: string[]; readonly open: boolean }[] {
  return sentence
    .replace(/[\p{L}\p{N}_.]+\(/gu, '(')
    .split(/,/)
    .flatMap((piece, index, pieces) => {
      const runs = piece
        .split(/[^\p{L}\p{N}\p{M}\s'’_-]+/u)
        .map((words) => ({ words: plainWords(words), open: false }));
      const last = runs.length - 1;
      return runs.map((run, at) => ({ ...run, open: at === last && index < pieces.length - 1 }));
    })
    .filter(({ words }) => words.length > 0);
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
  const run = runsOf(sentence).find((one) => one.words.includes(word))?.words ?? [];
  return {
    word,
    sentence: words,
    before: words[at - 1] ?? '',
    after: words[at + 1] ?? '',
    modifies: isTelling(run[run.indexOf(word) + 1]),
  };
}

/** True where a name stands in a gap as names stand. Qualities are not asked for: too many fit. */
export function isItselfIn(
  { word, before, after, modifies }: Gap,
  { uses, fixed, grammar }: WordUses,
): boolean {
  if (
    uses.get(word)?.kind !== 'name' ||
    grammar.beforeVerbs.has(before) ||
    isContracted(before) ||
    (grammar.articles.has(after) && !grammar.of.has(after))
  )
    return false;
  // Of a name before another only a term of both asks for it.
  return isLed(before, word, grammar) && (!modifies || fixed.has(`${word} ${after}`));
}

function isLed(before: string, word: string, { articles, beforeMany }: Grammar): boolean {
  return articles.has(before) || isTelling(before) || (isPlural(word) && beforeMany.has(before));
}

/** True where a word stands right behind an article, or behind one and another word. */
export function isNamedAt(words: readonly string[], at: number, { articles }: Grammar): boolean {
  const before = words[at - 1];
  return articles.has(before ?? '') || (isTelling(before) && articles.has(words[at - 2] ?? ''));
}

/** Ends of words that tell what sort of thing they name. */
const SORTS =
  /(?:tion|sion|ment|ness|ity|ance|ence|ship|ism|ist|ure|age|ology|er|or|al|ic|ive|ous|able|ible|ful|less|ung|heit|keit|schaft)s?$/;
const sortOf = (word: string): string => SORTS.exec(word)?.[0].replace(/s$/, '') ?? '';

/** Which articles a name is seen behind more often; null where that is not told. */
function genderOf(word: string, pairs: ReadonlySet<string>, { genders }: Grammar): number | null {
  const counts = genders.map((articles) => [...articles].filter((one) => pairs.has(`${one} ${word}`)).length);
  const most = Math.max(0, ...counts);
  return most > 0 && counts.filter((count) => count === most).length === 1 ? counts.indexOf(most) : null;
}

/** Share of its occurrences that a distractor must have in the place of the gap. */
const LEAST_THERE = 0.35;
/** Distractors beyond which words that are named once are not looked at; what these lose against the others. */
const ENOUGH = 8;
const RARE = 3;
/** So many that the text has behind the article of the gap are enough: no others are taken. */
const AGREEING = 5;

/**
 * Words that could stand in the gap and are not in it anywhere in the text, best first: of the same kind, number and sound, used
 * in the same place of a sentence, from the same passages as the answer, about as common, of the same ending. Words that the text
 * shows once follow behind all others.
 */
export function distractorsFor(
  gap: Gap,
  { ranked, common: often, uses, pairs, equals, grammar }: WordUses,
): string[] {
  const { word, before, after, modifies } = gap;
  const own = uses.get(word);
  if (!own) return [];
  const stems = new Set(gap.sentence.map(stem));
  const ownPassages = new Set(own.passages);
  const ownGender = genderOf(word, pairs, grammar);
  const saysMore = isTelling(before) && !grammar.articles.has(before);
  const scored: { readonly other: string; readonly score: number }[] = [];
  for (const [place, other] of ranked.entries()) {
    if (place >= often && scored.length >= ENOUGH) break;
    const use = uses.get(other)!;
    if (use.kind !== own.kind || isPlural(other) !== isPlural(word) || stems.has(stem(other))) continue;
    if (/^an?$/.test(before) && /^[aeiou]/.test(other) !== /^[aeiou]/.test(word)) continue;
    if ((modifies ? use.modifies : use.heads) < LEAST_THERE * use.count) continue;
    // Where the text says it too, it would be as right.
    if (pairs.has(`${before} ${other}`) && (saysMore || pairs.has(`${other} ${after}`))) continue;
    if (isTelling(after) && pairs.has(`${other} ${after}`)) continue;
    if (equals.has(`${word} ${other}`)) continue;
    // An article would give the answer away.
    const gender = genderOf(other, pairs, grammar);
    if (ownGender !== null && gender !== null && gender !== ownGender) continue;
    const shared = use.passages.filter((index) => ownPassages.has(index)).length;
    const near = shared / Math.sqrt(use.passages.length * own.passages.length);
    const sort = sortOf(other) === sortOf(word) ? 0.3 : 0;
    const common = Math.abs(Math.log(use.count / own.count)) / 6;
    const rare = place >= often ? RARE : 0;
    scored.push({ other, score: near + sort - common - rare - Math.abs(other.length - word.length) / 25 });
  }
  // Where the text has enough of them behind the same article they are of its gender, or can be counted as it says.
  const agreeing = grammar.articles.has(before)
    ? scored.filter(({ other }) => pairs.has(`${before} ${other}`))
    : [];
  return (agreeing.length >= AGREEING ? agreeing : scored)
    .sort((a, b) => b.score - a.score)
    .map(({ other }) => other);
}
