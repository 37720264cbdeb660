import { apiReference, machineStructure, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst } from './play/states.ts';

const codes = apiReference('ValidateStateMachineDefinitionDiagnostic')('List of error codes');
const common = machineStructure('Common state fields in workflows');
const structure = machineStructure('introduction');
const topLevel = statesLanguage('Top-level fields');

function rejected(
  about: Pick<ConformanceCase, 'name' | 'source' | 'says' | 'undocumented' | 'differs'>,
  reason: string,
  definition: object,
): ConformanceCase {
  return { ...about, definition, expect: { status: 'REJECTED', reason } };
}

export const definitionCases: readonly ConformanceCase[] = [
  rejected(
    {
      name: 'a machine without QueryLanguage is rejected',
      source: machineStructure('QueryLanguage'),
      says: 'Without QueryLanguage the states are JSONPath.',
      differs: 'AWS supports both query languages; here only JSONata is supported.',
    },
    'QueryLanguage must be "JSONata", found "JSONPath"',
    only(pass(), { QueryLanguage: undefined }),
  ),
  rejected(
    {
      name: 'a JSONPath state in a JSONata machine is rejected',
      source: machineStructure('QueryLanguage'),
      says: 'A state machine with JSONata at the top level cannot have JSONPath states.',
    },
    'QueryLanguage must be "JSONata", found "JSONPath"',
    only(pass({ QueryLanguage: 'JSONPath' })),
  ),
  rejected(
    {
      name: 'a field of JSONPath is rejected',
      source: machineStructure('OutputPath'),
      says: 'InputPath, OutputPath, Parameters, ResultPath and ResultSelector are for JSONPath only.',
    },
    'Unrecognized key: "ResultPath" at /States/A',
    only(pass({ ResultPath: '$.a' })),
  ),
  rejected(
    {
      name: 'a StartAt that names no state is rejected',
      source: topLevel,
      says: 'StartAt is exactly the name of one of the states.',
    },
    "Missing 'Next' target: B at /StartAt",
    { StartAt: 'B', States: { A: pass() } },
  ),
  rejected(
    { name: 'a machine without StartAt is rejected', source: topLevel, says: 'StartAt is required.' },
    '/StartAt',
    { States: { A: pass() } },
  ),
  rejected(
    {
      name: 'a Next that names no state is rejected',
      source: codes,
      says: 'MISSING_TRANSITION_TARGET means that Next matches no known state.',
    },
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    only({ Type: 'Pass', Next: 'B' }),
  ),
  rejected(
    {
      name: 'a Next with different case is rejected',
      source: statesLanguage('Transitions'),
      says: 'Next matches the name of a state exactly and case-sensitively.',
    },
    "Missing 'Next' target: b",
    startingAtFirst({ A: { Type: 'Pass', Next: 'b' }, B: pass() }),
  ),
  rejected(
    {
      name: 'a workflow without an end is rejected',
      source: codes,
      says: 'MISSING_END_STATE means that the workflow has no terminal state.',
    },
    'MISSING_END_STATE',
    startingAtFirst({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
  ),
  rejected(
    {
      name: 'two states with the same name in different workflows are rejected',
      source: codes,
      says: 'DUPLICATE_STATE_NAME means that a name appears more than once; it must be unique in the whole state machine.',
    },
    'DUPLICATE_STATE_NAME: Another state has the name "A"',
    only(map(pass(), { ItemProcessor: startingAtFirst({ A: pass() }) })),
  ),
  rejected(
    { name: 'a state with neither Next nor End is rejected', source: common, says: 'A state has one of Next and End.' },
    'Expected "Next" or "End": true, found neither at /States/A',
    only({ Type: 'Pass' }),
  ),
  rejected(
    {
      name: 'a state with both Next and End is rejected',
      source: common,
      says: 'Only one of Next and End can be used.',
    },
    'Expected either Next or End, found both at /States/A',
    startingAtFirst({ A: { Type: 'Pass', Next: 'B', End: true }, B: pass() }),
  ),
  rejected(
    { name: 'a state without a type is rejected', source: common, says: 'Type is required.' },
    '/States/A/Type',
    only({ End: true }),
  ),
  rejected(
    {
      name: 'a type that does not exist is rejected',
      source: common,
      says: 'Type is one of Task, Choice, Parallel, Map, Pass, Wait, Succeed and Fail.',
    },
    '/States/A/Type',
    only({ Type: 'Loop', End: true }),
  ),
  rejected(
    {
      name: 'an unreachable state is rejected',
      source: structure,
      says: 'An execution begins at StartAt and follows Next from state to state.',
      undocumented: 'The documentation does not say what happens to an unreachable state.',
    },
    'State "B" is not reachable',
    startingAtFirst({ A: pass(), B: pass() }),
  ),
  rejected(
    {
      name: 'a field that does not exist is rejected',
      source: codes,
      says: 'SCHEMA_VALIDATION_FAILED means that the definition does not fit the schema.',
    },
    'SCHEMA_VALIDATION_FAILED: Unrecognized key: "Color"',
    only(pass(), { Color: 1 }),
  ),
  rejected(
    {
      name: 'a timeout of the machine that is not an integer is rejected',
      source: topLevel,
      says: 'TimeoutSeconds of the machine is an integer.',
    },
    '/TimeoutSeconds',
    only(pass(), { TimeoutSeconds: '{% 5 %}' }),
  ),
  {
    name: 'the order of the states in the definition does not matter',
    source: structure,
    says: 'States can be in any order: StartAt and Next determine the order of execution.',
    definition: { StartAt: 'B', States: { A: pass(), B: { Type: 'Pass', Next: 'A' } } },
    expect: { status: 'SUCCEEDED', path: ['B', 'A'] },
  },
];
