/** Which run a job was taken for, so that one that lost it lets go of nothing of the next. A program of before leaves it as it is. */
export const RUN_OF_LOCK = `
ALTER TABLE job_runs ADD COLUMN run_id TEXT;
`;
