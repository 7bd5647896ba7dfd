import type { ControlOptions } from '../engine/job-control.ts';
import type { Leafcutter } from '../leafcutter.ts';
import type { Job } from '../store/store.ts';

/** A command that controls a job. */
export interface Control {
  readonly name: 'pause' | 'cancel';
  readonly description: string;
  /** Said while the process that runs the job is waited for. */
  readonly asked: string;
  control(leafcutter: Leafcutter, jobId: string, options: ControlOptions): Promise<Job>;
  /** What can be done with the job now. */
  next(job: Job): string | null;
}
