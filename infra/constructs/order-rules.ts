import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, Duration, Stack } from 'aws-cdk-lib/core';
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

  constructor(scope: Construct, id: string, props: OrderRulesProps) {
    super(scope, id);
    const { rules, references } = props;
    this.deadLetters = deadLetterQueue(this);
    const targetOf = targetsOf(this, this.deadLetters, props);
    const addRules = (bus: RuleSpec['bus'], parent: Construct, idOf: (ruleId: string) => string): void => {
      const onBus = rules.filter((rule) => rule.bus === bus);
      const arns = onBus.map((rule) => {
        const { attrArn } = new CfnRule(parent, idOf(rule.id), {
          ...(bus === 'tenant' && { eventBusName: references.bus }),
          eventPattern: eventPatternOf(rule, references),
          targets: [targetOf(rule.target)],
        });
        if (!isStart(rule.target))
          new CfnPermission(parent, `${idOf(rule.id)}Permission`, {
            action: 'lambda:InvokeFunction',
            functionName: props.functionOf(rule.target.function).functionArn,
            principal: 'events.amazonaws.com',
            sourceArn: attrArn,
          });
        return attrArn;
      });
      const sources = bus === 'tenant' ? [anyRuleOf(this, references.bus)] : arns;
      if (arns.length > 0) this.deadLetters.addToResourcePolicy(mayKeepEventsOf(sources, this.deadLetters));
    };
    addRules('tenant', this, distinctId);
    addRules('default', new Construct(scope, 'ExecutionRules'), pascalCase);
  }
}

type StartTarget = Extract<RuleTarget, { readonly stateMachine: string }>;

function isStart(target: RuleTarget): target is StartTarget {
  return 'stateMachine' in target;
}

function deadLetterQueue(scope: Construct): Queue {
  const queue = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, {
    'AwsSolutions-SQS3': 'It is the dead-letter queue.',
    'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue.',
  });
  return queue;
}

/** Returns a function that renders a rule's target. The role that starts state machines exists only if a rule starts one. */
function targetsOf(
  scope: Construct,
  { queueArn }: Queue,
  { rules, stateMachineOf, functionOf }: OrderRulesProps,
): (target: RuleTarget) => CfnRule.TargetProperty {
  const machineArnOf = (target: StartTarget): string => stateMachineOf(target.stateMachine).stateMachineArn;
  const started = rules.flatMap(({ target }) => (isStart(target) ? [machineArnOf(target)] : []));
  const role = started.length === 0 ? {} : { roleArn: startingRole(scope, [...new Set(started)]).roleArn };
  const deadLetterConfig = { arn: queueArn };
  return (target) =>
    isStart(target)
      ? {
          id: 'StateMachine',
          arn: machineArnOf(target),
          ...role,
          inputTransformer: inputTransformerOf(target.input),
          deadLetterConfig,
        }
      : {
          id: 'Function',
          arn: functionOf(target.function).functionArn,
          retryPolicy: { maximumEventAgeInSeconds: target.maxAgeSeconds },
          deadLetterConfig,
        };
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

/** One pattern for the rules of a bus: the policy of a queue has no room for the ARNs of a hundred webhooks. */
function anyRuleOf(scope: Construct, bus: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: `${bus}/*` });
}

function mayKeepEventsOf(ruleArns: readonly string[], queue: Queue): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': ruleArns } },
  });
}
