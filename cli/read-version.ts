import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { withSandbox } from '../core/hosts.ts';
import type { AskApi } from '../embedded/cli/ask-api.ts';
import { UsageError } from '../embedded/cli/run-command.ts';
import { fileOf } from './on-tenant-file.ts';

/** A path in a git revision, as `git show` takes it: `main:tenants/acme.json`. */
const REVISION = /^([^-:][^:]*):(.+)$/;

/** A version of a deployed config. */
const DEPLOYED = /^[0-9a-f]{12}$/;

const versionSchema = z.object({ config: z.looseObject({ tenant: z.string() }) });

/** The text of a version of a tenant file. */
export interface VersionText {
  /** As given. */
  readonly source: string;
  readonly text: string;
  readonly tenant: string;
}

/** Returns whether a source names a version of a deployed config. */
export function isDeployedVersion(source: string): boolean {
  return DEPLOYED.test(source);
}

/**
 * Reads a version of a tenant file.
 *
 * @param source a path, the name of a tenant, a path in a git revision such as `main:tenants/acme.json`, or a version of a deployed config such as `4c1284ba8b87`
 * @param openApi opens the API that has the deployed versions
 * @throws UsageError there is no such file, revision or version
 */
export async function readVersion(source: string, openApi: () => Promise<AskApi>): Promise<VersionText> {
  if (isDeployedVersion(source)) {
    const ask = await openApi();
    const { config } = versionSchema.parse(await ask(`/config/versions/${source}`));
    return { source, text: JSON.stringify(config), tenant: config.tenant };
  }
  const file = fileOf(source);
  const [, , path = file] = REVISION.exec(file) ?? [];
  const text = await read(file).catch((cause: unknown) => {
    throw new UsageError(
      `Expected a tenant file, one of a git revision such as main:tenants/acme.json, or a deployed version such as 4c1284ba8b87, found no ${file}: ${reasonOf(cause)}`,
      { cause },
    );
  });
  return { source, text, tenant: basename(path, '.json') };
}

/** Returns the text of a tenant file as the single machine deploys it, so that it can be compared with a deployed version. */
export function asDeployed(text: string, sandboxPort: number): string {
  return withSandbox(text, `http://127.0.0.1:${sandboxPort}`);
}

const failureSchema = z.object({ stderr: z.string() });

/** Git says whether it has no such revision, no such path in it, or no repository. */
function reasonOf(cause: unknown): string {
  const failure = failureSchema.safeParse(cause);
  return failure.success ? failure.data.stderr.trim() : 'check the path.';
}

async function read(source: string): Promise<string> {
  if (!REVISION.test(source)) return readFile(source, 'utf8');
  const { stdout } = await promisify(execFile)('git', ['show', source], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
