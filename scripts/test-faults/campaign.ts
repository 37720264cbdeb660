import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { OrderView } from '../../core/order/order-view.ts';
import { loadSandboxCredentials } from '../../embedded/secrets-manager/sandbox-credentials.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { auditOrders } from './audit.ts';
import { awaitQuiet } from './await-quiet.ts';
import { startCampaignSystem } from './campaign-system.ts';
import { CAMPAIGN_TENANT, campaignTenant, type FailurePolicy } from './campaign-tenant.ts';
import { readEffects } from './effect.ts';
import type { Offence } from './offence.ts';
import { readOrders, readStory } from './read-orders.ts';
import { pricePlans } from './sandbox-client.ts';
import { type Submitted, submitOrders } from './submit-orders.ts';

/** What a campaign is made of. */
export interface CampaignOptions {
  readonly seed: number;
  /** Numbers of the orders: the same number is the same order. */
  readonly from: number;
  readonly to: number;
  readonly kills: number;
  readonly onCriticalFailure: FailurePolicy;
  /** Orders that are under way at a time. @default 16 */
  readonly slots?: number;
  /** Divides the waits of the services; claims, and the time that a function may take, stay as they are. @default 1 */
  readonly timeScale?: number;
  /** Told what the campaign does, from time to time. */
  onProgress?(line: string): void;
}

/** What came of a campaign. */
export interface CampaignResult extends Submitted {
  readonly onCriticalFailure: FailurePolicy;
  readonly orders: readonly OrderView[];
  readonly effects: number;
  /** How often the calendar was moved to what was waited for. */
  readonly skips: number;
  readonly offences: readonly Offence[];
  /** Everything that is known of the offending orders. */
  readonly stories: readonly JsonObject[];
}

const MOST_STORIES = 20;

/**
 * Runs orders through a system whose partners misbehave and whose process is killed, waits until everything has come to an
 * end, and compares what really happened with what is on record.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { onCriticalFailure, slots = 16, timeScale = 1 } = options;
  const cleanUp = new AsyncDisposableStack();
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'faults-'));
    cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }));
    const credentials = await loadSandboxCredentials(dataDir, CAMPAIGN_TENANT);
    const sandbox = await startSandbox({ port: 0, credentials });
    cleanUp.defer(() => sandbox.close());
    const sandboxUrl = sandbox.url;
    await pricePlans(sandboxUrl, credentials.zuora);
    const tenantFile = join(dataDir, 'tenant-file.json');
    await writeFile(tenantFile, JSON.stringify(campaignTenant(onCriticalFailure, sandboxUrl)));
    const system = await startCampaignSystem({ tenantFile, dataDir, sandboxUrl, timeScale });
    cleanUp.defer(() => system.close());

    const say = (line: string): void => options.onProgress?.(`${onCriticalFailure}: ${line}`);
    const wanted = options.to - options.from;
    const submitted = await submitOrders(system, {
      ...options,
      slots,
      sandboxUrl,
      onProgress: (passed, kills) => say(`${passed} of ${wanted} orders, ${kills} of ${options.kills} kills`),
    });
    say(
      `all orders sent in ${submitted.seconds.toFixed(0)} s; the partners behave now, and what is open is waited for`,
    );
    const skips = await awaitQuiet(system, sandboxUrl, submitted.orderIds);
    say('compares the orders with what the partners have seen');
    const orders = await readOrders(system, submitted.orderIds);
    const effects = await readEffects(sandboxUrl);
    const offences = auditOrders(orders, effects);
    const offenders = new Set(offences.map(({ orderId }) => orderId));
    const known = submitted.orderIds.filter((id) => offenders.has(id)).slice(0, MOST_STORIES);
    const stories = await Promise.all(known.map((id) => readStory(system, id)));
    return {
      ...submitted,
      onCriticalFailure,
      orders,
      effects: effects.length,
      skips,
      offences,
      stories,
    };
  } finally {
    await cleanUp.disposeAsync();
  }
}
