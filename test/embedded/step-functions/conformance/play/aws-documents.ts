import type { Source } from './conformance-case.ts';

type Document = (section: string) => Source;

const guide = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const reference = 'https://docs.aws.amazon.com/step-functions/latest/apireference';

function document(title: string, url: string): Document {
  return (section) => ({ document: title, section, url });
}

/** The language itself: Amazon States Language, in the edition with JSONata of November 2024. */
export const statesLanguage = document('Amazon States Language', 'https://states-language.net/spec.html');

export const choiceState = document('Choice workflow state', `${guide}/state-choice.html`);
export const contextObject = document(
  'Accessing execution data from the Context object',
  `${guide}/input-output-contextobject.html`,
);
export const distributedMap = document('Using Map state in Distributed mode', `${guide}/state-map-distributed.html`);
export const errorHandling = document(
  'Handling errors in Step Functions workflows',
  `${guide}/concepts-error-handling.html`,
);
export const failState = document('Fail workflow state', `${guide}/state-fail.html`);
export const inlineMap = document('Using Map state in Inline mode', `${guide}/state-map-inline.html`);
export const integrationPatterns = document(
  'Discover service integration patterns in Step Functions',
  `${guide}/connect-to-resource.html`,
);
export const lambdaIntegration = document(
  'Invoke an AWS Lambda function with Step Functions',
  `${guide}/connect-lambda.html`,
);
export const lambdaErrors = document(
  'AWS Lambda function errors in Node.js',
  'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html',
);
export const machineStructure = document('State machine structure', `${guide}/statemachine-structure.html`);
export const parallelState = document('Parallel workflow state', `${guide}/state-parallel.html`);
export const passState = document('Pass workflow state', `${guide}/state-pass.html`);
export const serviceQuotas = document('Step Functions service quotas', `${guide}/service-quotas.html`);
export const succeedState = document('Succeed workflow state', `${guide}/state-succeed.html`);
export const taskState = document('Task workflow state', `${guide}/state-task.html`);
export const transformingData = document(
  'Transforming data with JSONata in Step Functions',
  `${guide}/transforming-data.html`,
);
export const variables = document('Passing data between states with variables', `${guide}/workflow-variables.html`);
export const waitState = document('Wait workflow state', `${guide}/state-wait.html`);

/** A page of the API reference: `apiReference('HistoryEvent')('previousEventId')`. */
export function apiReference(page: string): Document {
  return document(`API reference, ${page}`, `${reference}/API_${page}.html`);
}

/** Histories that the tests of LocalStack recorded from AWS and publish; the section is the file in their repository. */
export function recordedHistory(file: string): Source {
  const section = `tests/aws/services/stepfunctions/v2/${file}.snapshot.json`;
  return {
    document: 'LocalStack, histories recorded from AWS',
    section,
    url: 'https://github.com/localstack/localstack',
  };
}
