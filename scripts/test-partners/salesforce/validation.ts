import { ACCEPTED_FIELDS } from './accepted.ts';
import { readExchanges } from './read-exchanges.ts';
import { SCHEMA_PACKAGE, type StandardSchema } from './standard-schema.ts';
import { validateExchange } from './validate-exchange.ts';

/** What was validated, and the findings by how often they occur. */
export interface SalesforceValidation {
  readonly requests: number;
  /** Requests by kind, e.g. `POST Account`. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly fields: number;
  readonly findings: ReadonlyMap<string, number>;
  /** Accepted fields that nothing sends any more. */
  readonly unused: readonly string[];
}

/**
 * Validates recorded exchanges with Salesforce against the published schema and the documentation.
 *
 * @param files recorded by the sandbox (`SANDBOX_EXCHANGES`)
 */
export async function validateSalesforce(
  files: readonly string[],
  schema: StandardSchema,
): Promise<SalesforceValidation> {
  const kinds = new Map<string, number>();
  const findings = new Map<string, number>();
  const sent = new Set<string>();
  let requests = 0;
  let fields = 0;
  for await (const exchange of readExchanges(files)) {
    const validated = validateExchange(exchange, schema);
    requests += 1;
    fields += validated.fields.length;
    for (const field of validated.fields) sent.add(field);
    if (validated.kind !== undefined) kinds.set(validated.kind, (kinds.get(validated.kind) ?? 0) + 1);
    for (const problem of validated.problems) {
      const finding = `${validated.kind ?? exchange.path}: ${problem}`;
      findings.set(finding, (findings.get(finding) ?? 0) + 1);
    }
  }
  return { requests, kinds, fields, findings, unused: ACCEPTED_FIELDS.filter((field) => !sent.has(field)) };
}

/** Returns a validation as readable text. */
export function describeSalesforce({ fields, findings, kinds, requests, unused }: SalesforceValidation): string {
  return [
    `Salesforce: ${requests} requests of ${kinds.size} kinds with ${fields} fields validated against ${SCHEMA_PACKAGE.name} ${SCHEMA_PACKAGE.version} and the documented lengths, types, picklists and replies.`,
    `${findings.size} findings, ${ACCEPTED_FIELDS.length} fields accepted with a reason.`,
    ...[...findings].map(([finding, count]) => `  ${finding} (${count} times)`),
    ...unused.map((field) => `  No longer sent, remove it from accepted.ts: ${field}`),
  ].join('\n');
}
