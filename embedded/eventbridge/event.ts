import * as z from 'zod';

/** An event as EventBridge delivers it (Amazon EventBridge User Guide, "Event structure reference"). */
export const busEventSchema = z.object({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  /** ISO 8601, to the second. */
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

/** An event as EventBridge delivers it. */
export type BusEvent = z.output<typeof busEventSchema>;

/** An event on a bus. */
export interface PublishedEvent extends BusEvent {
  /** Name of the bus. */
  readonly bus: string;
}
