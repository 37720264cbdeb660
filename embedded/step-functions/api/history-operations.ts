import * as z from 'zod';
import type { EventDetails } from '../journal/history-event.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { findExecution } from './find-records.ts';
import { epochSeconds, paging, parseInput, readPageToken, writePageToken } from './requests.ts';

const schema = z.strictObject({
  executionArn: z.string(),
  reverseOrder: z.boolean().default(false),
  includeExecutionData: z.boolean().default(true),
  ...paging,
});

/** Returns GetExecutionHistory. */
export function historyOperations(context: ApiContext): Operations {
  return {
    GetExecutionHistory(body) {
      const {
        executionArn,
        reverseOrder: reverse,
        includeExecutionData,
        maxResults,
        nextToken,
      } = parseInput(schema, body);
      const { seq, arn } = findExecution(context, executionArn);
      const list = `history ${arn} ${reverse}`;
      const after = readPageToken(list, nextToken);
      const page = context.history.page({ execution: seq, reverse, after, limit: maxResults + 1 });
      const last = page[maxResults - 1];
      return {
        events: page.slice(0, maxResults).map(({ id, previous, at, type, details }) => ({
          timestamp: epochSeconds(at),
          type,
          id,
          previousEventId: previous,
          ...(includeExecutionData ? details : withoutData(details)),
        })),
        ...(page.length > maxResults && last !== undefined && { nextToken: writePageToken(list, last.id) }),
      };
    },
  };
}

const DATA_FIELDS: ReadonlySet<string> = new Set(['input', 'inputDetails', 'output', 'outputDetails']);

function withoutData(details: EventDetails): EventDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, fields]) => [
      name,
      Object.fromEntries(Object.entries(fields).filter(([field]) => !DATA_FIELDS.has(field))),
    ]),
  );
}
