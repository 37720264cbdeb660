/** Converts `salesforceV3` to `salesforce-v3`, the spelling of files and folders. */
export function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}

/** Converts `plugin-salesforce-v3` to `PluginSalesforceV3`, the spelling of placeholders and construct ids. */
export function pascalCase(name: string): string {
  return kebabCase(name)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
