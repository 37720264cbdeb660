import { SFNClient } from '@aws-sdk/client-sfn';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { Sha256 } from '../../embedded/aws/sha256.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';

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
  const { region, sign } = await signer(name);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { host, hostname, origin, protocol } = new URL(endpoint ?? `https://lambda.${region}.${domain}`);
  const path = `/2015-03-31/functions/${name}/invocations`;
  const body = JSON.stringify(payload);
  const headers = { host, 'content-type': 'application/json' };
  const signed = await sign({ method: 'POST', protocol, hostname, path, headers, body });
  const reply = await fetch(`${origin}${path}`, { method: 'POST', headers: signed.headers, body });
  const text = await reply.text();
  if (!reply.ok)
    throw new UsageError(
      `Expected to invoke ${name} in ${region}, found ${reply.status} ${text}. Check the name of the tenant and its stage, the region, that aws.canary is deployed, and that you may invoke it.`,
    );
  if (reply.headers.get('x-amz-function-error') === null) return JSON.parse(text);
  const failure = failureSchema.safeParse(JSON.parse(text));
  throw new FunctionFailed(failure.success ? `${failure.data.errorType}: ${failure.data.errorMessage}` : text);
}

/** Step Functions' client resolves credentials and region as every client of the SDK; nothing is sent to it. */
async function signer(name: string): Promise<{ readonly region: string; readonly sign: SignatureV4['sign'] }> {
  const client = new SFNClient({});
  try {
    const region = await client.config.region();
    const credentials = await client.config.credentials();
    const signature = new SignatureV4({ credentials, region, service: 'lambda', sha256: Sha256 });
    return { region, sign: signature.sign.bind(signature) };
  } catch (cause) {
    throw new UsageError(
      `Expected credentials and a region of AWS to invoke ${name}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
