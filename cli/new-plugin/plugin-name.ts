import { kebabCase } from '../../core/names.ts';

/** The name and the service of a new plugin. */
export interface PluginNames {
  /** Name in tenant files and of the export, e.g. `loyaltyPoints`. */
  readonly name: string;
  /** The system that the plugin calls, as in tenant files, e.g. `limio`. */
  readonly service: string;
}

/** A plugin that cannot be created. The message contains the reason and what to do. */
export class NewPluginRefused extends Error {
  override readonly name = 'NewPluginRefused';
}

// Names that the language, the registry or the generated files already use.
const RESERVED = [
  ...['await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'enum', 'else'],
  ...['export', 'extends', 'false', 'finally', 'for', 'function', 'implements', 'import', 'instanceof', 'interface'],
  ...['let', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static', 'super', 'switch', 'this'],
  ...['throw', 'true', 'try', 'typeof', 'undefined', 'var', 'void', 'while', 'with', 'yield', 'arguments', 'eval'],
  ...['catalogOf', 'createStepHandler', 'definePlugin', 'endpointOption', 'handler', 'pluginCatalog', 'plugins'],
  ...['postWithKey', 'describePluginContract', 'registry'],
];

/**
 * Checks the names of a new plugin.
 *
 * @param taken names of the existing plugins
 * @throws NewPluginRefused the name or the service is malformed, or the name is taken
 */
export function checkPluginNames(names: PluginNames, taken: readonly string[]): void {
  const { name, service } = names;
  if (!/^[a-z][A-Za-z0-9]{2,59}$/.test(name)) {
    throw new NewPluginRefused(
      `Expected a name of 3 to 60 letters and digits in camel case, such as loyaltyPoints, found "${name}".`,
    );
  }
  if (RESERVED.includes(name)) {
    throw new NewPluginRefused(`Expected an unused name, found the reserved name "${name}": choose another.`);
  }
  if (!/^[a-z][a-z0-9-]{1,59}$/.test(service)) {
    throw new NewPluginRefused(
      `Expected a service of 2 to 60 lower-case letters, digits and "-", such as limio or salesforce, found "${service}": name the system that the plugin calls.`,
    );
  }
  const other = taken.find((existing) => kebabCase(existing) === kebabCase(name));
  if (other !== undefined) {
    throw new NewPluginRefused(
      `Expected an unused name, found "${name}": the plugin ${other} already exists. Choose another.`,
    );
  }
}
