import { contextObject, inlineMap } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, task } from './play/states.ts';

const fields = contextObject('Context object fields');
const ofMap = contextObject('Context object data for Map states');

export const contextObjectCases: readonly ConformanceCase[] = [
  {
    name: 'the context names execution, state machine and state',
    source: fields,
    says: 'It has the id, input, name, role and start of the execution, the id and name of the state machine, and the state.',
    definition: only(
      pass({
        Output: {
          machine: '{% $split($states.context.StateMachine.Id, ":")[6] = $states.context.StateMachine.Name %}',
          state: '{% $states.context.State.Name & $string($states.context.State.RetryCount) %}',
          input: '{% $states.context.Execution.Input.n %}',
          role: '{% $states.context.Execution.RoleArn %}',
          named: '{% $contains($states.context.Execution.Id, $states.context.Execution.Name) %}',
          redrives: '{% $states.context.Execution.RedriveCount %}',
          ordered:
            '{% $toMillis($states.context.Execution.StartTime) <= $toMillis($states.context.State.EnteredTime) %}',
        },
      }),
    ),
    input: { n: 1 },
    expect: {
      status: 'SUCCEEDED',
      output: {
        machine: true,
        state: 'A0',
        input: 1,
        role: 'arn:aws:iam::000000000000:role/states',
        named: true,
        redrives: 0,
        ordered: true,
      },
    },
  },
  {
    name: 'RetryCount counts the retries of the state',
    source: fields,
    says: 'State.RetryCount is a number.',
    definition: only(task({ Retry: [{ ErrorEquals: ['Busy'] }], Output: '{% $states.context.State.RetryCount %}' })),
    tasks: [{ fails: 'Busy' }, { fails: 'Busy' }, { gives: null }],
    expect: { status: 'SUCCEEDED', output: 2 },
  },
  {
    name: 'the input of the execution stays in the context',
    source: contextObject('introduction'),
    says: 'Execution.Input is the input that the execution began with.',
    definition: only(map(pass({ Output: '{% $states.context.Execution.Input.list[0] %}' }), { Items: [1] })),
    input: { list: ['first'] },
    expect: { status: 'SUCCEEDED', output: ['first'] },
  },
  {
    name: 'ItemSelector reads index, value and source of an item',
    source: ofMap,
    says: 'Map.Item has Index, Value and Source, which is STATE_DATA for items that come from the input.',
    definition: only(
      map(pass(), {
        ItemSelector: {
          ContextIndex: '{% $states.context.Map.Item.Index %}',
          ContextValue: '{% $states.context.Map.Item.Value %}',
          ContextSource: '{% $states.context.Map.Item.Source %}',
        },
      }),
    ),
    input: [{ who: 'bob' }, { who: 'meg' }],
    expect: {
      status: 'SUCCEEDED',
      output: [
        { ContextIndex: 0, ContextValue: { who: 'bob' }, ContextSource: 'STATE_DATA' },
        { ContextIndex: 1, ContextValue: { who: 'meg' }, ContextSource: 'STATE_DATA' },
      ],
    },
  },
  {
    name: 'the item is not in the context of the states inside a Map',
    source: ofMap,
    says: 'The ItemSelector of the Map can read it, but not the states of its ItemProcessor.',
    definition: only(map(pass({ Output: '{% $exists($states.context.Map) %}' }))),
    input: [1],
    expect: { status: 'SUCCEEDED', output: [false] },
  },
  {
    name: 'ItemSelector sees each item of a sequential Map',
    source: inlineMap('ItemSelector'),
    says: 'ItemSelector overrides the item before it is passed to each iteration, with values from the context.',
    definition: only(map(pass(), { MaxConcurrency: 1, ItemSelector: '{% $states.context.Map.Item.Index * 10 %}' })),
    input: ['a', 'b', 'c'],
    expect: { status: 'SUCCEEDED', output: [0, 10, 20] },
  },
];
