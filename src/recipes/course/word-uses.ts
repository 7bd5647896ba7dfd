import { plainWords, stem, telling } from '../../passages/plain-words.ts';

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
  /** Every pair of neighbouring words. */
  readonly pairs: ReadonlySet<string>;
  /** Pairs of words that stand beside one another as equals: `mean and median`. */
  readonly equals: ReadonlySet<string>;
  /** The language gives all its nouns a capital. */
  readonly capitals: boolean;
  /** Words with accents as they are printed, in small letters. */
  readonly accented: ReadonlyMap<string, string>;
}

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that nothing but a name follows, with or without words that say how it is, in the languages that are read most. */
const ARTICLES = wordSet(
  'a an the its their our your his her my each every der den dem des ein eine einen einem einer eines le la les un une des el los las il gli uno',
);
/** Words that many of something follow. */
const BEFORE_MANY = wordSet(
  'these those some many several few all most two three four five six ten of in with for by from on between among into through about these die der diese viele alle einige von mit aus zwischen ces plusieurs quelques de dans avec pour entre estos estas varios muchos muchas con para entre',
);
/** Words that a verb follows, or that say how much something is so. */
const BEFORE_VERBS = wordSet(
  'to can could will would shall should may might must cannot not do does did i you we they it he she who which that there let then zu kann können wird werden muss soll nicht ich wir sie es er man peut peuvent ne se on nous vous ils elles puede pueden no lo',
);
const BEFORE_QUALITIES = wordSet(
  'is are was were be been being become becomes very more most less least so too as quite how ist sind war waren sehr mehr est sont était plus très es son era más muy',
);
const BETWEEN_EQUALS = wordSet('and or und oder et ou y o e');
const OF = wordSet('of de von du');

/** Words for parts of a book: asking for them asks for nothing of its subject. */
const OF_BOOKS = /^(?:pages?|chapters?|sections?|figures?|tables?|appendix|seiten?|kapitel|abschnitt)$/;

const NUMBERS =
  /^(?:zero|three|four|five|seven|eight|nine|eleven|twelve|hundred|thousand|million|dozen|first|second|third|fourth|fifth)$/;
/** Words that stand where names and qualities stand and are neither. */
const NEITHER = wordSet(
  'last next same little latter former left right given several various certain able different following somewhat rather quite already often almost perhaps maybe later earlier again instead particular general least whole entire another course main extra sure worth ganze ganzen letzte letzten nächste nächsten gleiche gleichen même dernier dernière mismo último',
);

const NO_SUPERLATIVE = /(?:test|quest|rest|guest|chest|harvest|digest|manifest|invest|suggest|podest)$/;

const isTerm = (word: string): boolean =>
  /^\p{Ll}{4,18}$/u.test(word) &&
  !/(?:ly|ing|ed)$/.test(word) &&
  !OF_BOOKS.test(word) &&
  !NUMBERS.test(word) &&
  !NEITHER.has(word) &&
  !(/est$/.test(word) && !NO_SUPERLATIVE.test(word));
/** Before `help` in `it'll help`. */
const isBeforeVerb = (word: string): boolean => BEFORE_VERBS.has(word) || /['’](?:ll|d|ve|re|t)$/.test(word);
const isTelling = (word: string | undefined): boolean => word !== undefined && telling(word).length > 0;
const isPlural = (word: string): boolean => /[^s]s$/.test(word);

interface Counted {
  count: number;
  modifies: number;
  heads: number;
  /** As the name that an article, or `of`, leads to. */
  named: number;
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
  const { proper, capitals } = properNames(passages);
  const pairs = new Set<string>();
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
          const second = run[at + (ARTICLES.has(run[at + 2] ?? '') ? 3 : 2)];
          if (after !== undefined && second !== undefined && BETWEEN_EQUALS.has(after)) {
            equals.add(`${word} ${second}`).add(`${second} ${word}`);
          }
          if (!isTerm(word)) continue;
          const use = counted.get(word) ?? {
            count: 0,
            modifies: 0,
            heads: 0,
            named: 0,
            told: 0,
            said: 0,
            acts: 0,
            passages: [],
          };
          countUse(use, { word, before: run[at - 1] ?? '', after, second: run[at + 2], open });
          if (use.passages.at(-1) !== index) use.passages.push(index);
          counted.set(word, use);
        }
      }
    }
    const words = plainWords(text);
    for (let at = 1; at < words.length; at++) pairs.add(`${words[at - 1]} ${words[at]}`);
  }
  const uses = new Map(
    [...counted].map(([word, use]): [string, WordUse] => [word, { ...use, kind: kindOf(use) }]),
  );
  const shown = (word: string): number => Math.max(counted.get(word)!.named, counted.get(word)!.told);
  const ranked = [...uses]
    .filter(([word, { kind }]) => kind !== null && isTelling(word) && !proper.has(word))
    .map(([word]) => word)
    .sort((a, b) => shown(b) - shown(a) || counted.get(b)!.count - counted.get(a)!.count);
  return {
    ranked,
    common: ranked.filter((word) => shown(word) >= 2).length,
    uses,
    pairs,
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
): void {
  use.count++;
  const isBeforeName = isTelling(after);
  if (isBeforeName) use.modifies++;
  else use.heads++;
  const isLead = ARTICLES.has(before);
  const goesOn = after !== undefined && BETWEEN_EQUALS.has(after) && !ARTICLES.has(second ?? '');
  const endsThere = after === undefined ? !open : !isBeforeName && !goesOn;
  const hasObject = after !== undefined && ARTICLES.has(after);
  if (hasObject || isBeforeVerb(before)) use.acts++;
  else if (isBeforeName && isLead) use.told++;
  else if (endsThere && BEFORE_QUALITIES.has(before)) use.said++;
  else if (endsThere && (isLead || (isPlural(word) ? BEFORE_MANY.has(before) : OF.has(before)))) use.named++;
}

