import { statesLanguage, transformingData, variables } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, parallel, pass, startingAtFirst, task } from './play/states.ts';

const order = variables('Evaluation order in an assign field');
const scope = variables('Variable scope');
const naming = variables('Variable name syntax');

export const variableCases: readonly ConformanceCase[] = [
  {
    name: 'Assign computes all values from those at state entry',
    source: order,
    says: 'With x 3 and a 6 on entry, assigning $a to x and $x to nextX gives x 6 and nextX 3.',
    definition: startingAtFirst({
      Start: pass({ Assign: { x: 3, a: 6 }, Next: 'A' }),
      A: pass({ Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Next: 'B' }),
      B: pass({ Output: { x: '{% $x %}', nextX: '{% $nextX %}' } }),
    }),
    expect: { status: 'SUCCEEDED', output: { x: 6, nextX: 3 } },
  },
  {
    name: 'Output does not see what the Assign of its state sets',
    source: transformingData('introduction'),
    says: 'Assign and Output are evaluated side by side: what is assigned is there from the next state on.',
    definition: startingAtFirst({
      Start: pass({ Assign: { n: 1 }, Next: 'A' }),
      A: pass({ Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'B' }),
      B: pass({ Output: { fromA: '{% $states.input %}', n: '{% $n %}' } }),
    }),
    expect: { status: 'SUCCEEDED', output: { fromA: 1, n: 2 } },
  },
  {
    name: 'a variable that was not assigned before is undefined, also in the state that assigns it',
    source: order,
    says: 'Without an earlier assignment of x, an Assign that reads $x fails.',
    definition: only(pass({ Assign: { x: 1, nextX: '{% $x %}' } })),
    expect: {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: /'\$x' specified for the field 'Assign\/nextX' returned nothing \(undefined\)\.$/,
    },
  },
  {
    name: 'a Task assigns from its result',
    source: statesLanguage('Using Assign'),
    says: 'The Assign of a Task may read $states.result, also when Output gives something else.',
    definition: startingAtFirst({
      A: task({ Assign: { price: '{% $states.result.Payload.price %}' }, Output: 'sold', Next: 'B' }),
      B: pass({ Output: { price: '{% $price %}', input: '{% $states.input %}' } }),
    }),
    tasks: [{ gives: { price: 7 } }],
    expect: { status: 'SUCCEEDED', output: { price: 7, input: 'sold' } },
  },
  {
    name: 'an assigned null is a value',
    source: statesLanguage('Assigning State Machine Variables'),
    says: 'A variable holds any JSON value.',
    definition: startingAtFirst({
      A: pass({ Assign: { n: null }, Next: 'B' }),
      B: pass({ Output: '{% $type($n) %}' }),
    }),
    expect: { status: 'SUCCEEDED', output: 'null' },
  },
  {
    name: 'a variable set inside an expression is no variable of the machine',
    source: statesLanguage('Expressions'),
    says: 'Only Assign sets a variable of the state machine.',
    definition: startingAtFirst({
      A: pass({ Output: '{% ($n := 1; $n) %}', Next: 'B' }),
      B: pass({ Output: '{% $exists($n) %}' }),
    }),
    expect: { status: 'SUCCEEDED', output: false },
  },
  {
    name: 'a branch reads outer variables, and its own end with it',
    source: scope,
    says: 'States inside a Parallel may read outer variables; their own go out of scope when the Parallel completes.',
    definition: startingAtFirst({
      A: pass({ Assign: { outer: 1 }, Next: 'P' }),
      P: {
        Type: 'Parallel',
        Branches: [
          startingAtFirst({
            B: pass({ Assign: { inner: '{% $outer + 1 %}' }, Next: 'C' }),
            C: pass({ Output: '{% $outer + $inner %}' }),
          }),
        ],
        Output: { result: '{% $states.result %}', inner: '{% $exists($inner) %}' },
        End: true,
      },
    }),
    expect: { status: 'SUCCEEDED', output: { result: [3], inner: false } },
  },
  {
    name: 'a branch does not see the variables of another branch',
    source: scope,
    says: 'Branches have no access to the variables of other branches, so both may use one name.',
    definition: only({
      Type: 'Parallel',
      Branches: ['left', 'right'].map((side) =>
        startingAtFirst({
          [side]: pass({ Assign: { own: side }, Next: `${side} end` }),
          [`${side} end`]: pass({ Output: '{% $own %}' }),
        }),
      ),
      End: true,
    }),
    expect: { status: 'SUCCEEDED', output: ['left', 'right'] },
  },
  {
    name: 'an iteration does not see the variables of another iteration',
    source: scope,
    says: 'Iterations of a Map keep their variables apart, also when they run one after the other.',
    definition: only({
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: startingAtFirst({
        I: pass({ Output: '{% $exists($seen) %}', Assign: { seen: true }, Next: 'J' }),
        J: pass(),
      }),
      End: true,
    }),
    input: [1, 2],
    expect: { status: 'SUCCEEDED', output: [false, false] },
  },
  {
    name: 'the Assign of a Map sets a variable of the scope that the Map is in',
    source: statesLanguage('Variable Scope'),
    says: 'A Map belongs to the outer scope, so it may assign to a variable that its iterations only read.',
    definition: startingAtFirst({
      A: pass({ Assign: { outer: 'hello' }, Next: 'M' }),
      M: map(pass({ Output: '{% $outer %}' }), { Assign: { outer: 2 }, Next: 'B' }),
      B: pass({ Output: { said: '{% $states.input %}', outer: '{% $outer %}' } }),
    }),
    input: [1],
    expect: { status: 'SUCCEEDED', output: { said: ['hello'], outer: 2 } },
  },
  {
    name: 'an inner scope that assigns to an outer variable is refused',
    source: scope,
    says: 'A name that an outer scope assigns cannot be assigned in an inner one.',
    definition: only(parallel({ B: pass({ Assign: { v: 2 } }) }, { Assign: { v: 1 } })),
    expect: { status: 'REFUSED', reason: '/States/A/Branches[0]/States/B/Assign/v' },
  },
  {
    name: 'a variable named states is refused',
    source: variables('Reserved variable: $states'),
    says: '$states is reserved; no state assigns to it.',
    definition: only(pass({ Assign: { states: 1 } })),
    expect: { status: 'REFUSED', reason: '/States/A/Assign/states' },
  },
  {
    name: 'a variable whose name no expression can read is refused',
    source: naming,
    says: 'Names follow the rules of Unicode identifiers.',
    definition: only(pass({ Assign: { 'a-b': 1 } })),
    expect: { status: 'REFUSED', reason: '/States/A/Assign/a-b' },
  },
  {
    name: 'an assignment to a part of a variable is refused',
    source: variables('Assign field in ASL'),
    says: 'A part of a variable, such as x.y, cannot be assigned.',
    definition: only(pass({ Assign: { 'x.y': 42 } })),
    expect: { status: 'REFUSED', reason: '/States/A/Assign/x.y' },
  },
  {
    name: 'a name of 80 characters is taken',
    source: naming,
    says: 'The longest name has 80 characters.',
    definition: only(pass({ Assign: { ['v'.repeat(80)]: 1 } })),
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'a name of 81 characters is refused',
    source: naming,
    says: 'The longest name has 80 characters.',
    definition: only(pass({ Assign: { ['v'.repeat(81)]: 1 } })),
    expect: { status: 'REFUSED', reason: '/States/A/Assign/vvv' },
  },
  {
    name: 'a Succeed with Assign is refused',
    source: variables('Assign field in ASL'),
    says: 'Every state has Assign but Succeed and Fail.',
    definition: only({ Type: 'Succeed', Assign: { v: 1 } }),
    expect: { status: 'REFUSED', reason: 'Unrecognized key: "Assign" at /States/A' },
  },
];
