import * as z from 'zod';
import { UsageError } from '../../embedded/cli/run-command.ts';
import type { LambdaApi } from './lambda-api.ts';

/** A version of a function. */
export interface FunctionVersion {
  /** Name of the function. */
  readonly name: string;
  /** From 1. */
  readonly number: number;
  readonly createdAt: Date;
}

/** The versions of the functions of a tenant. */
export interface FunctionVersions {
  /** Returns all versions, without `$LATEST`. */
  list(): Promise<readonly FunctionVersion[]>;
  /** Deletes a version. @returns false if it is in use; true also if it is gone */
  remove(version: Pick<FunctionVersion, 'name' | 'number'>): Promise<boolean>;
}

const functionsSchema = z.object({
  Functions: z.array(z.object({ FunctionName: z.string() })),
  NextMarker: z.string().nullish(),
});
const versionsSchema = z.object({
  Versions: z.array(z.object({ Version: z.string(), LastModified: z.string() })),
  NextMarker: z.string().nullish(),
});

/**
 * Creates access to the versions over the API. Source: AWS Lambda API Reference, ListFunctions, ListVersionsByFunction, DeleteFunction.
 *
 * @param prefix of the names of the tenant's functions
 */
export function createFunctionVersions({ send }: LambdaApi, prefix: string): FunctionVersions {
  async function pages<Page extends { readonly NextMarker?: string | null | undefined }>(
    path: string,
    schema: z.ZodType<Page>,
  ): Promise<readonly Page[]> {
    const found: Page[] = [];
    let marker: string | undefined;
    do {
      const query = { MaxItems: '50', ...(marker !== undefined && { Marker: marker }) };
      const page = schema.parse(await bodyOf(await send({ method: 'GET', path, query }), `list ${path}`));
      found.push(page);
      marker = page.NextMarker ?? undefined;
    } while (marker !== undefined && marker !== '');
    return found;
  }

  return {
    async list() {
      const functions = (await pages('/2015-03-31/functions/', functionsSchema)).flatMap(({ Functions }) => Functions);
      const names = functions.map(({ FunctionName }) => FunctionName).filter((name) => name.startsWith(prefix));
      const found: FunctionVersion[] = [];
      for (const name of names) {
        const versions = (await pages(`/2015-03-31/functions/${name}/versions`, versionsSchema)).flatMap(
          ({ Versions }) => Versions,
        );
        for (const { LastModified, Version } of versions)
          if (Version !== '$LATEST') found.push({ name, number: Number(Version), createdAt: new Date(LastModified) });
      }
      return found;
    },

    async remove({ name, number }) {
      const query = { Qualifier: String(number) };
      const reply = await send({ method: 'DELETE', path: `/2015-03-31/functions/${name}`, query });
      if (reply.status === 409) return false;
      if (reply.status !== 404) await bodyOf(reply, `delete version ${number} of ${name}`);
      return true;
    },
  };
}

/** @throws UsageError the request was refused */
async function bodyOf(reply: Response, what: string): Promise<unknown> {
  const text = await reply.text();
  if (!reply.ok)
    throw new UsageError(`Expected to ${what}, found ${reply.status} ${text}. Check that you may do that.`);
  return text === '' ? undefined : JSON.parse(text);
}
