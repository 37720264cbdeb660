import {
  DEFAULT_IDEMPOTENCY,
  definePlugin,
  KEY_PLACEHOLDER,
  orderedItems,
  type PluginContext,
  PluginFailed,
  postWithKey,
  readByKey,
  undoRequest,
  type z,
} from 'order-orchestration-framework/plugin';
import { loyaltyPointsOptions } from './options.ts';

type Context = PluginContext<z.output<typeof loyaltyPointsOptions>>;

/**
 * Books loyalty points for the items that an order buys.
 *
 * Output: `points`, `bookingId`.
 */
export const loyaltyPoints = definePlugin({
  name: 'loyaltyPoints',
  service: 'loyalty',
  summary: 'Books loyalty points for the items of an order.',
  effect: { idempotent: DEFAULT_IDEMPOTENCY },
  idempotency: (options) => options.idempotency,
  options: loyaltyPointsOptions,
  secrets: (options) => [options.apiKey],
  connection: (options) => options.apiKey,
  async run(context) {
    const { endpoint, pointsPerItem, timeoutMs } = context.options;
    const json = { orderId: context.orderId, points: orderedItems(context.order).bought.length * pointsPerItem };
    const headers = await headersOf(context);
    const booking = await postWithKey(context, { url: endpoint, headers, json, timeoutMs, doing: 'book the points' });
    return { output: { points: json.points, bookingId: booking.bookingId ?? null } };
  },
  async probe(context) {
    const booking = await readByKey(context, bookingUrl(context), context.options.timeoutMs, await headersOf(context));
    if (booking === undefined) return { applied: false };
    const { bookingId, points } = booking.body as { readonly bookingId: string; readonly points: number };
    return { applied: true, output: { points, bookingId } };
  },
  async compensate(context) {
    const undo = { method: 'DELETE', url: bookingUrl(context) } as const;
    await undoRequest(context, { undo, headers: await headersOf(context) }, context.options.timeoutMs);
  },
});

/** The booking of this step, which the loyalty system stores under the idempotency key. */
function bookingUrl({ options }: Context): string {
  return `${options.endpoint}/${KEY_PLACEHOLDER}`;
}

async function headersOf({ options, secrets }: Context): Promise<Readonly<Record<string, string>>> {
  const { apiKey } = await secrets.get(options.apiKey);
  if (apiKey !== undefined) return { 'x-api-key': apiKey };
  throw new PluginFailed(`Expected the field apiKey in the secret "${options.apiKey}", found none: add it.`, {
    code: 'secret_incomplete',
  });
}
