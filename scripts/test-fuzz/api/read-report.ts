import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { curl } from '../http/curl.ts';
import { createCounter, type Finding, type FuzzReport } from '../report.ts';
import { acceptedReason } from './accepted-reason.ts';

const base64 = z.object({ $base64: z.string() }).transform(({ $base64 }) => Buffer.from($base64, 'base64').toString());

const interactionSchema = z.object({
  request: z.object({
    method: z.string(),
    uri: z.string(),
    headers: z.record(z.string(), z.array(z.string())),
    body: base64.nullish(),
  }),
  response: z.object({ status_code: z.int(), content: base64.nullish() }).nullish(),
});

const failureSchema = z.object({ failure: z.object({ title: z.string(), message: z.string().optional() }) });

const scenarioSchema = z.object({
  ScenarioFinished: z.object({
    recorder: z.object({
      label: z.string(),
      cases: z.record(z.string(), z.object({ value: z.object({ method: z.string(), path: z.string() }) })),
      checks: z.record(
        z.string(),
        z.array(z.object({ name: z.string(), status: z.string(), failure_info: failureSchema.nullish() })),
      ),
      interactions: z.record(z.string(), interactionSchema),
    }),
  }),
});

const errorSchema = z.object({ NonFatalError: z.object({ label: z.string().optional() }).loose() });
const finishedSchema = z.object({ EngineFinished: z.object({}).loose() });

type Interaction = z.output<typeof interactionSchema>;

/** The report of Schemathesis cannot be used. */
export class ReportIncomplete extends Error {
  override readonly name = 'ReportIncomplete';
}

/**
 * Reads the report of Schemathesis: JSON lines, one event each.
 *
 * @param token of the requests, which the commands replace by `$TOKEN`
 * @throws ReportIncomplete when the run did not end
 */
export async function readReport(file: string, token: string): Promise<FuzzReport> {
  const counter = createCounter();
  const findings = new Map<string, Finding>();
  const accepted = new Map<string, number>();
  let isFinished = false;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const event: unknown = JSON.parse(line);
    isFinished ||= finishedSchema.safeParse(event).success;
    const failed = errorSchema.safeParse(event).data?.NonFatalError;
    if (failed !== undefined) findings.set(line, { target: failed.label ?? '', problem: line, reproduce: '' });
    const scenario = scenarioSchema.safeParse(event).data?.ScenarioFinished.recorder;
    for (const [id, interaction] of Object.entries(scenario?.interactions ?? {})) {
      const target = targetOf(scenario?.cases[id]?.value, scenario?.label ?? '');
      counter.add(target, interaction.response?.status_code);
      for (const { failure_info: info, name, status } of scenario?.checks[id] ?? []) {
        if (status !== 'failure') continue;
        const reason = acceptedReason(name, interaction.response?.status_code, interaction.response?.content ?? '');
        if (reason !== undefined) accepted.set(reason, (accepted.get(reason) ?? 0) + 1);
        else
          keepFirst(findings, {
            target,
            problem: problemOf(info?.failure, interaction),
            reproduce: command(interaction, token),
          });
      }
    }
  }
  if (!isFinished) throw new ReportIncomplete(`${file} has no end: see the output of Schemathesis beside it.`);
  return {
    name: 'API, from its OpenAPI document',
    counts: counter.counts(),
    findings: [...findings.values()],
    accepted,
  };
}

/** Many requests show the same problem: one of them is enough. */
function keepFirst(findings: Map<string, Finding>, finding: Finding): void {
  const key = `${finding.target} ${finding.problem.replaceAll(/"instance":"[^"]*"/g, '')}`;
  if (!findings.has(key)) findings.set(key, finding);
}

/** @param label the operation, e.g. `POST /orders`, or the name of a phase with requests to several operations */
function targetOf(value: { readonly method: string; readonly path: string } | undefined, label: string): string {
  if (value === undefined) return label;
  const target = `${value.method} ${value.path}`;
  return label.endsWith(` ${value.path}`) && label !== target ? 'methods that a path does not have' : target;
}

function problemOf(
  failure: { readonly title: string; readonly message?: string | undefined } | undefined,
  { response }: Interaction,
): string {
  const { title = 'A check failed', message = '' } = failure ?? {};
  return `${title}. ${message} Status ${response?.status_code ?? 'none'}: ${(response?.content ?? '').slice(0, 600)}`;
}

function command({ request: { body, headers, method, uri } }: Interaction, token: string): string {
  const { origin, href } = new URL(uri);
  const sent = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')]));
  return curl(origin, { method, path: href.slice(origin.length), headers: sent, body: body ?? '' }, { TOKEN: token });
}
