import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { auditOrders, type Offence } from './audit.ts';
import { auditAmounts, auditPaymentRun } from './audit-amounts.ts';
import { CAMPAIGN_CATALOG } from './campaign-catalog.ts';
import { startCampaignSystem } from './campaign-system.ts';
import { CAMPAIGN_TENANT, campaignTenant, type FailurePolicy } from './campaign-tenant.ts';
import { readOrderHistory, readOrders } from './read-orders.ts';
import { readEffects, runPayments } from './sandbox-client.ts';
import { type Submitted, submitOrders } from './submit-orders.ts';
import { waitUntilQuiet } from './wait-until-quiet.ts';

/** Options of a campaign. */
export interface CampaignOptions {
  readonly seed: number;
  /** Indices of the orders, `to` exclusive. The same index gives the same order. */
  readonly from: number;
  readonly to: number;
  readonly kills: number;
  readonly onCriticalFailure: FailurePolicy;
  /** Version of the API of Zuora. @default both, one in each sequence */
  readonly apiVersion?: string | undefined;
  /** Number of orders processed concurrently. @default 16 */
  readonly slots?: number;
  /** Divides the waits of the services, but not leases and function timeouts. @default 1 */
  readonly timeScale?: number;
  /** Called from time to time with a progress line. */
  onProgress?(line: string): void;
}

/** Result of a campaign. */
export interface CampaignResult extends Submitted {
  readonly onCriticalFailure: FailurePolicy;
  readonly orders: readonly OrderView[];
  readonly effects: number;
  /** How often the clock was moved to skip waits. */
  readonly skips: number;
  readonly offences: readonly Offence[];
  /** Order, process events and order events of the offending orders; at most 20. */
  readonly histories: readonly JsonObject[];
}

const MAX_HISTORIES = 20;

/**
 * Runs orders through a system while partners misbehave and the process is killed, waits until every order has ended, and
 * compares the records with the effects at the partners.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { onCriticalFailure, slots = 16, timeScale = 1 } = options;
  const cleanUp = new AsyncDisposableStack();
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'faults-'));
    cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }));
    const credentials = await loadSandboxCredentials(dataDir, CAMPAIGN_TENANT);
    const sandbox = await startSandbox({ port: 0, credentials, zuoraCatalog: CAMPAIGN_CATALOG });
    cleanUp.defer(() => sandbox.close());
    const sandboxUrl = sandbox.url;
    const tenantFile = join(dataDir, 'tenant-file.json');
    await writeFile(tenantFile, JSON.stringify(campaignTenant(onCriticalFailure, sandboxUrl, options.apiVersion)));
    const system = await startCampaignSystem({ tenantFile, dataDir, sandboxUrl, timeScale });
    cleanUp.defer(() => system.close());

    const reportProgress = (line: string): void => options.onProgress?.(`${onCriticalFailure}: ${line}`);
    const wanted = options.to - options.from;
    const submitted = await submitOrders(system, {
      ...options,
      slots,
      sandboxUrl,
      onProgress: (done, kills) => reportProgress(`${done} of ${wanted} orders, ${kills} of ${options.kills} kills`),
    });
    reportProgress(
      `all orders sent in ${submitted.seconds.toFixed(0)} s; faults are off, waiting for the remaining orders`,
    );
    const orderIds = [...submitted.sent.keys()];
    const skips = await waitUntilQuiet(system, sandboxUrl, orderIds);
    reportProgress('comparing the orders with the effects at the partners');
    const orders = await readOrders(system, orderIds);
    const effects = await readEffects(sandboxUrl);
    await runPayments(sandboxUrl, credentials.zuora);
    const offences = [
      ...auditOrders(orders, effects),
      ...auditAmounts(orders, effects, submitted.sent),
      ...auditPaymentRun(effects, await readEffects(sandboxUrl)),
    ];
    const offenders = new Set(offences.map(({ orderId }) => orderId));
    const known = orderIds.filter((id) => offenders.has(id)).slice(0, MAX_HISTORIES);
    const histories = await Promise.all(known.map((id) => readOrderHistory(system, id)));
    return {
      ...submitted,
      onCriticalFailure,
      orders,
      effects: effects.length,
      skips,
      offences,
      histories,
    };
  } finally {
    await cleanUp.disposeAsync();
  }
}
