import { createHash } from 'node:crypto';
import { Lazy } from 'aws-cdk-lib/core';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { belongsToEditions } from '../blueprint/machines.ts';
import { definitionOf } from '../state-machines/definition-of.ts';

/** Digits of the hash in the id. */
const HASH_DIGITS = 12;

/**
 * Returns the id of the edition that a deployment makes, for example `4c1284ba8b87.3.17.17`: a hash of the config and the definitions, then the
 * versions of the functions that they invoke. So anything that an order runs through changes it. Empty without `aws.canary`.
 *
 * @param versionOf returns the version of a function; called when the stack has been composed
 */
export function editionId(
  { aws, configVersion, stateMachines }: Pick<Blueprint, 'aws' | 'configVersion' | 'stateMachines'>,
  versionOf: (functionId: string) => string,
): string {
  if (aws.canary === undefined) return '';
  const machines = stateMachines.filter(belongsToEditions);
  const functions = [...new Set(machines.flatMap((machine) => machine.functions))].sort();
  const content = JSON.stringify([configVersion, ...machines.map(definitionOf)]);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_DIGITS);
  return Lazy.string({ produce: () => [hash, ...functions.map(versionOf)].join('.') });
}
