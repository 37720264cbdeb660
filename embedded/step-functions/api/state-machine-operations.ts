import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Machine } from '../journal/machine-store.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { requireDefinition } from './definition-operations.ts';
import { findMachine, findUsableMachine, requireMachineArn, requireName } from './find-records.ts';
import { epochSeconds, includedData, paging, parseInput, readPageToken, writePageToken } from './requests.ts';

/** Settings of a state machine that are stored and returned, but have no effect. */
export const machineSettings = {
  loggingConfiguration: z
    .strictObject({
      level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
      includeExecutionData: z.boolean().default(false),
      destinations: z
        .array(z.strictObject({ cloudWatchLogsLogGroup: z.strictObject({ logGroupArn: z.string() }) }))
        .optional(),
    })
    .optional(),
  tracingConfiguration: z.strictObject({ enabled: z.boolean().default(false) }).optional(),
  encryptionConfiguration: z
    .strictObject({ type: z.literal('AWS_OWNED_KEY', { error: 'Only AWS_OWNED_KEY is supported' }) })
    .optional(),
  publish: z.literal(false, { error: 'Expected no publish: call PublishStateMachineVersion' }).optional(),
};

/** Settings of a state machine that was created without any. */
export const DEFAULT_SETTINGS = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

const createSchema = z.strictObject({
  name: z.string(),
  definition: z.string().min(1),
  roleArn: z.string().min(1).max(256),
  type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).optional(),
  ...machineSettings,
});
const updateSchema = z.strictObject({
  stateMachineArn: z.string(),
  definition: z.string().min(1).optional(),
  roleArn: z.string().min(1).max(256).optional(),
  ...machineSettings,
});
const describeSchema = z.strictObject({ stateMachineArn: z.string(), includedData });
const deleteSchema = z.strictObject({ stateMachineArn: z.string() });
const listSchema = z.strictObject(paging);

const publishSchema = z.strictObject({
  stateMachineArn: z.string(),
  revisionId: z.string().optional(),
  description: z.string().max(256).optional(),
});

/** Returns CreateStateMachine, UpdateStateMachine, PublishStateMachineVersion, DeleteStateMachine, DescribeStateMachine, ListStateMachines. */
export function stateMachineOperations(context: ApiContext): Operations {
  const { machines, clock, engine } = context;
  return {
    async CreateStateMachine(body) {
      const {
        name,
        definition: text,
        roleArn,
        type,
        loggingConfiguration,
        tracingConfiguration,
      } = parseInput(createSchema, body);
      if (type === 'EXPRESS') {
        throw new AwsServiceError('StateMachineTypeNotSupported', 'The type EXPRESS is not supported: use STANDARD');
      }
      const arn = `arn:aws:states:${context.region}:${context.accountId}:stateMachine:${requireName(name)}`;
      const settings = { ...DEFAULT_SETTINGS, ...given({ loggingConfiguration, tracingConfiguration }) };
      const known = machines.find(arn);
      // What is stored was checked then. Every start of a tenant creates its machines again, and most of them are the same.
      if (known?.definition.text !== text) requireDefinition(text);
      if (known === undefined) await machines.create({ arn, name, text, roleArn, settings }, clock.now());
      else requireSame(known, text, settings);
      const { createdAt } = findMachine(context, arn);
      return { stateMachineArn: arn, creationDate: epochSeconds(createdAt) };
    },
    async UpdateStateMachine(body) {
      const { stateMachineArn, definition, roleArn, loggingConfiguration, tracingConfiguration } = parseInput(
        updateSchema,
        body,
      );
      const machine = findUsableMachine(context, stateMachineArn);
      const changes = given({ definition, roleArn, loggingConfiguration, tracingConfiguration });
      if (Object.keys(changes).length === 0) {
        throw new AwsServiceError(
          'MissingRequiredParameter',
          'Expected at least one of definition, roleArn, loggingConfiguration and tracingConfiguration',
        );
      }
      if (definition !== undefined) requireDefinition(definition);
      const settings = { ...machine.settings, ...given({ loggingConfiguration, tracingConfiguration }) };
      const revision = { text: definition ?? machine.definition.text, roleArn: roleArn ?? machine.definition.roleArn };
      await machines.update(machine.arn, { ...revision, settings }, clock.now());
      const updated = findMachine(context, machine.arn).definition;
      return { updateDate: epochSeconds(updated.createdAt), revisionId: updated.revision };
    },
    async PublishStateMachineVersion(body) {
      const { revisionId, stateMachineArn } = parseInput(publishSchema, body);
      const machine = findUsableMachine(context, stateMachineArn);
      if (revisionId !== undefined && revisionId !== machine.definition.revision)
        throw new AwsServiceError('ConflictException', `The revision of '${machine.arn}' is no longer '${revisionId}'`);
      const { number, createdAt } = await machines.publish(machine, clock.now());
      return { stateMachineVersionArn: `${machine.arn}:${number}`, creationDate: epochSeconds(createdAt) };
    },
    async DeleteStateMachine(body) {
      const arn = requireMachineArn(parseInput(deleteSchema, body).stateMachineArn);
      // As on AWS, deleting a machine that does not exist succeeds.
      if (machines.find(arn) !== undefined) await engine.deleteMachine(arn);
      return {};
    },
    DescribeStateMachine(body) {
      const request = parseInput(describeSchema, body);
      const machine = findMachine(context, request.stateMachineArn);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: machine.status,
        type: 'STANDARD',
        ...(request.includedData === 'ALL_DATA' && { definition: machine.definition.text }),
        roleArn: machine.definition.roleArn,
        creationDate: epochSeconds(machine.createdAt),
        revisionId: machine.definition.revision,
        ...machine.settings,
      };
    },
    ListStateMachines(body) {
      const { maxResults, nextToken } = parseInput(listSchema, body);
      const page = machines.page(readPageToken('machines', nextToken) ?? 0, maxResults + 1);
      const last = page[maxResults - 1];
      return {
        stateMachines: page.slice(0, maxResults).map(({ arn, name, createdAt }) => {
          return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: epochSeconds(createdAt) };
        }),
        ...(page.length > maxResults && last !== undefined && { nextToken: writePageToken('machines', last.seq) }),
      };
    },
  };
}

/** Creating the same machine again succeeds; its role and tags are not compared. */
function requireSame(known: Machine, text: string, settings: Machine['settings']): void {
  if (known.status === 'DELETING') {
    throw new AwsServiceError('StateMachineDeleting', `State Machine is being deleted: '${known.arn}'`);
  }
  if (known.definition.text === text && isDeepStrictEqual(known.settings, settings)) return;
  throw new AwsServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${known.arn}'`);
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
