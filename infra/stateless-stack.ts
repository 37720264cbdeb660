import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantNames } from '../blueprint/names.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { enabledWebhooks } from '../core/config/webhook-config.ts';
import { ExecutionRules } from './constructs/execution-rules.ts';
import type { Identity } from './constructs/identity.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { operatorOutputs } from './constructs/operator-outputs.ts';
import { OrderApi } from './constructs/order-api.ts';
import { OrderFunctions } from './constructs/order-functions.ts';
import { OrderRules } from './constructs/order-rules.ts';
import { OrderSchedules } from './constructs/order-schedules.ts';
import { orderStateMachines } from './constructs/order-state-machines.ts';
import { StackOutputs } from './constructs/stack-outputs.ts';
import { tenantArns } from './tenant-arns.ts';
import type { TokenAuthority } from './token-authority.ts';

/** What the stateless stack is made of. */
export interface StatelessStackProps extends StackProps {
  readonly blueprint: Blueprint;
  readonly config: TenantConfig;
  /** The tenant's user pool, when its file names no issuer. */
  readonly identity: Identity | undefined;
  /** Folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** What runs: functions, state machines, API, schedules, and what watches them. All of it can be made again. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, { blueprint, config, identity, bundleOf, ...props }: StatelessStackProps) {
    super(scope, id, props);
    const functions = new OrderFunctions(this, 'Functions', { blueprint, bundleOf });
    const functionOf = (functionId: string): IFunction => functions.functionOf(functionId);
    const stateMachines = orderStateMachines(this, blueprint, functionOf);
    const authority = authorityOf(config, identity);
    const { stage } = new OrderApi(this, 'Http', { blueprint, functionOf, authority });
    const { executionRules, rules, schedules, tenant } = blueprint;
    const { deadLetters } = new OrderRules(this, 'Rules', {
      rules,
      busName: tenantNames(tenant).bus,
      stateMachines: stateMachines.services,
    });
    new ExecutionRules(this, 'ExecutionRules', {
      executionRules,
      deadLetters,
      stateMachinePrefix: tenantArns(this, tenant).stateMachinePrefix,
      functionOf,
    });
    new OrderSchedules(this, 'Schedules', { schedules, functionOf });
    const webhooks = enabledWebhooks(config);
    new Monitoring(this, 'Monitoring', { blueprint, webhooks, functions, stage, stateMachines, deadLetters });
    new StackOutputs(this, 'Outputs', operatorOutputs({ blueprint, apiUrl: stage.url, authority, identity }));
  }
}

function authorityOf({ api: { auth } }: TenantConfig, identity: Identity | undefined): TokenAuthority {
  if (auth !== undefined) return { ...auth, scopeOf: (scope) => scope };
  if (identity === undefined)
    throw new TypeError('Expected api.auth or a user pool, found neither: nobody would issue tokens.');
  return identity.authority;
}
