import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { ChatAnswerBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { tellError } from '../parts/notices.tsx';
import { Citations } from './citations.tsx';
import { type Citation, SourcePage } from './source-page.tsx';

interface Turn {
  readonly id: number;
  readonly question: string;
  readonly answer: ChatAnswerBody;
}

/** Questions to the material of one course, and its answers with their sources. */
export function AskPage({ courseId }: { readonly courseId: string }) {
  const { client } = useConnection();
  const [question, setQuestion] = useState('');
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [chosen, setChosen] = useState<Citation | null>(null);
  const ask = useMutation({
    mutationFn: (asked: string) => client.askCourse(courseId, asked),
    onSuccess: (answer, asked) => {
      setTurns((before) => [...before, { id: before.length, question: asked, answer }]);
      setQuestion('');
    },
    onError: tellError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== '') ask.mutate(question.trim());
  };
  return (
    <div className="course ask" data-source={chosen ? '' : undefined}>
      <div>
        <p className="crumbs">
          <Link href={`/courses/${courseId}`}>Course</Link>
        </p>
        <h1>Ask the material</h1>
        <div aria-live="polite">
          {turns.map(({ id, question: asked, answer }) => (
            <section key={id} className="turn">
              <h2>{asked}</h2>
              <p>{answer.answer}</p>
              {answer.grounded ? null : <p className="muted">Nothing in the sources stands for this.</p>}
              <Citations citations={answer.sources} chosen={chosen} onChoose={setChosen} />
            </section>
          ))}
        </div>
        <form onSubmit={submit} className="ask-form">
          <label>
            Question
            <input
              type="text"
              value={question}
              maxLength={2000}
              onChange={(event) => setQuestion(event.target.value)}
            />
          </label>
          <button type="submit" className="primary" disabled={ask.isPending || question.trim() === ''}>
            {ask.isPending ? 'Looking' : 'Ask'}
          </button>
        </form>
      </div>
      {chosen ? <SourcePage citation={chosen} onClose={() => setChosen(null)} /> : null}
    </div>
  );
}
