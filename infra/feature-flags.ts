import { readFileSync } from 'node:fs';
import * as z from 'zod';

const CDK_JSON = new URL('../cdk.json', import.meta.url);
const cdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** Returns the feature flags of a deployment, which the templates depend on. */
export function featureFlags(): Record<string, unknown> {
  return cdkJsonSchema.parse(JSON.parse(readFileSync(CDK_JSON, 'utf8'))).context;
}
