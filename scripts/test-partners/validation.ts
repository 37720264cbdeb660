import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ACCEPTED } from './accepted-findings.ts';

const findingSchema = z.strictObject({
  operation: z.string(),
  where: z.enum(['path', 'query', 'header', 'request', 'reply']),
  problem: z.string(),
  count: z.int(),
});

const validationSchema = z.strictObject({
  models: z.string(),
  counts: z.strictObject({ requests: z.int(), bodies: z.int(), replies: z.int(), fields: z.int(), enums: z.int() }),
  files: z.record(z.string(), z.strictObject({ requests: z.int(), bodies: z.int() })),
  kinds: z.record(z.string(), z.int()),
  findings: z.array(findingSchema),
});

/** Part of a request or reply that the published models do not allow. */
export type Finding = z.output<typeof findingSchema>;

/** What was validated against which models, and the findings. */
export type Validation = z.output<typeof validationSchema>;

const VALIDATOR = fileURLToPath(new URL('./validate-zuora.py', import.meta.url));

/**
 * Validates recorded exchanges against Zuora's published models.
 *
 * @param python program of an environment with the models
 * @param files recorded by the sandbox (`SANDBOX_EXCHANGES`)
 */
export async function validateZuora(python: string, files: readonly string[]): Promise<Validation> {
  const { stdout } = await promisify(execFile)(python, [VALIDATOR, ...files], { maxBuffer: 64 * 1024 * 1024 });
  return validationSchema.parse(JSON.parse(stdout));
}

/** Splits findings into those that count and those that are accepted. `unused` lists accepted findings that no longer occur. */
export function splitFindings({ findings }: Pick<Validation, 'findings'>): {
  readonly counted: readonly Finding[];
  readonly accepted: readonly Finding[];
  readonly unused: readonly string[];
} {
  const isAccepted = (finding: Finding): boolean => ACCEPTED.some((accepted) => covers(accepted, finding));
  return {
    counted: findings.filter((finding) => !isAccepted(finding)),
    accepted: findings.filter(isAccepted),
    unused: ACCEPTED.filter((accepted) => !findings.some((finding) => covers(accepted, finding))).map(
      ({ operation, problem }) => `${operation}: ${problem}`,
    ),
  };
}

function covers(accepted: (typeof ACCEPTED)[number], { operation, where, problem }: Finding): boolean {
  return accepted.operation === operation && accepted.where === where && problem.endsWith(accepted.problem);
}

/** Returns a validation as readable text. */
export function describeValidation(validation: Validation): string {
  const { counted, accepted, unused } = splitFindings(validation);
  const { requests, bodies, replies, fields, enums } = validation.counts;
  const line = ({ operation, where, problem, count }: Finding): string =>
    `  ${operation} ${where}: ${problem} (${count} times)`;
  return [
    `Zuora: ${requests} requests of ${Object.keys(validation.kinds).length} kinds, ${bodies} bodies and ${replies} replies with ${fields} fields validated against ${validation.models}, and ${enums} values against the enums of its OpenAPI description.`,
    ...Object.entries(validation.files).map(
      ([file, sent]) => `  ${basename(file, '.jsonl')}: ${sent.requests} requests, ${sent.bodies} bodies`,
    ),
    'Faults of the campaign hit the next request, whichever that is, so its counts differ by a few between runs.',
    `${counted.length} findings, ${accepted.length} accepted with a reason.`,
    ...counted.map(line),
    ...unused.map((entry) => `  No longer found, remove it from accepted-findings.ts: ${entry}`),
  ].join('\n');
}
