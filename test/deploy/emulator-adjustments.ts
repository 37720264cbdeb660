import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnManagedLoginBranding } from 'aws-cdk-lib/aws-cognito';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type IAspect, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { CUSTOM_RUNTIME } from '../../scripts/test-deploy/function-runtime/add-function-runtime.ts';

/** The metrics of an alarm: expressions or metrics. */
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

/** Local services. */
export interface Addresses {
  readonly awsUrl: string;
  readonly sandboxUrl: string;
}

/**
 * The only changes that the test makes to the templates (and adjust-definitions.ts to the state machines):
 *
 * - Functions may call the sandbox on this machine over http (`OUTBOUND_LOOPBACK`). Product stacks never set it, so a
 *   deployed function rejects every private address.
 * - Functions find their tenant file, and the files of the console, in their working folder, because the emulator does not put the code into `/var/task`.
 * - Functions bring their own runtime, which uses the runtime API of Lambda. The emulator's Node runtime reports every error of
 *   a handler as Runtime.HandlerError, but Retry and Catch match the names that handlers throw, as on AWS. The emulator does
 *   not tell custom runtimes its address, so their environment does (`AWS_ENDPOINT_URL`).
 * - A role that may answer the tasks of some state machines may answer all tasks: the emulator checks the permission on `*`,
 *   AWS on the task's state machine (aws/aws-cdk, pull request 8486, which tested it).
 * - The console's sign-in page has no style: the emulator's CloudFormation has no resource for it. Its page is plain, and asks for no
 *   second factor.
 * - Alarms over several metrics watch the first of them, because the emulator's CloudFormation has no metric math.
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
      node.addPropertyOverride('Environment.Variables.CONSOLE_FILES', 'console');
      node.addPropertyOverride('Runtime', CUSTOM_RUNTIME);
    }
    if (node instanceof CfnManagedLoginBranding) node.node.scope?.node.tryRemoveChild(node.node.id);
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
