/** Which run may end a job, so that one that lost it to another cannot. */
export const RUN_OF_JOB = `
ALTER TABLE jobs ADD COLUMN run_id TEXT;
`;
