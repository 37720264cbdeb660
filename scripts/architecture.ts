import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

/** The folders that each folder imports. */
export type FolderImports = ReadonlyMap<string, readonly string[]>;

/** The folders of the first picture. */
export const TOP_FOLDERS = [
  'core',
  'blueprint',
  'plugins',
  'state-machines',
  'lambdas',
  'infra',
  'embedded',
  'sandbox',
  'project',
  'contract',
  'exports',
  'cli',
  'scripts',
  'bench',
] as const;

/** Reads every import of the code, tests excluded. */
export async function readImports(): Promise<ICruiseResult['modules']> {
  const { output } = await cruise([...TOP_FOLDERS], await extractOptions('./.dependency-cruiser.mjs'));
  if (typeof output === 'string') throw new TypeError('dependency-cruiser returned text instead of modules.');
  return output.modules;
}

/** Groups imports by top folder. */
export function importsOfTopFolders(modules: ICruiseResult['modules']): FolderImports {
  const folders: readonly string[] = TOP_FOLDERS;
  return groupImports(modules, (path) => folders.find((folder) => path.startsWith(`${folder}/`)));
}

/** Groups the imports inside one folder by its subfolders. Each file directly in it is its own group. */
export function importsInside(modules: ICruiseResult['modules'], folder: string): FolderImports {
  return groupImports(modules, (path) =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined,
  );
}

function groupImports(modules: ICruiseResult['modules'], groupOf: (path: string) => string | undefined): FolderImports {
  const edges = modules.flatMap(({ source, dependencies }) => {
    const from = groupOf(source);
    return dependencies.map(({ resolved }) => ({ from, to: groupOf(resolved) }));
  });
  const groups = new Set(modules.map(({ source }) => groupOf(source)).filter((group) => group !== undefined));
  return new Map(
    [...groups].sort().map((group) => {
      const targets = edges.filter(({ from, to }) => from === group && to !== group).map(({ to }) => to);
      return [group, [...new Set(targets.filter((to) => to !== undefined))].sort()];
    }),
  );
}

/** Draws imports as a Mermaid flowchart: an arrow points from the importing folder to the imported one. */
export function drawImports(imports: FolderImports): string {
  const idOf = (name: string): string => name.replaceAll(/\W/g, '_');
  const nodes = [...imports.keys()].map((name) => `  ${idOf(name)}["${name}"]`);
  const arrows = [...imports].flatMap(([from, targets]) => targets.map((to) => `  ${idOf(from)} --> ${idOf(to)}`));
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n');
}

/**
 * Replaces the picture between `<!-- picture: name -->` and `<!-- end -->` of a page.
 *
 * @throws TypeError the page has no such markers
 */
export function replacePicture(page: string, name: string, picture: string): string {
  const start = `<!-- picture: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0)
    throw new TypeError(`The page has no markers for the picture "${name}": add ${start} and <!-- end -->.`);
  return `${page.slice(0, from + start.length)}\n\n${picture}\n\n${page.slice(to)}`;
}

/** Redraws every picture of `docs/architecture.md` from the code. */
export async function drawArchitecture(page: string): Promise<string> {
  const modules = await readImports();
  const folders = replacePicture(page, 'folders', drawImports(importsOfTopFolders(modules)));
  return replacePicture(folders, 'lambdas', drawImports(importsInside(modules, 'lambdas')));
}
