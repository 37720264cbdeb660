/** The HTTP module of Node, without what an `import` of it would evaluate: 25 ms of a start. See `project/single-built-ins.ts`. */
export const http = process.getBuiltinModule('node:http');
