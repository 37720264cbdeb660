import * as z from 'zod';
import { abortExecution } from '../execution/execution-runner.ts';
import { executionStatuses } from '../journal/execution-store.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { requireExecutionArn, requireMachineArn } from './arns.ts';
import { epochSeconds } from './epoch-seconds.ts';
import { findExecution, findMachine } from './find-records.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { parseInput } from './parse-input.ts';
import { includedData, paging } from './request-fields.ts';
import { startExecution } from './start-execution.ts';

const stopSchema = z.strictObject({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const describeSchema = z.strictObject({ executionArn: z.string(), includedData });
const listSchema = z.strictObject({
  stateMachineArn: z.string(),
  // PENDING_REDRIVE is a status of AWS that nothing here can have.
  statusFilter: z.enum([...executionStatuses, 'PENDING_REDRIVE']).optional(),
  redriveFilter: z.enum(['NOT_REDRIVEN', 'REDRIVEN']).optional(),
  ...paging,
});

/** StartExecution, StopExecution, DescribeExecution, ListExecutions. */
export function executionOperations(context: ApiContext): Operations {
  const { executions, engine } = context;
  return {
    StartExecution: (body) => startExecution(context, body),
    async StopExecution(body) {
      const { executionArn, error, cause } = parseInput(stopSchema, body);
      const { seq, arn } = findExecution(context, requireExecutionArn(executionArn));
      const story = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      await engine.run(seq, (memory) => abortExecution(memory, story));
      const { stoppedAt, startedAt } = findExecution(context, arn);
      return { stopDate: epochSeconds(stoppedAt ?? startedAt) };
    },
    DescribeExecution(body) {
      const request = parseInput(describeSchema, body);
      const execution = findExecution(context, requireExecutionArn(request.executionArn));
      const { arn, machineArn, name, status, startedAt, stoppedAt, input, output, error, cause } = execution;
      const withData = request.includedData === 'ALL_DATA';
      return {
        executionArn: arn,
        stateMachineArn: machineArn,
        name,
        status,
        startDate: epochSeconds(startedAt),
        ...(stoppedAt !== undefined && { stopDate: epochSeconds(stoppedAt) }),
        ...(withData && { input, inputDetails: { included: true } }),
        ...(withData && output !== undefined && { output, outputDetails: { included: true } }),
        ...(error !== undefined && { error }),
        ...(withData && cause !== undefined && { cause }),
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Redrive is not supported here',
      };
    },
    ListExecutions(body) {
      const { stateMachineArn, statusFilter, redriveFilter, maxResults, nextToken } = parseInput(listSchema, body);
      const { arn: machineArn } = findMachine(context, requireMachineArn(stateMachineArn));
      if (statusFilter === 'PENDING_REDRIVE' || redriveFilter === 'REDRIVEN') return { executions: [] };
      const list = `executions ${machineArn} ${statusFilter ?? ''}`;
      const before = readPageToken(list, nextToken) ?? Number.MAX_SAFE_INTEGER;
      const page = executions.page({ machineArn, status: statusFilter, before, limit: maxResults + 1 });
      const last = page[maxResults - 1];
      return {
        executions: page.slice(0, maxResults).map(({ arn, name, status, startedAt, stoppedAt }) => ({
          executionArn: arn,
          stateMachineArn: machineArn,
          name,
          status,
          startDate: epochSeconds(startedAt),
          ...(stoppedAt !== undefined && { stopDate: epochSeconds(stoppedAt) }),
          redriveCount: 0,
        })),
        ...(page.length > maxResults && last !== undefined && { nextToken: writePageToken(list, last.seq) }),
      };
    },
  };
}
