/** How well a sentence can be asked about: the lower the better. */
export type AskRank = 0 | 1 | 2;

/** Longer sentences are read twice before the gap is understood. */
const LONGEST = 260;

/** Words, or patterns of words, that stand by themselves; `\b` knows no accents. */
const word = (...patterns: readonly string[]): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${patterns.join('|')})(?![\p{L}\p{N}])`, 'iu');

const TASKS = [
  'write use let try find show prove give describe explain compute consider imagine suppose note notice recall remember assume make take',
  'look see fill draw determine investigate repeat put change add create run type click open choose select enter press start please think',
  'compare check discuss calculate estimate evaluate verify sketch solve list state read identify modify install call pass keep avoid be do',
  "don[’']t here there years today schreiben zeigen berechnen beweisen finden betrachten beachten vergleichen sei seien voyez notez veuillez",
  'écrivez montrez calculez trouvez soit considérons vea escriba demuestre calcule considere dimostrare calcolare',
].flatMap((line) => line.split(' '));
/** Begins of what a reader is to do, or is told to see: nothing that is so or not. */
const TASK = new RegExp(
  `^(?:(?:first|then|now|next|finally|also|please|bitte),? )?(?:${TASKS.join('|')})(?=[ ,])`,
  'iu',
);
/** Questions that have lost their mark, and titles: `How to express lines`. */
const TITLE =
  /(?:and|including) how to |^(?:how|why|what|where|which|whether|whose|when to|wie|warum|welche[rsmn]?|comment|pourquoi|quel(?:le)?s?|cómo|por qué|perché)(?= )/iu;
/** `Provides a mechanism for it`: what does so is the name of an entry. */
const ENTRY = /^\p{Lu}\p{Ll}+s (?:an?|the|that|all|whether) /u;
const NO_VERB =
  /^(?:This|Its|As|Is|Has|Was|Does|Thus|Perhaps|Across|Besides|Towards|Sometimes|Unless|Always) /u;
/** Begins that mean what was said before: `The first is`, `If it returns`, `One difference is`. */
const LEANS =
  /^(?:the (?:first|second|third|fourth|last|next|only|rest)|(?:one|another|a (?:second|third|fourth|final|further)) \p{L}+ (?:is|was|of|note)|(?:\p{L}+,|if|when|once|after|since|because|although|while|until|unless|before|\p{L}+ing|by \p{L}+ing) (?:it|its|it[’']s|they|them|their|that|he|she|you get (?:it|that))|(?:l[’']avantage|l[’']inconvénient|der vorteil|der nachteil|la ventaja|la desventaja)|(?:die|der|das) (?:erste|zweite|dritte|letzte|nächste)[rsn]?|les? (?:premi(?:er|ère)|second|seconde|dernier|dernière)s?|el (?:primer|segundo|último)o?)(?![\p{L}\p{N}])/iu;
/** Words that mean what was said before, wherever they stand. */
const POINTS_BACK = word(
  String.raw`this|these|those|such|the (?:same|above|former|latter|previous|following) \p{L}+|that (?:case|reason|way|point|sense)`,
  '(?:the|la|le|die|el|il) (?:first|second|third|first one|première|seconde|primera|segunda|erste|zweite|prima|seconda) (?:form|case|forme|forma|form|fall)',
  'a continuación|im folgenden|comme suit',
  'here|aforementioned|so far|dies(?:e[rsmn]?)?|solche[rsmn]?|hier|obige[rsmn]?',
  'cet|cette|ces|celui-ci|celle-ci|ceux-ci|celles-ci|ceci|cela|ci-dessus|ci-dessous|ici',
  'esto|est[aeo]s?|es[ao]s|aquí|quest[aeio]|qui sopra|tale|tali',
);
/** Says where something else is printed, or who says so. */
const POINTS_ELSEWHERE = word(
  String.raw`(?:pages?|chapters?|sections?|figures?|tables?|listings?|equations?|exercises?|seite|kapitel|abschnitt|abbildung|tabelle|chapitre|tableau|sección|capítulo|página|figura|tabla|sezione|capitolo|pagina|tabella|fig\.|eq\.|pp?\.|vol\.|no\.) ?\(?\d[\d.]*`,
  'see|siehe|vgl|cf|voir|véase|vedi|url|ctan|isbn|doi|et al',
  String.raw`appendix \p{L}|\[\d+\]?`,
);
/** The writer speaks of himself. */
const WRITER =
  /(?<![\p{L}\p{N}.])(?:I|I['’]\p{L}+|my|me|myself|ich|meine?[rsmn]?|mir|j['’]ai|je|mon|ma|mes|yo|mis|io|mio|mia)(?![\p{L}\p{N}.])/u;
/** A title that runs into its text: `Runtime error Your program starts`. */
const RUN_IN =
  /\p{Ll} (?:You|Your|The|If|When|A|An|In|Most|It|This|There|To|For|We|They|Because|As|Le|La|Les|Il|Un|Une|El|Los|Las|Una)(?= \p{Ll})/u;
/** Two sentences of which the second begins small, or a list whose first number is left. */
const BROKEN = /\p{L}{3,}[.!?] ["“‘(]?\p{Ll}|[:;,(] ?\d+\.$|^\P{L}*\d+[.)] /u;
/** Speaks to a reader, of readers and writers together, or of the text itself. */
const PERSONAL = word(
  "you|your|yours|we|us|our|ours|let[’']s|wir|uns|unsere[rsmn]?|nous|notre|nos|vous|votre|vos|nosotros|nuestr[ao]s?|usted|noi|nostr[aoie]",
);
const OF_TEXT = word(
  'chapters?|section|book|manual|tutorial|lesson|exercises?|appendix|readers?|authors?|examples?|documentation',
  'kapitel|abschnitt|buch|anleitung|leser|beispiele?|chapitres?|ouvrage|article|auteurs?|lecteurs?|exemples?',
  'capítulos?|libro|autor(?:es)?|lector(?:es)?|ejemplos?|capitol[oi]|esemp[io]|autori?',
);
const LABELLED = /^[^:.]{2,50}: /u;
/** Says what something is, does or is made of. */
const DEFINES = word(
  '(?:is|are) (?:an?|the|one|called|known|defined|used|made|either|composed|equal|always|never)',
  'means|denotes?|consists? of|refers? to|contains?|represents?|describes?|specifies|determines?|depends? on',
  'requires?|provides?|returns?|causes?|allows?|converts?|computes?|measures?|produces?',
  'ist|sind|heißt|heißen|nennt man|bezeichnet|besteht aus|enthält|bedeutet|beschreibt|bestimmt',
  '(?:est|sont) (?:une?|le|la|les|des|appelée?s?|définie?s?|utilisée?s?)|désigne|signifie|contient|représente|permet|consiste',
  "(?:es|son) (?:una?|el|la|los|las)|significa|contiene|representa|consiste|permite|denota|è (?:una?|il|la|un[’'])",
);

/**
 * Tells how well a sentence of prose can be asked about by itself: 0 says what something is or does, 1 states something,
 * 2 speaks to its reader or of the text; null is not to be asked about: a question, a task, a title, a sentence that means
 * what stands elsewhere, or one that is broken.
 */
export function askRank(sentence: string): AskRank | null {
  if (sentence.length > LONGEST || !/\.["”’)\]]*$/u.test(sentence)) return null;
  if (ENTRY.test(sentence) && !NO_VERB.test(sentence)) return null;
  const isOut = [TASK, TITLE, LEANS, POINTS_BACK, POINTS_ELSEWHERE, WRITER, RUN_IN, BROKEN].some((one) =>
    one.test(sentence),
  );
  if (isOut) return null;
  if (PERSONAL.test(sentence) || OF_TEXT.test(sentence) || LABELLED.test(sentence)) return 2;
  return DEFINES.test(sentence) ? 0 : 1;
}

const TASK_SECTION =
  /(?<!\p{L})(?:exercises?|problems|assignments?|homework|aufgaben|übungen|exercices|ejercicios|esercizi)\s*$/iu;

/** True for a section that sets tasks, by its title. */
export const setsTasks = ({ title }: { readonly title: string }): boolean => TASK_SECTION.test(title);
