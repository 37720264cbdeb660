import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { signAwsRequest, type UnsignedRequest } from '../../helpers/sign-aws-request.ts';

const KEY = { accessKeyId: 'LOCAL0123456789ABCDEF', secretAccessKey: 'a-secret-of-the-data-folder' };
const asked: string[] = [];
const dispatch = createAwsDispatch(
  [{ targetPrefix: 'DynamoDB_20120810', call: async (operation, input) => ({ operation, input }) }],
  (operation) => asked.push(operation),
);
const server = createAwsEndpoint(dispatch, { accessKey: KEY });
let url: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const DYNAMO = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.Scan' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const unsigned = (more: Partial<UnsignedRequest> = {}): UnsignedRequest => ({
  url,
  headers: DYNAMO,
  body: '{"TableName":"a"}',
  ...more,
});

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly body: unknown;
}

async function send(
  { method = 'POST', body, url: to }: UnsignedRequest,
  headers: Record<string, string>,
): Promise<Reply> {
  const reply = await fetch(to, { method, headers, ...(body !== undefined && { body }) });
  const text = await reply.text();
  const type = reply.headers.get('x-amzn-errortype') ?? reply.headers.get('content-type');
  return { status: reply.status, type, text, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const sendSigned = (request: UnsignedRequest, key = KEY) => send(request, signAwsRequest(request, key));

describe('a request that is signed with the access key', () => {
  it('is served', async () => {
    expect(await sendSigned(unsigned())).toMatchObject({
      status: 200,
      body: { operation: 'Scan', input: { TableName: 'a' } },
    });
  });

  it.each([
    ['its body in a header', { ...DYNAMO, 'x-amz-content-sha256': '' }],
    ['a header that proxies add', { ...DYNAMO, 'x-amzn-trace-id': 'Root=1' }],
  ])('may sign %s', async (_, headers) => {
    const body = '{"TableName":"a"}';
    const hash = createHash('sha256').update(body).digest('hex');
    const given = 'x-amz-content-sha256' in headers ? { ...headers, 'x-amz-content-sha256': hash } : headers;
    expect(await sendSigned(unsigned({ headers: given }))).toMatchObject({ status: 200 });
  });

  it('comes from any client of the AWS SDK', async () => {
    const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials: KEY });
    await client.send(new DescribeTableCommand({ TableName: 'ä' }));
    client.destroy();
    expect(asked).toEqual(['DynamoDB_20120810.DescribeTable']);
  });

  it.each([-4, 4])('may be of a clock that is %d minutes ahead', async (minutes) => {
    const at = new Date(Date.now() + minutes * 60_000);
    expect(await sendSigned(unsigned({ at }))).toMatchObject({ status: 200 });
  });
});

