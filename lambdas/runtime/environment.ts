import * as z from 'zod';

/**
 * Environment variables, grouped by what uses them. `blueprint/` sets the groups that a function needs, and only their schemas are made.
 */
const VARIABLES = {
  tenant: () => ({ TENANT: z.string().min(1) }),
  table: () => ({ ORDERS_TABLE: z.string().min(1) }),
  events: () => ({ EVENT_BUS: z.string().min(1) }),
  stateMachines: () => ({ STATE_MACHINE_PREFIX: z.string().startsWith('arn:') }),
  config: () => ({ TENANT_CONFIG_FILE: z.string().min(1) }),
  /** JSON of `core/config/deployment.ts`. */
  deployment: () => ({ DEPLOYMENT: z.string().min(1) }),
  /** The id of the edition that the deployment made; absent without `aws.canary`, empty on one machine. */
  edition: () => ({ EDITION: z.string().max(200).optional() }),
  secrets: () => ({ SECRETS_PREFIX: z.string().min(1) }),
  searchKey: () => ({ SEARCH_KEY_SECRET: z.string().min(1) }),
  console: () => ({ CONSOLE_FILES: z.string().min(1), CONSOLE_SETTINGS: z.string().min(1) }),
  /** The own API, where agents get a token, and whether they may use the verbs that change something. */
  agents: () => ({ API_URL: z.url(), AGENT_SIGN_IN: z.string().min(1), AGENT_ACTIONS: z.enum(['allowed', 'refused']) }),
  /** `written` if a sequence of the tenant reads account subscriptions. */
  accountSubscriptions: () => ({ ACCOUNT_SUBSCRIPTIONS: z.enum(['written', 'unused']).default('unused') }),
  /** Callers that may wait in one instance. Only the single machine sets it: on AWS an instance has one request at a time. */
  waiters: () => ({ MAX_WAITERS: z.coerce.number().int().positive().optional() }),
  /** Identifies one start of the single machine, which alone sets it. */
  incarnation: () => ({ INCARNATION: z.string().min(1).optional() }),
  /** `host:port` pairs on loopback that may be called over http. Only the single machine sets it, for its sandbox and LOCAL_HOSTS. */
  loopback: () => ({
    OUTBOUND_LOOPBACK: z
      .string()
      .default('')
      .transform((list) => list.split(',').filter((entry) => entry !== '')),
  }),
};

/** A group of environment variables. */
export type Use = keyof typeof VARIABLES;

type IntersectionOf<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  intersection: infer Intersection,
) => void
  ? Intersection
  : never;

/** The variables of several groups, by name. */
export type EnvironmentOf<Uses extends Use> = IntersectionOf<
  { [Each in Uses]: z.output<z.ZodObject<ReturnType<(typeof VARIABLES)[Each]>>> }[Uses]
>;

/** A function was started without the environment that it needs. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
}

/**
 * Reads groups of a function's environment variables.
 *
 * @throws EnvironmentInvalid listing every variable that is missing or wrong
 */
export function readEnvironment<Uses extends Use>(uses: readonly Uses[]): EnvironmentOf<Uses> {
  const shape: z.ZodRawShape = Object.assign({}, ...uses.map((use) => VARIABLES[use]()));
  // Not worth compiling for the one time that it is used.
  const parsed = z.object(shape).safeParse(process.env, { jitless: true });
  if (parsed.success) return parsed.data as EnvironmentOf<Uses>;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new EnvironmentInvalid(
    `Expected the environment that the blueprint gives this function, found ${problems}. Deploy it again.`,
  );
}
