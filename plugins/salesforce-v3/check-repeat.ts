import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import type { SalesforceOptions } from './options.ts';
import { queryRecords } from './records/read-records.ts';

/**
 * Makes sure that a later attempt does not create an account a second time.
 *
 * The standard duplicate rule knows a person by e-mail and a company by name and billing address, and an external id
 * needs no rule. An account with none of these was either not created by an earlier attempt, because nobody of its name
 * is there, or nobody can tell.
 *
 * @param fields the fields of the account to create
 * @throws PluginOutcomeUnknown an account of that name is there, and it may be the one of an earlier attempt
 */
export async function checkRepeat(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  fields: JsonObject,
): Promise<void> {
  const { Name, PersonEmail, BillingStreet, BillingPostalCode } = fields;
  const recognised = PersonEmail ?? BillingStreet ?? BillingPostalCode ?? context.options.externalIdField;
  if (context.attempt === 1 || recognised !== undefined || typeof Name !== 'string') return;
  const found = await queryRecords(session, context, { object: 'Account', fields: ['Id'], where: { Name } });
  if (found.length === 0) return;
  throw new PluginOutcomeUnknown(
    'Expected to tell whether an earlier attempt created the account, found one of the same name and no address to know it by. Look at it in Salesforce, and set externalIdField or includeBillingDetails for the next orders.',
    { code: 'repeat_not_recognised' },
  );
}