describe('a request is refused and reaches no service', () => {
  const signedNow = () => signAwsRequest(unsigned(), KEY);
  const replaced = (from: RegExp, to: string) => {
    const headers = signedNow();
    return { ...headers, authorization: (headers.authorization ?? '').replace(from, to) };
  };

  it.each<[string, () => Record<string, string>, string]>([
    ['without a signature', () => ({ ...DYNAMO }), 'MissingAuthenticationTokenException'],
    ['with a token of the API', () => ({ ...DYNAMO, authorization: 'Bearer ey' }), 'IncompleteSignatureException'],
    [
      'with another key',
      () => signAwsRequest(unsigned(), { ...KEY, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
      'UnrecognizedClientException',
    ],
    [
      'with another secret',
      () => signAwsRequest(unsigned(), { ...KEY, secretAccessKey: 'x' }),
      'InvalidSignatureException',
    ],
    [
      'with a token of temporary credentials',
      () => ({ ...signedNow(), 'x-amz-security-token': 'IQoJ' }),
      'UnrecognizedClientException',
    ],
    ['with an empty signature', () => replaced(/Signature=\w+/, 'Signature='), 'IncompleteSignatureException'],
    ['with a short signature', () => replaced(/Signature=\w+/, 'Signature=ab'), 'IncompleteSignatureException'],
    [
      'with a made-up signature',
      () => replaced(/Signature=\w+/, `Signature=${'0'.repeat(64)}`),
      'InvalidSignatureException',
    ],
    [
      'without a scope',
      () => replaced(/Credential=[^,]+/, `Credential=${KEY.accessKeyId}`),
      'IncompleteSignatureException',
    ],
    ['with another region in the scope', () => replaced(/eu-west-1/, 'us-east-1'), 'InvalidSignatureException'],
    [
      'with another operation',
      () => ({ ...signedNow(), 'x-amz-target': 'DynamoDB_20120810.DeleteTable' }),
      'InvalidSignatureException',
    ],
    ['whose operation is not signed', () => replaced(/;x-amz-target/, ''), 'InvalidSignatureException'],
    ['whose host is not signed', () => replaced(/;host/, ''), 'InvalidSignatureException'],
    ['without a date', () => ({ ...signedNow(), 'x-amz-date': '' }), 'IncompleteSignatureException'],
    [
      'with a date of another form',
      () => ({ ...signedNow(), 'x-amz-date': 'Sat, 31 Jan 2026' }),
      'IncompleteSignatureException',
    ],
    [
      'that was signed 6 minutes ago',
      () => signAwsRequest(unsigned({ at: new Date(Date.now() - 360_000) }), KEY),
      'InvalidSignatureException',
    ],
    [
      'that is signed 6 minutes ahead',
      () => signAwsRequest(unsigned({ at: new Date(Date.now() + 360_000) }), KEY),
      'InvalidSignatureException',
    ],
    [
      'whose hash is that of another body',
      () => signAwsRequest(unsigned({ headers: { ...DYNAMO, 'x-amz-content-sha256': '0'.repeat(64) } }), KEY),
      'InvalidSignatureException',
    ],
    [
      'whose body claims to be unsigned',
      () => signAwsRequest(unsigned({ headers: { ...DYNAMO, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }), KEY),
      'InvalidSignatureException',
    ],
  ])('%s', async (_, headersOf, __type) => {
    const reply = await send(unsigned(), headersOf());
    expect(reply).toMatchObject({ status: 400, body: { __type, message: expect.any(String) } });
    expect(reply.text).not.toContain(KEY.secretAccessKey);
    expect(asked).toEqual([]);
  });

  it('with another body', async () => {
    const reply = await send(unsigned({ body: '{"TableName":"b"}' }), signedNow());
    expect(reply).toMatchObject({ status: 400, body: { __type: 'InvalidSignatureException' } });
    expect(asked).toEqual([]);
  });
});

const SERVICES = [
  ['sts', { headers: FORM, body: 'Action=GetCallerIdentity&Version=2011-06-15', service: 'sts' }],
  ['s3', { method: 'GET', path: 'bucket?list-type=2&prefix=a%20b', headers: {}, service: 's3' }],
  ['ec2', { headers: FORM, body: 'Action=DescribeVpcs', service: 'ec2' }],
  ['lambda', { method: 'GET', path: '2015-03-31/functions/', headers: {}, service: 'lambda' }],
  ['logs', { headers: { ...DYNAMO, 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, body: '{}', service: 'logs' }],
  ['cloudwatch', { headers: { 'smithy-protocol': 'rpc-v2-cbor' }, body: '', service: 'monitoring' }],
] as const;

describe.each(SERVICES)('a service that is not here, %s,', (name, { headers, service, ...more }) => {
  const request = (): UnsignedRequest => ({
    url: `${url}${'path' in more ? more.path : ''}`,
    method: 'method' in more ? more.method : 'POST',
    headers,
    service,
    ...('body' in more && { body: more.body }),
  });
  const codes = {
    sts: ['InvalidAction', 'SignatureDoesNotMatch', 'InvalidClientTokenId', 'MissingAuthenticationToken'],
    s3: ['InvalidRequest', 'SignatureDoesNotMatch', 'InvalidAccessKeyId'],
    ec2: ['InvalidAction', 'AuthFailure', 'AuthFailure'],
    lambda: ['UnknownOperationException', 'InvalidSignatureException', 'UnrecognizedClientException'],
    logs: ['UnknownOperationException', 'InvalidSignatureException', 'UnrecognizedClientException'],
    cloudwatch: ['UnknownOperationException', 'InvalidSignatureException', 'UnrecognizedClientException'],
  }[name];
  const codeIn = ({ text, type }: Reply) =>
    /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? /__type.{3}(\w+?Exception)/s.exec(text)?.[1] ?? type;

  it('is refused in its own protocol', async () => {
    const reply = await sendSigned(request());
    expect(codeIn(reply)).toBe(codes[0]);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reply.text).toMatch(/This machine has no /);
  });

  it('tells a wrong secret and an unknown key in its own words', async () => {
    expect(codeIn(await sendSigned(request(), { ...KEY, secretAccessKey: 'x' }))).toBe(codes[1]);
    expect(codeIn(await sendSigned(request(), { ...KEY, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }))).toBe(codes[2]);
  });

  if (codes[3] !== undefined)
    it('tells a missing signature in its own words', async () => {
      expect(codeIn(await send(request(), { ...headers }))).toBe(codes[3]);
    });
});
