import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantReferences } from '../blueprint/references.ts';
import type { Identity } from './constructs/identity.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { OrderApi, type TokenAuthority } from './constructs/order-api.ts';
import { OrderFunctions } from './constructs/order-functions.ts';
import { OrderRules } from './constructs/order-rules.ts';
import { OrderSchedules } from './constructs/order-schedules.ts';
import { orderStateMachines } from './constructs/order-state-machines.ts';
import { StackOutputs } from './constructs/stack-outputs.ts';
import { stackLocation } from './stack-location.ts';

/** Properties of `StatelessStack`. */
export interface StatelessStackProps extends StackProps {
  readonly blueprint: Blueprint;
  /** The tenant's user pool, if its file names no issuer. */
  readonly identity: Identity | undefined;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** Path of the tenant file in a function's bundle, as Lambda unpacks it. */
const CONFIG_FILE = '/var/task/tenant.json';

/** Everything that can be recreated: functions, state machines, API, rules, schedules, and their monitoring. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, { blueprint, identity, bundleOf, ...props }: StatelessStackProps) {
    super(scope, id, props);
    const { rules, schedules, tenant } = blueprint;
    const references = tenantReferences(tenant, stackLocation(this), CONFIG_FILE);
    const functions = new OrderFunctions(this, 'Functions', { blueprint, references, bundleOf });
    const functionOf = (functionId: string): IFunction => functions.functionOf(functionId);
    const stateMachines = orderStateMachines(this, blueprint, functionOf);
    const authority = authorityOf(blueprint.auth, identity);
    const { stage } = new OrderApi(this, 'Http', { blueprint, functionOf, authority });
    const { deadLetters } = new OrderRules(this, 'Rules', {
      rules,
      references,
      stateMachineOf: (machineId) => findStateMachine(stateMachines, machineId),
      functionOf,
    });
    new OrderSchedules(this, 'Schedules', { schedules, functionOf });
    new Monitoring(this, 'Monitoring', { blueprint, functions, stage, stateMachines, deadLetters });
    new StackOutputs(this, 'Outputs', { blueprint, apiUrl: stage.url, authority, identity });
  }
}

function findStateMachine(stateMachines: ReadonlyMap<string, StateMachine>, id: string): StateMachine {
  const found = stateMachines.get(id);
  if (found === undefined)
    throw new TypeError(`Expected one of the state machines ${[...stateMachines.keys()].join(', ')}, found "${id}".`);
  return found;
}

function authorityOf(auth: Blueprint['auth'], identity: Identity | undefined): TokenAuthority {
  if (auth !== undefined) return { ...auth, scopeOf: (scope) => scope };
  if (identity === undefined) throw new TypeError('Expected api.auth or a user pool to issue tokens, found neither.');
  return identity.authority;
}
