import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import { maskPersonal } from './mask-personal.ts';

const errorsSchema = z
  .array(z.object({ errorCode: z.string(), message: z.string().default(''), fields: z.array(z.string()).default([]) }))
  .min(1);

/** One error as Salesforce reports it ("REST API Developer Guide", Status Codes and Error Responses). */
export type SalesforceError = z.output<typeof errorsSchema>[number];

// "Core Data Types Used in API Calls", StatusCode: the request was turned away, and another try may pass.
const PASSING_CODES = ['REQUEST_LIMIT_EXCEEDED', 'SERVER_UNAVAILABLE', 'UNABLE_TO_LOCK_ROW'];

/** The errors of a reply; empty when its body is not a list of errors. */
export function salesforceErrors(reply: HttpReply): readonly SalesforceError[] {
  const errors = errorsSchema.safeParse(reply.body);
  return errors.success ? errors.data : [];
}

/**
 * The plugin error that a reply without success stands for.
 *
 * Busy (429, 503, request limit, locked row): transient. Other 4xx: failed, with Salesforce's code. Anything else, a
 * success status with an unreadable body included: unknown.
 *
 * @param doing what was asked, for the message, e.g. `create the Account`
 * @param order whose values are kept out of the message
 */
export function salesforceFailure(
  reply: HttpReply,
  doing: string,
  order: JsonObject,
  now: Date,
): PluginFailed | PluginTransient | PluginOutcomeUnknown {
  const errors = salesforceErrors(reply);
  const codes = errors.map((error) => error.errorCode).join(', ') || 'no error code';
  const found = `Expected Salesforce to ${doing}, found status ${reply.status} with ${codes}`;
  if (isBusy(reply) || errors.some((error) => PASSING_CODES.includes(error.errorCode))) {
    return new PluginTransient(`${found}.`, retryAfter(reply, now));
  }
  if (reply.status < 400 || reply.status >= 500) {
    return new PluginOutcomeUnknown(`${found}. Look in Salesforce whether it happened.`);
  }
  const detail = errors.map((error) => maskPersonal(error.message, order)).join('; ');
  return new PluginFailed(`${found}: ${detail}`, { code: 'salesforce_refused' });
}
