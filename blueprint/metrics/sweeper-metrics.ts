import type { MetricGroup } from '../metrics.ts';

const SWEEPER = 'sweeper';

/** What the sweeper publishes of a tenant's orders. */
export const SWEEPER_METRICS = {
  service: SWEEPER,
  metrics: {
    started: { name: 'SweeperStarted', unit: 'Count' },
    published: { name: 'SweeperPublished', unit: 'Count' },
    settled: { name: 'SweeperSettled', unit: 'Count' },
    /** Those of the settled that are held now: a person must look. */
    held: { name: 'SweeperHeld', unit: 'Count' },
    troubled: { name: 'SweeperTroubled', unit: 'Count' },
    /** How long ago the oldest run that is under way began; 0 while none is. */
    oldestOrder: { name: 'OldestUnfinishedOrderAge', unit: 'Seconds' },
  },
} as const satisfies MetricGroup<string>;

/** What the sweeper publishes of each webhook that has something to catch up with. */
export const WEBHOOK_BACKLOG_METRICS = {
  service: SWEEPER,
  metrics: {
    /** How long ago the oldest delivery that waits for another try was first tried. */
    oldestDelivery: { name: 'OldestWaitingDeliveryAge', unit: 'Seconds' },
  },
} as const satisfies MetricGroup<string>;
