import validateAsl from 'asl-validator';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../blueprint/error-names.ts';
import { DELIVERY_ERROR_NAMES, DeliveryPostponed } from '../../core/webhooks/delivery-schedule.ts';
import { extraFunctions } from '../../embedded/step-functions/expressions/extra-functions.ts';
import { fillPlaceholders } from '../../state-machines/placeholders.ts';
import { webhookDeliveryDefinition } from '../../state-machines/webhook-delivery.ts';
import { reachableStates, stateOf, targetsOf, textsOf } from './definition-walk.ts';

const definition = webhookDeliveryDefinition();
const send = stateOf(definition, 'Send webhook');
if (send.Type !== 'Task') throw new TypeError('Expected a Task.');

/** Returns the value of an expression of the definition for an input and an error. */
async function evaluated(expression: unknown, states: object): Promise<unknown> {
  const compiled = jsonata(/^\{% (.*) %\}$/.exec(String(expression))?.[1] ?? '');
  for (const [name, fn] of Object.entries(extraFunctions))
    if (typeof fn === 'function') compiled.registerFunction(name, fn as (...args: unknown[]) => unknown);
  return compiled.evaluate({}, { states });
}

describe('the definition of a delivery', () => {
  it('is valid in the Amazon States Language, with expressions that parse', () => {
    const arns = { 'webhook-sender': 'arn:aws:lambda:eu-west-1:123456789012:function:acme-webhook-sender' };
    expect(validateAsl(JSON.parse(fillPlaceholders(JSON.stringify(definition), arns))).errors).toEqual([]);
    const expressions = textsOf(definition).filter((text) => text.includes('{%'));
    expect(expressions.length).toBeGreaterThan(8);
    for (const text of expressions) expect(() => jsonata(/^\{% (.*) %\}$/.exec(text)?.[1] ?? '(')).not.toThrow();
  });

  it('has no dangling and no unreachable state', () => {
    const names = Object.keys(definition.States);
    expect([...reachableStates(definition)].toSorted()).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(Object.values(definition.States).flatMap(targetsOf)));
  });

  it('delivers in one transition', () => {
    expect(definition.StartAt).toBe('Send webhook');
    expect(send).toMatchObject({ End: true });
  });

  it('waits as long as the sender says, then invokes it again with the same input', async () => {
    const input = { webhook: 'crm-feed', orderId: 'order-1', sequence: 3, round: 2 };
    const { name, message } = new DeliveryPostponed(7200, 'The receiver answered 503.');
    const Cause = JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
    const [catcher] = send.Catch ?? [];
    expect(catcher).toMatchObject({ ErrorEquals: [name], Next: 'Wait for the next try' });
    const caught = await evaluated(catcher?.Output, { input, errorOutput: { Error: name, Cause } });
    expect(caught).toEqual({ ...input, wait: { seconds: 7200, because: 'The receiver answered 503.' } });
    const wait = stateOf(definition, 'Wait for the next try');
    if (wait.Type !== 'Wait') throw new TypeError('Expected a Wait.');
    expect(await evaluated(wait.Seconds, { input: caught })).toBe(7200);
    expect(Object.keys(wait.Output as object)).toEqual(Object.keys(input));
    expect(wait.Next).toBe('Send webhook');
  });

  it('retries only faults on our side, never a decision of the sender', () => {
    const byError = new Map(
      send.Retry.flatMap((retrier) => retrier.ErrorEquals.map((error) => [error, retrier] as const)),
    );
    for (const error of ['DeliveryPostponed', 'DeliveryGivenUp']) expect(byError.get(error)?.MaxAttempts).toBe(0);
    for (const error of [
      ...LAMBDA_SERVICE_ERRORS,
      ...FUNCTION_NOT_STARTED_ERRORS,
      ...UNKNOWN_OUTCOME_ERRORS,
      'States.ALL',
    ])
      expect(byError.get(error)?.MaxAttempts, error).toBeGreaterThan(5);
    expect(send.Retry.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('matches on errors that are known by name', () => {
    const known = new Set<string>([
      ...DELIVERY_ERROR_NAMES,
      ...LAMBDA_SERVICE_ERRORS,
      ...FUNCTION_NOT_STARTED_ERRORS,
      ...UNKNOWN_OUTCOME_ERRORS,
    ]);
    const matched = [...send.Retry, ...(send.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(matched.filter((name) => !name.startsWith('States.') && !known.has(name))).toEqual([]);
    expect(matched).toEqual(expect.arrayContaining([...DELIVERY_ERROR_NAMES]));
  });
});
