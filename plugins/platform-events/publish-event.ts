import * as z from 'zod';
import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { salesforceFailure } from '../kit/salesforce.ts';
import type { PlatformEventOptions } from './options.ts';

const publishedSchema = z.object({
  success: z.literal(true),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string().default('') })).default([]),
});

/**
 * Publishes an event, and answers its UUID, when Salesforce gives one.
 *
 * A publication is answered as a created record whose `errors` hold OPERATION_ENQUEUED with the event's UUID ("Platform
 * Events Developer Guide", Publish Event Messages with Salesforce APIs). Salesforce knows no idempotency key for it.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown what Salesforce's reply stands for
 */
export async function publishEvent(
  session: OAuthSession,
  context: PluginContext<PlatformEventOptions>,
  fields: JsonObject,
): Promise<string | undefined> {
  const { apiVersion, eventName, timeoutMs } = context.options;
  const reply = await session.send({
    method: 'POST',
    path: `/services/data/${apiVersion}/sobjects/${eventName}`,
    json: fields,
    timeoutMs,
  });
  const published = publishedSchema.safeParse(reply.body);
  if (reply.status === 201 && published.success) {
    return published.data.errors.find((entry) => entry.statusCode === 'OPERATION_ENQUEUED')?.message;
  }
  if (reply.status >= 300) throw salesforceFailure(reply, `publish ${eventName}`, context.order, context.now());
  throw new PluginOutcomeUnknown(
    `Expected Salesforce to confirm the publication of ${eventName}, found status ${reply.status} without a confirmation. Look for the event in Salesforce.`,
  );
}
