import { CfnOutput } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** One thing that an operator needs to know after a deployment. */
export interface StackOutput {
  readonly description: string;
  readonly value: string;
}

/** What `cdk deploy` prints at the end, under the names given here. */
export class StackOutputs extends Construct {
  constructor(scope: Construct, id: string, outputs: Readonly<Record<string, StackOutput | undefined>>) {
    super(scope, id);
    for (const [name, output] of Object.entries(outputs)) {
      if (output !== undefined) new CfnOutput(this, name, output).overrideLogicalId(name);
    }
  }
}
