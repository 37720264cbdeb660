import { createHash } from 'node:crypto';
import { CfnElement } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { pascalCase } from '../core/names.ts';

/** Returns a construct id for a name in a tenant file. The hash distinguishes names that differ only in case, "-" or "_". */
export function distinctId(name: string): string {
  return `${pascalCase(name)}${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** Returns the logical id of the state machine of a sequence. */
export function sequenceLogicalId(sequence: string): string {
  return `Sequence${distinctId(sequence)}`;
}

/**
 * Fixes the logical id of a resource, so that moving its construct in the code does not replace it.
 *
 * @throws TypeError the construct does not stand for a single resource
 */
export function fixLogicalId(construct: Construct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource))
    throw new TypeError(`Expected ${construct.node.path} to stand for one resource, found none to name ${logicalId}.`);
  resource.overrideLogicalId(logicalId);
}
