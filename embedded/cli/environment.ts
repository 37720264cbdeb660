import * as z from 'zod';

const port = (usual: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65535))
    .default(usual);

const environmentSchema = z.object({
  PORT: port(3000),
  AWS_PORT: port(3001),
  SANDBOX_PORT: port(3100),
  DATA_DIR: z.string().default('.data'),
  TENANT: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .default('demo'),
});

/** Settings of the single machine from the environment. */
export type Environment = Readonly<z.infer<typeof environmentSchema>>;

const EXPECTED: Readonly<Record<keyof Environment, string>> = {
  PORT: 'a port for the API, 0 to 65535',
  AWS_PORT: 'a port for the AWS endpoints, 0 to 65535',
  SANDBOX_PORT: 'a port for the sandbox partners, 0 to 65535',
  DATA_DIR: 'a folder',
  TENANT: 'the name of a file in tenants/, in lower case, without .json',
};

/** Environment variables have invalid values; the message lists them. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
}

/**
 * Reads PORT (3000), AWS_PORT (3001), SANDBOX_PORT (3100), DATA_DIR (`.data`) and TENANT (`demo`); an empty variable
 * counts as unset.
 *
 * @throws EnvironmentInvalid that lists each invalid variable with the expected and the found value
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.keys(EXPECTED).map((name) => [name, variables[name]?.trim() || undefined] as const);
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const names = new Set(parsed.error.issues.map((issue) => issue.path[0] as keyof Environment));
  const lines = [...names].map((name) => `${name}: expected ${EXPECTED[name]}, found '${variables[name]}'`);
  throw new EnvironmentInvalid(lines.join('\n'));
}
