import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { type SandboxCredentials, startSandbox } from '../../sandbox/sandbox.ts';
import { auditOrders, type Offence } from '../test-faults/audit.ts';
import { auditAmounts, auditPaymentRun } from '../test-faults/audit-amounts.ts';
import { CAMPAIGN_CATALOG } from '../test-faults/campaign-catalog.ts';
import { type CampaignSystem, startCampaignSystem } from '../test-faults/campaign-system.ts';
import type { SentOrder } from '../test-faults/expected-amounts.ts';
import type { CampaignOrder } from '../test-faults/random-order.ts';
import { readOrders } from '../test-faults/read-orders.ts';
import { type Effect, readEffects, runPayments } from '../test-faults/sandbox-client.ts';
import { OUTAGE_TENANT, TIME_SCALE } from './outage-tenant.ts';
import { type PartnerCounts, readLimits } from './partner-limits.ts';

/** A system in a process of its own, and the partners that it calls. */
export interface FlowSystem {
  readonly system: CampaignSystem;
  readonly sandboxUrl: string;
  readonly credentials: SandboxCredentials;
}

/** How the orders of a scenario ended, and what the partners say. */
export interface Ending {
  readonly views: readonly OrderView[];
  readonly effects: readonly Effect[];
  readonly offences: readonly Offence[];
  readonly partners: readonly PartnerCounts[];
}

const POLL_MS = 1_000;

/** Plays a scenario with a system of its own, and removes everything afterwards. */
export async function withFlowSystem<Result>(
  tenantOf: (sandboxUrl: string) => JsonObject,
  play: (flow: FlowSystem) => Promise<Result>,
): Promise<Result> {
  const cleanUp = new AsyncDisposableStack();
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'outage-'));
    cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }));
    const credentials = await loadSandboxCredentials(dataDir, OUTAGE_TENANT);
    const sandbox = await startSandbox({ port: 0, credentials, zuoraCatalog: CAMPAIGN_CATALOG });
    cleanUp.defer(() => sandbox.close());
    const { url: sandboxUrl } = sandbox;
    const tenantFile = join(dataDir, 'tenant-file.json');
    await writeFile(tenantFile, JSON.stringify(tenantOf(sandboxUrl)));
    const system = await startCampaignSystem({ tenantFile, dataDir, sandboxUrl, timeScale: TIME_SCALE });
    cleanUp.defer(() => system.close());
    return await play({ system, sandboxUrl, credentials });
  } finally {
    await cleanUp.disposeAsync();
  }
}

/** Submits an order. Returns the response. @throws Error it was not accepted */
export async function submit(system: Pick<CampaignSystem, 'api'>, { key, order }: CampaignOrder): Promise<OrderView> {
  const { body, status } = await system.api('POST', '/orders', order, { 'idempotency-key': key });
  if (status === 202 || status === 200 || status === 201) return body as OrderView;
  throw new Error(`Order ${key} was not accepted: ${status} ${JSON.stringify(body)}`);
}

/** Waits until every order is at rest and waits for nothing, or the time is up. */
export async function waitForEnd(
  system: Pick<CampaignSystem, 'api'>,
  ids: readonly string[],
  milliseconds: number,
): Promise<void> {
  let open = ids;
  for (const end = Date.now() + milliseconds; Date.now() < end; await wait(POLL_MS)) {
    const views = await readOrders(system, open);
    open = views.filter(hasNotEnded).map(({ id }) => id);
    if (open.length === 0) return;
  }
}

/** A complete order may have steps that still run. */
function hasNotEnded({ parked, status, steps }: OrderView): boolean {
  if (!isAtRest(status) || parked !== null) return true;
  return status === 'complete' && steps.some((step) => step.status === 'pending' || step.status === 'running');
}

/**
 * Compares orders with the effects and the amounts at the partners, and lets Zuora collect what is still open.
 *
 * @param sent every order of the system, by id
 * @param hasEffects whether an order may have effects; those of the others belong to nobody. @default all
 */
export async function endingOf(
  { credentials, sandboxUrl, system }: FlowSystem,
  sent: ReadonlyMap<string, SentOrder>,
  hasEffects: (view: OrderView) => boolean = () => true,
): Promise<Ending> {
  const views = await readOrders(system, [...sent.keys()]);
  const effects = await readEffects(sandboxUrl);
  const partners = await readLimits(sandboxUrl);
  await runPayments(sandboxUrl, credentials.zuora);
  const offences = [
    ...auditOrders(views.filter(hasEffects), effects),
    ...auditAmounts(views, effects, sent),
    ...auditPaymentRun(effects, await readEffects(sandboxUrl)),
  ];
  return { views, effects, offences, partners };
}
