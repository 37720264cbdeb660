import * as z from 'zod';
import { withStandIns } from '../../core/erasure/stand-ins.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AskApi } from '../../embedded/cli/ask-api.ts';
import { mapConcurrently } from './map-concurrently.ts';
import {
  type ExportHeader,
  type ExportLine,
  type RecordedOrder,
  recordedCalloutSchema,
  recordedOrderSchema,
} from './recorded-order.ts';

const listSchema = z.object({ items: z.array(z.object({ id: z.string() })), cursor: z.string().nullable() });
const configSchema = z.object({ tenant: z.string() });
const versionSchema = z.object({ version: z.string(), config: z.record(z.string(), z.json()) });
const viewSchema = z.object({
  ...recordedOrderSchema.pick({ id: true, order_type: true, run: true, sequence: true, config_version: true }).shape,
  status: z.string(),
  createdAt: z.string(),
});
const payloadSchema = z.object({
  payload: recordedOrderSchema.shape.payload,
  erasedAt: z.string().nullable(),
});
const eventsSchema = z.object({
  items: z.array(
    z.object({
      plugins: z.array(recordedOrderSchema.shape.steps.element.omit({ callouts: true })),
      callouts: z.array(recordedCalloutSchema.extend({ step: z.string() })),
    }),
  ),
});

/** Most orders of a page, and how many of them are read at a time: the API serves others meanwhile. */
const PAGE = 50;
const AT_ONCE = 4;

/** Statuses of orders whose records say how every step ended. */
const STATUSES = 'complete,failed';

/** Which orders to read. */
export interface OrdersToRead extends ExportHeader {
  /** Most orders to read. */
  readonly limit: number;
  /** Ids of orders that were read before. They are not read again. @default none */
  readonly known?: ReadonlySet<string>;
  /** Versions of the config that were read before. @default none */
  readonly knownVersions?: ReadonlySet<string>;
}

/** The number of orders by outcome. */
export interface ReadProgress {
  readonly orders: number;
  /** Erased, or not at rest any more. */
  readonly leftOut: number;
}

/** Returns the tenant of a system. */
export async function tenantOf(ask: AskApi): Promise<string> {
  return configSchema.parse(await ask('/config')).tenant;
}

/**
 * Reads complete and failed orders, newest first, with the configs that they ran with: a config comes before its first order.
 *
 * @param onPage called after each page
 * @throws UsageError the system does not answer, or refuses
 */
export async function* readRecordedOrders(
  ask: AskApi,
  { from, known = new Set(), knownVersions = new Set(), limit, to }: OrdersToRead,
  onPage: (progress: ReadProgress) => void,
): AsyncGenerator<ExportLine> {
  const versions = new Map<string, JsonObject | undefined>([...knownVersions].map((version) => [version, undefined]));
  let [orders, leftOut, cursor] = [0, 0, ''];
  const current = versionSchema.shape.config.parse(await ask('/config'));
  do {
    const query = new URLSearchParams({ status: STATUSES, from, to, limit: String(PAGE), ...(cursor && { cursor }) });
    const page = listSchema.parse(await ask(`/orders?${query}`));
    const unknown = page.items.map(({ id }) => id).filter((id) => !known.has(id));
    const asked = unknown.slice(0, limit - orders);
    const read = await mapConcurrently(asked, AT_ONCE, (id) => readOrder(ask, id, keptFields(current)));
    for (const order of read) {
      if (order === undefined) {
        leftOut += 1;
        continue;
      }
      const version = order.config_version;
      if (version !== null && !versions.has(version)) {
        const config = await readConfig(ask, version);
        versions.set(version, config);
        if (config !== undefined) yield { type: 'config', version, config };
      }
      orders += 1;
      yield order;
    }
    onPage({ orders, leftOut });
    cursor = page.cursor ?? '';
  } while (cursor !== '' && orders < limit);
}

/** Returns the names of the fields of orders that the expressions of a config read, so that they decide as they did. */
function keptFields(config: JsonObject): ReadonlySet<string> {
  const paths = JSON.stringify(config).matchAll(/\border(?:\.\w+)+/g);
  return new Set([...paths].flatMap(([path]) => path.split('.').slice(1)));
}

async function readConfig(ask: AskApi, version: string): Promise<JsonObject | undefined> {
  // A version is recorded within a minute of its deployment.
  const found = versionSchema.safeParse(await ask(`/config/versions/${version}`).catch(() => undefined));
  return found.data?.config;
}

/** Reads an order; undefined if it was erased, or is no longer at rest. */
async function readOrder(ask: AskApi, id: string, keeps: ReadonlySet<string>): Promise<RecordedOrder | undefined> {
  const [view, events] = await Promise.all([
    ask(`/orders/${id}`).then((body) => viewSchema.extend({ erasedAt: z.string().nullable() }).parse(body)),
    ask(`/orders/${id}/process-events`).then((body) => eventsSchema.parse(body).items),
  ]);
  const latest = events.at(-1);
  if (view.erasedAt !== null || latest === undefined) return undefined;
  const found = payloadSchema.parse(await ask(`/orders/${id}/payload`));
  const callouts = events.flatMap((event) => event.callouts);
  const { createdAt, erasedAt: _erasedAt, ...head } = view;
  const order = recordedOrderSchema.safeParse({
    ...head,
    type: 'order',
    created_at: createdAt,
    payload: withStandIns(found.payload, keeps),
    steps: latest.plugins.map((step) => ({
      ...step,
      attempts: events.flatMap(({ plugins }) => plugins.find(({ id: other }) => other === step.id)?.attempts ?? []),
      callouts: callouts.filter((callout) => callout.step === step.id).map(({ step: _step, ...callout }) => callout),
    })),
  });
  // It was resumed meanwhile.
  return order.success ? order.data : undefined;
}
