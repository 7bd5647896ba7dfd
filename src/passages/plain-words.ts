/** Words that say nothing of what a text is about, in the languages that are read most. */
const FUNCTION_WORDS = new Set(
  (
    'a about above after again against all also am an and any are as at be because been before being below between both but by can cannot ' +
    'could did do does doing down during each either else even ever every few for from further get gets had has have having he her here hers him his how ' +
    'however i if in into is it its itself just let like made make makes many may me might more most much must my neither no nor not now of off on ' +
    'once one only or other others our ours out over own per same see shall she should since so some such than that the their theirs them then ' +
    'there these they this those through thus to too two under until up upon us use used uses using very was we were what when where which while who whom why ' +
    'will with within without would yes you your yours ' +
    'der die das und oder nicht ein eine einer eines einem einen ist sind war waren wird werden mit von zu im in auf für als auch bei nach aus dem den des ' +
    'le la les un une des du de et ou est sont pas ne que qui dans sur pour par avec ce cette ces il elle ils elles nous vous ' +
    'el los las unos unas y o es son no que en con por para su sus se lo al del como más ' +
    'il lo gli uno e ed è sono non che nel della delle dei degli per con su come più'
  ).split(' '),
);

/** The words of a text, folded to small letters without accents; nothing is left out. */
export function plainWords(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:['’_-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** The words that a text is about: no function words, no single letters. */
export function telling(text: string): string[] {
  return plainWords(text).filter((word) => word.length > 1 && !FUNCTION_WORDS.has(word));
}

/** A word without its commonest English endings, so that `matrices`, `matrix` apart, forms of a word meet. */
export function stem(word: string): string {
  if (word.length <= 4 || /\d/.test(word)) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=[^aeious])es$|(?<=[^su])s$/, '')
    .replace(/(?<=\w{3})(?:ing|ed|ly)$/, '')
    .replace(/([^aeiouls])\1$/, '$1')
    .replace(/e$/, '');
}
