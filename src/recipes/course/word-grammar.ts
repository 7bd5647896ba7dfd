import { guessLanguage } from '../../rules/language.ts';

type Words = ReadonlySet<string>;

/** The small words of a language that tell what stands beside them, without accents. */
export interface Grammar {
  /** Nothing but a name follows, with or without words that say how it is. */
  readonly articles: Words;
  /** Of these, those that stand before verbs too, as `la` and `les` do. */
  readonly unsure: Words;
  /** Articles of one gender each, and of one number where no ending tells it. Empty: the language has no such. */
  readonly genders: readonly Words[];
  /** Many of something follow. */
  readonly beforeMany: Words;
  /** A verb follows. */
  readonly beforeVerbs: Words;
  /** What follows says how something is. */
  readonly beforeQualities: Words;
  /** Between two of one kind. */
  readonly betweenEquals: Words;
  /** `of`, and what joins it or `to` to an article. */
  readonly of: Words;
  /** Stand where names and qualities stand and are neither, or name nothing of any subject: `thing`, `reason`, `example`. */
  readonly neither: Words;
}

type Part = Exclude<keyof Grammar, 'genders'>;
type Lists = { readonly [Each in Part]: string } & { readonly genders?: readonly string[] };

const GRAMMARS: Readonly<Record<string, Lists>> = {
  en: {
    articles: 'a an the its their our your his her my each every',
    unsure: '',
    beforeMany:
      'these those some many several few all most two three four five six ten of in with for by from on between among into through about',
    beforeVerbs:
      'to can could will would shall should may might must cannot not do does did i you we they it he she who which that there let then',
    beforeQualities:
      'is are was were be been being become becomes very more most less least so too as quite how',
    betweenEquals: 'and or',
    of: 'of',
    neither:
      'last next same little latter former left right given several various certain able different following somewhat rather quite already often almost perhaps maybe later earlier again instead particular general least whole entire another main extra sure worth previous current correct present additional single ' +
      'thing things ways case cases time times kind kinds sort sorts part parts lots fact facts idea ideas reason reasons goal goals purpose need needs ability opportunity chance example examples exercise exercises place places back rest beginning middle advantage advantages disadvantage downside drawback benefit benefits problem problems issue issues term terms detail details effort sense matter notion hand hands look help work people person persons someone year years month week today moment situation approach trouble reader readers author authors topic topics lesson lessons course title discussion explanation question questions hint tips aspect aspects manner inspiration wits remainder majority variety need',
  },
  de: {
    articles:
      'der den dem des die das ein eine einen einem einer eines jede jeder jedes jeden kein keine keinen keiner',
    // Its names have capitals: those tell.
    unsure: '',
    genders: ['ein einem eines den dem des das', 'eine einer'],
    beforeMany: 'die der diese viele alle einige mehrere von mit aus zwischen zwei drei',
    beforeVerbs: 'zu kann konnen wird werden muss soll nicht ich wir sie es er man',
    beforeQualities: 'ist sind war waren sehr mehr',
    betweenEquals: 'und oder',
    of: 'von',
    neither:
      'ganze ganzen letzte letzten nachste nachsten gleiche gleichen ding dinge sache fall falle teil teile weise zeit beispiel beispiele ende anfang grund grunde ziel moglichkeit moglichkeiten problem probleme frage fragen jahr jahre woche monat stelle hinweis hinweise zweck vorteil nachteil reihe sinn bezug kapitel abschnitt leser autor form regel',
  },
  fr: {
    articles: 'le la les un une des du au aux cette chaque notre votre leur leurs son sa ses',
    unsure: 'le la les leur',
    genders: ['un le du au', 'une la cette'],
    beforeMany: 'ces plusieurs quelques de dans avec pour entre aux ses leurs',
    beforeVerbs: 'peut peuvent ne se on nous vous ils elles il elle a ont pour sans faut doit doivent',
    beforeQualities: 'est sont etait etaient plus tres moins',
    betweenEquals: 'et ou',
    of: 'de du des au aux',
    neither:
      'meme memes dernier derniere plus moins deux trois quatre cinq autre autres nouvelle nouveau nouvelles nouveaux celle celui celles ceux faut mise partir chose choses fois facon maniere manieres partie parties sorte exemple exemples debut raison raisons possibilite probleme problemes question questions annee annees jours mois semaine moment points detail details precision precisions lieu place suite aide avantage inconvenient fait besoin cours article document chapitre section cas but plupart difference',
  },
  es: {
    articles: 'el la los las un una del al cada su sus este esta',
    unsure: 'la los las',
    genders: ['un el del los al este', 'una la las esta'],
    beforeMany: 'estos estas varios muchos muchas con para entre de algunos algunas',
    beforeVerbs: 'puede pueden no lo se que a han ha para sin debe deben',
    beforeQualities: 'es son era muy mas menos',
    betweenEquals: 'y o e',
    of: 'de del al',
    neither:
      'mismo misma mismos mismas ultimo siguiente siguientes otro otra otros otras primer primera segundo segunda cosa cosas veces caso casos forma formas manera modo parte partes tipo tipos ejemplo ejemplos principio razon posibilidad problema problemas pregunta anos dias momento punto lugar ventaja desventaja hecho traves partir menos capitulo seccion documento cuenta medio cual cuales',
  },
  it: {
    articles: 'il lo la i gli le un uno una del dello della dei degli delle al alla ogni suo sua',
    unsure: 'lo la gli le i',
    genders: ['un uno il lo del dello', 'i gli dei degli', 'una la della', 'le delle'],
    beforeMany: 'alcuni alcune molti molte di con per tra fra',
    beforeVerbs: 'puo possono non si che ha hanno per senza deve devono',
    beforeQualities: 'e sono era molto piu meno',
    betweenEquals: 'e o ed',
    of: 'di del dello della dei degli delle al alla',
    neither:
      'stesso stessa stessi stesse solo sola soli sole ultimo seguente seguenti altro altra altri altre primo prima secondo cosa cose volta volte caso casi modo modi parte parti tipo tipi esempio esempi fine inizio motivo possibilita problema problemi anno anni giorno giorni momento punto luogo vantaggio capitolo sezione documento quale quali',
  },
};

/** Words of prose that tell its language. */
const ENOUGH_WORDS = 5_000;

/** The grammar of the language of some sentences; that of all languages known here where it is not clear which. */
export function grammarOf(sentences: Iterable<string>): Grammar {
  const words: string[] = [];
  for (const sentence of sentences) {
    words.push(...sentence.split(' '));
    if (words.length > ENOUGH_WORDS) break;
  }
  const own = GRAMMARS[guessLanguage(words) ?? ''];
  const languages = own ? [own] : Object.values(GRAMMARS);
  const setOf = (list: string): Words => new Set(list.split(' ').filter((word) => word !== ''));
  const union = (part: Part): Words => setOf(languages.map((language) => language[part]).join(' '));
  return {
    articles: union('articles'),
    unsure: union('unsure'),
    genders: (own?.genders ?? []).map(setOf),
    beforeMany: union('beforeMany'),
    beforeVerbs: union('beforeVerbs'),
    beforeQualities: union('beforeQualities'),
    betweenEquals: union('betweenEquals'),
    of: union('of'),
    neither: union('neither'),
  };
}
