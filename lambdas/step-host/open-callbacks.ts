import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createOperatorStepStore } from '../order-store/operator-step-store.ts';
import { createSendTaskResult, stepFunctionsClient } from '../step-functions.ts';
import type { StepCallbacks } from './step-host-ports.ts';

/** Creates the callback operations on the order table and Step Functions. */
export function openCallbacks(client: DynamoDBDocumentClient, table: string): StepCallbacks {
  const { endWait } = createOperatorStepStore(client, table);
  return { endWait, sendTaskResult: createSendTaskResult(stepFunctionsClient()) };
}
