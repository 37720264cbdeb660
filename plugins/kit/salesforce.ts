import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import { maskPersonal } from '../../core/redact/mask-personal.ts';
import type { OAuthPartner } from './oauth-session.ts';

/**
 * How Salesforce issues access tokens ("Salesforce Help", OAuth 2.0 Client Credentials Flow; OAuth 2.0 Authorization Errors).
 *
 * It does not return their lifetime; a session ends two hours after its last use unless the org sets another time. A user may log
 * in 3,600 times in an hour (Login Rate Exceeded), so tokens are kept as long as they work.
 */
export const SALESFORCE: OAuthPartner = {
  name: 'Salesforce',
  tokenPath: '/services/oauth2/token',
  tokenSeconds: 2 * 60 * 60,
  tokenAdvice: {
    invalid_grant: 'Check that the client credentials flow of the connected app has a user to run as, for the client',
    inactive_user: 'Activate the user that the client credentials flow runs as, for the client',
    inactive_org: 'Check that the org is active and the baseUrl is its own,',
  },
  isBusyForNow: ({ description, error }) => /rate.*exceeded/i.test(`${error} ${description}`),
};

const errorsSchema = z
  .array(z.object({ errorCode: z.string(), message: z.string().default(''), fields: z.array(z.string()).default([]) }))
  .min(1);

/** One error as Salesforce reports it ("REST API Developer Guide", Status Codes and Error Responses). */
export type SalesforceError = z.output<typeof errorsSchema>[number];

// "Core Data Types Used in API Calls", StatusCode: the request had no effect, and may succeed later.
const TRANSIENT_CODES = ['REQUEST_LIMIT_EXCEEDED', 'SERVER_UNAVAILABLE', 'UNABLE_TO_LOCK_ROW'];

/** Reads the errors of a reply; empty if its body is not a list of errors. */
export function salesforceErrors(reply: HttpReply): readonly SalesforceError[] {
  const errors = errorsSchema.safeParse(reply.body);
  return errors.success ? errors.data : [];
}

/**
 * Returns the plugin error for a reply that is not a success.
 *
 * A busy Salesforce (429, 503, request limit, locked row) is transient. Any other 4xx is a failure with Salesforce's code.
 * Anything else leaves the outcome unknown, even a 2xx with an unreadable body.
 *
 * @param doing what the request asks for, for the message, e.g. `create the Account`
 * @param order its personal data is masked in the message
 */
export function salesforceFailure(
  reply: HttpReply,
  doing: string,
  order: JsonObject,
  now: Date,
): PluginFailed | PluginTransient | PluginOutcomeUnknown {
  const errors = salesforceErrors(reply);
  const codes = errors.map((error) => error.errorCode).join(', ') || 'no error code';
  const found = `Salesforce returned status ${reply.status} (${codes}) when asked to ${doing}`;
  if (isBusy(reply) || errors.some((error) => TRANSIENT_CODES.includes(error.errorCode))) {
    return new PluginTransient(`${found}.`, retryAfter(reply, now));
  }
  if (reply.status < 400 || reply.status >= 500) {
    return new PluginOutcomeUnknown(`${found}. Check in Salesforce whether it happened.`);
  }
  const detail = errors.map((error) => maskPersonal(error.message, order)).join('; ');
  return new PluginFailed(`${found}: ${detail}`, { code: 'salesforce_refused' });
}
