import { describe, expect, it } from 'vitest';
import { defineFunction, environmentOf, type Use } from '../../../blueprint/functions/define-function.ts';
import { TARGET } from '../../helpers/target-references.ts';

const define = (...uses: Use[]) =>
  defineFunction('acme', { id: 'fn', entry: 'lambdas/fn/handler.ts', timeoutSeconds: 15, uses });

describe('defineFunction', () => {
  it('sets the tenant, and grants nothing that the function does not use', () => {
    expect(define()).toMatchObject({
      environment: { TENANT: 'acme' },
      grants: [],
      secrets: [],
      throwsOutcomes: false,
      memoryMb: 512,
    });
  });

  it('has the environment of everything that it uses', () => {
    expect(define('table:get', 'table:put', 'events:publish', 'config', 'secrets', 'runs:start').environment).toEqual({
      TENANT: 'acme',
      ORDERS_TABLE: { ref: 'table' },
      EVENT_BUS: { ref: 'bus' },
      TENANT_CONFIG_FILE: { ref: 'configFile' },
      SECRETS_PREFIX: { ref: 'secretsPrefix' },
      STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' },
    });
  });

  it('has one grant per resource, with each action once', () => {
    expect(
      define('table:get', 'runs:start', 'account-subscriptions:write', 'table:query', 'tasks:answer').grants,
    ).toEqual([
      { on: 'table', actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'] },
      {
        on: 'stateMachines',
        actions: ['states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure'],
      },
    ]);
  });

  it('keeps grants on different state machines separate', () => {
    expect(define('heals:start', 'undos:start').grants).toEqual([
      { on: 'stateMachine', stateMachine: 'heal', actions: ['states:StartExecution'] },
      { on: 'stateMachine', stateMachine: 'undo', actions: ['states:StartExecution'] },
    ]);
  });
});

describe('environmentOf', () => {
  it('fills in every reference', () => {
    const references = {
      table: 'acme-orders',
      bus: 'acme-orders',
      stateMachinePrefix: 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-',
      secretsPrefix: 'acme/',
      searchKey: 'acme/.search-key',
      ...TARGET,
    };
    expect(environmentOf(define('table:get', 'config', 'account-subscriptions:skip'), references)).toEqual({
      TENANT: 'acme',
      ORDERS_TABLE: 'acme-orders',
      TENANT_CONFIG_FILE: '/var/task/tenant.json',
      ACCOUNT_SUBSCRIPTIONS: 'unused',
    });
  });
});
