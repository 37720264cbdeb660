import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { RuleSpec } from '../../blueprint/blueprint.ts';
import { acknowledge } from '../acknowledge.ts';
import { distinctId } from '../distinct-id.ts';

/** What the rules are made of. */
export interface OrderRulesProps {
  readonly rules: readonly RuleSpec[];
  readonly busName: string;
  /** State machines that a rule can start, by id. */
  readonly stateMachines: ReadonlyMap<string, StateMachine>;
}

/** Starts executions on events of the tenant's bus; what cannot be started after a day waits in a queue. */
export class OrderRules extends Construct {
  /** Events whose execution could not be started. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { rules, busName, stateMachines }: OrderRulesProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': 'It is the dead-letter queue.',
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue.',
    });
    if (rules.length === 0) return;
    const arnOf = (spec: RuleSpec): string => machineOf(spec, stateMachines).stateMachineArn;
    const role = startingRole(this, [...new Set(rules.map(arnOf))]);
    const ruleArns = rules.map((spec) => {
      const target = {
        id: 'StateMachine',
        arn: arnOf(spec),
        roleArn: role.roleArn,
        inputTransformer: inputTransformer(spec.target.input),
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      };
      const { pattern: eventPattern } = spec;
      return new CfnRule(this, distinctId(spec.id), { eventBusName: busName, eventPattern, targets: [target] }).attrArn;
    });
    this.deadLetters.addToResourcePolicy(fromRules(this.deadLetters, ruleArns));
  }
}

function startingRole(scope: Construct, stateMachineArns: string[]): Role {
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      Start: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: stateMachineArns })],
      }),
    },
  });
}

function machineOf({ id, target }: RuleSpec, stateMachines: ReadonlyMap<string, StateMachine>): StateMachine {
  const found = stateMachines.get(target.stateMachine);
  if (found === undefined)
    throw new TypeError(
      `Expected rule ${id} to start one of ${[...stateMachines.keys()].join(', ')}, found "${target.stateMachine}".`,
    );
  return found;
}

function fromRules(queue: Queue, ruleArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
}

/** EventBridge puts a value where its name stands in angle brackets, and quotes it if it is text. */
function inputTransformer(input: RuleSpec['target']['input']): CfnRule.InputTransformerProperty {
  const entries = Object.entries(input);
  return {
    inputPathsMap: Object.fromEntries(
      entries.flatMap(([name, value]) => (typeof value === 'object' ? [[name, value.path]] : [])),
    ),
    inputTemplate: `{${entries.map(([name, value]) => `"${name}":${typeof value === 'object' ? `<${name}>` : JSON.stringify(value)}`).join(',')}}`,
  };
}
