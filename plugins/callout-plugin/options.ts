import * as z from 'zod';
import { isSensitiveField } from '../../core/redact/match-field.ts';
import { endpointOption, idempotencyOption, statusUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the callout plugin. */
export const calloutOptions = z.strictObject({
  endpoint: endpointOption().describe('URL to post the order to: https, or http on a loopback host.'),
  timeoutValue: z
    .number()
    .int()
    .positive()
    .default(2000)
    .describe('How long to wait for the whole reply, in milliseconds, before the plugin fails.'),
  shouldRejectOn: z
    .strictObject({
      status: z
        .array(z.number().int().min(100).max(599))
        .default([])
        .describe('Statuses on which the plugin fails. Every other status, even 500, is a success.'),
    })
    .default({ status: [] })
    .describe('Which replies count as rejections.'),
  rejectUnlessOk: z.boolean().default(false).describe('Whether the plugin fails on every status except 200 to 299.'),
  rejectWhen: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSONata over { status, headers, body } of the reply. The plugin fails if the result is true, e.g. body.accepted = false.',
    ),
  output: outputOption().describe(
    'What later steps can read from the reply besides its status: JSONata over { status, headers, body } by name, e.g. { "userId": "body.id" }. Only short texts, numbers and booleans, and no personal data.',
  ),
  statusUrl: statusUrlOption(),
  statusBody: z
    .string()
    .min(1)
    .default('body')
    .describe(
      'JSONata over { status, headers, body } of the reply from statusUrl. Returns the body of the original reply, for output and rejectWhen.',
    ),
  idempotency: idempotencyOption(),
  undo: undoOption(),
});

/** Parsed options of the callout plugin. */
export type CalloutOptions = z.output<typeof calloutOptions>;

function outputOption(): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>> {
  return z
    .record(z.string().min(1), z.string().min(1))
    .superRefine((output, { addIssue }) => {
      for (const name of Object.keys(output)) {
        const message = nameProblem(name);
        if (message !== undefined) addIssue({ code: 'custom', path: [name], message });
      }
    })
    .default({});
}

function nameProblem(name: string): string | undefined {
  if (name === 'status') return 'expected another name: the output already has status';
  if (!isSensitiveField(name)) return undefined;
  return 'expected a reference, found the name of a secret or of personal data, which an execution must not contain: pick an id';
}
