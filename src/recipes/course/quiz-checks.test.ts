import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Citation } from './course-schema.ts';
import {
  type DraftQuestion,
  faultOfOptions,
  MIX,
  pickQuestions,
  placeAnswers,
  withoutRepeats,
} from './quiz-checks.ts';

const citation: Citation = { document_id: 'd', document: 'book', page_number: 1, quote: 'words', box: null };
const draft = (over: Partial<DraftQuestion> = {}): DraftQuestion => ({
  question_text: 'What turns the wheel?',
  correct: 'the river',
  distractors: ['the wind', 'a horse', 'some steam'],
  explanation: 'So it is written.',
  topic: 'Mills',
  difficulty: 'easy',
  citation,
  kind: 'model',
  ...over,
});

it('places each letter as often as any other, to one, whatever the questions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.string(), (count, seed) => {
      const placed = placeAnswers(
        Array.from({ length: count }, (_, index) => draft({ question_text: `q ${index}` })),
        seed,
      );
      const shares = ['A', 'B', 'C', 'D'].map(
        (letter) => placed.filter((question) => question.correct_answer === letter).length,
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      for (const { options, correct_answer } of placed) {
        expect(options['ABCD'.indexOf(correct_answer)]).toBe('the river');
        expect([...options].sort()).toEqual(['a horse', 'some steam', 'the river', 'the wind']);
      }
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['a question about the print', { question_text: 'What is shown in figure 3 of the book?' }],
  ['a question about the print', { question_text: 'According to the text, what turns the wheel?' }],
  ['options of different kinds', { correct: '12', distractors: ['14', '16', 'a horse'] }],
  [
    'an answer that its length gives away',
    {
      correct: 'the river, which is led to the mill by a channel of its own',
      distractors: ['wind', 'horses', 'steam'],
    },
  ],
] as const)('finds %s', (fault, over) => {
  expect(faultOfOptions(draft(over))).toBe(fault);
});

it('lets a question name what its subject has too', () => {
  expect(faultOfOptions(draft({ question_text: 'Which table of a database holds its users?' }))).toBeNull();
  expect(faultOfOptions(draft({ correct: '12 %', distractors: ['14 %', '16 %', '18 %'] }))).toBeNull();
});

it('finds what makes options unfit, and nothing where nothing does', () => {
  const fault = (over: Partial<DraftQuestion>) => faultOfOptions(draft(over));
  expect(fault({})).toBeNull();
  expect(fault({ distractors: ['the wind', 'a horse'] })).toBe('not three distractors');
  expect(fault({ distractors: ['the wind', 'The wind.', 'a horse'] })).toBe('two equal options');
  expect(fault({ correct: '10', distractors: ['10.0', '20', '30'] })).toBe('two equal options');
  expect(fault({ distractors: ['The rivers', 'a horse', 'wind'] })).toBe('a distractor that is right too');
  expect(fault({ distractors: ['All of the above', 'a horse', 'wind'] })).toBe('an option about the others');
  expect(fault({ question_text: 'Does the river turn the wheel?' })).toBe('the answer in the question');
});

it('drops near-repeats and keeps what only looks alike', () => {
  const texts = [
    'What turns the great wheel of the mill?',
    'What is it that turns the great wheel of the mill?',
    'Who pays the miller of the village?',
  ];
  const kept = withoutRepeats(
    texts.map((question_text, index) =>
      draft({ question_text, citation: { ...citation, quote: `quote ${index}` } }),
    ),
  );
  expect(kept.map(({ question_text }) => question_text)).toEqual([texts[0], texts[2]]);
});

it('mixes difficulties and topics as asked', () => {
  const pool = Array.from({ length: 60 }, (_, index) =>
    draft({
      question_text: `${index}`,
      topic: `t${index % 4}`,
      difficulty: (['easy', 'medium', 'hard'] as const)[index % 3]!,
    }),
  );
  const picked = pickQuestions(pool, 20, MIX.module);
  const share = (difficulty: string) =>
    picked.filter((question) => question.difficulty === difficulty).length;
  expect([share('easy'), share('medium'), share('hard')]).toEqual([8, 8, 4]);
  for (const topic of ['t0', 't1', 't2', 't3'])
    expect(picked.filter((question) => question.topic === topic).length).toBe(5);
});
