import * as z from 'zod';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { readFailure } from './read-failure.ts';
import type { RecordContext } from './records/record-context.ts';

const accountSchema = z.object({ PersonContactId: z.string().min(15) });

/**
 * Reads the contact that Salesforce keeps for a person account.
 *
 * @throws PluginFailed there is no such account, or it is not a person account
 * @throws PluginTransient Salesforce has no usable answer just now; reading changes nothing
 */
export async function personContactId(
  session: OAuthSession,
  context: RecordContext,
  accountId: string,
): Promise<string> {
  const { apiVersion, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/Account/${encodeURIComponent(accountId)}?fields=PersonContactId`;
  const reply = await session.send({ method: 'GET', path, timeoutMs });
  const account = accountSchema.safeParse(reply.body);
  if (reply.status === 200 && account.success) return account.data.PersonContactId;
  throw readFailure(reply, 'name the contact of the person account', context);
}
