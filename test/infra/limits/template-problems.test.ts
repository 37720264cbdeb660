import { describe, expect, it } from 'vitest';
import { templateProblems } from '../../../infra/limits/template-problems.ts';

const problemsOf = (resources: object) => templateProblems(JSON.stringify({ Resources: resources }));
const text = (length: number) => 'x'.repeat(length);
const policies = (length: number) => [{ PolicyName: 'P', PolicyDocument: text(length) }];
/** Characters around the text of `policies`. */
const AROUND = JSON.stringify(policies(0)).length;

describe('templateProblems', () => {
  it.each([
    ['a role', 'AWS::IAM::Role', 10_240, (size: number) => ({ Policies: policies(size - AROUND) })],
    ['a queue', 'AWS::SQS::QueuePolicy', 8_192, (size: number) => ({ PolicyDocument: text(size - 2) })],
    ['a rule', 'AWS::Events::Rule', 2_048, (size: number) => ({ EventPattern: text(size - 2) })],
    ['a function', 'AWS::Lambda::Function', 4_096, (size: number) => ({ Environment: text(size - 2) })],
    ['the name of a function', 'AWS::Lambda::Function', 64, (size: number) => ({ FunctionName: text(size) })],
    [
      'the name of a machine',
      'AWS::StepFunctions::StateMachine',
      80,
      (size: number) => ({ StateMachineName: text(size) }),
    ],
    ['the name of an alarm', 'AWS::CloudWatch::Alarm', 255, (size: number) => ({ AlarmName: text(size) })],
  ])('accepts %s at its limit, and names it above', (_, Type, limit, propertiesOf) => {
    expect(problemsOf({ Thing: { Type, Properties: propertiesOf(limit) } })).toEqual([]);
    expect(problemsOf({ Thing: { Type, Properties: propertiesOf(limit + 1) } })).toEqual([
      { resource: 'Thing', message: expect.stringMatching(`^Expected at most ${limit} .* found ${limit + 1}`) },
    ]);
  });

  it('counts resources and bytes', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`R${at}`, { Type: 'T' }]));
    expect(problemsOf(many(500))).toEqual([]);
    expect(problemsOf(many(501))).toEqual([
      { message: expect.stringContaining('500 resources in the stack, found 501') },
    ]);
    expect(problemsOf({ A: { Type: 'T', Properties: { text: text(1_000_000) } } })).toEqual([
      { message: expect.stringContaining('1000000 bytes of template') },
    ]);
  });

  it('counts names and ARNs as long as a deployment makes them', () => {
    const named = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: text(60) } };
    const arn = { 'Fn::GetAtt': ['Function', 'Arn'] };
    const role = (count: number) => ({ Type: 'AWS::IAM::Role', Properties: { Policies: Array(count).fill(arn) } });
    const [problem] = problemsOf({ Function: named, Role: role(100) });
    const length = `"arn:aws-us-gov:lambda:ap-southeast-99:000000000000:function:${text(60)}",`.length;
    expect(problem?.message).toContain(`found ${100 * length + 1}.`);
    expect(problemsOf({ Function: named, Role: role(70) })).toEqual([]);
    const joined = { 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }, { Ref: 'Unknown' }]] };
    const composed = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: joined } };
    expect(problemsOf({ composed })).toEqual([{ resource: 'composed', message: expect.stringContaining('found 79') }]);
  });
});
