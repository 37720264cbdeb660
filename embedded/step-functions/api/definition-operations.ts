import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';
import { parseDefinition } from '../definition/parse-definition.ts';
import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { findExecution } from './find-records.ts';
import { epochSeconds, includedData, parseInput } from './requests.ts';

const MAX_DEFINITION_BYTES = 1_048_576;

const validateSchema = z.strictObject({
  definition: z.string().min(1),
  type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  severity: z.enum(['ERROR', 'WARNING']).default('ERROR'),
  maxResults: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .transform((value) => value || 100),
});
const describeSchema = z.strictObject({ executionArn: z.string(), includedData });

/** Parses a definition. @throws AwsServiceError `InvalidDefinition` that lists every problem. */
export function requireDefinition(text: string): StateMachineDefinition {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_DEFINITION_BYTES) {
    const found = `Expected a definition of ${MAX_DEFINITION_BYTES} bytes at most, found ${bytes}`;
    throw new AwsServiceError('InvalidDefinition', `Invalid State Machine Definition: '${found}'`);
  }
  const parsed = parseDefinition(text);
  if (parsed.ok) return parsed.definition;
  const reasons = parsed.diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
  throw new AwsServiceError('InvalidDefinition', `Invalid State Machine Definition: '${reasons.join(', ')}'`);
}

/** Returns ValidateStateMachineDefinition and DescribeStateMachineForExecution. */
export function definitionOperations(context: ApiContext): Operations {
  return {
    ValidateStateMachineDefinition(body) {
      const { definition, maxResults } = parseInput(validateSchema, body);
      const parsed = parseDefinition(definition);
      const diagnostics = parsed.ok ? [] : parsed.diagnostics;
      return {
        result: parsed.ok ? 'OK' : 'FAIL',
        diagnostics: diagnostics.slice(0, maxResults),
        truncated: diagnostics.length > maxResults,
      };
    },
    DescribeStateMachineForExecution(body) {
      const request = parseInput(describeSchema, body);
      const execution = findExecution(context, request.executionArn);
      const { stored } = context.definitions.find(execution.definition);
      return {
        stateMachineArn: execution.machineArn,
        name: execution.machineArn.split(':').at(-1),
        ...(request.includedData === 'ALL_DATA' && { definition: stored.text }),
        roleArn: stored.roleArn,
        updateDate: epochSeconds(stored.createdAt),
        revisionId: stored.revision,
      };
    },
  };
}
