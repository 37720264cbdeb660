import { choiceState, integrationPatterns, parallelState, variables, waitState } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst, task } from './play/states.ts';

const differs = 'AWS accepts it; no state machine of this project uses it, so it is rejected here.';
const assign = { Assign: { n: 1 } };

function rejected(
  name: string,
  source: ConformanceCase['source'],
  says: string,
  definition: object,
  reason: string,
): ConformanceCase {
  return { name, source, says, differs, definition, expect: { status: 'REJECTED', reason } };
}

const stateTypes = [
  rejected(
    'a Choice is rejected',
    choiceState('introduction'),
    'A Choice leads to one of several states by a condition.',
    startingAtFirst({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'B' }, B: pass() }),
    'The state type "Choice" is not supported: use one of Fail, Map, Pass, Succeed, Task, Wait at /States/A',
  ),
  rejected(
    'a Parallel is rejected',
    parallelState('introduction'),
    'A Parallel runs several branches at the same time.',
    only({ Type: 'Parallel', Branches: [startingAtFirst({ B: pass() })], End: true }),
    'The state type "Parallel" is not supported: use one of Fail, Map, Pass, Succeed, Task, Wait at /States/A',
  ),
  rejected(
    'a Choice inside a Map is rejected',
    choiceState('introduction'),
    'The processor of a Map may hold states of every type.',
    only(map({ Type: 'Choice', Choices: [], Default: 'I' })),
    'The state type "Choice" is not supported',
  ),
];

const resources = [
  'events:putEvents',
  'events:putEvents.waitForTaskToken',
  'states:startExecution',
  'states:startExecution.waitForTaskToken',
  'states:startExecution.sync',
].map((resource) =>
  rejected(
    `the integration ${resource} is rejected`,
    integrationPatterns('Integration pattern support'),
    'A Task may call many services, with the patterns that each of them supports.',
    only(task({ Resource: `arn:aws:states:::${resource}` })),
    `The resource "arn:aws:states:::${resource}" is not supported: use arn:aws:states:::lambda:invoke or arn:aws:states:::lambda:invoke.waitForTaskToken at /States/A/Resource`,
  ),
);

const withAssign: Readonly<Record<string, object>> = {
  Pass: only(pass(assign)),
  Task: only(task(assign)),
  Wait: only({ Type: 'Wait', Seconds: 1, End: true, ...assign }),
  Map: only(map(pass(), assign)),
  catcher: startingAtFirst({
    A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', ...assign }] }),
    B: pass(),
  }),
};

const assignments = Object.entries(withAssign).map(([place, definition]) =>
  rejected(
    `Assign in a ${place} is rejected`,
    variables('Assign field'),
    'Assign stores values in variables that later states read.',
    definition,
    'Variables are not supported: leave Assign out and pass the value on in Output at /States/A/',
  ),
);

export const notSupportedCases: readonly ConformanceCase[] = [
  ...stateTypes,
  ...resources,
  ...assignments,
  rejected(
    'a Timestamp in a Wait is rejected',
    waitState('Timestamp'),
    'A Wait may end at a moment instead of after some seconds.',
    only({ Type: 'Wait', Seconds: 1, Timestamp: '2020-01-01T00:00:00Z', End: true }),
    'Timestamp is not supported: wait for a number of Seconds at /States/A/Timestamp',
  ),
];
