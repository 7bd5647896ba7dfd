/** Which run may end a job, so that one that lost it to another cannot. A program of before leaves it empty and ends jobs without. */
export const RUN_OF_JOB = `
ALTER TABLE jobs ADD COLUMN run_id TEXT;
`;
