import { readFile } from 'node:fs/promises';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ACCESS_METRICS, LOG_METRICS, type LogMetricSource } from '../../../blueprint/log-metrics.ts';
import { SWEEPER_METRICS } from '../../../blueprint/metrics.ts';
import { pascalCase } from '../../../core/names.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const alarms = Object.entries(stateless.findResources('AWS::CloudWatch::Alarm'));
const SILENCE = [
  ['SweeperStopped', 'breaching'],
  ['OldestOrderLate', 'ignore'],
] as const;
const { functions } = blueprint();

/** The pattern of a metric filter. */
function patternOf({ field, equals }: LogMetricSource): string {
  if (equals === undefined) return `{ $.${field} > 0 }`;
  const [only = '', ...others] = equals.map((value) => `$.${field} = "${value}"`);
  return others.length === 0 ? `{ ${only} }` : `{ ${[only, ...others].map((part) => `(${part})`).join(' || ')} }`;
}

describe('Monitoring', () => {
  it("notifies the tenant's topic when an alarm goes into ALARM and when it returns to OK", () => {
    for (const [, { Properties }] of alarms)
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(JSON.stringify(actions)).toContain(':fixture-alarms');
  });

  it('watches each kind of failure with one alarm', () => {
    const ids = alarms.map(([id]) => id.replace('MonitoringAlarms', '').replace(/[0-9A-F]{8}$/, ''));
    expect(ids.filter((id) => !id.startsWith('Webhook')).toSorted()).toEqual([
      'ApiFailing',
      'ErrorsLimitScopes',
      'EventsDropped',
      'FunctionsFailing',
      'OldestOrderLate',
      'OrdersBroken',
      'OrdersFailing',
      'OrdersHeld',
      'QueuedOrdersLate',
      'RequestsRefused',
      'ServicesFailing',
      'SweeperFindsWork',
      'SweeperStopped',
      'SweeperTroubled',
      'TableThrottled',
      'Throttled',
      'UndosFailed',
      'WorkLost',
    ]);
  });

  it('treats missing data as a stopped sweeper, ignores it for the oldest order, and otherwise treats it as healthy', () => {
    for (const [id, { Properties }] of alarms) {
      const [, meaning] = SILENCE.find(([alarm]) => id.startsWith(`MonitoringAlarms${alarm}`)) ?? [id, 'notBreaching'];
      expect([id, Properties.TreatMissingData]).toEqual([id, meaning]);
    }
  });

  const sources = Object.entries(LOG_METRICS).flatMap(([name, metric]) =>
    metric.sources.map((source): [string, LogMetricSource] => [name, source]),
  );

  it.each(sources)('reads %s from a field that a function logs', async (name, source) => {
    const published: readonly string[] = Object.values(SWEEPER_METRICS.metrics).map((metric) => metric.name);
    const { entry } = functions.find(({ id }) => id === source.function) ?? { entry: 'no such function' };
    const isLogged = new RegExp(`logger\\.\\w+\\([^;]*\\b${source.field}\\b`);
    if (source.equals === undefined) expect(published).toContain(source.field);
    else expect(await readFile(`${entry}.ts`, 'utf8')).toMatch(isLogged);
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: patternOf(source),
      LogGroupName: { Ref: Match.stringLikeRegexp(`^Functions${pascalCase(source.function)}Logs`) },
      MetricTransformations: [
        {
          MetricNamespace: 'Orders/fixture',
          MetricName: name,
          MetricValue: source.equals === undefined ? `$.${source.field}` : '1',
        },
      ],
    });
  });

  it.each(Object.entries(ACCESS_METRICS))(
    'counts %s in the access log, and adds its share of the limit to an alarm',
    (name, { status, limit }) => {
      for (const [MetricName, MetricValue] of [
        [name, '1'],
        ['RequestsRefused', `${100 / limit}`],
      ])
        stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
          LogGroupName: '/aws/vendedlogs/apis/fixture-orders',
          FilterPattern: `{ $.status = "${status}" }`,
          MetricTransformations: [{ MetricNamespace: 'Orders/fixture', MetricName, MetricValue }],
        });
      stateless.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'RequestsRefused',
        Namespace: 'Orders/fixture',
        Threshold: 100,
      });
    },
  );

  it.each(['complete-order', 'execution-ended', 'retention', 'sweeper'])(
    'counts failed invocations of %s, also those that time out',
    (name) => {
      stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern: '{ ($.type = "platform.report") && ($.record.status != "success") }',
        LogGroupName: { Ref: Match.stringLikeRegexp(`^Functions${pascalCase(name)}Logs`) },
        MetricTransformations: [{ MetricName: 'FunctionErrors', MetricValue: '1' }],
      });
    },
  );

  it.each(['OrdersCompleted', 'OrdersFailed'] as const)('counts %s by order type too, and draws them', async (name) => {
    const [source] = LOG_METRICS[name].sources;
    expect(await readFile('lambdas/run-outcome/complete-order-handler.ts', 'utf8')).toContain(
      'orderType: answer.orderType',
    );
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: patternOf(source),
      MetricTransformations: [
        {
          MetricNamespace: 'Orders/fixture',
          MetricName: name,
          Dimensions: [{ Key: 'OrderType', Value: '$.orderType' }],
        },
      ],
    });
    const [dashboard] = Object.values(stateless.findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(dashboard)).toContain(`MetricName=\\\\\\"${name}`);
  });

  it('draws a dashboard of the tenant, unless its file says otherwise', () => {
    stateless.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'fixture-orders' });
    const without = synthTenant({ ...TENANT_FILE, aws: { dashboard: false } }).stateless;
    without.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(Object.keys(without.findOutputs('*'))).not.toContain('Dashboard');
    expect(Object.keys(stateless.findOutputs('*'))).toContain('Dashboard');
  });

  it('shows at most a hundred alarms in a widget, and all of them, however many webhooks there are', () => {
    const [hook] = TENANT_FILE.webhooks;
    const webhooks = Array.from({ length: 50 }, (_, number) => ({ ...hook, name: `hook-${number}` }));
    const large = synthTenant({ ...TENANT_FILE, webhooks }).stateless;
    const [dashboard] = Object.values(large.findResources('AWS::CloudWatch::Dashboard'));
    const parts = dashboard?.Properties.DashboardBody['Fn::Join'][1] as readonly unknown[];
    const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')) as {
      widgets: { type: string; properties: { alarms: string[] } }[];
    };
    const shown = body.widgets.filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms.length);
    const all = Object.keys(large.findResources('AWS::CloudWatch::Alarm')).length;
    expect(all).toBeGreaterThan(100);
    expect(Math.max(...shown)).toBeLessThanOrEqual(100);
    expect(shown.reduce((total, count) => total + count, 0)).toBe(all);
  });
});
