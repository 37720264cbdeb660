import { access } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OwnPlugin, OwnPluginInvalid } from '../../project/own-plugins.ts';
import type { Partner } from '../../sandbox/server/partner.ts';

/**
 * Loads the stand-ins of partners that a project has beside its plugins: `standIn` of `stand-in.ts`, or of `stand-in.js` beside
 * a plugin in JavaScript. The sandbox serves them by their names.
 *
 * @throws OwnPluginInvalid a file does not export one
 */
export async function loadOwnStandIns(ownPlugins: readonly OwnPlugin[]): Promise<readonly Partner[]> {
  const loaded = await Promise.all(
    ownPlugins.map(({ file }) => loadStandIn(join(dirname(file), `stand-in${extname(file)}`))),
  );
  return loaded.filter((standIn) => standIn !== undefined);
}

async function loadStandIn(file: string): Promise<Partner | undefined> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const { standIn } = (await import(pathToFileURL(file).href)) as { readonly standIn?: Partner };
  if (typeof standIn?.name === 'string' && Array.isArray(standIn.routes)) return standIn;
  throw new OwnPluginInvalid(
    `Expected ${file} to export standIn, a stand-in of a partner with a name and routes: export it, or rename the file.`,
  );
}
