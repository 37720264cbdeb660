import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runtime identifier of functions that bring their own runtime. */
export const CUSTOM_RUNTIME = 'provided.al2023';

const PROGRAM = fileURLToPath(new URL('runtime.ts', import.meta.url));
const BOOTSTRAP = '#!/bin/sh\nexec node "$LAMBDA_TASK_ROOT/runtime.mts"\n';

/**
 * Adds the runtime to the code of every function in an assembly. It runs on the `node` of the PATH.
 *
 * @param assembly folder that `App.synth()` wrote
 * @throws Error when the assembly contains no function code
 */
export async function addFunctionRuntime(assembly: string): Promise<void> {
  const handlers = (await readdir(assembly, { recursive: true })).filter((path) =>
    /^asset\.[^/]+\/index\.mjs$/.test(path),
  );
  if (handlers.length === 0) throw new Error(`Expected function code (asset.*/index.mjs) in ${assembly}, found none.`);
  for (const handler of handlers) {
    const folder = join(assembly, handler, '..');
    await copyFile(PROGRAM, join(folder, 'runtime.mts'));
    await writeFile(join(folder, 'bootstrap'), BOOTSTRAP, { mode: 0o755 });
  }
}
