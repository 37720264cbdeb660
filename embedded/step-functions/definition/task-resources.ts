/** What the `Resource` of a Task asks for; the history shows it as `lambda` and `invoke`. */
export interface TaskResource {
  readonly resourceType: 'lambda';
  readonly resource: 'invoke' | 'invoke.waitForTaskToken';
  /** Whether the state ends only when its task token is sent back. */
  readonly waitsForToken: boolean;
}

const RESOURCES: ReadonlyMap<string, TaskResource> = new Map([
  ['arn:aws:states:::lambda:invoke', { resourceType: 'lambda', resource: 'invoke', waitsForToken: false }],
  [
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    { resourceType: 'lambda', resource: 'invoke.waitForTaskToken', waitsForToken: true },
  ],
]);

/** Every value of `Resource` that is supported. */
export const SUPPORTED_RESOURCES: readonly string[] = [...RESOURCES.keys()];

/** Returns what a `Resource` means, or undefined when it is not supported. */
export function findTaskResource(arn: string): TaskResource | undefined {
  return RESOURCES.get(arn);
}
