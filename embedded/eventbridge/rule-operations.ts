import * as z from 'zod';
import { AwsServiceError } from '../aws/aws-service.ts';
import { compileEventPattern, EventPatternInvalid } from './event-pattern.ts';
import { busName } from './put-events.ts';
import type { Rule, RuleStore } from './rule-store.ts';
import { targetSchema } from './target.ts';

/** Runs an operation on unchecked input. */
export type Operation = (input: unknown) => unknown;

const name = z.string().regex(/^[\w.-]{1,64}$/);
const busRef = z.string().min(1).max(1600).optional();
const page = { NextToken: z.string().optional(), Limit: z.int().optional() };

/** Limit of targets per rule (Amazon EventBridge User Guide, "Quotas"). */
const TARGETS_PER_RULE = 5;

/**
 * Returns the operations on buses, rules and targets, by name. A list is always one page.
 *
 * Each throws AwsServiceError with the error names of the Amazon EventBridge API reference.
 */
export function ruleOperations(
  store: RuleStore,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): Readonly<Record<string, Operation>> {
  const arn = (kind: string, ...path: string[]): string =>
    `arn:aws:events:${region}:${accountId}:${kind}/${path.join('/')}`;
  const busOf = (ref: string | undefined): string => {
    const bus = busName(ref);
    if (!store.buses().includes(bus)) throw notFound(`Event bus ${bus} does not exist.`);
    return bus;
  };
  const ruleOf = (bus: string, ruleName: string): Rule => {
    const rule = store.rules(bus).find((candidate) => candidate.name === ruleName);
    if (rule === undefined) throw notFound(`Rule ${ruleName} does not exist on EventBus ${bus}.`);
    return rule;
  };
  const describeBus = (bus: string) => ({ Name: bus, Arn: arn('event-bus', bus) });
  const ruleArn = (bus: string, ruleName: string): string => arn('rule', ...(bus === 'default' ? [] : [bus]), ruleName);
  const describeRule = (rule: Rule) => ({
    Name: rule.name,
    Arn: ruleArn(rule.bus, rule.name),
    EventPattern: rule.pattern,
    State: rule.state,
    ...(rule.description !== null && { Description: rule.description }),
    EventBusName: rule.bus,
  });
  const setState = (state: Rule['state']) =>
    operation(z.strictObject({ Name: name, EventBusName: busRef }), (input) => {
      store.putRule({ ...ruleOf(busOf(input.EventBusName), input.Name), state });
      return {};
    });

  return {
    CreateEventBus: operation(z.strictObject({ Name: name, Description: z.string().optional() }), ({ Name }) => {
      if (store.buses().includes(Name))
        throw new AwsServiceError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
      store.addBus(Name);
      return { EventBusArn: arn('event-bus', Name) };
    }),
    DeleteEventBus: operation(z.strictObject({ Name: name }), ({ Name }) => {
      if (Name === 'default') throw invalid('Cannot delete event bus default.');
      store.removeBus(Name);
      return {};
    }),
    DescribeEventBus: operation(z.strictObject({ Name: busRef }), ({ Name }) => describeBus(busOf(Name))),
    ListEventBuses: operation(z.strictObject({ NamePrefix: z.string().default(''), ...page }), ({ NamePrefix }) => ({
      EventBuses: store
        .buses()
        .filter((bus) => bus.startsWith(NamePrefix))
        .map(describeBus),
    })),
    PutRule: operation(
      z.strictObject({
        Name: name,
        EventBusName: busRef,
        EventPattern: z.string().max(4096),
        State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
        Description: z.string().max(512).optional(),
        RoleArn: z.string().optional(),
      }),
      (input) => {
        const bus = busOf(input.EventBusName);
        checkPattern(input.EventPattern);
        const { Name, EventPattern, State, Description = null } = input;
        store.putRule({ bus, name: Name, pattern: EventPattern, state: State, description: Description });
        return { RuleArn: ruleArn(bus, Name) };
      },
    ),
    EnableRule: setState('ENABLED'),
    DisableRule: setState('DISABLED'),
    DescribeRule: operation(z.strictObject({ Name: name, EventBusName: busRef }), (input) =>
      describeRule(ruleOf(busOf(input.EventBusName), input.Name)),
    ),
    DeleteRule: operation(
      z.strictObject({ Name: name, EventBusName: busRef, Force: z.boolean().optional() }),
      (input) => {
        const bus = busOf(input.EventBusName);
        if (store.targets(bus, input.Name).length > 0) throw invalid("Rule can't be deleted since it has targets.");
        store.removeRule(bus, input.Name);
        return {};
      },
    ),
    ListRules: operation(
      z.strictObject({ EventBusName: busRef, NamePrefix: z.string().default(''), ...page }),
      (input) => ({
        Rules: store
          .rules(busOf(input.EventBusName))
          .filter((rule) => rule.name.startsWith(input.NamePrefix))
          .map(describeRule),
      }),
    ),
    PutTargets: operation(
      z.strictObject({ Rule: name, EventBusName: busRef, Targets: z.array(targetSchema).min(1) }),
      (input) => {
        const bus = busOf(input.EventBusName);
        ruleOf(bus, input.Rule);
        const ids = [...store.targets(bus, input.Rule), ...input.Targets].map(({ Id }) => Id);
        if (new Set(ids).size > TARGETS_PER_RULE)
          throw new AwsServiceError(
            'LimitExceededException',
            'The requested resource exceeds the maximum number allowed.',
          );
        for (const target of input.Targets) store.putTarget(bus, input.Rule, target);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    RemoveTargets: operation(
      z.strictObject({
        Rule: name,
        EventBusName: busRef,
        Ids: z.array(z.string()).min(1),
        Force: z.boolean().optional(),
      }),
      (input) => {
        const bus = busOf(input.EventBusName);
        ruleOf(bus, input.Rule);
        for (const id of input.Ids) store.removeTarget(bus, input.Rule, id);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    ListTargetsByRule: operation(z.strictObject({ Rule: name, EventBusName: busRef, ...page }), (input) => {
      const bus = busOf(input.EventBusName);
      ruleOf(bus, input.Rule);
      return { Targets: store.targets(bus, input.Rule) };
    }),
    TestEventPattern: operation(z.strictObject({ EventPattern: z.string(), Event: z.string() }), (input) => ({
      Result: checkPattern(input.EventPattern)(parseEvent(input.Event)),
    })),
  };
}

function operation<Schema extends z.ZodType>(schema: Schema, run: (input: z.output<Schema>) => unknown): Operation {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
    return run(parsed.data);
  };
}

function checkPattern(text: string): ReturnType<typeof compileEventPattern> {
  try {
    return compileEventPattern(text);
  } catch (error) {
    if (!(error instanceof EventPatternInvalid)) throw error;
    const message = `Event pattern is not valid. Reason: ${error.message}`;
    throw new AwsServiceError('InvalidEventPatternException', message, 400, { cause: error });
  }
}

function parseEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AwsServiceError('ValidationException', 'Parameter Event is not valid: expected JSON.', 400, { cause });
  }
}

function notFound(message: string): AwsServiceError {
  return new AwsServiceError('ResourceNotFoundException', message);
}

function invalid(message: string): AwsServiceError {
  return new AwsServiceError('ValidationException', message);
}
