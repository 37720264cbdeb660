/** Keeps Markdown and HTML in values from being rendered. */
export function escapedMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~]/g, '\\$&');
}
