import type { Sequence, SequenceStep } from '../core/sequence/sequence.ts';
import { undoableSteps } from '../core/sequence/sequence.ts';
import type { StateMachineDefinition, States, Transition } from './asl.ts';
import { completeOrderTask, endRunTask, noteFailureTask, runEndedState } from './compile-outcome.ts';
import { isPatient, parkTask } from './compile-park.ts';
import { compileProbe, compileWait } from './compile-probe.ts';
import { compileStep, repeatsUnknown } from './compile-step.ts';
import { compileUndoChain, undoFrom } from './compile-undo.ts';
import {
  COMPLETE_ORDER,
  FAIL_ORDER,
  HOLD_ORDER,
  noteFailureOf,
  ORDER_FAILED,
  ORDER_HELD,
  parkOf,
  parkUnknownOf,
  reconcileOf,
  waitOf,
} from './state-names.ts';

/**
 * Compiles a sequence to a Standard state machine.
 *
 * The happy path has one Task per step and one that completes the order: n + 1 transitions. ARNs are placeholders such as
 * `${PluginZuoraArn}`, which CloudFormation or `fillPlaceholders` replaces. The input of an execution is
 * `{ orderId, run, revision, results: {} }`, never the order itself.
 */
export function compileSequence(sequence: Sequence): StateMachineDefinition {
  const process = sequence.steps.filter((step) => step.phase === 'process');
  const postProcess = sequence.steps.filter((step) => step.phase === 'postProcess');
  const undoable = undoableSteps(sequence);
  return {
    Comment: `Sequence ${sequence.name}, version ${sequence.version}.`,
    QueryLanguage: 'JSONata',
    StartAt: process[0]?.id ?? COMPLETE_ORDER,
    States: {
      ...chain(process, { Next: COMPLETE_ORDER }, undoable),
      [COMPLETE_ORDER]: completeOrderTask(process, firstOf(postProcess, { End: true })),
      ...chain(postProcess, { End: true }, []),
      ...compileUndoChain(undoable),
      ...(process.some((step) => step.critical) ? failureStates() : {}),
    },
  };
}

function chain(steps: readonly SequenceStep[], last: Transition, undoable: readonly SequenceStep[]): States {
  return Object.assign(
    {},
    ...steps.map((step, index): States => {
      const transition = firstOf(steps.slice(index + 1), last);
      const onFailure = undoFrom(undoable.filter((candidate) => steps.indexOf(candidate) <= index));
      return {
        [step.id]: compileStep(step, transition, onFailure),
        ...(step.critical
          ? recoveryStates(step, transition, onFailure)
          : { [noteFailureOf(step.id)]: noteFailureTask(step, transition) }),
        ...parkStates(step, onFailure),
      };
    }),
  );
}

function recoveryStates(step: SequenceStep, transition: Transition, onFailure: string): States {
  return {
    [waitOf(step.id)]: compileWait(step),
    ...(step.probes && { [reconcileOf(step.id)]: compileProbe(step, transition, onFailure) }),
  };
}

/** The states that park an order at a step. None without patience. */
function parkStates(step: SequenceStep, onFailure: string): States {
  if (!isPatient(step)) return {};
  const run = { mode: 'run', state: step.id } as const;
  const reconcile = reconcileOf(step.id);
  return {
    [parkOf(step.id)]: parkTask(step, { ...run, givesUpTo: step.critical ? onFailure : noteFailureOf(step.id) }),
    ...(repeatsUnknown(step) && { [parkUnknownOf(step.id)]: parkTask(step, { ...run, givesUpTo: HOLD_ORDER }) }),
    ...(step.critical &&
      step.probes && {
        [parkOf(reconcile)]: parkTask(step, { mode: 'probe', state: reconcile, givesUpTo: HOLD_ORDER }),
      }),
  };
}

function firstOf(steps: readonly SequenceStep[], otherwise: Transition): Transition {
  const [first] = steps;
  return first === undefined ? otherwise : { Next: first.id };
}

function failureStates(): States {
  return {
    [FAIL_ORDER]: endRunTask('fail', 'Fails the order: a critical step failed.', ORDER_FAILED),
    [ORDER_FAILED]: runEndedState('The run failed. Its cause is the message for the customer.'),
    [HOLD_ORDER]: endRunTask(
      'hold',
      'Holds the order: the outcome of a critical step is unknown. A person must look.',
      ORDER_HELD,
    ),
    [ORDER_HELD]: runEndedState('The run ended; its order is held.'),
  };
}
