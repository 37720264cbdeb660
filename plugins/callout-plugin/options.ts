import * as z from 'zod';
import { isSensitiveField } from '../../core/redact/match-field.ts';
import { endpointOption, keyedUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the callout plugin. */
export const calloutOptions = z.strictObject({
  endpoint: endpointOption().describe('Where the order is posted to: an https URL, or http on a loopback host.'),
  timeoutValue: z
    .number()
    .int()
    .positive()
    .default(2000)
    .describe('How long to wait for the whole reply, in milliseconds; after that the plugin fails.'),
  shouldRejectOn: z
    .strictObject({
      status: z
        .array(z.number().int().min(100).max(599))
        .default([])
        .describe('Statuses with which the plugin fails. Every other status, 500 included, is a success.'),
    })
    .default({ status: [] })
    .describe('What counts as a refusal.'),
  rejectUnlessOk: z.boolean().default(false).describe('Whether the plugin fails with every status but 200 to 299.'),
  rejectWhen: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSONata over { status, headers, body } of the reply: the plugin fails when it gives true, e.g. body.accepted = false.',
    ),
  output: outputOption().describe(
    'What later steps read of the reply beside its status: JSONata over { status, headers, body } by name, e.g. { "userId": "body.id" }. Short texts, numbers and truth values; nothing personal.',
  ),
  statusUrl: keyedUrlOption()
    .optional()
    .describe(
      'Where a GET tells of an earlier request, 404 when there is none; asked when a reply was lost. {idempotencyKey} stands for its key.',
    ),
  statusBody: z
    .string()
    .min(1)
    .default('body')
    .describe(
      'JSONata over { status, headers, body } of the statusUrl: what the endpoint answered to the request then; output picks from it.',
    ),
  undo: undoOption().describe(
    'How the endpoint takes a request back when the order is compensated; without it that has to be done by hand.',
  ),
});

/** Parsed options of the callout plugin. */
export type CalloutOptions = z.output<typeof calloutOptions>;

/** The option that names what later steps may read of a reply: expressions by the name of the output's field. */
export function outputOption(): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>> {
  return z
    .record(z.string().min(1), z.string().min(1))
    .superRefine((output, { addIssue }) => {
      for (const name of Object.keys(output)) {
        const message = problemOf(name);
        if (message !== undefined) addIssue({ code: 'custom', path: [name], message });
      }
    })
    .default({});
}

function problemOf(name: string): string | undefined {
  if (name === 'status') return 'expected another name: the status stands there already';
  if (!isSensitiveField(name)) return undefined;
  return 'expected a reference, found the name of a secret or of personal data, which must not stand in an execution: pick an id';
}
