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
 * Publishes an event.
 *
 * Salesforce answers with a created record whose `errors` contain OPERATION_ENQUEUED and the event's UUID ("Platform Events
 * Developer Guide", Publish Event Messages with Salesforce APIs). It supports no idempotency key for events.
 *
 * @returns the event's UUID; `undefined` if Salesforce returns none
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply
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
    `Salesforce returned status ${reply.status} when asked to publish ${eventName}, but did not confirm it. Check in Salesforce whether the event was published.`,
  );
}
