import { PluginDeclined } from '../../../core/errors/plugin-errors.ts';
import type { JsonValue } from '../../../core/json.ts';
import { placedBy } from '../../../core/order/order-receiver.ts';
import { type Account, readAccount } from '../api/account.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { loginEmail } from '../order-fields/order-owner.ts';

type Context = ZuoraCall['context'];

/**
 * Checks that an account belongs to the owner of the order, as the option `ownerCheck` says. Comes before every request that changes
 * something.
 *
 * A repeat that finds another owner is compared with what an earlier attempt changed (`confirmDecline`): the order itself may
 * have given the account a new e-mail address.
 *
 * @throws PluginDeclined `owner_mismatch`
 */
export function requireOwner({ context }: ZuoraCall, account: Account): void {
  const { ownerCheck } = context.options;
  if (ownerCheck.length === 0 || ownerCheck.some((way) => agrees(way, account, context))) return;
  throw new PluginDeclined(
    'owner_mismatch',
    'We could not confirm that this subscription is yours. Please log in with the account that bought it, or contact support.',
    {
      message: `Expected account ${account.accountNumber} to belong to the owner of the order by ${ownerCheck.join(' or ')}, found somebody else. Nothing was changed.`,
    },
  );
}

/**
 * Checks the owner of an account that has not been read yet. Sends no request without the option `ownerCheck`.
 *
 * @param key the account's number or id
 * @throws PluginDeclined `owner_mismatch`
 * @throws PluginFailed `account_not_found`
 */
export async function requireOwnerOf(call: ZuoraCall, key: string): Promise<void> {
  if (call.context.options.ownerCheck.length > 0) requireOwner(call, await readAccount(call, key));
}

function agrees(way: string, { crmId, emails, fields }: Account, { options, order, results }: Context): boolean {
  if (way === 'email') {
    const login = loginEmail(order)?.toLowerCase();
    return login !== undefined && emails.some((email) => email.trim().toLowerCase() === login);
  }
  if (way === 'crmId') {
    const found = results[options.salesforceStep];
    return found?.byLogin === true && crmId !== undefined && isSameId(found.crmId, crmId);
  }
  const owner = placedBy(order);
  return owner !== undefined && fields[way] === owner;
}

/** An id of 18 characters is the one of 15 and a checksum ("Object Reference", ID Field Type). */
function isSameId(one: JsonValue | undefined, other: string): boolean {
  if (typeof one !== 'string') return false;
  return one === other || (one.length >= 15 && one.slice(0, 15) === other.slice(0, 15));
}
