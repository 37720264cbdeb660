import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SWEEPER_METRICS } from '../../core/recovery/sweeper-metrics.ts';
import { LOG_METRICS } from '../../infra/constructs/log-metrics.ts';
import { synthTenant } from './synth-tenant.ts';
import { blueprint } from './tenant-fixture.ts';

const { stateless } = synthTenant();
const alarms = Object.entries(stateless.findResources('AWS::CloudWatch::Alarm'));
const alarmOf = (id: string) =>
  alarms.find(([logicalId]) => logicalId.startsWith(`MonitoringAlarms${id}`))?.[1].Properties;
const { functions, sequences, stateMachines } = blueprint();

describe('Monitoring', () => {
  it('tells the topic of the tenant when an alarm goes off and when it is over', () => {
    for (const [, { Properties }] of alarms) {
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(JSON.stringify(actions)).toContain(':fixture-alarms');
      expect(Properties.AlarmDescription).toMatch(/\. .+\./);
    }
  });

  it('watches held orders, every state machine, the rules, the sweeper, the API, the table and every function', () => {
    const count = (prefix: string) => alarms.filter(([id]) => id.startsWith(`MonitoringAlarms${prefix}`)).length;
    expect({
      held: count('OrdersHeld'),
      undos: count('UndosFailed'),
      failing: count('OrdersFailing'),
      services: count('Failing'),
      events: count('EventsDropped'),
      sweeper: count('Sweeper'),
      api: count('ApiFailing'),
      table: count('TableThrottled'),
      throttled: count('Throttled'),
    }).toEqual({
      held: 1,
      undos: 1,
      failing: sequences.length,
      services: stateMachines.length,
      events: 1,
      sweeper: 3,
      api: 1,
      table: 1,
      throttled: functions.length,
    });
  });

  it('takes no error of a plugin for one of the system, since a declined order is one', () => {
    expect(alarmOf('ErrorsCompleteOrder')).toBeDefined();
    expect(alarmOf('ErrorsPlugin')).toBeUndefined();
  });

  it('takes silence of the sweeper for its failure, and silence of all others for peace', () => {
    for (const [id, { Properties }] of alarms)
      expect([id, Properties.TreatMissingData]).toEqual([
        id,
        id.includes('SweeperStopped') ? 'breaching' : 'notBreaching',
      ]);
  });

  it.each(Object.entries(LOG_METRICS))('reads %s from a field that its function logs', async (name, metric) => {
    const { entry } = functions.find(({ id }) => id === metric.function) ?? { entry: 'no such function' };
    expect(await readFile(entry, 'utf8')).toMatch(new RegExp(`logger\\.\\w+\\([^)]*\\b${metric.field}\\b`));
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: `{ $.${metric.field} = "${metric.equals}" }`,
      MetricTransformations: [{ MetricNamespace: 'Orders/fixture', MetricName: name }],
    });
  });

  it.each(Object.values(SWEEPER_METRICS))('shows %s as the sweeper publishes it', (name) => {
    const [dashboard] = Object.values(stateless.findResources('AWS::CloudWatch::Dashboard'));
    const escaped = JSON.stringify(`"Orders/fixture","${name}","service","sweeper"`).slice(1, -1);
    expect(JSON.stringify(dashboard?.Properties.DashboardBody)).toContain(escaped);
  });

  it('draws a dashboard of the tenant', () => {
    stateless.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'fixture-orders' });
  });
});
