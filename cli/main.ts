#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { limitMemory } from './limit-memory.ts';

/** The program: `order-orchestration <command>`, and every script of this repository that is a command of it. */
const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `Expected Node ${OLDEST_NODE} or newer, found ${process.versions.node}: run the command through npx or an npm script, which use the Node that the package installs.\n`,
  );
  process.exitCode = 2;
} else {
  const compileCache = join(process.cwd(), 'node_modules/.cache/order-orchestration');
  if (process.argv[2] === 'start') limitMemory(compileCache);
  // Before any other module is loaded: most of the time of a start went into stripping types and compiling.
  enableCompileCache(compileCache);
  const [{ runCommand }, { dispatch }] = await Promise.all([
    import('../embedded/cli/run-command.ts'),
    import('./dispatch.ts'),
  ]);
  await runCommand(dispatch, process.argv.slice(2));
}
