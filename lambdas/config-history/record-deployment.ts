import { readFile } from 'node:fs/promises';
import { configVersion } from '../../core/config/config-version.ts';
import type { Deployment } from '../../core/config/deployment.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { readSequences } from '../order-runs/current-sequence.ts';
import type { ConfigHistory } from './config-history.ts';

/** What a function is deployed with. */
export interface DeployedFiles {
  readonly history: Pick<ConfigHistory, 'record'>;
  readonly config: TenantConfig;
  /** The tenant file, in the same folder as the built sequences. */
  readonly configFile: string;
  now(): Date;
}

/**
 * Creates the function that records the deployment which it belongs to. Only the first call writes; one that fails is made again by the
 * next call.
 */
export function createRecordDeployment({ config, configFile, history, now }: DeployedFiles) {
  let isRecorded = false;
  return async (deployment: Deployment): Promise<void> => {
    if (isRecorded) return;
    const file = JSON.parse(await readFile(configFile, 'utf8')) as JsonObject;
    const sequences = (await readSequences(configFile)).map(({ name, version }) => ({ name, version }));
    const version = { version: configVersion(config), config: file, sequences };
    await history.record(version, deployment, now().toISOString());
    isRecorded = true;
  };
}
