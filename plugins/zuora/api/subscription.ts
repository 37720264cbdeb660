import * as z from 'zod';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const charge = z.object({
  number: z.string().optional(),
  productRatePlanChargeId: z.string().nullish(),
  quantity: z.number().nullish(),
});

const ratePlan = z.object({
  id: z.string(),
  productRatePlanId: z.string(),
  lastChangeType: z.string().nullish(),
  ratePlanCharges: z.array(charge).default([]),
});

const subscriptionSchema = z
  .object({
    subscriptionNumber: z.string(),
    accountNumber: z.string(),
    status: z.string(),
    contractEffectiveDate: z.string().nullish(),
    termType: z.string().nullish(),
    termStartDate: z.string().nullish(),
    termEndDate: z.string().nullish(),
    subscriptionEndDate: z.string().nullish(),
    ratePlans: z.array(ratePlan).default([]),
  })
  .transform(({ ratePlans, ...subscription }) => ({
    ...subscription,
    ratePlans: ratePlans.filter(({ lastChangeType }) => lastChangeType !== 'Remove'),
  }));

/** The latest version of a subscription, without removed rate plans. */
export type Subscription = z.output<typeof subscriptionSchema>;
/** A rate plan of a subscription. */
export type RatePlan = Subscription['ratePlans'][number];

/**
 * Reads a subscription ("API Reference", Subscriptions, Retrieve a subscription by key).
 *
 * @param key the subscription's number or internal id
 * @throws PluginFailed `subscription_not_found`
 */
export function readSubscription(call: ZuoraCall, key: string): Promise<Subscription> {
  return readRecord(call, {
    path: `/v1/subscriptions/${pathSegment(key)}`,
    schema: subscriptionSchema,
    doing: `read subscription ${key}`,
    missingCode: 'subscription_not_found',
  });
}
