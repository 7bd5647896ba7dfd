/** What the rest of the system shares through a store on PostgreSQL: loaded together, and only with it. */
export { openEventRelay } from './event-relay.ts';
export { LaneExchange } from './lane-exchange.ts';
export { openQuestionClaims } from './question-claims.ts';
export { openQueueStore } from './queue-store.ts';
export { SharedLimitsOfStore } from './shared-limits.ts';
