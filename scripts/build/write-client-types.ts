import { writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { openApiDocument } from '../../blueprint/routes/openapi/openapi-document.ts';

/** Writes the TypeScript types of the API, generated from its OpenAPI document. */
export async function writeClientTypes(file: string): Promise<void> {
  // The generator needs an API that TypeScript 7 does not have. API Extractor needs it too, and brings its own TypeScript 5.
  const parentURL = import.meta.resolve('@microsoft/api-extractor');
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, specifier === 'typescript' ? { ...context, parentURL } : context),
  });
  const { default: openapiTS, astToString } = await import('openapi-typescript').finally(() => hooks.deregister());
  await writeFile(file, astToString(await openapiTS(JSON.stringify(openApiDocument()))));
}
