import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { References } from '../../blueprint/references.ts';
import { eventPatternOf, inputTransformerOf, type RuleSpec, type RuleTarget } from '../../blueprint/rules.ts';
import { pascalCase } from '../../core/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { distinctId } from '../logical-ids.ts';

/** Properties of `OrderRules`. */
export interface OrderRulesProps {
  readonly rules: readonly RuleSpec[];
  readonly references: References;
  stateMachineOf(id: string): StateMachine;
  functionOf(id: string): IFunction;
}

/** The rules of the tenant's bus and of the account's default bus, and a queue for events that cannot be delivered. */
export class OrderRules extends Construct {
  /** Events that could not be delivered: to a state machine within a day, to a function within the rule's maximum age. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { rules, references, stateMachineOf, functionOf }: OrderRulesProps) {
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
    const machineArnOf = (target: StartTarget): string => stateMachineOf(target.stateMachine).stateMachineArn;
    const started = rules.flatMap(({ target }) => (isStart(target) ? [machineArnOf(target)] : []));
    const roleArn = started.length === 0 ? undefined : startingRole(this, [...new Set(started)]).roleArn;
    const targetOf = (target: RuleTarget): CfnRule.TargetProperty => ({
      deadLetterConfig: { arn: this.deadLetters.queueArn },
      ...(isStart(target)
        ? {
            id: 'StateMachine',
            arn: machineArnOf(target),
            ...(roleArn !== undefined && { roleArn }),
            inputTransformer: inputTransformerOf(target.input),
          }
        : {
            id: 'Function',
            arn: functionOf(target.function).functionArn,
            retryPolicy: { maximumEventAgeInSeconds: target.maxAgeSeconds },
          }),
    });
    const addRule = (parent: Construct, ruleId: string, rule: RuleSpec, eventBusName?: string): string => {
      const { attrArn } = new CfnRule(parent, ruleId, {
        ...(eventBusName !== undefined && { eventBusName }),
        eventPattern: eventPatternOf(rule, references),
        targets: [targetOf(rule.target)],
      });
      if (!isStart(rule.target))
        new CfnPermission(parent, `${ruleId}Permission`, {
          action: 'lambda:InvokeFunction',
          functionName: functionOf(rule.target.function).functionArn,
          principal: 'events.amazonaws.com',
          sourceArn: attrArn,
        });
      return attrArn;
    };
    const onBus = (bus: RuleSpec['bus']): readonly RuleSpec[] => rules.filter((rule) => rule.bus === bus);
    const serviceRules = new Construct(scope, 'ExecutionRules');
    for (const ruleArns of [
      onBus('tenant').map((rule) => addRule(this, distinctId(rule.id), rule, references.bus)),
      onBus('default').map((rule) => addRule(serviceRules, pascalCase(rule.id), rule)),
    ])
      if (ruleArns.length > 0) this.deadLetters.addToResourcePolicy(mayKeepEventsOf(ruleArns, this.deadLetters));
  }
}

type StartTarget = Extract<RuleTarget, { readonly stateMachine: string }>;

function isStart(target: RuleTarget): target is StartTarget {
  return 'stateMachine' in target;
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

function mayKeepEventsOf(ruleArns: readonly string[], queue: Queue): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
}
