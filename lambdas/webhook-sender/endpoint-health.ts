import {
  afterFailure,
  afterSuccess,
  disabledEndpoint,
  type EndpointState,
} from '../../core/webhooks/endpoint-state.ts';
import type { EndpointStore } from '../webhook-store/endpoint-store.ts';
import type { SentWebhook } from './send-webhook.ts';

/** Dependencies of recording an endpoint's health. */
export interface EndpointHealthPorts {
  readonly endpoints: EndpointStore;
  /** Called if operators should know about a change, e.g. that an endpoint keeps failing or was disabled. */
  onEndpointChange(webhook: string, message: string, state: EndpointState): void;
  /** Called if an endpoint's state could not be written. The next request writes it again. */
  onError(error: unknown): undefined;
  now(): Date;
}

/**
 * Records the result of a request in the endpoint's state, and reports changes to operators.
 *
 * @returns whether the result disabled the endpoint
 */
export async function recordEndpointHealth(
  webhook: string,
  { result, isRequestSent }: SentWebhook,
  { endpoints, onEndpointChange, onError, now }: EndpointHealthPorts,
): Promise<boolean> {
  if (!isRequestSent || result.verdict === 'abort') return false;
  let before: EndpointState = {};
  const change = (state: EndpointState): EndpointState => {
    before = state;
    if (result.verdict === 'delivered') return afterSuccess(state, now());
    const failed = afterFailure(state, now());
    return result.verdict === 'disable' ? disabledEndpoint(failed, 'gone', now()) : failed;
  };
  // The attempt must be recorded even if the endpoint's state cannot be.
  const after = await endpoints.change(webhook, change).catch((error: unknown) => onError(error));
  if (after === undefined) return false;
  for (const message of changeMessages(before, after)) onEndpointChange(webhook, message, after);
  return isNewlyDisabled(before, after);
}

function changeMessages(before: EndpointState, after: EndpointState): readonly string[] {
  const warnings = (after.warnings ?? []).slice(before.warnings?.length ?? 0);
  return [
    ...warnings.map(({ percent }) => `Webhook keeps failing: ${percent} % of the time until it is disabled has passed`),
    ...(isNewlyDisabled(before, after) ? ['Webhook disabled'] : []),
    ...(before.breaker === undefined && after.breaker !== undefined ? ['Webhook circuit breaker opened'] : []),
  ];
}

function isNewlyDisabled(before: EndpointState, after: EndpointState): boolean {
  return before.disabled === undefined && after.disabled !== undefined;
}
