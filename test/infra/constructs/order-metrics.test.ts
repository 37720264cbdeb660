import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FUNCTION_ERRORS_METRIC, LOG_METRICS, REFUSED_METRIC } from '../../../blueprint/log-metrics.ts';
import type { MetricGroup } from '../../../blueprint/metrics.ts';
import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS, WEBHOOK_SENDER_METRICS } from '../../../blueprint/metrics.ts';
import { createPublishMetrics } from '../../../lambdas/runtime/metrics.ts';
import { captureMetrics } from '../../helpers/capture-metrics.ts';
import { synthTenant } from '../synth-tenant.ts';
import { TENANT_FILE } from '../tenant-fixture.ts';

interface AlarmMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface AlarmProperties extends Partial<AlarmMetric> {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: AlarmMetric } }[];
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly ComparisonOperator: string;
  readonly AlarmDescription: string;
}

const WEBHOOKS = ['crm-feed', 'crm_feed'];
const { stateless } = synthTenant();
const alarmsOf = (template: typeof stateless, id = ''): readonly AlarmProperties[] =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
    .filter(([logicalId]) => logicalId.startsWith(`MonitoringAlarms${id}`))
    .map(([, { Properties }]) => Properties);

/** Namespace, name and dimensions, as `Orders/fixture SweeperStarted service=sweeper`. */
function textOf(namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): string {
  return [namespace, name, ...dimensions.map((dimension) => dimension.join('=')).sort()].join(' ');
}

function metricsOf({ Namespace, MetricName, Dimensions, Metrics = [] }: AlarmProperties): readonly string[] {
  const own = Namespace !== undefined && MetricName !== undefined ? [{ Namespace, MetricName, Dimensions }] : [];
  return [...own, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].map((metric) =>
    textOf(
      metric.Namespace,
      metric.MetricName,
      (metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
    ),
  );
}

let published: ReadonlySet<string>;
beforeEach(() => {
  const log = captureMetrics();
  const publishAll = <Key extends string>(group: MetricGroup<Key>, webhook?: string) => {
    const publish = createPublishMetrics('fixture', group, (error) => {
      throw error;
    });
    const values = Object.fromEntries(Object.keys(group.metrics).map((key) => [key, 1])) as Record<Key, number>;
    publish(values, webhook === undefined ? {} : { webhook });
  };
  publishAll(SWEEPER_METRICS);
  for (const webhook of WEBHOOKS) {
    publishAll(WEBHOOK_BACKLOG_METRICS, webhook);
    publishAll(WEBHOOK_SENDER_METRICS, webhook);
  }
  published = new Set(
    log.published().map(({ namespace, name, dimensions }) => textOf(namespace, name, Object.entries(dimensions))),
  );
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the metrics that functions publish', () => {
  it('are those that alarms read, by namespace, name and dimensions', () => {
    const fromLogs = [...Object.keys(LOG_METRICS), REFUSED_METRIC, FUNCTION_ERRORS_METRIC].map(
      (name) => `Orders/fixture ${name}`,
    );
    const read = alarmsOf(stateless)
      .flatMap(metricsOf)
      .filter((metric) => metric.startsWith('Orders/') && !fromLogs.includes(metric));
    expect(read.filter((metric) => !published.has(metric))).toEqual([]);
    expect(read).toContain('Orders/fixture OldestUnfinishedOrderAge service=sweeper');
    // Other metrics of the sweeper are added up from its log. A tenant without patience has no alarms on parked orders.
    const watched = ['OldestUnfinishedOrderAge', 'OldestQueuedOrderAge', 'SweeperTroubled'];
    expect(new Set(read).size).toBe(watched.length + 2 * WEBHOOKS.length);
  });

  it('are shown on the dashboard, every one of them', () => {
    const [dashboard] = Object.values(stateless.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    expect(published.size).toBe(18);
    for (const metric of published) {
      const parts = metric.split(/[ =]/).map((part) => JSON.stringify(part));
      expect(body).toContain(JSON.stringify(parts.join(',')).slice(1, -1));
    }
  });
});

describe('the alarm on the oldest order', () => {
  it('fires when a run takes longer than it should', () => {
    expect(alarmsOf(stateless, 'OldestOrderLate')).toMatchObject([
      {
        Statistic: 'Maximum',
        Period: 300,
        Threshold: 7200,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmDescription: expect.stringContaining('2 hours'),
      },
    ]);
  });

  it('allows for the time that steps may wait for callbacks', () => {
    const [first] = TENANT_FILE.postProcessOrder;
    const waiting = { ...first, id: 'partner', waitFor: 'callback', callback: { timeoutSeconds: 90_000 } };
    const file = { ...TENANT_FILE, processOrder: [...TENANT_FILE.processOrder, waiting] };
    expect(alarmsOf(synthTenant(file).stateless, 'OldestOrderLate')).toMatchObject([
      { Threshold: 97_200, AlarmDescription: expect.stringContaining('27 hours') },
    ]);
  });
});

describe('the alarms on webhooks', () => {
  it('fire at the first event that a webhook lost, and name the webhook', () => {
    const alarms = alarmsOf(stateless, 'WebhookGivenUp');
    expect(alarms).toHaveLength(WEBHOOKS.length);
    for (const [at, webhook] of WEBHOOKS.entries())
      expect(alarms[at]).toMatchObject({
        Statistic: 'Sum',
        Threshold: 1,
        EvaluationPeriods: 1,
        AlarmDescription: expect.stringContaining(`Webhook ${webhook} `),
      });
  });

  it('fire when a webhook has not accepted an event for an hour, in three consecutive periods', () => {
    const alarms = alarmsOf(stateless, 'WebhookFailing');
    expect(alarms).toHaveLength(WEBHOOKS.length);
    for (const alarm of alarms)
      expect(alarm).toMatchObject({ Statistic: 'Maximum', Period: 300, Threshold: 3600, EvaluationPeriods: 3 });
  });

  it('do not exist for a tenant without webhooks, nor for a disabled webhook', () => {
    expect(alarmsOf(stateless, 'Webhook').filter((alarm) => /\boff\b/.test(alarm.AlarmDescription))).toEqual([]);
    const without = synthTenant({ ...TENANT_FILE, webhooks: [] }).stateless;
    expect(alarmsOf(without, 'Webhook')).toEqual([]);
    expect(JSON.stringify(without.findResources('AWS::CloudWatch::Dashboard'))).not.toContain('ebhook event');
  });
});
