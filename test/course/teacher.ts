import type { GeminiRequest } from '../gemini-server/gemini-server.ts';

/** What the scripted teacher does wrong. */
export interface Manners {
  /** A lesson whose title holds this has its quotes from nowhere. */
  readonly invents?: string;
}

interface Shown {
  readonly page: number;
  readonly source: string;
  readonly sentences: readonly string[];
}

/** The passages a prompt shows. */
function shownIn(prompt: string): Shown[] {
  return prompt
    .split(/^(?=\[page \d+\])/m)
    .slice(1)
    .map((piece) => {
      const [head = '', ...lines] = piece.trim().split('\n');
      const [, page = '0', source = ''] = /^\[page (\d+)\] ([^,]*)/.exec(head) ?? [];
      const sentences = lines
        .join(' ')
        .split(/(?<=\.)\s+/)
        .filter((sentence) => sentence.endsWith('.'));
      return { page: Number(page), source, sentences };
    })
    .filter(({ sentences }) => sentences.length > 0);
}

/** Answers what the course recipe asks, from what it is shown alone. */
export function teach(request: GeminiRequest, manners: Manners = {}): unknown {
  const { prompt } = request;
  if (prompt.startsWith('Design a course')) {
    const ids = [...prompt.matchAll(/\[(\d+\.\d+)\] (.+) \(\d+ p\.\)/g)].map(([, id, title]) => ({
      id: id!,
      title: title!,
    }));
    const sources = [...new Set(ids.map(({ id }) => id.split('.')[0]))];
    return {
      course_title: 'How things work',
      description: 'From engines to cameras.',
      modules: sources.map((source) => ({
        title: `Part ${source}`,
        learning_objectives: ['Explain what moves'],
        sub_topics: ids
          .filter(({ id }) => id.startsWith(`${source}.`))
          .map(({ id, title }) => ({ title, sections: [id] })),
      })),
    };
  }
  const shown = shownIn(prompt);
  if (prompt.startsWith('Write the lesson')) {
    const invents = manners.invents !== undefined && prompt.split('\n')[0]!.includes(manners.invents);
    const quotes = shown
      .slice(0, 3)
      .map(({ page, sentences }) => ({ page_number: page, quote: sentences[0]! }));
    const made = { page_number: shown[0]!.page, quote: 'Nobody ever wrote these words anywhere at all.' };
    const citations = invents ? [...quotes, made] : quotes;
    return {
      content: `## What it is\n\n${citations.map((_, index) => `Statement ${index + 1} [${index + 1}].`).join(' ')}`,
      citations,
    };
  }
  if (/^Write \d+ multiple-choice/.test(prompt)) {
    const count = Number(/^Write (\d+)/.exec(prompt)![1]);
    const topics = [...prompt.matchAll(/"([^"]+)"/g)].map(([, title]) => title!);
    const pool = shown.flatMap(({ page, sentences }) => sentences.map((sentence) => ({ page, sentence })));
    return {
      questions: pool.slice(0, count).map(({ page, sentence }, index) => {
        const [, one = '', owner = '', verb = '', other = ''] =
          /^The (\w+) of the (\w+) (\w+) the (\w+)/.exec(sentence) ?? [];
        return {
          question_text: `What is it that the ${one} of the ${owner} ${verb} ${sentence.split(' ').slice(11, 15).join(' ')}?`,
          correct_option: `the ${other}`,
          distractors: ['an empty jar', 'a row of trees', 'some old paper'],
          explanation: `It is the ${other}.`,
          topic: topics[1 + (index % Math.max(1, topics.length - 1))] ?? '',
          difficulty: (['easy', 'medium', 'hard'] as const)[index % 3],
          page_number: page,
          quote: sentence,
        };
      }),
    };
  }
  if (prompt.startsWith('Solve these questions')) {
    const blocks = prompt.split(/^(?=q\d+: )/m).slice(1);
    return {
      answers: blocks.map((block) => {
        const right = /^([A-D])\) the \w+$/m.exec(block)?.[1];
        return { question_id: /^q\d+/.exec(block)![0], right_options: right ? [right] : [] };
      }),
    };
  }
  if (prompt.startsWith("Answer a learner's question")) {
    const question = /Question: "(.*)"/.exec(prompt)?.[1] ?? '';
    const words = question.toLowerCase().match(/[a-z]{5,}/g) ?? [];
    const found = shown.find(({ sentences }) =>
      words.some((word) => sentences[0]!.toLowerCase().includes(word)),
    );
    if (!found) return { answer: 'The material does not say.', grounded: false, sources: [] };
    return {
      answer: 'So it is.',
      grounded: true,
      sources: [{ page_number: found.page, quote: found.sentences[0]! }],
    };
  }
  throw new Error(`The teacher was asked something unknown: ${prompt.slice(0, 60)}`);
}
