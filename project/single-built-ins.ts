import type { Plugin } from 'esbuild';

/**
 * Makes an import of a module of Node take only what is imported. Node itself evaluates every export of such a module, also those that it
 * makes when somebody asks for them, e.g. the WebSocket client of `node:http` and the Web Crypto API of `node:crypto`.
 *
 * The modules of one bundle take theirs when they begin, so what a bundle loads only at need (`import()`) loads its modules of Node then, too.
 *
 * Source: `syncExports` in lib/internal/bootstrap/realm.js of Node.js 24.
 */
export const singleBuiltIns: Plugin = {
  name: 'single-built-ins',
  setup(build) {
    // require() returns the module itself, which may be a function.
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'require-call' || kind === 'require-resolve' ? undefined : { path, namespace: 'built-in' },
    );
    build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter(
        (name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default',
      );
      return {
        contents: [
          `const module = process.getBuiltinModule(${JSON.stringify(path)});`,
          'export default module;',
          ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`),
        ].join('\n'),
      };
    });
  },
};
