import * as z from 'zod';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';

/** One operation of a service: it checks its input, and returns the output. */
export type Operation = (input: unknown) => Promise<unknown>;

/** Returns a service with these operations. Every other operation is rejected by name. */
export function serviceOf(targetPrefix: string, operations: Readonly<Record<string, Operation>>): AwsService {
  const byName = new Map(Object.entries(operations));
  return {
    targetPrefix,
    async call(name, input) {
      const run = byName.get(name);
      if (run === undefined)
        throw new AwsServiceError(
          'UnknownOperationException',
          `${name} is not supported. Supported: ${[...byName.keys()].join(', ')}`,
        );
      return run(input);
    },
  };
}

/**
 * Returns what makes the operations of a service.
 *
 * @param invalidInput name of the error that the service answers an invalid input with
 */
export function operationMaker(invalidInput: string) {
  return <Schema extends z.ZodType>(schema: Schema, run: (input: z.output<Schema>) => Promise<unknown>): Operation => {
    return async (input) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw new AwsServiceError(invalidInput, z.prettifyError(parsed.error));
      return run(parsed.data);
    };
  };
}
