import * as z from 'zod';

/** Groups of environment variables; a function's schema is made of those it needs. */
export const environmentGroups = {
  tenant: { TENANT: z.string().min(1) },
  orderStore: { ORDERS_TABLE: z.string().min(1) },
  events: { EVENT_BUS: z.string().min(1) },
  executions: { STATE_MACHINE_PREFIX: z.string().startsWith('arn:') },
  config: { TENANT_CONFIG_FILE: z.string().min(1) },
  secrets: { SECRETS_PREFIX: z.string().min(1) },
  /** `host:port` pairs on loopback that may be called over http; set by the single machine for its sandbox only. */
  loopback: {
    OUTBOUND_LOOPBACK: z
      .string()
      .default('')
      .transform((list) => list.split(',').filter((entry) => entry !== '')),
  },
};

/** A function was started without the environment it needs. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
}

/**
 * Reads a function's environment.
 *
 * @throws EnvironmentInvalid listing every variable that is missing or wrong
 */
export function readEnvironment<Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new EnvironmentInvalid(
    `Expected the environment that the blueprint gives this function, found ${problems}. Deploy it again.`,
  );
}
