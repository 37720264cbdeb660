import { registerHooks } from 'node:module';

/** Examples import this package by its name, as the projects that use it do: from `exports/`, since the package is not built. */
const OWN_NAME = /^order-orchestration-framework\/([\w-]+)$/;

registerHooks({
  resolve(specifier, context, next) {
    const [, name] = OWN_NAME.exec(specifier) ?? [];
    if (name === undefined) return next(specifier, context);
    return next(new URL(`../exports/${name}.ts`, import.meta.url).href, context);
  },
});
