/** For plugins: what a plugin is, what it is given, and the helpers that the plugins of this package use. */
export { z } from 'zod';
export {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../core/errors/plugin-errors.ts';
export type { InputProblem } from '../core/input-problems.ts';
export type { JsonObject, JsonValue } from '../core/json.ts';
export { effectOf } from '../core/order/order-effect.ts';
export { orderedItems } from '../core/order/order-items.ts';
export { giftStageOf, receiverOf } from '../core/order/order-receiver.ts';
export { namedSubscription } from '../core/order/order-subscription.ts';
export { orderedProducts } from '../core/order/ordered-products.ts';
export {
  type CompensationContext,
  definePlugin,
  type Plugin,
  type PluginResult,
  type ProbeResult,
} from '../core/plugin/define-plugin.ts';
export { type Idempotency, type PluginEffect, RECOGNISED_BY_DATA } from '../core/plugin/idempotency.ts';
export { pathSegment } from '../core/plugin/path-segment.ts';
export type { PluginContext, PluginLog, PluginSecrets } from '../core/plugin/plugin-context.ts';
export {
  CalloutForbidden,
  CalloutNoReply,
  CalloutNotSent,
  type HttpReply,
  type HttpRequest,
  KEY_PLACEHOLDER,
  type SendHttp,
} from '../core/plugin/plugin-http.ts';
export { isBusy, retryAfter } from '../core/plugin/retry-after.ts';
export { maskPersonal } from '../core/redact/mask-personal.ts';
export {
  DEFAULT_IDEMPOTENCY,
  endpointOption,
  idempotencyOption,
  statusUrlOption,
  undoOption,
} from '../plugins/kit/endpoint-options.ts';
export {
  type KeyedRequest,
  postWithKey,
  readByKey,
  type UndoRequest,
  undoRequest,
} from '../plugins/kit/keyed-requests.ts';
export { afterPartialEffect } from '../plugins/kit/partial-effect.ts';
