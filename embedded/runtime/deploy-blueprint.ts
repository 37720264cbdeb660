import type { Blueprint } from '../../blueprint/blueprint.ts';
import { type TenantArns, tenantArns, tenantNames } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import { eventPatternOf, inputTransformerOf, type RuleSpec, type RuleTarget } from '../../blueprint/rules.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { fillPlaceholders } from '../../state-machines/placeholders.ts';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import { LOCAL } from './local.ts';

/** A service, by its AWS operations. */
type Service = Pick<AwsService, 'call'>;

/** The role of every state machine. Nothing on this machine checks it. */
const ROLE_ARN = `arn:aws:iam::${LOCAL.accountId}:role/local`;

/** Marks the rules that come from a blueprint. Any other rule belongs to whoever created it. */
const RULE_DESCRIPTION = 'Made from the blueprint of the tenant';

/**
 * Creates or updates every state machine of a blueprint. Executions that are running keep their definition.
 *
 * @param prefix see `tenantNames`
 */
export async function deployStateMachines(
  { tenant, stateMachines, functions }: Pick<Blueprint, 'tenant' | 'stateMachines' | 'functions'>,
  stepFunctions: Service,
  prefix?: string,
): Promise<void> {
  const arns = tenantArns(tenant, LOCAL, prefix);
  const functionArns = Object.fromEntries(functions.map(({ id }) => [id, arns.functionOf(id)]));
  const deploy = async (spec: Blueprint['stateMachines'][number]): Promise<void> => {
    const definition = fillPlaceholders(JSON.stringify(definitionOf(spec)), functionArns);
    const name = tenantNames(tenant, prefix).stateMachineOf(spec.id);
    try {
      await stepFunctions.call('CreateStateMachine', { name, definition, roleArn: ROLE_ARN, type: 'STANDARD' });
    } catch (error) {
      if (!(error instanceof AwsServiceError) || error.name !== 'StateMachineAlreadyExists') throw error;
      await stepFunctions.call('UpdateStateMachine', { stateMachineArn: arns.stateMachineOf(spec.id), definition });
    }
  };
  // Together they wait for the disk once.
  await Promise.all(stateMachines.map(deploy));
}

/**
 * Creates or updates the rules of a blueprint, and removes those of an earlier blueprint.
 *
 * @param prefix see `tenantNames`
 */
export async function deployRules(
  { tenant, rules }: Pick<Blueprint, 'tenant' | 'rules'>,
  references: References,
  eventBridge: Service,
  prefix?: string,
): Promise<void> {
  const arns = tenantArns(tenant, LOCAL, prefix);
  for (const [bus, EventBusName] of [
    ['tenant', references.bus],
    ['default', 'default'],
  ] as const) {
    const callBus: CallBus = (operation, input) => eventBridge.call(operation, { EventBusName, ...input });
    const onBus = rules.filter((rule) => rule.bus === bus);
    await removeOthers(onBus, callBus);
    // They are carried out one after the other, and together wait for the disk once.
    const puts = onBus.flatMap((rule) => [
      callBus('PutRule', {
        Name: rule.id,
        EventPattern: JSON.stringify(eventPatternOf(rule, references)),
        Description: RULE_DESCRIPTION,
      }),
      callBus('PutTargets', { Rule: rule.id, Targets: [targetOf(rule.target, arns)] }),
    ]);
    await Promise.all(puts);
  }
}

type CallBus = (operation: string, input: object) => Promise<unknown>;

interface ListedRules {
  readonly Rules: readonly { readonly Name: string; readonly Description?: string }[];
}

interface ListedTargets {
  readonly Targets: readonly { readonly Id: string }[];
}

function targetOf(target: RuleTarget, arns: TenantArns): object {
  if ('function' in target)
    return {
      Id: target.function,
      Arn: arns.functionOf(target.function),
      RetryPolicy: { MaximumEventAgeInSeconds: target.maxAgeSeconds },
    };
  const { inputPathsMap, inputTemplate } = inputTransformerOf(target.input);
  return {
    Id: target.stateMachine,
    Arn: arns.stateMachineOf(target.stateMachine),
    InputTransformer: { InputPathsMap: inputPathsMap, InputTemplate: inputTemplate },
  };
}

async function removeOthers(kept: readonly RuleSpec[], callBus: CallBus): Promise<void> {
  const { Rules } = (await callBus('ListRules', {})) as ListedRules;
  for (const { Name, Description } of Rules) {
    if (Description !== RULE_DESCRIPTION || kept.some(({ id }) => id === Name)) continue;
    const { Targets } = (await callBus('ListTargetsByRule', { Rule: Name })) as ListedTargets;
    if (Targets.length > 0) await callBus('RemoveTargets', { Rule: Name, Ids: Targets.map(({ Id }) => Id) });
    await callBus('DeleteRule', { Name });
  }
}
