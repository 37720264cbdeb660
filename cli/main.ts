#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { limitMemory } from './limit-memory.ts';

/** The program: `order-orchestration <command>`, and every script of this repository that is a command of it. */
const OLDEST_NODE = 24;

/** When `start` compiles its program for the next one: the first orders come first. */
const COMPILE_AFTER_MS = 6000;

const [, , name, ...args] = process.argv;
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `Expected Node ${OLDEST_NODE} or newer, found ${process.versions.node}: run the command through npx or an npm script, which use the Node that the package installs.\n`,
  );
  process.exitCode = 2;
} else {
  const cache = join(process.cwd(), 'node_modules/.cache/order-orchestration');
  if (name === 'start') limitMemory(cache);
  // Before any other module is loaded: most of the time of a start went into stripping types and compiling.
  enableCompileCache(cache);
  if (name === 'start') {
    const [{ currentPrograms }, { rememberedThreads }] = await Promise.all([
      import('./start-programs.ts'),
      import('./remembered-threads.ts'),
    ]);
    const directory = join(cache, 'start');
    const programs = currentPrograms(directory);
    // Where the folder cannot be written, every start loads the sources.
    const compile = (): Promise<void> =>
      import('./compile-start.ts').then(({ compileStart }) => compileStart(directory)).catch(() => undefined);
    if (programs === undefined) setTimeout(compile, COMPILE_AFTER_MS).unref();
    // They load on other processors, while this one loads the program.
    const spareThreads = rememberedThreads(cache, programs);
    const { runStart }: typeof import('./run-start.ts') = await import(programs?.start.href ?? './run-start.ts');
    await runStart(args, spareThreads);
  } else {
    const [{ runCommand }, { dispatch }] = await Promise.all([
      import('../embedded/cli/run-command.ts'),
      import('./dispatch.ts'),
    ]);
    await runCommand(dispatch, process.argv.slice(2));
  }
}
