import { setTimeout as wait } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../embedded/aws/sha256.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';

/** A request to the API of AWS Lambda. */
export interface LambdaRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** @default none */
  readonly body?: object;
}

/** The API of AWS Lambda in a region. */
export interface LambdaApi {
  readonly region: string;
  /** Sends a request, again while it is throttled. */
  send(request: LambdaRequest): Promise<Response>;
}

/** Tries of a request that is throttled, and the first pause between two, which doubles. */
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 500;

/**
 * Opens the API with the credentials and the region that the AWS CLI would use.
 *
 * @param purpose what for, in a message
 * @param endpoint default: that of AWS in the region
 * @throws UsageError there are no credentials or no region
 */
export async function openLambdaApi(purpose: string, endpoint?: string): Promise<LambdaApi> {
  const { region, sign } = await signer(purpose);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { host, hostname, origin, protocol } = new URL(endpoint ?? `https://lambda.${region}.${domain}`);
  const sendOnce = async ({ method, path, query = {}, body }: LambdaRequest): Promise<Response> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { host, ...(text !== undefined && { 'content-type': 'application/json' }) };
    const signed = await sign({
      method,
      protocol,
      hostname,
      path,
      query,
      headers,
      ...(text !== undefined && { body: text }),
    });
    const search = new URLSearchParams(query).toString();
    const url = `${origin}${path}${search === '' ? '' : `?${search}`}`;
    return fetch(url, { method, headers: signed.headers, ...(text !== undefined && { body: text }) });
  };
  return {
    region,
    async send(request) {
      let pauseMs = FIRST_PAUSE_MS;
      for (let tries = 1; ; tries += 1) {
        const reply = await sendOnce(request);
        if (reply.status !== 429 || tries === MAX_TRIES) return reply;
        await wait(pauseMs);
        pauseMs *= 2;
      }
    },
  };
}

/** Step Functions' client resolves credentials and region as every client of the SDK; nothing is sent to it. */
async function signer(purpose: string): Promise<{ readonly region: string; readonly sign: SignatureV4['sign'] }> {
  const client = new SFNClient({});
  try {
    const region = await client.config.region();
    const credentials = await client.config.credentials();
    const signature = new SignatureV4({ credentials, region, service: 'lambda', sha256: Sha256 });
    return { region, sign: signature.sign.bind(signature) };
  } catch (cause) {
    throw new UsageError(
      `Expected credentials and a region of AWS to ${purpose}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
