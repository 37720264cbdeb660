// Tests what the template linter accepts, run as in `npm run test:deploy`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { lintTemplates } from '../../scripts/test-deploy/lint-templates.ts';

const { LINTER_PROGRAMS: programs } = z.object({ LINTER_PROGRAMS: z.string().min(1) }).parse(process.env);
const QUEUE = { Type: 'AWS::SQS::Queue' };
const TOPIC = { Type: 'AWS::SNS::Topic' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linter-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function lint(name: string, template: object): Promise<void> {
  const directory = await mkdtemp(join(folder, 'templates-'));
  await writeFile(join(directory, `${name}.template.json`), JSON.stringify(template));
  await lintTemplates({ programs, directory, log: join(directory, 'log') });
}

it('accepts a correct template, with a dependency stated twice as CDK does', async () => {
  const Properties = { Protocol: 'https', Endpoint: 'https://example.org', TopicArn: { Ref: 'Topic' } };
  const Subscription = { Type: 'AWS::SNS::Subscription', DependsOn: ['Topic'], Properties };
  await expect(lint('right', { Resources: { Topic: TOPIC, Subscription } })).resolves.toBeUndefined();
});

it.each([
  ['a property that does not exist', 'E3002', { Resources: { Queue: { ...QUEUE, Properties: { QueueNam: 'a' } } } }],
  ['a warning', 'W2001', { Parameters: { Unused: { Type: 'String' } }, Resources: { Queue: QUEUE } }],
  ['a resource that a region does not have', "E3006.*'eu-west-1'", { Resources: { Report: reportDefinition() } }],
])('rejects %s (%s)', async (_what, finding, template) => {
  await expect(lint('wrong', template)).rejects.toMatchObject({
    name: 'CommandFailed',
    message: expect.stringMatching(`wrong\\.template\\.json.*${finding}`),
  });
});

/** Only exists in us-east-1. */
function reportDefinition(): object {
  const bucket = { S3Bucket: 'reports', S3Prefix: 'costs', S3Region: 'us-east-1' };
  const format = { Format: 'Parquet', Compression: 'Parquet', TimeUnit: 'DAILY' };
  const versions = { RefreshClosedReports: true, ReportVersioning: 'OVERWRITE_REPORT' };
  return { Type: 'AWS::CUR::ReportDefinition', Properties: { ReportName: 'costs', ...bucket, ...format, ...versions } };
}
