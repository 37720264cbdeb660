import * as z from 'zod';
import {
  MAX_ENVIRONMENT_BYTES,
  MAX_EVENT_PATTERN_CHARACTERS,
  MAX_QUEUE_POLICY_BYTES,
  MAX_RESOURCES,
  MAX_ROLE_POLICY_CHARACTERS,
  MAX_TEMPLATE_BYTES,
  NAMES,
} from './aws-limits.ts';
import { deployed, type Template, templateSchema } from './template.ts';

/** Something in a template that AWS rejects. */
export interface TemplateProblem {
  /** Logical id of the resource; undefined for the template as a whole. */
  readonly resource?: string;
  readonly message: string;
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * Finds what AWS rejects in the middle of a deployment: too many resources, a template, policy, pattern or environment that is
 * too large, and names that are too long.
 *
 * @param text the template as it is sent
 */
export function templateProblems(text: string): readonly TemplateProblem[] {
  const template = templateSchema.parse(JSON.parse(text));
  const resources = Object.entries(template.Resources);
  return [
    ...over(resources.length, MAX_RESOURCES, 'resources in the stack', FEWER_SEQUENCES),
    ...over(Buffer.byteLength(text), MAX_TEMPLATE_BYTES, 'bytes of template', FEWER_SEQUENCES),
    ...resources.flatMap(([resource, { Properties: properties, Type }]) =>
      [...nameProblems(Type, properties, template), ...sizeProblems(Type, properties, template)].map((problem) => ({
        resource,
        ...problem,
      })),
    ),
  ];
}

const FEWER_SEQUENCES = 'Remove overrides or webhooks, or split the tenant.';

/** Checks of the size of a property, by type of resource. */
const SIZES: Readonly<Record<string, (properties: Properties) => readonly TemplateProblem[]>> = {
  'AWS::IAM::Role': ({ Policies }) =>
    over(sizeOf(Policies), MAX_ROLE_POLICY_CHARACTERS, "characters in the role's policies", FEWER_SEQUENCES),
  'AWS::SQS::QueuePolicy': ({ PolicyDocument }) =>
    over(sizeOf(PolicyDocument), MAX_QUEUE_POLICY_BYTES, "bytes in the queue's policy", 'Remove webhooks.'),
  'AWS::Events::Rule': ({ EventPattern }) =>
    over(sizeOf(EventPattern), MAX_EVENT_PATTERN_CHARACTERS, "characters in the rule's pattern", FEWER_SEQUENCES),
  'AWS::Lambda::Function': ({ Environment }) =>
    over(sizeOf(Environment), MAX_ENVIRONMENT_BYTES, "bytes in the function's environment", FEWER_SEQUENCES),
};

function sizeProblems(type: string, properties: Properties, template: Template): readonly TemplateProblem[] {
  return SIZES[type]?.(z.record(z.string(), z.unknown()).parse(deployed(properties, template))) ?? [];
}

function nameProblems(type: string, properties: Properties, template: Template): readonly TemplateProblem[] {
  const limit = NAMES[type];
  const name = limit === undefined ? undefined : deployed(properties[limit.property], template);
  if (limit === undefined || typeof name !== 'string') return [];
  const shorten = 'Shorten the name of the tenant, or of the plugin, override or webhook in it.';
  return over(name.length, limit.longest, `characters in the name ${name}`, shorten);
}

function over(found: number, limit: number, what: string, advice: string): readonly TemplateProblem[] {
  if (found <= limit) return [];
  return [{ message: `Expected at most ${limit} ${what}, found ${found}. ${advice}` }];
}

function sizeOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
