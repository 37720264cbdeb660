/** A node of a Mermaid flowchart: its id and how Mermaid writes it. */
export interface DiagramNode {
  readonly id: string;
  readonly text: string;
}

/** A box: a state that does something. */
export function box(id: string, label: string): DiagramNode {
  return { id, text: `${id}["${escaped(label)}"]` };
}

/** A round node: where something begins or ends. */
export function round(id: string, label: string): DiagramNode {
  return { id, text: `${id}(["${escaped(label)}"])` };
}

/** An arrow; one with a label, which says when it is taken, is dotted. */
export function arrow(from: DiagramNode, to: DiagramNode, label?: string): string {
  return label === undefined ? `${from.text} --> ${to.text}` : `${from.text} -. "${label}" .-> ${to.text}`;
}

/** Mermaid reads entities with `#` in place of `&`. */
function escaped(label: string): string {
  return label.replaceAll('#', '#35;').replaceAll('"', '#quot;');
}
