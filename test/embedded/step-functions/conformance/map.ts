import { distributedMap, errorHandling, inlineMap, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst, task, tokenTask } from './play/states.ts';

const fields = inlineMap('Inline Map state fields');
const selecting = statesLanguage('Selecting Items');
const concurrency = statesLanguage('Map State concurrency');
const evaluationError = 'States.QueryEvaluationError';

export const mapCases: readonly ConformanceCase[] = [
  {
    name: 'the result is the list of the outputs, in the order of the items',
    source: statesLanguage('Writing Results'),
    says: 'The result has one element for each item, in the same order.',
    definition: only(map(pass({ Output: '{% $states.input * 2 %}' }), { Items: '{% $states.input.list %}' })),
    input: { list: [1, 2, 3] },
    expect: { status: 'SUCCEEDED', output: [2, 4, 6], path: ['A', 'I', 'I', 'I'] },
  },
  {
    name: 'without Items a Map runs over its input',
    source: selecting,
    says: 'Without Items the input of the state is the list.',
    definition: only(map(pass())),
    input: ['a', null, 0],
    expect: { status: 'SUCCEEDED', output: ['a', null, 0] },
  },
  {
    name: 'Items may be a list with expressions in it',
    source: fields,
    says: 'Items is a JSON array, or an expression that returns one.',
    definition: only(map(pass(), { Items: [1, '{% $states.input.two %}', { three: 3 }] })),
    input: { two: 2 },
    expect: { status: 'SUCCEEDED', output: [1, 2, { three: 3 }] },
  },
  {
    name: 'a Map without items returns an empty list',
    source: statesLanguage('Writing Results'),
    says: 'The result has one element for each item.',
    definition: only(map(task(), { Items: [] })),
    expect: { status: 'SUCCEEDED', output: [], calls: 0 },
  },
  {
    name: 'Items that are not a list fail the Map',
    source: inlineMap('Key concepts in this topic'),
    says: 'Inline mode accepts a JSON array only.',
    definition: only(map(pass(), { Items: '{% $states.input %}' })),
    input: { no: 'list' },
    expect: { status: 'FAILED', error: evaluationError, cause: /'Items' expects an array/ },
  },
  {
    name: 'an input that is not a list fails a Map without Items, which may catch it',
    source: selecting,
    says: 'Without Items the input must be a list.',
    definition: startingAtFirst({
      A: map(pass(), { Catch: [{ ErrorEquals: [evaluationError], Next: 'B' }] }),
      B: pass({ Output: '{% $states.input.Error %}' }),
    }),
    input: 'text',
    expect: { status: 'SUCCEEDED', output: evaluationError },
  },
  {
    name: 'ItemSelector creates the input of each iteration',
    source: statesLanguage('JSONata Map State'),
    says: 'ItemSelector replaces the item; it reads the item from the context, and everything else from the input.',
    definition: only(
      map(pass(), {
        Items: '{% $states.input.shipped %}',
        ItemSelector: { parcel: '{% $states.context.Map.Item.Value %}', courier: '{% $states.input.courier %}' },
      }),
    ),
    input: { courier: 'UQS', shipped: ['R31', 'S39'] },
    expect: {
      status: 'SUCCEEDED',
      output: [
        { parcel: 'R31', courier: 'UQS' },
        { parcel: 'S39', courier: 'UQS' },
      ],
    },
  },
  {
    name: 'MaxConcurrency 1 starts an iteration when the previous one has ended',
    source: concurrency,
    says: 'With 1, the items are processed in order, each after the previous one has completed.',
    definition: only(map(pass(), { MaxConcurrency: '{% 1 %}' })),
    input: [1, 2],
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapIterationStarted',
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapIterationStarted',
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'without MaxConcurrency all iterations start together',
    source: concurrency,
    says: 'The default of 0 sets no limit.',
    definition: only(map(task({ TimeoutSeconds: 50 }))),
    input: [1, 2, 3],
    tasks: [{ hangs: true }],
    expect: { status: 'FAILED', error: 'States.Timeout', calls: 3 },
  },
  {
    name: 'no more than forty iterations run at once',
    source: inlineMap('introduction'),
    says: 'An inline Map supports up to 40 concurrent iterations.',
    definition: only(map(task({ TimeoutSeconds: 100 }), { Items: '{% [1..45] %}', MaxConcurrency: 45 })),
    tasks: [{ hangs: true }],
    expect: { status: 'FAILED', error: 'States.Timeout', calls: 40 },
  },
  {
    name: 'a MaxConcurrency below 0 fails the Map',
    source: concurrency,
    says: 'The expression must return a non-negative integer.',
    definition: only(map(pass(), { MaxConcurrency: '{% -1 %}' })),
    input: [1],
    expect: { status: 'FAILED', error: evaluationError, cause: /'MaxConcurrency' expects an integer/ },
  },
  {
    name: 'one failed iteration fails the Map with its error, and the others stop',
    source: fields,
    says: 'In inline mode the failure of any iteration fails the Map, and all iterations stop.',
    definition: only(map(task(), { MaxConcurrency: 1 })),
    input: [1, 2, 3],
    tasks: [{ gives: 1 }, { fails: 'Broken' }],
    expect: { status: 'FAILED', error: 'Broken', calls: 2 },
  },
  {
    name: 'a Map catches the error of an iteration',
    source: errorHandling('Fallback states'),
    says: 'A Map may have Catch.',
    definition: startingAtFirst({
      A: map(task(), { Catch: [{ ErrorEquals: ['Broken'], Next: 'B' }] }),
      B: pass({ Output: '{% $states.input.Error %}' }),
    }),
    input: [1],
    tasks: [{ fails: 'Broken' }],
    expect: { status: 'SUCCEEDED', output: 'Broken' },
  },
  {
    name: 'an iteration that catches its own error does not fail the Map',
    source: statesLanguage('Map State ItemProcessor definition'),
    says: 'An iteration fails because of an unhandled error or a Fail.',
    definition: only({
      Type: 'Map',
      ItemProcessor: startingAtFirst({
        I: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'J' }] }),
        J: pass({ Output: '{% $states.input.Error %}' }),
      }),
      End: true,
    }),
    input: [1],
    tasks: [{ fails: 'Broken' }],
    expect: { status: 'SUCCEEDED', output: ['Broken'] },
  },
  {
    name: 'Maps nest',
    source: statesLanguage('Map State'),
    says: 'The processor of a Map is a workflow, which can have states of every type.',
    definition: only({
      Type: 'Map',
      ItemProcessor: startingAtFirst({
        P: map({
          Type: 'Map',
          ItemProcessor: startingAtFirst({ N: pass({ Output: '{% $states.input * 2 %}' }) }),
          End: true,
        }),
      }),
      End: true,
    }),
    input: [[[1, 2]], [[3]]],
    expect: { status: 'SUCCEEDED', output: [[[2, 4]], [[6]]], path: ['A', 'P', 'P', 'I', 'I', 'N', 'N', 'N'] },
  },
  {
    name: 'the token of a stopped iteration is no longer valid',
    source: statesLanguage('Map State'),
    says: 'If any iteration fails, the whole state fails and its iterations are stopped.',
    definition: only(map(tokenTask())),
    input: [1, 2],
    answers: [
      { send: 'SendTaskFailure', token: 1, fields: { error: 'Broken' } },
      { send: 'SendTaskSuccess', token: 0, afterEnd: true, rejected: 'TaskTimedOut' },
    ],
    expect: { status: 'FAILED', error: 'Broken' },
  },
  {
    name: 'a transition out of the processor is rejected',
    source: statesLanguage('Map State'),
    says: 'A state in the processor can transition only to states of the same processor.',
    definition: startingAtFirst({ A: map({ Type: 'Pass', Next: 'C' }, { Next: 'C' }), C: pass() }),
    expect: { status: 'REJECTED', reason: "Missing 'Next' target: C at /States/A/ItemProcessor/States/I/Next" },
  },
  {
    name: 'a transition into the processor is rejected',
    source: statesLanguage('Map State'),
    says: 'No state outside the processor can transition into it.',
    definition: startingAtFirst({ A: map(pass(), { Next: 'I' }) }),
    expect: { status: 'REJECTED', reason: "Missing 'Next' target: I at /States/A/Next" },
  },
  {
    name: 'a distributed Map is rejected',
    source: distributedMap('Distributed Map state fields'),
    says: 'In distributed mode, every iteration is a separate execution.',
    differs: 'AWS accepts it; here only inline Maps are supported.',
    definition: only({
      Type: 'Map',
      ItemProcessor: startingAtFirst({ I: pass() }, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
      End: true,
    }),
    expect: {
      status: 'REJECTED',
      reason: 'Only inline Maps are supported: use INLINE at /States/A/ItemProcessor/ProcessorConfig/Mode',
    },
  },
  ...['ToleratedFailureCount', 'ToleratedFailurePercentage', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'].map(
    (field): ConformanceCase => ({
      name: `${field} is rejected`,
      source: distributedMap('Distributed Map state fields'),
      says: `${field} is a field of distributed Maps; an inline Map does not list it.`,
      definition: only(map(pass(), { [field]: 1 })),
      expect: {
        status: 'REJECTED',
        reason: `Only inline Maps are supported: leave the fields of a distributed Map out at /States/A/${field}`,
      },
    }),
  ),
  {
    name: 'the deprecated Iterator is rejected',
    source: inlineMap('Deprecated fields'),
    says: 'ItemProcessor replaces Iterator.',
    differs: 'AWS still accepts Iterator; here only ItemProcessor is supported.',
    definition: only(map(pass(), { Iterator: {} })),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Iterator"' },
  },
];
