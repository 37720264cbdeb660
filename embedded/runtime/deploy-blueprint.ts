import type { Blueprint, RuleSpec } from '../../blueprint/blueprint.ts';
import type { AwsService } from '../aws/aws-service.ts';
import type { TenantNames } from './tenant-names.ts';

/** What the description of a rule of the blueprint says; others on the bus belong to whoever made them. */
const OURS = 'Made from the blueprint of the tenant';

/** Asks for one operation of EventBridge. */
type Ask = (operation: string, input: object) => Promise<unknown>;

interface ListedRules {
  readonly Rules: readonly { readonly Name: string; readonly Description?: string }[];
}

/**
 * Makes the rules of a blueprint, and removes those that an earlier blueprint had.
 *
 * @param eventBridge the service, by its AWS operations
 */
export async function deployRules(
  { rules }: Pick<Blueprint, 'rules'>,
  names: TenantNames,
  eventBridge: Pick<AwsService, 'call'>,
): Promise<void> {
  const ask: Ask = (operation, input) => eventBridge.call(operation, { EventBusName: names.bus, ...input });
  const { Rules } = (await ask('ListRules', {})) as ListedRules;
  for (const { Name, Description } of Rules)
    if (Description === OURS && !rules.some(({ id }) => id === Name)) await removeRule(Name, ask);
  for (const rule of rules) await putRule(rule, names, ask);
}

async function putRule({ id, pattern, target }: RuleSpec, names: TenantNames, ask: Ask): Promise<void> {
  await ask('PutRule', { Name: id, EventPattern: JSON.stringify(pattern), Description: OURS });
  await ask('PutTargets', {
    Rule: id,
    Targets: [
      {
        Id: target.stateMachine,
        Arn: `${names.stateMachinePrefix}${target.stateMachine}`,
        InputTransformer: inputTransformer(target.input),
      },
    ],
  });
}

async function removeRule(name: string, ask: Ask): Promise<void> {
  const { Targets } = (await ask('ListTargetsByRule', { Rule: name })) as { Targets: readonly { Id: string }[] };
  if (Targets.length > 0) await ask('RemoveTargets', { Rule: name, Ids: Targets.map(({ Id }) => Id) });
  await ask('DeleteRule', { Name: name });
}

function inputTransformer(input: RuleSpec['target']['input']): { InputPathsMap: object; InputTemplate: string } {
  const fields = Object.entries(input);
  return {
    InputPathsMap: Object.fromEntries(
      fields.flatMap(([name, value]) => (typeof value === 'object' ? [[name, value.path]] : [])),
    ),
    InputTemplate: `{${fields
      .map(
        ([name, value]) =>
          `${JSON.stringify(name)}: ${typeof value === 'object' ? `<${name}>` : JSON.stringify(value)}`,
      )
      .join(', ')}}`,
  };
}
