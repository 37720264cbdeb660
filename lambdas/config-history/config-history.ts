import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Deployment } from '../../core/config/deployment.ts';
import type { JsonObject } from '../../core/json.ts';
import { CONFIG_PARTITION, configVersionKey, DEPLOYMENT_PREFIX, deploymentKey } from '../../core/order/order-keys.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { retryOnConflict } from '../order-store/change-order.ts';
import { ifConditionHolds } from '../update-item.ts';

/** A version of the tenant's config. */
export interface ConfigVersion {
  readonly version: string;
  /** The tenant file as deployed. It names secrets and never contains them. */
  readonly config: JsonObject;
  readonly sequences: readonly Pick<Sequence, 'name' | 'version'>[];
}

/** A deployment: when which version of the config came into effect, and what its deployer said. */
export interface DeploymentRecord extends Deployment {
  /** From 1, in the order of the deployments. */
  readonly number: number;
  readonly version: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Every deployed version of the tenant's config. Nothing is ever deleted. */
export interface ConfigHistory {
  /**
   * Records a deployment, unless it is the latest one already.
   *
   * @param at ISO 8601
   * @throws HistoryContended other functions recorded deployments during every try
   */
  record(version: ConfigVersion, deployment: Deployment, at: string): Promise<void>;
  /** Returns deployments, newest first. @param before only those with a smaller number. @default all */
  deployments(limit: number, before?: number): Promise<readonly DeploymentRecord[]>;
  /** Returns all deployments of a version, newest first. */
  deploymentsOf(version: string): Promise<readonly DeploymentRecord[]>;
  version(version: string): Promise<ConfigVersion | undefined>;
}

/** Other functions recorded deployments during every try. The caller may try again. */
export class HistoryContended extends Error {
  override readonly name = 'HistoryContended';
}

/** How often a deployment is recorded while another function records one. */
const MAX_TRIES = 5;

/** Creates the history over the order table. */
export function createConfigHistory(client: DynamoDBDocumentClient, table: string): ConfigHistory {
  const newestFirst = (before?: number) => ({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': CONFIG_PARTITION,
      ':first': DEPLOYMENT_PREFIX,
      ':last': before === undefined ? `${DEPLOYMENT_PREFIX}~` : deploymentKey(before - 1).sk,
    },
    ScanIndexForward: false,
    ConsistentRead: true,
  });

  async function deployments(limit: number, before?: number): Promise<readonly DeploymentRecord[]> {
    const { Items = [] } = await client.send(new QueryCommand({ ...newestFirst(before), Limit: limit }));
    return Items.map(deploymentOf);
  }

  const putNew = (Item: Record<string, unknown>) =>
    ifConditionHolds(() =>
      client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
    );

  return {
    async record({ config, sequences, version }, deployment, at) {
      const recorded = await retryOnConflict(async () => {
        const [latest] = await deployments(1);
        if (latest !== undefined && isSame(latest, { ...deployment, version })) return latest;
        const texts = { config: gzipSync(JSON.stringify(config)), sequences: gzipSync(JSON.stringify(sequences)) };
        // First, so that every deployment in the list has its version.
        await putNew({ ...configVersionKey(version), version, ...texts });
        const number = (latest?.number ?? 0) + 1;
        return putNew({ ...deploymentKey(number), ...deployment, number, version, at });
      }, MAX_TRIES);
      if (recorded === undefined)
        throw new HistoryContended(`Other functions recorded deployments during each of ${MAX_TRIES} tries.`);
    },

    deployments,

    async deploymentsOf(version) {
      const found: DeploymentRecord[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, newestFirst()))
        found.push(...Items.map(deploymentOf).filter((deployment) => deployment.version === version));
      return found;
    },

    async version(version) {
      const get = new GetCommand({ TableName: table, Key: configVersionKey(version), ConsistentRead: true });
      const { Item } = await client.send(get);
      if (Item === undefined) return undefined;
      return {
        version,
        config: unzipped(Item.config) as ConfigVersion['config'],
        sequences: unzipped(Item.sequences) as ConfigVersion['sequences'],
      };
    },
  };
}

function isSame(latest: DeploymentRecord, next: Deployment & { readonly version: string }): boolean {
  return latest.version === next.version && latest.commit === next.commit && latest.uncommitted === next.uncommitted;
}

function deploymentOf({ pk: _pk, sk: _sk, ...deployment }: Record<string, unknown>): DeploymentRecord {
  return deployment as unknown as DeploymentRecord;
}

function unzipped(bytes: unknown): unknown {
  return JSON.parse(gunzipSync(bytes as Uint8Array).toString('utf8'));
}
