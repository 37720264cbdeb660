import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type IAspect, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { CUSTOM_RUNTIME } from '../../scripts/test-deploy/function-runtime/add-function-runtime.ts';

/** The metrics of an alarm, which are expressions or metrics themselves. */
const metricsSchema = z.array(
  z.object({
    metricStat: z
      .object({
        metric: z.object({ namespace: z.string(), metricName: z.string() }),
        period: z.number(),
        stat: z.string(),
      })
      .optional(),
  }),
);

/** What listens on this machine. */
export interface Addresses {
  readonly awsUrl: string;
  readonly sandboxUrl: string;
}

/**
 * What is changed in the templates for the test; nothing else is:
 *
 * - Functions may call the sandbox on this machine by http (`OUTBOUND_LOOPBACK`). Product stacks never set it, so a
 *   deployed function refuses every private address.
 * - Functions find their tenant file in the folder that they run in: the emulator does not put the code into `/var/task`.
 * - Functions bring their own runtime, which speaks the runtime API of Lambda. The emulator's own one for Node calls every
 *   error of a handler Runtime.HandlerError, and Retry and Catch go by the names that handlers throw, as on AWS. It does
 *   not tell functions of a runtime of their own where it listens, so their environment does (`AWS_ENDPOINT_URL`).
 * - A role that may answer the tasks of some state machines may answer all tasks: the emulator asks for the permission on
 *   `*`, AWS on the state machine whose task it is (aws/aws-cdk, pull request 8486, where it was tried).
 * - Alarms over several metrics watch the first of them: the emulator's CloudFormation knows no metric math.
 */
export class EmulatorAdjustments implements IAspect {
  readonly #addresses: Addresses;

  constructor(addresses: Addresses) {
    this.#addresses = addresses;
  }

  visit(node: IConstruct): void {
    if (node instanceof CfnFunction) {
      const { awsUrl, sandboxUrl } = this.#addresses;
      node.addPropertyOverride('Environment.Variables.OUTBOUND_LOOPBACK', new URL(sandboxUrl).host);
      node.addPropertyOverride('Environment.Variables.AWS_ENDPOINT_URL', awsUrl);
      node.addPropertyOverride('Environment.Variables.TENANT_CONFIG_FILE', 'tenant.json');
      node.addPropertyOverride('Runtime', CUSTOM_RUNTIME);
    }
    if (node instanceof CfnRole) answerAllTasks(node);
    if (node instanceof CfnAlarm) watchFirstMetric(node);
  }
}

const TASK_ANSWERS = ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'];

function answerAllTasks(role: CfnRole): void {
  const policies: unknown = Stack.of(role).resolve(role.policies);
  if (!Array.isArray(policies)) return;
  const granted = JSON.stringify(policies);
  const Action = TASK_ANSWERS.filter((action) => granted.includes(`"${action}"`));
  if (Action.length === 0) return;
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  role.addPropertyOverride(`Policies.${policies.length}`, { PolicyName: 'AnswerAllTasks', PolicyDocument });
}

function watchFirstMetric(alarm: CfnAlarm): void {
  const metrics: unknown = Stack.of(alarm).resolve(alarm.metrics);
  if (metrics === undefined) return;
  const stat = metricsSchema.parse(metrics).find(({ metricStat }) => metricStat !== undefined)?.metricStat;
  if (stat === undefined) throw new TypeError(`Expected ${alarm.node.path} to have a metric, found expressions only.`);
  alarm.addPropertyDeletionOverride('Metrics');
  alarm.addPropertyOverride('Namespace', stat.metric.namespace);
  alarm.addPropertyOverride('MetricName', stat.metric.metricName);
  alarm.addPropertyOverride('Period', stat.period);
  alarm.addPropertyOverride('Statistic', stat.stat);
}
