import { type Sequence, type SequenceStep, undoableSteps } from './sequence.ts';

const COMPLETE = box('complete', 'Complete order');
const END = round('done', 'End');
const FAIL = box('fail', 'Fail order');
const FAILED = round('failed', 'Order failed');
const HOLD = box('hold', 'Hold order');
const HELD = round('held', 'Order held');

/** A step of the path, with its node and those it leads to. */
interface PlacedStep {
  readonly step: SequenceStep;
  readonly node: DiagramNode;
  readonly next: DiagramNode;
  /** Where a failure of a critical step leads. */
  readonly onFailure: DiagramNode;
}

/**
 * Draws a sequence as a Mermaid flowchart: the states of its state machine under the names that the Step Functions
 * console shows, with what leads from one to the next.
 *
 * Syntax: Mermaid documentation, "Flowcharts - Basic Syntax".
 */
export function sequenceDiagram(sequence: Sequence): string {
  const process = sequence.steps.filter((step) => step.phase === 'process');
  const postProcess = sequence.steps.filter((step) => step.phase === 'postProcess');
  const nodes = [
    ...process.map((step, index) => box(`process${index}`, step.id)),
    COMPLETE,
    ...postProcess.map((step, index) => box(`postProcess${index}`, step.id)),
  ];
  const undone = undoableSteps(sequence).map((step) => ({ step, index: process.indexOf(step) }));
  const undos = undone.map(({ step, index }) => box(`process${index}Undo`, `${step.id}: undo`));
  const path = [...process, undefined, ...postProcess];
  const lines = path.flatMap((step, at) => {
    const node = nodes[at] ?? COMPLETE;
    const next = nodes[at + 1] ?? END;
    const onFailure = undos[undone.findLastIndex(({ index }) => index <= at)] ?? FAIL;
    return [arrow(node, next), ...(step === undefined ? [] : failureArrows({ step, node, next, onFailure }))];
  });
  const chain = undone.flatMap(({ step, index }, at) => undoArrows(step, index, undos[at - 1] ?? FAIL));
  const begin = arrow(round('start', 'Start'), nodes[0] ?? COMPLETE);
  const ends = process.some((step) => step.critical) ? [arrow(FAIL, FAILED), arrow(HOLD, HELD)] : [];
  return ['flowchart TD', ...[begin, ...lines, ...chain, ...ends].map((line) => `  ${line}`), ''].join('\n');
}

function failureArrows({ step, node, next, onFailure }: PlacedStep): readonly string[] {
  if (!step.critical) {
    const note = box(`${node.id}Note`, `${step.id}: note failure`);
    return [arrow(node, note, 'failed'), arrow(note, next)];
  }
  const wait = box(`${node.id}Wait`, `${step.id}: wait`);
  const reconcile = box(`${node.id}Reconcile`, `${step.id}: reconcile`);
  return [
    arrow(node, onFailure, 'failed'),
    ...(onFailure === FAIL ? [] : [arrow(node, FAIL, 'order ended')]),
    arrow(node, wait, 'asked to wait'),
    arrow(wait, node),
    ...(step.probes
      ? [
          arrow(node, reconcile, 'outcome unknown'),
          arrow(reconcile, next, 'it happened'),
          arrow(reconcile, node, 'it did not happen'),
          arrow(reconcile, onFailure, 'failed'),
          arrow(reconcile, HOLD, 'still unknown'),
        ]
      : [arrow(node, HOLD, 'outcome unknown')]),
  ];
}

function undoArrows(step: SequenceStep, index: number, next: DiagramNode): readonly string[] {
  const undo = box(`process${index}Undo`, `${step.id}: undo`);
  const failed = box(`process${index}UndoFailed`, `${step.id}: undo failed`);
  return [arrow(undo, next), arrow(undo, failed, 'failed'), arrow(failed, next)];
}

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
