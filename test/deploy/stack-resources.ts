import { awsRequest } from './aws-request.ts';
import type { Deployment } from './deployment.ts';

const RESOURCE = /<member>(?:(?!<\/member>).)*<\/member>/gs;

/**
 * Returns the physical ids of a stack's resources by logical id.
 *
 * @throws Error when the stack does not exist
 */
export async function stackResources(deployment: Deployment, stack: string): Promise<Readonly<Record<string, string>>> {
  const xml = await cloudFormation(deployment, 'DescribeStackResources', stack);
  return Object.fromEntries(
    Array.from(xml.matchAll(RESOURCE), ([member]) => [
      textOf(member, 'LogicalResourceId'),
      textOf(member, 'PhysicalResourceId'),
    ]),
  );
}

/** Describes a stack. @throws Error when the stack does not exist */
export function describeStack(deployment: Deployment, stack: string): Promise<string> {
  return cloudFormation(deployment, 'DescribeStacks', stack);
}

function cloudFormation(deployment: Deployment, action: string, stack: string): Promise<string> {
  const query = new URLSearchParams({ Action: action, StackName: stack, Version: '2010-05-15' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return awsRequest(deployment, { service: 'cloudformation', headers, body: query.toString() });
}

function textOf(xml: string, element: string): string {
  const found = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(xml)?.[1];
  if (found === undefined) throw new Error(`Expected <${element}>, found ${xml}.`);
  return found;
}
