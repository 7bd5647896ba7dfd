import type { Config } from '../config/config.ts';
import { createGovernor } from '../governor/create-governor.ts';
import type { Governor, LaneState } from '../governor/governor.ts';
import type { SharedLimits } from '../governor/shared-limits.ts';
import { governorClock } from './clocks.ts';

/** Zero means unknown: then the governor learns. */
export function knownLimits(config: Config) {
  return {
    ...(config.requestsPerMinute ? { requestsPerMinute: config.requestsPerMinute } : {}),
    ...(config.tokensPerMinute ? { tokensPerMinute: config.tokensPerMinute } : {}),
    ...(config.requestsPerDay ? { requestsPerDay: config.requestsPerDay } : {}),
  };
}

/** The governor of this process, with the limits and ceilings of its settings. */
export function openGovernor(
  config: Config,
  shared: SharedLimits | undefined,
  onChange: (state: LaneState) => void,
): Governor {
  return createGovernor({
    clock: governorClock,
    defaultLimits: knownLimits(config),
    ...(shared ? { shared } : {}),
    ceilings: {
      process: config.concurrent ? config.maxInFlight : 1,
      ...(config.maxClassify ? { classify: config.maxClassify } : {}),
      ...(config.maxExtract ? { extract: config.maxExtract } : {}),
      section: config.maxSectionTasks,
    },
    onChange,
  });
}
