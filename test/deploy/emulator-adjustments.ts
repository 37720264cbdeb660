import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type IAspect, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import * as z from 'zod';

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

/**
 * What is changed in the templates for the test; nothing else is:
 *
 * - Functions may call the sandbox on this machine by http (`OUTBOUND_LOOPBACK`). Product stacks never set it, so a
 *   deployed function refuses every private address.
 * - Functions find their tenant file in the folder that they run in: the emulator does not put the code into `/var/task`.
 * - Alarms over several metrics watch the first of them: the emulator's CloudFormation knows no metric math.
 */
export class EmulatorAdjustments implements IAspect {
  readonly #sandbox: string;

  /** @param sandbox host and port of the sandbox */
  constructor(sandbox: string) {
    this.#sandbox = sandbox;
  }

  visit(node: IConstruct): void {
    if (node instanceof CfnFunction) {
      node.addPropertyOverride('Environment.Variables.OUTBOUND_LOOPBACK', this.#sandbox);
      node.addPropertyOverride('Environment.Variables.TENANT_CONFIG_FILE', 'tenant.json');
    }
    if (node instanceof CfnAlarm) watchFirstMetric(node);
  }
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