/** Shares of uses: a name stands alone behind its article so often, and so seldom as verbs and qualities do. */
const LEAST_NAMED = 0.15;
const MOST_ACTS = 0.25;
const MOST_SAID = 0.25;

/** What kind of word is used like that; null where that is not clear. */
function kindOf({ count, named, told, said, acts }: Counted): WordKind | null {
  if (acts > MOST_ACTS * count) return null;
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
  if (many > ALL_NOUNS * words) return { proper: new Set(), capitals: true };
  return {
    proper: new Set([...capital].filter(([, more]) => more > 0).map(([word]) => word)),
    capitals: false,
  };
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

/** True where a word stands in a gap as what it is: a name where names stand, a quality before a name. */
export function isItselfIn({ word, before, after, modifies }: Gap, { uses }: WordUses): boolean {
  const kind = uses.get(word)?.kind;
  if (!kind || isBeforeVerb(before) || ARTICLES.has(after)) return false;
  if (kind === 'quality') return modifies;
  return ARTICLES.has(before) || isTelling(before) || (isPlural(word) && BEFORE_MANY.has(before));
}

/** True where a word stands right behind an article, or behind one and another word. */
export function isNamedAt(words: readonly string[], at: number): boolean {
  const before = words[at - 1];
  return ARTICLES.has(before ?? '') || (isTelling(before) && ARTICLES.has(words[at - 2] ?? ''));
}

/** Ends of words that tell what sort of thing they name. */
const SORTS =
  /(?:tion|sion|ment|ness|ity|ance|ence|ship|ism|ist|ure|age|ology|er|or|al|ic|ive|ous|able|ible|ful|less|ung|heit|keit|schaft)s?$/;
const sortOf = (word: string): string => SORTS.exec(word)?.[0].replace(/s$/, '') ?? '';

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
    if (use.kind !== own.kind || isPlural(other) !== isPlural(word) || stems.has(stem(other))) continue;
    if (/^[aeiou]/.test(other) !== /^[aeiou]/.test(word)) continue;
    if ((modifies ? use.modifies : use.heads) < LEAST_THERE * use.count) continue;
    // Where the text says it too, it would be as right.
    if (pairs.has(`${before} ${other}`) && (isTelling(before) || pairs.has(`${other} ${after}`))) continue;
    if (isTelling(after) && pairs.has(`${other} ${after}`)) continue;
    if (equals.has(`${word} ${other}`)) continue;
    const shared = use.passages.filter((index) => ownPassages.has(index)).length;
    const near = shared / Math.sqrt(use.passages.length * own.passages.length);
    const sort = sortOf(other) === sortOf(word) ? 0.3 : 0;
    const common = Math.abs(Math.log(use.count / own.count)) / 6;
    const rare = place >= often ? RARE : 0;
    scored.push({ other, score: near + sort - common - rare - Math.abs(other.length - word.length) / 25 });
  }
  // Where the text has enough of them behind the same article they are of its gender, or can be counted as it says.
  const agreeing = ARTICLES.has(before) ? scored.filter(({ other }) => pairs.has(`${before} ${other}`)) : [];
  return (agreeing.length >= AGREEING ? agreeing : scored)
    .sort((a, b) => b.score - a.score)
    .map(({ other }) => other);
}
