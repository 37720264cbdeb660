import { CfnElement } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Gives a resource its logical id for good, so that moving its construct in the code does not replace it.
 *
 * @throws TypeError the construct stands for no single resource
 */
export function fixLogicalId(construct: Construct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource))
    throw new TypeError(`Expected ${construct.node.path} to stand for one resource, found none to name ${logicalId}.`);
  resource.overrideLogicalId(logicalId);
}
