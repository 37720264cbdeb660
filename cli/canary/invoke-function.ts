import * as z from 'zod';
import { UsageError } from '../../embedded/cli/run-command.ts';
import { openLambdaApi } from './lambda-api.ts';

/** The function failed: its error and what to do. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

const failureSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/**
 * Invokes a Lambda function and waits for its result, with the credentials and the region that the AWS CLI would use. Source: AWS Lambda API
 * Reference, Invoke.
 *
 * @param endpoint default: that of AWS in the region
 * @throws UsageError there are no credentials or no region, there is no such function, or it may not be invoked
 * @throws FunctionFailed
 */
export async function invokeFunction(name: string, payload: object, endpoint?: string): Promise<unknown> {
  const { region, send } = await openLambdaApi(`invoke ${name}`, endpoint);
  const reply = await send({ method: 'POST', path: `/2015-03-31/functions/${name}/invocations`, body: payload });
  const text = await reply.text();
  if (!reply.ok)
    throw new UsageError(
      `Expected to invoke ${name} in ${region}, found ${reply.status} ${text}. Check the name of the tenant and its stage, the region, that aws.canary is deployed, and that you may invoke it.`,
    );
  if (reply.headers.get('x-amz-function-error') === null) return JSON.parse(text);
  const failure = failureSchema.safeParse(JSON.parse(text));
  throw new FunctionFailed(failure.success ? `${failure.data.errorType}: ${failure.data.errorMessage}` : text);
}
