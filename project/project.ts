import { join } from 'node:path';
import { loadOwnPlugins, type OwnPlugin } from './own-plugins.ts';

/** A folder with tenants and plugins: this repository, or a project that uses the package. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Folder of the tenant files; absolute. It need not exist. */
  readonly tenants: string;
  /** The plugins of the project, beside those of this package. */
  readonly ownPlugins: readonly OwnPlugin[];
}

/**
 * Opens a project: its tenants are in `tenants/`, its own plugins in `plugins/`.
 *
 * @param root absolute. @default the working directory
 * @throws OwnPluginInvalid a plugin cannot be used; the message says why
 */
export async function openProject(root: string = process.cwd()): Promise<Project> {
  return { root, tenants: join(root, 'tenants'), ownPlugins: await loadOwnPlugins(join(root, 'plugins')) };
}
