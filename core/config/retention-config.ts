import * as z from 'zod';
import { RETENTION_DURATION, retentionCutoff } from './retention-cutoff.ts';

const durationSchema = z
  .string()
  .regex(
    RETENTION_DURATION,
    'Expected a duration in years, months, weeks or days (ISO 8601), e.g. "P7Y", "P18M" or "P90D"',
  );

/** The longest retention: beyond it, dates would leave the range that sorts as text. */
const EARLIEST = '0001-01-01';

/** How long a tenant's records are kept. A duration counts from the last change of a record. */
export const retentionConfigSchema = z
  .strictObject({
    orders: durationSchema
      .default('P7Y')
      .describe(
        'How long orders are kept after their last change, with their steps and events. Orders in progress or on hold stay. At least 30 days.',
      ),
    processEvents: durationSchema
      .default('P90D')
      .describe(
        'How long the bodies, headers and logs of an order stay in its process events, and proposals with their reports. At least 7 days.',
      ),
    deliveries: durationSchema
      .default('P30D')
      .describe('How long webhook deliveries are kept after they have ended. At least a day.'),
  })
  .superRefine((retention, context) => {
    if (!Object.values(retention).every((duration) => RETENTION_DURATION.test(duration))) return;
    const at = new Date(REFERENCE);
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const orders = retentionCutoff(retention.orders, at);
    for (const [name, days] of Object.entries(SHORTEST_DAYS) as [keyof typeof SHORTEST_DAYS, number][]) {
      const cutoff = retentionCutoff(retention[name], at);
      if (cutoff > new Date(at.getTime() - days * DAY_MS))
        complain(name, `Expected at least ${days} days, found "${retention[name]}": records are needed that long`);
      else if (cutoff < orders)
        complain(name, `Expected no more than the orders are kept (${retention.orders}), found "${retention[name]}"`);
      else if (cutoff.toISOString() < EARLIEST) complain(name, `Expected fewer years, found "${retention[name]}"`);
    }
  });

/** Retention of a tenant, with defaults filled in. */
export type RetentionConfig = z.output<typeof retentionConfigSchema>;

const DAY_MS = 86_400_000;

/** Any date with a long past: only durations are compared. */
const REFERENCE = '2026-01-01T00:00:00.000Z';

/** An operator resumes an order within weeks, probes and heals take days, and an invoice run may come monthly. */
const SHORTEST_DAYS = { orders: 30, processEvents: 7, deliveries: 1 } as const;
