import { expect, it } from 'vitest';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';

const arns = tenantArns('acme', { partition: 'aws', region: 'eu-west-1', accountId: '000000000000' });

it('names what operators and other systems rely on', () => {
  const { functionOf, stateMachineOf, ...names } = tenantNames('acme');
  expect(names).toEqual({
    table: 'acme-orders',
    bus: 'acme-orders',
    api: 'acme-orders',
    userPool: 'acme-orders',
    alarmTopic: 'acme-alarms',
    dashboard: 'acme-orders',
    accessLogs: '/aws/vendedlogs/apis/acme-orders',
    executionLogs: '/aws/vendedlogs/states/acme-orders',
    secretsPrefix: 'acme/',
    searchKey: 'acme/.search-key',
  });
  expect([functionOf('submit-order'), stateMachineOf('default')]).toEqual(['acme-submit-order', 'acme-default']);
});

it.each([
  [arns.table, 'arn:aws:dynamodb:eu-west-1:000000000000:table/acme-orders'],
  [arns.indexOf('by-day'), 'arn:aws:dynamodb:eu-west-1:000000000000:table/acme-orders/index/by-day'],
  [arns.bus, 'arn:aws:events:eu-west-1:000000000000:event-bus/acme-orders'],
  [arns.alarmTopic, 'arn:aws:sns:eu-west-1:000000000000:acme-alarms'],
  [arns.functionOf('sweeper'), 'arn:aws:lambda:eu-west-1:000000000000:function:acme-sweeper'],
  [arns.stateMachineOf('default'), 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-default'],
  [`${arns.stateMachinePrefix}default`, 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-default'],
  [arns.executionsOf('default'), 'arn:aws:states:eu-west-1:000000000000:execution:acme-default:*'],
  [arns.secretOf('zuora'), 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:acme/zuora-??????'],
  [arns.searchKey, 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:acme/.search-key-??????'],
])('composes %s', (composed, arn) => {
  expect(composed).toBe(arn);
});
