import { awsRequest } from './aws-request.ts';
import type { Deployment } from './deployment.ts';

/** Disables a function: with a reserved concurrency of zero, every invocation is throttled. */
export async function switchOff(deployment: Deployment, functionName: string): Promise<void> {
  const body = JSON.stringify({ ReservedConcurrentExecutions: 0 });
  const headers = { 'content-type': 'application/json' };
  await awsRequest(deployment, { ...concurrencyOf(functionName), method: 'PUT', headers, body });
}

/** Enables a function again. */
export async function switchOn(deployment: Deployment, functionName: string): Promise<void> {
  await awsRequest(deployment, { ...concurrencyOf(functionName), method: 'DELETE' });
}

function concurrencyOf(functionName: string): { service: string; path: string } {
  return { service: 'lambda', path: `/2017-10-31/functions/${functionName}/concurrency` };
}
