import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { WebhookConfig } from '../core/config/webhook-config.ts';
import { eventSourceOf } from '../core/events/order-events.ts';
import type { JsonObject } from '../core/json.ts';
import { WEBHOOK_DELIVERY } from '../core/sequence/service-machines.ts';
import { EXECUTION_ENDED_FUNCTION } from './functions/function-ids.ts';
import { fillReference, type References, type TextOrReference } from './references.ts';
import { ABNORMAL_STATUSES } from './wire/status-change.ts';

/** An event pattern of EventBridge: fields with the values that match. */
export interface EventPattern {
  readonly [field: string]: readonly (string | { readonly prefix: TextOrReference })[] | EventPattern;
}

/** Input of an execution: each field a value, or the one at a path of the event, e.g. `$.detail.orderId`. */
export type RuleInput = Readonly<Record<string, string | number | { readonly path: string }>>;

/** The target of a rule. */
export type RuleTarget =
  /** An execution of a service machine, by its id. */
  | { readonly stateMachine: string; readonly input: RuleInput }
  /** A function, which gets the whole event. Events older than `maxAgeSeconds` are dropped. */
  | { readonly function: string; readonly maxAgeSeconds: number };

/** A rule: which events of a bus start which target. */
export interface RuleSpec {
  /** Unique in the tenant, at most 64 characters of `A-Za-z0-9_-`. */
  readonly id: string;
  /** `tenant`: the bus of the order events. `default`: the account's bus, where AWS services publish their events. */
  readonly bus: 'tenant' | 'default';
  readonly pattern: EventPattern;
  readonly target: RuleTarget;
}

/** After an hour the sweeper has found the execution by itself. */
const EXECUTION_EVENT_MAX_AGE_SECONDS = 3_600;

/**
 * Invokes a function for every execution of the tenant that ended abnormally. All others record their own end.
 */
const EXECUTION_ENDED_RULE: RuleSpec = {
  id: EXECUTION_ENDED_FUNCTION,
  bus: 'default',
  pattern: {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      status: ABNORMAL_STATUSES,
      stateMachineArn: [{ prefix: { ref: 'stateMachinePrefix' } }],
    },
  },
  target: { function: EXECUTION_ENDED_FUNCTION, maxAgeSeconds: EXECUTION_EVENT_MAX_AGE_SECONDS },
};

/** Returns the rules of a tenant: one per enabled webhook, and the one for executions that ended abnormally. */
export function eventRules({ tenant, webhooks }: Pick<TenantConfig, 'tenant' | 'webhooks'>): readonly RuleSpec[] {
  return [
    ...webhooks.filter(({ enabled }) => enabled).map((webhook) => webhookRule(tenant, webhook)),
    EXECUTION_ENDED_RULE,
  ];
}

/** Returns a rule's pattern with every reference filled in. */
export function eventPatternOf({ pattern }: Pick<RuleSpec, 'pattern'>, references: References): JsonObject {
  return fillPattern(pattern, references);
}

/**
 * Returns the input transformer of a rule. EventBridge replaces `<name>` with the value at the path of that name, in
 * quotes if it is a string.
 */
export function inputTransformerOf(input: RuleInput): {
  readonly inputPathsMap: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
} {
  const fields = Object.entries(input);
  const template = fields.map(
    ([name, value]) => `${JSON.stringify(name)}:${typeof value === 'object' ? `<${name}>` : JSON.stringify(value)}`,
  );
  return {
    inputPathsMap: Object.fromEntries(
      fields.flatMap(([name, value]) => (typeof value === 'object' ? [[name, value.path]] : [])),
    ),
    inputTemplate: `{${template.join(',')}}`,
  };
}

function webhookRule(tenant: string, { name, events, orderTypes }: WebhookConfig): RuleSpec {
  return {
    id: `webhook-${name}`,
    bus: 'tenant',
    pattern: {
      source: [eventSourceOf(tenant)],
      'detail-type': [...new Set(events)],
      ...(orderTypes !== undefined && { detail: { orderType: [...new Set(orderTypes)] } }),
    },
    target: {
      stateMachine: WEBHOOK_DELIVERY,
      input: {
        webhook: name,
        orderId: { path: '$.detail.orderId' },
        sequence: { path: '$.detail.sequence' },
        round: 1,
      },
    },
  };
}

function fillPattern(pattern: EventPattern, references: References): JsonObject {
  return Object.fromEntries(
    Object.entries(pattern).map(([field, value]) => [
      field,
      isMatches(value)
        ? value.map((match) =>
            typeof match === 'string' ? match : { prefix: fillReference(match.prefix, references) },
          )
        : fillPattern(value, references),
    ]),
  );
}

function isMatches(value: EventPattern[string]): value is Extract<EventPattern[string], readonly unknown[]> {
  return Array.isArray(value);
}
