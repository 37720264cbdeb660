import { lambdaTask } from '../../step-functions-fixture.ts';

/** A state machine or processor that starts at the first of these states. */
export function startingAtFirst(states: Readonly<Record<string, object>>, fields: object = {}): object {
  return { ...fields, StartAt: Object.keys(states)[0], States: states };
}

/** A state machine with one state, `A`. */
export function only(state: object, fields: object = {}): object {
  return startingAtFirst({ A: state }, fields);
}

/** A Pass that ends its workflow, unless it has a Next. */
export function pass(fields: object = {}): object {
  return ending({ Type: 'Pass', ...fields });
}

/** A Task that invokes a Lambda with its input and returns the payload; it ends its workflow, unless it has a Next. */
export function task(fields: object = {}): object {
  return ending(lambdaTask(fields) as Record<string, unknown>);
}

/** A Task that passes its token to a Lambda, waits for the answer, and returns it. */
export function tokenTask(fields: object = {}): object {
  return task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'stub', Payload: '{% $states.context.Task.Token %}' },
    Output: '{% $states.result %}',
    ...fields,
  });
}

/** A Map over its input, of one state; it ends its workflow, unless it has a Next. */
export function map(item: object, fields: object = {}): object {
  return ending({ Type: 'Map', ItemProcessor: startingAtFirst({ I: item }), ...fields });
}

function ending(state: object): object {
  return 'Next' in state ? state : { ...state, End: true };
}
