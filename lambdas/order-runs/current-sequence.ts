import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SEQUENCES_FILE } from '../../blueprint/deployed-files.ts';
import { type BuiltSequences, chooseSequence, type ResolvedSequence } from '../../core/config/choose-sequence.ts';
import { configVersion } from '../../core/config/config-version.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { runEditionOf } from '../../core/editions/edition.ts';
import type { JsonObject } from '../../core/json.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import type { ChooseEdition } from '../editions/choose-edition.ts';

/**
 * Returns the sequence that an order would get now.
 *
 * @param payload the order as submitted, or with the changes of a resume
 * @param order its id, and its runs so far: none for a new order
 */
export type CurrentSequence = (
  payload: JsonObject,
  order: Pick<OrderRecord, 'id' | 'runs'>,
) => Promise<ResolvedSequence>;

/**
 * Creates the function that chooses an order's sequence: from its edition, or else from the config deployed with the function. The
 * sequences were built at deployment, so they equal those of the state machines and need no plugin code.
 *
 * @param configFile the tenant file, in the same folder as the built sequences
 * @param readConfig returns its content
 * @param chooseEdition asked only if the config has `aws.canary`
 */
export function createCurrentSequence(
  configFile: string,
  readConfig: () => Promise<TenantConfig>,
  chooseEdition: ChooseEdition,
): CurrentSequence {
  let deployed: Promise<readonly [TenantConfig, BuiltSequences]> | undefined;
  const readDeployed = async (): Promise<readonly [TenantConfig, BuiltSequences]> => {
    const config = await readConfig();
    return [config, await readBuilt(configFile, config)];
  };
  return async (payload, order) => {
    deployed ??= readDeployed();
    const [config, built] = await deployed;
    const chosen = config.aws.canary === undefined ? undefined : await chooseEdition(order);
    if (chosen === undefined) return chooseSequence(built, payload);
    const resolved = chooseSequence(chosen.edition, payload);
    return { ...resolved, edition: runEditionOf(chosen.edition, resolved.sequence.name, chosen.canary) };
  };
}

/** Returns the sequences that were built at deployment. @param configFile as of `readSequences` @param config its content */
export async function readBuilt(configFile: string, config: TenantConfig): Promise<BuiltSequences> {
  const sequences = await readSequences(configFile);
  return { overrides: config.overrides, sequences, configVersion: configVersion(config) };
}

/** Reads the sequences that were built at deployment. @param configFile the tenant file, in the same folder */
export async function readSequences(configFile: string): Promise<readonly Sequence[]> {
  return JSON.parse(await readFile(join(dirname(configFile), SEQUENCES_FILE), 'utf8')) as readonly Sequence[];
}
