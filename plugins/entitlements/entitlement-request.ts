import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
import { changeOf, type EntitlementChange, scopeOf } from './entitlement-change.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import type { EntitlementOptions } from './options.ts';

/** What a step asks of the provisioning API. */
export interface EntitlementRequest {
  readonly change: EntitlementChange;
  readonly codes: readonly string[];
  readonly json: JsonObject;
}

/**
 * What an order asks of the provisioning API; undefined when it changes no entitlements.
 *
 * @throws PluginFailed `entitlement_without_code`, `user_unknown`
 */
export async function entitlementRequest(
  context: PluginContext<EntitlementOptions>,
): Promise<EntitlementRequest | undefined> {
  const { options, order } = context;
  const change = changeOf(order);
  const { codes, problems } = entitlementCodes(order, options.codes);
  if (change === undefined || (codes.length === 0 && problems.length === 0 && change !== 'revoke')) return undefined;
  if (problems.length > 0) {
    const message = problems.map((problem) => problem.message).join(' ');
    throw new PluginFailed(message, { code: 'entitlement_without_code' });
  }
  const userId = await evaluateText(options.userId, context);
  if (userId === undefined) {
    throw new PluginFailed(
      `Expected ${options.userId} to give the user of the order, found none. Send the owner, or set the option userId.`,
      { code: 'user_unknown' },
    );
  }
  return { change, codes, json: { userId, ...(codes.length > 0 && { codes: [...codes] }), ...scopeOf(order) } };
}

/** The step's output: `change` (null for none) and `codes`. */
export function entitlementOutput(request: Pick<EntitlementRequest, 'change' | 'codes'> | undefined): JsonObject {
  return { change: request?.change ?? null, codes: [...(request?.codes ?? [])] };
}
