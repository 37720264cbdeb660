import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { stagedTenant, stageNameSchema } from '../../core/config/stages.ts';
import { isLoopbackHost } from '../../core/hosts.ts';

const port = (usual: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65535))
    .default(usual);

const LOCAL_HOST = /^(.+):(\d{1,5})$/;

const localHosts = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
  .transform((list) => list.filter((host) => host !== ''))
  .refine((list) => list.every(isLocalHostAndPort));

function isLocalHostAndPort(text: string): boolean {
  const [, host = '', port = ''] = LOCAL_HOST.exec(text) ?? [];
  return isLoopbackHost(host) && Number(port) >= 1 && Number(port) <= 65535;
}

const environmentSchema = z.object({
  PORT: port(3000),
  AWS_PORT: port(3001),
  SANDBOX_PORT: port(3100),
  LOCAL_HOSTS: localHosts,
  DATA_DIR: z.string().optional(),
  TENANT: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .default('demo'),
  STAGE: stageNameSchema.optional(),
});

/** Settings of the single machine from the environment. */
export type Environment = Readonly<z.infer<typeof environmentSchema> & { DATA_DIR: string }>;

const EXPECTED: Readonly<Record<keyof Environment, string>> = {
  PORT: 'a port for the API, 0 to 65535',
  AWS_PORT: 'a port for the AWS endpoints, 0 to 65535',
  SANDBOX_PORT: 'a port for the sandbox partners, 0 to 65535',
  LOCAL_HOSTS: 'a list such as 127.0.0.1:9998,localhost:9999, with hosts of this machine and their ports',
  DATA_DIR: 'a folder',
  TENANT: 'the name of a file in tenants/, in lower case, without .json',
  STAGE: 'one of the stages of the tenant file, in lower case',
};

/** Environment variables have invalid values; the message lists them. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
}

/**
 * Reads PORT (3000), AWS_PORT (3001), SANDBOX_PORT (3100), LOCAL_HOSTS (none), TENANT (`demo`), STAGE (none) and DATA_DIR
 * ({@link defaultDataDir}); an empty variable counts as unset.
 *
 * @throws EnvironmentInvalid that lists each invalid variable with the expected and the found value
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.keys(EXPECTED).map((name) => [name, variables[name]?.trim() || undefined] as const);
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) {
    const { DATA_DIR, STAGE, TENANT } = parsed.data;
    return { ...parsed.data, DATA_DIR: DATA_DIR ?? defaultDataDir(stagedTenant(TENANT, STAGE)) };
  }
  const names = new Set(parsed.error.issues.map((issue) => issue.path[0] as keyof Environment));
  const lines = [...names].map((name) => `${name}: expected ${EXPECTED[name]}, found '${variables[name]}'`);
  throw new EnvironmentInvalid(lines.join('\n'));
}

const DATA = '.data';
const tenantSchema = z.object({ tenant: z.string() });

/**
 * Returns the data folder of a tenant: `.data/<tenant>`, or `.data` if an earlier version keeps the tenant's data there.
 *
 * @param tenant with its stage, see `stagedTenant`
 * @param data folder of all tenants. @default `.data`
 */
export function defaultDataDir(tenant: string, data: string = DATA): string {
  return tenantOf(data) === tenant ? data : join(data, tenant);
}

function tenantOf(dataDir: string): string | undefined {
  try {
    return tenantSchema.parse(JSON.parse(readFileSync(join(dataDir, 'tenant.json'), 'utf8'))).tenant;
  } catch {
    return undefined;
  }
}
