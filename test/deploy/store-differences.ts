/** A request that the emulator accepts although DynamoDB rejects it, as the store of the single machine does. */
export interface StoreDifference {
  /** What DynamoDB does, and where the Amazon DynamoDB Developer Guide says so. */
  readonly aws: string;
  /** The parameter that makes the difference, what it looks like, and an example. */
  readonly parameter: 'UpdateExpression' | 'KeyConditionExpression';
  readonly pattern: RegExp;
  readonly example: string;
}

/** All known differences. In each, the store answers ValidationException and the emulator succeeds. */
export const STORE_DIFFERENCES: readonly StoreDifference[] = [
  {
    aws: 'An expression whose paths overlap is rejected ("Error handling with DynamoDB", "Using update expressions").',
    parameter: 'UpdateExpression',
    pattern: /^SET m\.x = :x REMOVE m$/,
    example: 'SET m.x = :x REMOVE m',
  },
  {
    aws: 'Each action keyword appears once at most ("Using update expressions in DynamoDB").',
    parameter: 'UpdateExpression',
    pattern: /^SET c = :x SET d = :x$/,
    example: 'SET c = :x SET d = :x',
  },
  {
    aws: 'A key condition is an equality of the partition key, optionally with AND and the sort key ("Key condition expressions").',
    parameter: 'KeyConditionExpression',
    pattern: / OR /,
    example: 'pk = :pk OR sk = :pk',
  },
  {
    aws: 'An index into an attribute that is not a list is an invalid path ("Using update expressions in DynamoDB").',
    parameter: 'UpdateExpression',
    pattern: /^SET \w+\[\d+\] = /,
    example: 'SET b[1] = :x',
  },
  {
    aws: 'Only numbers are added ("Incrementing and decrementing numeric attributes").',
    parameter: 'UpdateExpression',
    pattern: /^SET \S+ = \S+ \+ :u$/,
    example: 'SET m = b + :u',
  },
];

/** Returns whether a difference explains why only the store rejected a request. */
export function isKnownDifference(input: object): boolean {
  return STORE_DIFFERENCES.some(({ parameter, pattern }) => {
    const expression = (input as Partial<Record<string, unknown>>)[parameter];
    return typeof expression === 'string' && pattern.test(expression);
  });
}
