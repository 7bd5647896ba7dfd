import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { GradeBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { tellError } from '../parts/notices.tsx';
import { Failed, Loading } from '../parts/waiting.tsx';
import { type Citation, SourcePage } from './source-page.tsx';

const LETTERS = ['A', 'B', 'C', 'D'];

/** A quiz to take, and how it went. */
export function QuizPage({ courseId, quizId }: { readonly courseId: string; readonly quizId: string }) {
  const { client } = useConnection();
  const quiz = useQuery({ queryKey: ['quiz', quizId], queryFn: () => client.quiz(quizId) });
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [chosen, setChosen] = useState<Citation | null>(null);
  const grade = useMutation({ mutationFn: () => client.submitQuiz(quizId, answers), onError: tellError });
  if (quiz.isPending) return <Loading what="the quiz" lines={8} />;
  if (quiz.isError) return <Failed error={quiz.error} what="The quiz" whole again={quiz.refetch} />;
  const { title, questions } = quiz.data;
  const results = new Map(grade.data?.detailed_results.map((result) => [result.question_id, result]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grade.mutate();
  };
  return (
    <div className="course quiz" data-source={chosen ? '' : undefined}>
      <form onSubmit={submit}>
        <p className="crumbs">
          <Link href={`/courses/${courseId}`}>Course</Link>
        </p>
        <h1>{title}</h1>
        {questions.map(({ question_id, question_text, options, topic, difficulty }, index) => {
          const result = results.get(question_id);
          return (
            <fieldset
              key={question_id}
              data-tone={result ? (result.is_correct ? 'good' : 'bad') : undefined}
              disabled={grade.isPending}
            >
              <legend>
                {index + 1}. {question_text}
              </legend>
              <p className="muted">
                {topic}, {difficulty}
              </p>
              {options.map((option, place) => (
                <label key={option}>
                  <input
                    type="radio"
                    name={question_id}
                    value={LETTERS[place]}
                    checked={answers[question_id] === LETTERS[place]}
                    onChange={() => setAnswers({ ...answers, [question_id]: LETTERS[place]! })}
                  />{' '}
                  {LETTERS[place]}) {option}
                </label>
              ))}
              {result ? <Verdict result={result} onChoose={setChosen} /> : null}
            </fieldset>
          );
        })}
        <div className="quiz-end">
          <button type="submit" className="primary" disabled={grade.isPending}>
            {grade.data ? 'Grade again' : 'Grade the answers'}
          </button>
          <p role="status">
            {grade.data
              ? `${grade.data.score} of ${grade.data.total_questions} right, ${grade.data.percentage} %: ${grade.data.passed ? 'passed' : 'not passed'}`
              : `${Object.keys(answers).length} of ${questions.length} answered`}
          </p>
        </div>
      </form>
      {chosen ? <SourcePage citation={chosen} onClose={() => setChosen(null)} /> : null}
    </div>
  );
}

function Verdict({
  result,
  onChoose,
}: {
  readonly result: GradeBody['detailed_results'][number];
  readonly onChoose: (citation: Citation) => void;
}) {
  const { is_correct, correct_answer, user_answer, explanation, citation } = result;
  return (
    <p className="verdict">
      <strong>
        {is_correct
          ? 'Right.'
          : `${user_answer === null ? 'Not answered' : 'Wrong'}, right is ${correct_answer}.`}
      </strong>{' '}
      {explanation}{' '}
      <button type="button" onClick={() => onChoose(citation)}>
        {citation.document}, page {citation.page_number}
      </button>
    </p>
  );
}
