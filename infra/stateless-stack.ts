import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { TENANT_FILE } from '../blueprint/deployed-files.ts';
import { SWEEPER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { tenantReferences } from '../blueprint/references.ts';
import { CONSOLE_PATH } from '../blueprint/routes/console.ts';
import { MCP_PATH } from '../blueprint/routes/mcp.ts';
import { agentSignIn } from '../blueprint/wire/agent-sign-in.ts';
import type { ConsoleSettings } from '../blueprint/wire/console-settings.ts';
import type { Deployment } from '../core/config/deployment.ts';
import { consoleSignIn } from './constructs/console-sign-in.ts';
import type { Identity } from './constructs/identity.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { OrderApi, type TokenAuthority } from './constructs/order-api.ts';
import type { OrderFunction } from './constructs/order-function.ts';
import { OrderFunctions } from './constructs/order-functions.ts';
import { OrderRules } from './constructs/order-rules.ts';
import { OrderSchedules } from './constructs/order-schedules.ts';
import { orderStateMachines } from './constructs/order-state-machines.ts';
import { addPeopleClient } from './constructs/people-client.ts';
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
const TENANT_PATH = `/var/task/${TENANT_FILE}`;
const CONSOLE_FILES = '/var/task/console';

/** Everything that can be recreated: functions, state machines, API, rules, schedules, and their monitoring. */
export class StatelessStack extends Stack {
  /** All functions but those of the user pool. */
  readonly functions: readonly OrderFunction[];

  constructor(
    scope: Construct,
    id: string,
    { blueprint, deployment, identity, bundleOf, ...props }: StatelessStackProps,
  ) {
    super(scope, id, props);
    const { rules, schedules, tenant, agents } = blueprint;
    const api = new OrderApi(this, 'Http', { tenant, customDomain: blueprint.aws.customDomain });
    const signIn = consoleSignIn(this, { auth: blueprint.auth, identity, apiUrl: api.url });
    const edition = editionId(blueprint, (functionId) => functions.versionOf(functionId).version);
    const authority = authorityOf(blueprint.auth, identity);
    const agentClientId = agentClient(this, agents.redirectUrls, identity);
    const references = tenantReferences(blueprint, stackLocation(this), {
      apiUrl: api.url,
      configFile: TENANT_PATH,
      consoleFiles: CONSOLE_FILES,
      consoleSettings: JSON.stringify({ signIn, sandbox: false } satisfies ConsoleSettings),
      deployment: JSON.stringify(deployment),
      edition,
      agentSignIn: JSON.stringify(agentSignIn(authority.issuer, agents.mayAct, authority.scopeOf)),
    });
    const functions = new OrderFunctions(this, 'Functions', {
      blueprint,
      functions: blueprint.functions,
      references,
      bundleOf,
    });
    this.functions = functions.all;
    const functionOf = (functionId: string): IFunction => functions.functionOf(functionId);
    const stateMachines = orderStateMachines(this, blueprint, {
      functionOf,
      versionArnOf: (functionId) => functions.versionOf(functionId).functionArn,
    });
    // The sweeper publishes their versions under the id of the edition that it is deployed with.
    if (blueprint.aws.canary !== undefined) functionOf(SWEEPER_FUNCTION).node.addDependency(...stateMachines.values());
    // A token that an issuer bound to the endpoint for agents (RFC 8707) names it as its audience.
    const others = [signIn?.clientId, agentClientId, `${api.url}${MCP_PATH}`];
    const stage = api.serve({ routes: blueprint.routes, functionOf, authority: withAudience(authority, others) });
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
      // With a slash at its end, as the gateway has it.
      apiUrl: api.domain === undefined ? stage.url : `${api.url}/`,
      domain: api.domain,
      consoleUrl: `${api.url}${CONSOLE_PATH}`,
      authority,
      identity,
      agentClientId,
    });
  }
}

/** Adds a client for agents to the user pool of the tenant, if agents may be sent back somewhere. */
function agentClient(
  scope: Construct,
  redirectUrls: readonly string[],
  identity: Identity | undefined,
): string | undefined {
  if (identity === undefined || redirectUrls.length === 0) return undefined;
  return addPeopleClient(scope, { name: 'agent', identity, callbackUrls: [...redirectUrls] });
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

/** Adds clients and URLs to those whose tokens the API accepts. The tokens of another issuer name the audience instead. */
function withAudience(authority: TokenAuthority, others: readonly (string | undefined)[]): TokenAuthority {
  const given = others.filter((other) => other !== undefined);
  return { ...authority, audience: [...new Set([...authority.audience, ...given])] };
}
