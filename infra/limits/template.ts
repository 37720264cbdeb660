import * as z from 'zod';
import { NAMES } from './aws-limits.ts';

/** A resource of a template. */
export const resourceSchema = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });

/** A CloudFormation template. */
export const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });

/** A CloudFormation template. */
export type Template = z.output<typeof templateSchema>;

/** Values of pseudo parameters, as long as they can be. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '0'.repeat(12),
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-99',
  'AWS::URLSuffix': 'amazonaws.com.cn',
  'AWS::StackName': 'x'.repeat(64),
};

/** Stands for a name that only a deployment knows, such as that of a role. They have at most 64 characters. */
const GENERATED_NAME = 'x'.repeat(64);

const joinSchema = z.tuple([z.string(), z.array(z.unknown())]);

/**
 * Replaces the intrinsic functions in a value of a template by texts of the length that a deployment gives them at most.
 *
 * @param template the template, for the names of its resources
 */
export function deployed(value: unknown, template: Template): unknown {
  if (Array.isArray(value)) return value.map((item) => deployed(item, template));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && name === 'Ref')
    return PSEUDO_PARAMETERS[String(argument)] ?? nameOf(String(argument), template);
  if (others.length === 0 && name === 'Fn::Join') {
    const [separator, parts] = joinSchema.parse(argument);
    return parts.map((part) => deployed(part, template)).join(separator);
  }
  if (others.length === 0 && name === 'Fn::GetAtt')
    return arnOf(z.array(z.string()).parse(argument)[0] ?? '', template);
  if (others.length === 0 && name.startsWith('Fn::')) return GENERATED_NAME;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deployed(field, template)]));
}

function nameOf(logicalId: string, template: Template): string {
  const resource = template.Resources[logicalId];
  const property = NAMES[resource?.Type ?? '']?.property;
  const name = property === undefined ? undefined : resource?.Properties[property];
  return name === undefined ? GENERATED_NAME : String(deployed(name, template));
}

function arnOf(logicalId: string, template: Template): string {
  return `arn:aws-us-gov:lambda:ap-southeast-99:${'0'.repeat(12)}:function:${nameOf(logicalId, template)}`;
}
