import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { retryAfter } from '../../core/plugin/retry-after.ts';
import { maskPersonal } from '../../core/redact/mask-personal.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { salesforceErrors, salesforceFailure } from '../kit/salesforce.ts';
import type { PlatformEventOptions } from './options.ts';

const results = z.array(z.object({ statusCode: z.string(), message: z.string().default('') }));
const publishedSchema = z.object({ success: z.literal(true), errors: results.default([]) });
const rejectedSchema = z.object({ success: z.literal(false), errors: results.min(1) });

/** Codes that mean that Salesforce did not publish the event, but may do so later ("Platform Events Developer Guide", Error Status Codes). */
const TRANSIENT_CODES = ['LIMIT_EXCEEDED', 'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE'];

/**
 * Publishes an event.
 *
 * Salesforce replies with a created record whose `errors` contain OPERATION_ENQUEUED and the event's UUID ("Platform Events
 * Developer Guide", Publish Event Messages with Salesforce APIs). A record with `success: false` was not published; its `errors`
 * contain the reasons. Salesforce supports no idempotency key for events.
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
  const rejected = rejectedSchema.safeParse(reply.body);
  const codes = rejected.success
    ? rejected.data.errors.map(({ statusCode }) => statusCode)
    : salesforceErrors(reply).map(({ errorCode }) => errorCode);
  const found = `Salesforce did not publish ${eventName}: ${codes.join(', ')}`;
  if (codes.some((code) => TRANSIENT_CODES.includes(code))) {
    throw new PluginTransient(`${found}.`, retryAfter(reply, context.now()));
  }
  if (rejected.success && reply.status < 500) {
    const detail = rejected.data.errors.map(({ message }) => maskPersonal(message, context.order)).join('; ');
    throw new PluginFailed(`${found}: ${detail}`, { code: 'salesforce_refused' });
  }
  if (reply.status >= 300) throw salesforceFailure(reply, `publish ${eventName}`, context.order, context.now());
  throw new PluginOutcomeUnknown(
    `Salesforce returned status ${reply.status} when asked to publish ${eventName}, but did not confirm it. Check in Salesforce whether the event was published.`,
  );
}
