import { expect, it } from 'vitest';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Job } from '../store/store.ts';
import { JobSurvey, type SurveyedStore } from './job-survey.ts';

it.each([1, 2, 3, 4])(
  'counts all documents of a job that has ended, at whatever call it ended (%i)',
  async (endsAt) => {
    let calls = 0;
    const hasEnded = () => ++calls >= endsAt;
    const store: SurveyedStore = {
      getJob: async () => ({ state: hasEnded() ? 'completed' : 'running', listed: true }) as Job,
      countDocuments: async () => ({ ...NO_DOCUMENTS, [hasEnded() ? 'failed' : 'running']: 1 }),
      jobUsage: async () => ({ ...NO_USAGE, calls: hasEnded() ? 1 : 0 }),
      surveyDocuments: async (_, groupSize) => ({ groupSize, groups: [], failures: [] }),
    };
    const { job, counts, usage } = await new JobSurvey(store, 'job', () => 0).look();
    if (job.state === 'completed') expect([counts.failed, usage.calls]).toEqual([1, 1]);
    else expect(endsAt).toBeGreaterThan(1);
  },
);
