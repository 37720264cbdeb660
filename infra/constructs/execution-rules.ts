import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ExecutionRuleSpec } from '../../blueprint/blueprint.ts';
import { pascalCase } from '../../core/names.ts';

/** What the rules are made of. */
export interface ExecutionRulesProps {
  readonly executionRules: readonly ExecutionRuleSpec[];
  /** What the ARNs of the tenant's state machines start with. */
  readonly stateMachinePrefix: string;
  /** Where events wait that the function could not be told of. */
  readonly deadLetters: Queue;
  functionOf(id: string): IFunction;
}

/** Seconds after which telling is given up: by then the sweeper has asked for itself. */
const MAX_AGE_SECONDS = 3_600;

/**
 * Tells functions how executions of the tenant ended: rules on the default bus of the account, where Step Functions puts
 * its events.
 */
export class ExecutionRules extends Construct {
  constructor(scope: Construct, id: string, props: ExecutionRulesProps) {
    super(scope, id);
    const { deadLetters, executionRules, functionOf, stateMachinePrefix } = props;
    const ruleArns = executionRules.map(({ id: ruleId, statuses, function: functionId }) => {
      const { functionArn } = functionOf(functionId);
      const target = {
        id: 'Function',
        arn: functionArn,
        retryPolicy: { maximumEventAgeInSeconds: MAX_AGE_SECONDS },
        deadLetterConfig: { arn: deadLetters.queueArn },
      };
      const eventPattern = {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: statuses, stateMachineArn: [{ prefix: stateMachinePrefix }] },
      };
      const { attrArn } = new CfnRule(this, pascalCase(ruleId), { eventPattern, targets: [target] });
      new CfnPermission(this, `${pascalCase(ruleId)}Permission`, {
        action: 'lambda:InvokeFunction',
        functionName: functionArn,
        principal: 'events.amazonaws.com',
        sourceArn: attrArn,
      });
      return attrArn;
    });
    deadLetters.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
      }),
    );
  }
}
