/** The single machine, for programs and tests that start it themselves. */
export { type Runtime, type RuntimeLogLine, type RuntimeOptions, startRuntime } from '../embedded/runtime/runtime.ts';
export { loadOwnPlugins, type OwnPlugin, OwnPluginInvalid } from '../project/own-plugins.ts';
export { openProject, type Project } from '../project/project.ts';
export { type Sandbox, type SandboxCredentials, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
