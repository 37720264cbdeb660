import validateAsl from 'asl-validator';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  STEP_ERROR_NAMES,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../blueprint/error-names.ts';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { State, StateMachineDefinition, TaskState } from '../../state-machines/asl.ts';
import { healDefinition } from '../../state-machines/heal.ts';
import { fillPlaceholders } from '../../state-machines/placeholders.ts';
import { probeStepDefinition } from '../../state-machines/probe-step.ts';
import { undoDefinition } from '../../state-machines/undo.ts';
import { entryFor, evaluate } from './definition-evaluate.ts';
import { reachableStates, stateOf, targetsOf, textsOf } from './definition-walk.ts';
import { exampleStep } from './example-sequences.ts';

const FUNCTIONS = [...['salesforceV3', 'zuora'].map(pluginFunctionId), COMPLETE_ORDER_FUNCTION];
const MACHINES: readonly (readonly [string, StateMachineDefinition])[] = [
  ['heal', healDefinition(FUNCTIONS)],
  ['undo', undoDefinition(FUNCTIONS)],
  ['probe', probeStepDefinition(FUNCTIONS)],
];
const arnOf = (id: string) => `arn:aws:lambda:eu-west-1:123456789012:function:acme-${id}`;

function filled(definition: StateMachineDefinition): StateMachineDefinition {
  const arns = FUNCTIONS.map((id) => [id, arnOf(id)]);
  return JSON.parse(fillPlaceholders(JSON.stringify(definition), Object.fromEntries(arns)));
}

/** Returns the workflow of a definition, and those inside its Map states. */
function workflowsOf(workflow: Pick<StateMachineDefinition, 'StartAt' | 'States'>): (typeof workflow)[] {
  const inner = Object.values(workflow.States).flatMap((state) =>
    state.Type === 'Map' ? workflowsOf(state.ItemProcessor) : [],
  );
  return [workflow, ...inner];
}

function tasksOf(definition: StateMachineDefinition): readonly TaskState[] {
  const states: State[] = workflowsOf(definition).flatMap(({ States }) => Object.values(States));
  return states.filter((state) => state.Type === 'Task');
}

describe.each(MACHINES)('the %s state machine', (_, definition) => {
  it('is valid in the Amazon States Language', () => {
    expect(validateAsl(filled(definition)).errors).toEqual([]);
  });

  it('has no dangling and no unreachable state', () => {
    for (const workflow of workflowsOf(definition)) {
      const names = Object.keys(workflow.States);
      expect([...reachableStates(workflow)].toSorted()).toEqual(names.toSorted());
      expect(names).toEqual(expect.arrayContaining(Object.values(workflow.States).flatMap(targetsOf)));
    }
  });

  it('has expressions that parse', () => {
    for (const text of textsOf(definition).filter((candidate) => candidate.includes('{%'))) {
      const body = /^\{% (.*) %\}$/.exec(text)?.[1];
      expect(body, text).toBeDefined();
      expect(() => jsonata(body ?? '')).not.toThrow();
    }
  });

  it('matches on errors that are known by name', () => {
    const known = new Set<string>([
      ...STEP_ERROR_NAMES,
      ...LAMBDA_SERVICE_ERRORS,
      ...FUNCTION_NOT_STARTED_ERRORS,
      ...UNKNOWN_OUTCOME_ERRORS,
    ]);
    const matched = tasksOf(definition).flatMap((state) =>
      [...state.Retry, ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(matched.filter((name) => !name.startsWith('States.') && !known.has(name))).toEqual([]);
  });

  it('invokes the function that its input names, and only those of plugins', async () => {
    const [task] = tasksOf(filled(definition));
    const invoked = (id: string) => evaluate(task?.Arguments.FunctionName, { input: { function: id } });
    expect(await invoked('plugin-zuora')).toBe(arnOf('plugin-zuora'));
    expect(await invoked('complete-order')).toBeUndefined();
  });
});

describe('healing a step', () => {
  const definition = healDefinition(FUNCTIONS);
  const heal = stateOf(definition, 'Heal') as TaskState;

  it('waits first, then retries for hours at growing intervals', () => {
    expect(stateOf(definition, definition.StartAt)).toMatchObject({ Type: 'Wait', Next: 'Heal' });
    expect(entryFor(heal.Retry, 'PluginTransient')).toMatchObject({
      IntervalSeconds: 15,
      MaxDelaySeconds: 7_200,
      JitterStrategy: 'FULL',
    });
  });

  it.each(['PluginDeclined', 'StepRefused', 'TypeError'])('does not retry after %s', (error) => {
    expect(entryFor(heal.Retry, error)).toBeUndefined();
    expect(entryFor(heal.Catch ?? [], error)?.Next).toBe('Not healed');
  });

  it('waits for the Retry-After of the partner', () => {
    expect(entryFor(heal.Catch ?? [], 'PluginRetryLater')?.Next).toBe(definition.StartAt);
  });

  it('records which step was healed', async () => {
    const input = { orderId: 'order-1', run: 2, step: { ...exampleStep('feed') } };
    expect(await evaluate((stateOf(definition, 'Note healed') as TaskState).Arguments.Payload, { input })).toEqual({
      action: 'healed',
      orderId: 'order-1',
      run: 2,
      step: 'feed',
    });
  });
});

describe('probing a step for an operator', () => {
  const definition = probeStepDefinition(FUNCTIONS);
  const probe = stateOf(definition, 'Probe') as TaskState;

  it('tells the step host that an operator asked', () => {
    expect(probe.Arguments.Payload).toMatchObject({ mode: 'probe', asked: true });
  });

  it.each(['StepNotApplied', 'StepStillUnknown', 'PluginFailed'])('ends normally after %s', (error) => {
    expect(entryFor(probe.Retry, error)).toBeUndefined();
    expect(entryFor(probe.Catch ?? [], error)?.Next).toBe('No effect found');
  });

  it('fails if the probe could not be made', () => {
    expect(entryFor(probe.Catch ?? [], 'StepRefused')).toBeUndefined();
  });
});

describe('undoing the steps of a cancelled order', () => {
  const all = stateOf(undoDefinition(FUNCTIONS), 'Undo steps');

  it('undoes one step after the other', () => {
    expect(all).toMatchObject({ Type: 'Map', MaxConcurrency: 1, Items: '{% $states.input.steps %}' });
  });

  it('records a step that cannot be undone and continues', async () => {
    if (all.Type !== 'Map') throw new TypeError('Expected a Map.');
    const undo = all.ItemProcessor.States.Undo as TaskState;
    const catcher = entryFor(undo.Catch ?? [], 'PluginFailed');
    expect(catcher?.Next).toBe('Undo failed');
    const input = { orderId: 'order-1', run: 1, results: {}, step: { id: 'billing' } };
    const errorOutput = { Error: 'PluginFailed', Cause: '{}' };
    expect(await evaluate(catcher?.Output, { input, errorOutput })).toMatchObject({
      undoFailure: { step: 'billing', error: 'PluginFailed', cause: '{}' },
    });
  });
});
