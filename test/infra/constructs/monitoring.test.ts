import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ACCESS_METRICS, LOG_METRICS } from '../../../blueprint/metrics.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const alarms = Object.entries(stateless.findResources('AWS::CloudWatch::Alarm'));
const SILENCE = [
  ['SweeperStopped', 'breaching'],
  ['OldestOrderLate', 'ignore'],
  ['QueuedOrdersLate', 'ignore'],
] as const;
const { functions, sequences, stateMachines } = blueprint();

describe('Monitoring', () => {
  it("notifies the tenant's topic when an alarm goes into ALARM and when it returns to OK", () => {
    for (const [, { Properties }] of alarms)
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(JSON.stringify(actions)).toContain(':fixture-alarms');
  });

  it('watches held and late orders, every state machine, the rules, the sweeper, the API and the table', () => {
    const count = (prefix: string) => alarms.filter(([id]) => id.startsWith(`MonitoringAlarms${prefix}`)).length;
    expect({
      held: count('OrdersHeld'),
      late: count('OldestOrderLate'),
      undos: count('UndosFailed') + count('UndosLost'),
      jobs: count('JobsLost'),
      failing: count('OrdersFailing'),
      services: count('Failing'),
      events: count('EventsDropped'),
      sweeper: count('Sweeper'),
      api: count('ApiFailing'),
      table: count('TableThrottled'),
    }).toEqual({
      held: 1,
      late: 1,
      undos: 2,
      jobs: 1,
      failing: sequences.length,
      // Those of the undo machine and of jobs are UndosLost and JobsLost.
      services: stateMachines.filter(({ sequence }) => sequence === undefined).length - 2,
      events: 1,
      sweeper: 3,
      api: 1,
      table: 1,
    });
  });

  it('treats missing data as a stopped sweeper, ignores it for the oldest orders, and otherwise treats it as healthy', () => {
    for (const [id, { Properties }] of alarms) {
      const [, meaning] = SILENCE.find(([alarm]) => id.startsWith(`MonitoringAlarms${alarm}`)) ?? [id, 'notBreaching'];
      expect([id, Properties.TreatMissingData]).toEqual([id, meaning]);
    }
  });

  it.each(Object.entries(LOG_METRICS))('reads %s from a field that its function logs', async (name, metric) => {
    const { entry } = functions.find(({ id }) => id === metric.function) ?? { entry: 'no such function' };
    expect(await readFile(`${entry}.ts`, 'utf8')).toMatch(new RegExp(`logger\\.\\w+\\([^)]*\\b${metric.field}\\b`));
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: `{ $.${metric.field} = "${metric.equals}" }`,
      MetricTransformations: [{ MetricNamespace: 'Orders/fixture', MetricName: name }],
    });
  });

  it.each(Object.entries(ACCESS_METRICS))('counts %s in the access log, and raises an alarm', (name, status) => {
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: '/aws/vendedlogs/apis/fixture-orders',
      FilterPattern: `{ $.status = "${status}" }`,
      MetricTransformations: [{ MetricNamespace: 'Orders/fixture', MetricName: name, MetricValue: '1' }],
    });
    stateless.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: name, Namespace: 'Orders/fixture' });
  });

  it.each(['OrdersCompleted', 'OrdersFailed'] as const)('counts %s by order type too, and draws them', async (name) => {
    const { field, equals } = LOG_METRICS[name];
    expect(await readFile('lambdas/run-outcome/complete-order-handler.ts', 'utf8')).toContain(
      'orderType: answer.orderType',
    );
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: `{ $.${field} = "${equals}" }`,
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

  it('draws a dashboard of the tenant', () => {
    stateless.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'fixture-orders' });
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
