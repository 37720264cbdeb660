/** What a Task's `Resource` asks for. */
export interface TaskResource {
  integration: 'lambda:invoke' | 'events:putEvents' | 'states:startExecution';
  /** `lambda`, as the history calls it. */
  resourceType: string;
  /** `invoke` or `invoke.waitForTaskToken`, as the history calls it. */
  resource: string;
  /** The state ends when somebody answers with its task token. */
  waitsForToken: boolean;
}

const integrations = ['lambda:invoke', 'events:putEvents', 'states:startExecution'] as const;

const resources: ReadonlyMap<string, TaskResource> = new Map(
  integrations.flatMap((integration) =>
    ['', '.waitForTaskToken'].map((pattern): [string, TaskResource] => {
      const [resourceType = '', action = ''] = integration.split(':');
      const resource = `${action}${pattern}`;
      return [
        `arn:aws:states:::${resourceType}:${resource}`,
        { integration, resourceType, resource, waitsForToken: pattern !== '' },
      ];
    }),
  ),
);

/** Every value of `Resource` that runs here. */
export const supportedResources: readonly string[] = [...resources.keys()];

/** What a `Resource` means, or undefined when it does not run here. */
export function findTaskResource(arn: string): TaskResource | undefined {
  return resources.get(arn);
}
