import { execFile } from 'node:child_process';
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

const verdictSchema = z.strictObject({
  models: z.string(),
  held: z.strictObject({ requests: z.int(), bodies: z.int(), replies: z.int(), fields: z.int() }),
  kinds: z.record(z.string(), z.int()),
  findings: z.array(findingSchema),
});

/** Part of a request or reply that the published models do not allow. */
export type Finding = z.output<typeof findingSchema>;

/** What was validated against which models, and the findings. */
export type Verdict = z.output<typeof verdictSchema>;

const JUDGE = fileURLToPath(new URL('./judge-zuora.py', import.meta.url));

/**
 * Validates recorded exchanges against Zuora's published models.
 *
 * @param python program of an environment with the models
 * @param files recorded by the sandbox (`SANDBOX_EXCHANGES`)
 */
export async function judgeZuora(python: string, files: readonly string[]): Promise<Verdict> {
  const { stdout } = await promisify(execFile)(python, [JUDGE, ...files], { maxBuffer: 64 * 1024 * 1024 });
  return verdictSchema.parse(JSON.parse(stdout));
}

/** Splits findings into those that count and those that are accepted. `unused` lists accepted findings that no longer occur. */
export function weigh({ findings }: Pick<Verdict, 'findings'>): {
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

/** Returns a verdict as readable text. */
export function describeVerdict(verdict: Verdict): string {
  const { counted, accepted, unused } = weigh(verdict);
  const { requests, bodies, replies, fields } = verdict.held;
  const line = ({ operation, where, problem, count }: Finding): string =>
    `  ${operation} ${where}: ${problem} (${count} times)`;
  return [
    `Zuora: ${requests} requests of ${Object.keys(verdict.kinds).length} kinds, ${bodies} bodies and ${replies} replies with ${fields} fields validated against ${verdict.models}.`,
    `${counted.length} findings, ${accepted.length} accepted with a reason.`,
    ...counted.map(line),
    ...unused.map((entry) => `  No longer found, remove it from accepted-findings.ts: ${entry}`),
  ].join('\n');
}
