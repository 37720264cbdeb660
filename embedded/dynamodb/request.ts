import { AwsServiceError } from '../aws/aws-service.ts';

/** The JSON object of a request. */
export type RequestInput = Readonly<Record<string, unknown>>;

type Kind = 'string' | 'boolean' | 'number' | 'object' | 'array';

/** Parameters that several operations share. */
export const COMMON_PARAMETERS = {
  TableName: 'string',
  ExpressionAttributeNames: 'object',
  ExpressionAttributeValues: 'object',
  ReturnConsumedCapacity: ['INDEXES', 'TOTAL', 'NONE'],
} as const;

/** The parameters that an operation accepts: their JSON type, or their possible values. */
export type ParameterSpec = Readonly<Record<string, Kind | readonly string[]>>;

/** Legacy parameters that expressions replaced. They are rejected: ignoring them would change what the request means. */
const LEGACY_PARAMETERS = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

/**
 * Checks the parameters of a request.
 *
 * @throws AwsServiceError SerializationException for another JSON type, ValidationException for an invalid value, a missing
 *   table name, or a legacy parameter
 */
export function checkParameters(input: RequestInput, spec: ParameterSpec): void {
  for (const name of Object.keys(input)) {
    const value = input[name];
    const expected = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (value === null || expected === undefined) continue;
    const isList = typeof expected !== 'string';
    if (kindOf(value) !== (isList ? 'string' : expected))
      throw new AwsServiceError('SerializationException', `Unexpected field type: ${name}`);
    if (isList && !expected.includes(String(value)))
      throw invalid(
        `1 validation error detected: Value '${String(value)}' at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must satisfy enum value set: [${expected.join(', ')}]`,
      );
  }
  checkLegacy(input);
  if (spec.TableName !== undefined && typeof input.TableName !== 'string')
    throw invalid(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
}

function checkLegacy(input: RequestInput): void {
  if (LEGACY_PARAMETERS.every((name) => input[name] === undefined)) return;
  const legacy = LEGACY_PARAMETERS.filter((name) => input[name] !== undefined);
  const expressions = Object.keys(input).filter((name) => name.endsWith('Expression'));
  if (expressions.length > 0)
    throw invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
    );
  throw invalid(`The legacy parameter ${legacy.join(', ')} is not supported on this machine. Use an expression.`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Returns a ValidationException. */
export function invalid(message: string): AwsServiceError {
  return new AwsServiceError('ValidationException', message);
}

/** Returns the error for a table that does not exist. */
export function tableNotFound(name?: string): AwsServiceError {
  const message =
    name === undefined ? 'Requested resource not found' : `Requested resource not found: Table: ${name} not found`;
  return new AwsServiceError('ResourceNotFoundException', message);
}
