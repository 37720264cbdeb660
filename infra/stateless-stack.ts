import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { SWEEPER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { tenantReferences } from '../blueprint/references.ts';
import { CONSOLE_PATH } from '../blueprint/routes/console.ts';
import type { ConsoleSettings, SignIn } from '../blueprint/wire/console-settings.ts';
import type { Deployment } from '../core/config/deployment.ts';
import { consoleSignIn } from './constructs/console-sign-in.ts';
import type { Identity } from './constructs/identity.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { OrderApi, type TokenAuthority } from './constructs/order-api.ts';
import { OrderFunctions } from './constructs/order-functions.ts';
import { OrderRules } from './constructs/order-rules.ts';
import { OrderSchedules } from './constructs/order-schedules.ts';
import { orderStateMachines } from './constructs/order-state-machines.ts';
import { StackOutputs } from './constructs/stack-outputs.ts';
import { editionId } from './edition-id.ts';
import { stackLocation } from './stack-location.ts';

/** Properties of `StatelessStack`. */
export interface StatelessStackProps extends StackProps {
  readonly blueprint: Blueprint;
  readonly deployment: Deployment;
  /** The tenant's user pool, if its file names no issuer. */
  readonly identity: Identity | undefined;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** Paths in a function's bundle, as Lambda unpacks it. */
const CONFIG_FILE = '/var/task/tenant.json';
const CONSOLE_FILES = '/var/task/console';

/** Everything that can be recreated: functions, state machines, API, rules, schedules, and their monitoring. */
export class StatelessStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { blueprint, deployment, identity, bundleOf, ...props }: StatelessStackProps,
  ) {
    super(scope, id, props);
    const { rules, schedules, tenant } = blueprint;
    const api = new OrderApi(this, 'Http', { tenant });
    const signIn = consoleSignIn(this, { auth: blueprint.auth, identity, apiUrl: api.url });
    const edition = editionId(blueprint, (functionId) => functions.versionOf(functionId).version);
    const references = tenantReferences(tenant, stackLocation(this), {
      apiUrl: api.url,
      configFile: CONFIG_FILE,
      consoleFiles: CONSOLE_FILES,
      consoleSettings: JSON.stringify({ signIn, sandbox: false } satisfies ConsoleSettings),
      deployment: JSON.stringify(deployment),
      edition,
    });
    const functions = new OrderFunctions(this, 'Functions', {
      blueprint,
      functions: blueprint.functions,
      references,
      bundleOf,
    });
    const functionOf = (functionId: string): IFunction => functions.functionOf(functionId);
    const stateMachines = orderStateMachines(this, blueprint, {
      functionOf,
      versionArnOf: (functionId) => functions.versionOf(functionId).functionArn,
    });
    // The sweeper publishes their versions under the id of the edition that it is deployed with.
    if (blueprint.aws.canary !== undefined) functionOf(SWEEPER_FUNCTION).node.addDependency(...stateMachines.values());
    const authority = authorityOf(blueprint.auth, identity);
    const stage = api.serve({ routes: blueprint.routes, functionOf, authority: withClient(authority, signIn) });
    const { deadLetters } = new OrderRules(this, 'Rules', {
      rules,
      references,
      stateMachineOf: (machineId) => findStateMachine(stateMachines, machineId),
      functionOf,
    });
    new OrderSchedules(this, 'Schedules', { schedules, functionOf });
    new Monitoring(this, 'Monitoring', { blueprint, edition, functions, stage, stateMachines, deadLetters });
    new StackOutputs(this, 'Outputs', {
      blueprint,
      apiUrl: stage.url,
      consoleUrl: `${api.url}${CONSOLE_PATH}`,
      authority,
      identity,
    });
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

/** Adds the console's client to those whose tokens the API accepts. The tokens of another issuer name the audience instead. */
function withClient(authority: TokenAuthority, signIn: SignIn | null): TokenAuthority {
  return signIn === null
    ? authority
    : { ...authority, audience: [...new Set([...authority.audience, signIn.clientId])] };
}
